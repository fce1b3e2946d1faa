// The simulated weather: plausible, repeatable, and with a dusk and a dawn that a flow can react to.

import assert from 'node:assert/strict';
import { CATALOGUE, type Device } from '../../src/simulator/chips';
import { formatReading } from '../../src/simulator/format';
import { seededRandom } from '../../src/simulator/random';
import { inTurn, makeSensors } from '../../src/simulator/sensors';

const DAY_MS = 120_000;
const SEEDS = [1, 2, 3, 4, 5, 42, -7, 2 ** 31 - 1];

function device(type: string): Device {
    const found = CATALOGUE.find(({ topic }) => topic.startsWith(type));
    assert.ok(found);
    return found;
}

function series(type: string, seed: number, days = 3): number[][] {
    const measure = makeSensors(seed, DAY_MS);
    return Array.from({ length: days * 1200 }, (_, index) => [...measure(device(type), (index * DAY_MS) / 1200)]);
}

describe('simulator: sensors', () => {
    for (const seed of SEEDS) {
        it(`light passes 50 lux once down and once up a day, seed ${seed}`, () => {
            const bright = series('lux-meter', seed, 4).map(([lux = 0]) => lux > 50);
            const changes = bright.filter((now, index) => index > 0 && now !== bright[index - 1]);
            assert.deepEqual(changes, [false, true, false, true, false, true, false, true]);
        });

        it(`values stay where such sensors live, seed ${seed}`, () => {
            const within = (type: string, index: number, least: number, most: number): void => {
                for (const values of series(type, seed)) {
                    const value = values[index] ?? Number.NaN;
                    assert.ok(value >= least && value <= most, `${type}: ${value}`);
                }
            };
            within('thermometer', 0, 15, 30);
            within('lux-meter', 0, 0, 700);
            within('barometer', 0, 0, 800);
            within('barometer', 1, 95, 101);
            within('humidity-sensor', 0, 25, 49.9);
            within('co2-sensor', 0, 350, 1200);
        });
    }

    it('it gets dark and bright', () => {
        const lux = series('lux-meter', 1).map(([value = 0]) => value);
        assert.equal(Math.min(...lux), 0);
        assert.ok(Math.max(...lux) > 500);
    });

    it('the same seed gives the same values, another seed others', () => {
        assert.deepEqual(series('thermometer', 5), series('thermometer', 5));
        assert.notDeepEqual(series('thermometer', 5), series('thermometer', 6));
    });

    it('chips round to their own steps', () => {
        for (const [celsius = 0] of series('thermometer', 3)) assert.ok(Number.isInteger(celsius * 16));
        for (const [ppm = 0] of series('co2-sensor', 3)) assert.ok(Number.isInteger(ppm));
    });

    it('a light sensor has 12 bits and an exponent: steps of 0.01 lux in the dark, of 0.16 in a bright room', () => {
        for (const [lux = 0] of series('lux-meter', 3)) {
            const step = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32].find((size) => lux / size < 4095.5) ?? 0;
            const steps = lux / step;
            assert.ok(Math.abs(steps - Math.round(steps)) < 1e-6, `${lux} lux in steps of ${step}`);
        }
    });

    it('a barometer derives the altitude from the pressure, as its chip does', () => {
        for (const [metres = 0, kiloPascal = 0] of series('barometer', 3)) {
            assert.ok(Math.abs(metres - 44_330.8 * (1 - (kiloPascal / 101.325) ** 0.190_263)) <= 1 / 32);
            assert.ok(Number.isInteger(kiloPascal * 4000));
        }
    });

    it('what measures nothing has no values', () => {
        assert.deepEqual(makeSensors(1, DAY_MS)(device('relay'), 0), []);
    });

    // Of what `--seed` promises: pictures and descriptions of flows show this weather.
    const WEATHER: readonly (readonly [seed: number, topic: string, ...readings: readonly string[]])[] = [
        [1, 'thermometer/i2c0-48', '24.56', '25.31', '20.25', '21.88'],
        [1, 'thermometer/i2c1-49', '24.44', '24.69', '20.31', '21.75'],
        [1, 'lux-meter/i2c0-44', '585.76', '322.16', '0.00', '140.96'],
        [1, 'lux-meter/i2c1-45', '600.00', '311.76', '0.00', '141.20'],
        [1, 'barometer/i2c0-60', '321.4 97.522', '304.0 97.726', '271.3 98.108', '291.7 97.870'],
        [1, 'humidity-sensor/i2c1-5f', '40.7', '41.4', '44.9', '46.2'],
        [1, 'co2-sensor/i2c0-38', '854', '858', '490', '712'],
        [-7, 'thermometer/i2c0-48', '23.88', '24.44', '20.44', '21.50'],
        [-7, 'humidity-sensor/i2c1-5f', '38.1', '38.0', '45.5', '44.8'],
    ];
    for (const [seed, topic, ...readings] of WEATHER) {
        it(`seed ${seed} has the same weather in each release: ${topic}`, () => {
            const measure = makeSensors(seed, DAY_MS);
            const times = [0, 0.1, 0.6, 2.75].map((days) => days * DAY_MS);
            const found = times.map((at) => {
                const line = formatReading(device(topic), measure(device(topic), at));
                return [...line.matchAll(/\[(-?[\d.]+)/g)].map(([, value]) => value).join(' ');
            });
            assert.deepEqual(found, readings);
        });
    }

    it('chance is the published generator', () => {
        const random = seededRandom(1);
        assert.deepEqual(
            [random(), random(), random()],
            [0.627_073_940_588_161_3, 0.002_735_721_180_215_478, 0.527_447_039_959_952_2],
        );
        assert.equal(seededRandom(-(2 ** 31))(), 0.820_577_560_923_993_6);
    });

    it('a sensor of one quantity renews it each time', () => {
        let count = 0;
        const read = inTurn(() => [++count]);
        assert.deepEqual([read(), read(), read()], [[1], [2], [3]]);
    });

    it('a barometer renews one of its two values at a time', () => {
        let count = 0;
        const read = inTurn(() => {
            count += 1;
            return [count, count * 10];
        });
        assert.deepEqual(
            [read(), read(), read(), read()],
            [
                [1, 10],
                [2, 10],
                [2, 30],
                [4, 30],
            ],
        );
    });
});
