// Delays between attempts: bounded, doubling, and spread.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backoffMs } from '../../src/connection/backoff';

const almostOne = 1 - 2 ** -53;
const longest = (failures: number, firstMs = 1_000, ceilingMs = 60_000): number =>
    backoffMs(failures, { firstMs, ceilingMs, random: () => almostOne });

describe('backoff', () => {
    it('the bound doubles up to the ceiling', () => {
        assert.deepEqual(
            [1, 2, 3, 4, 5, 6, 7, 8, 100, 1e9].map((failures) => longest(failures)),
            [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000],
        );
    });

    it('the shortest delay is not zero', () => {
        for (const failures of [1, 2, 10, 1_000]) {
            assert.equal(backoffMs(failures, { firstMs: 1_000, ceilingMs: 60_000, random: () => 0 }), 100);
        }
    });

    it('half of the random range waits half as long', () => {
        assert.equal(backoffMs(3, { firstMs: 1_000, ceilingMs: 60_000, random: () => 0.5 }), 2_000);
    });

    it('is an integer within its bounds with all settings', () => {
        const settings = fc.record({
            failures: fc.integer({ min: 1, max: 1e6 }),
            firstMs: fc.integer({ min: 1, max: 10_000 }),
            ceilingMs: fc.integer({ min: 1, max: 3_600_000 }),
            draw: fc.double({ min: 0, max: almostOne, noNaN: true }),
        });
        fc.assert(
            fc.property(settings, ({ failures, firstMs, ceilingMs, draw }) => {
                const delay = backoffMs(failures, { firstMs, ceilingMs, random: () => draw });
                assert.ok(Number.isInteger(delay));
                assert.ok(delay >= Math.min(100, ceilingMs) && delay <= ceilingMs);
                assert.ok(delay <= Math.max(100, firstMs * 2 ** (failures - 1)));
                assert.ok(longest(failures, firstMs, ceilingMs) <= longest(failures + 1, firstMs, ceilingMs));
            }),
        );
    });

    it('spreads the clients of one restarted hub over the whole bound', () => {
        const delays = Array.from({ length: 1_000 }, () =>
            backoffMs(7, { firstMs: 1_000, ceilingMs: 60_000, random: Math.random }),
        );
        for (const from of [100, 15_000, 30_000, 45_000]) {
            assert.ok(
                delays.some((delay) => delay >= from && delay < from + 15_000),
                `none from ${from} ms on`,
            );
        }
    });
});
