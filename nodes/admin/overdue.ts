// When a sensor should have spoken: after its publish interval where one is known, else after a minute.

import type { DeviceEntry } from '../../src/devices/device-list';
import { SENSOR_TYPES } from '../../src/protocol/model';

/** A sensor of which nothing is known speaks at least this often; a CO2 sensor first after some 90 s (clown-talk, section 9). */
const USUAL_MS = 60_000;
const CO2_MS = 120_000;
/** A reading may take several steps of its interval (clown-talk, section 9), and one may be lost. */
const STEPS = 3;
const SLACK_MS = 10_000;
/** They speak when something happens, or when they are told to. */
const EVENT_TYPES: readonly string[] = [
    'pir',
    'push-button',
    'relay',
    'led',
    'led-strip',
    'light',
    'display-oled',
    'i2c',
];

/** How long a device may say nothing; undefined for one that need not speak. `seconds` is its interval, if known. */
export function patienceMs(
    { type, kind }: Pick<DeviceEntry, 'type' | 'kind'>,
    seconds: number | null | undefined,
): number | undefined {
    const isSensor = (kind === 'sensor' || SENSOR_TYPES.includes(type)) && !EVENT_TYPES.includes(type);
    if (!isSensor || seconds === null) return undefined;
    if (seconds !== undefined) return STEPS * seconds * 1000 + SLACK_MS;
    return type === 'co2-sensor' ? CO2_MS : USUAL_MS;
}

/**
 * For how long a device of a connected hub has said nothing, where that is too long. Nobody could speak before the hub
 * was connected.
 */
export function overdueMs(
    heardAt: number | undefined,
    connectedAt: number,
    patience: number | undefined,
    now: number,
): number | undefined {
    const silentMs = now - Math.max(heardAt ?? 0, connectedAt);
    return patience === undefined || silentMs <= patience ? undefined : silentMs;
}
