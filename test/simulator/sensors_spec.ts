// The simulated weather: plausible, repeatable, and with a dusk and a dawn that a flow can react to.

import assert from 'node:assert/strict';
import { CATALOGUE, type Device } from '../../src/simulator/chips';
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
