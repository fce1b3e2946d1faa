// What the sensors measure: a day of light and slowly drifting weather, the same for the same
// seed, each chip rounded to its own resolution. Knows nothing of intervals and frames.

import type { Device, SensorType } from './chips';
import { seededRandom } from './random';

/** The values of a device at a simulated time, in the order of its quantities. */
export type Measure = (device: Device, atMs: number) => readonly number[];

// The first reading is taken at this part of the day: an afternoon, so dusk comes soon.
const FIRST_LIGHT = 0.25;
const START_OF_DAY = 0.55;
const NOON_LUX = 640;

/**
 * Sensors of one place. The light goes from 0 at night to some six hundred lux at noon and passes
 * 50 lux once in the morning and once in the evening.
 *
 * @param dayMs length of a day in simulated milliseconds
 */
export function makeSensors(seed: number, dayMs: number): Measure {
    const random = seededRandom(seed);
    const phases = Array.from({ length: 8 }, () => random());
    const phase = (index: number): number => phases[index % phases.length] ?? 0;
    // Between -1 and 1: two waves of different length, so that no two days are alike.
    const drift = (day: number, index: number): number =>
        0.7 * wave(day * 0.83 + phase(index)) + 0.3 * wave(day * 3.7 + phase(index + 3));

    const values: Readonly<Record<SensorType, (day: number, index: number) => readonly number[]>> = {
        thermometer: (day, index) => {
            const warmth = 22.5 + 2.2 * wave(day - 0.4) + 0.8 * drift(day, index);
            return [Math.round(warmth * 16) / 16];
        },
        'lux-meter': (day, index) => {
            const height = Math.sin(2 * Math.PI * ((day % 1) - FIRST_LIGHT));
            const light = height <= 0 ? 0 : NOON_LUX * height ** 1.3 * (1 + 0.03 * drift(day * 2, index));
            return [luxSteps(light)];
        },
        barometer: (day, index) => {
            const kiloPascal = Math.round((97.8 + 0.5 * drift(day / 2, index)) * 4000) / 4000;
            const metres = 44_330.8 * (1 - (kiloPascal / 101.325) ** 0.190_263);
            return [Math.round(metres * 16) / 16, kiloPascal];
        },
        // Below 50 %, where the newer humidity tag goes quiet (clown-talk, section 13, item 6).
        'humidity-sensor': (day, index) => [42 - 3 * wave(day - 0.4) + 3 * drift(day, index)],
        'co2-sensor': (day, index) => [Math.round(640 + 180 * wave(day - 0.3) + 90 * drift(day, index))],
    };

    return (device, atMs) => {
        if (!device.sensor) return [];
        return values[device.sensor](START_OF_DAY + atMs / dayMs, device.address + device.bus);
    };
}

/**
 * Measures one quantity at a time, as the barometer does: after the first reading each one repeats
 * all values but one of the reading before (clown-talk, section 9).
 */
export function inTurn(measure: () => readonly number[]): () => readonly number[] {
    let values: readonly number[] | undefined;
    let next = 0;
    return () => {
        const fresh = measure();
        const turn = next;
        values = values ? values.map((old, index) => (index === turn ? (fresh[index] ?? old) : old)) : fresh;
        if (values !== fresh) next = (next + 1) % fresh.length;
        return values;
    };
}

function wave(turns: number): number {
    return Math.sin(2 * Math.PI * turns);
}

// The light sensor gives 12 bits and an exponent: 0.01 lux steps when dark, 0.16 in a bright room.
function luxSteps(lux: number): number {
    let step = 0.01;
    while (lux / step > 4095) step *= 2;
    return Math.round(lux / step) * step;
}
