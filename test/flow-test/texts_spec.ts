// Moments as a report of a flow test shows them.

import assert from 'node:assert/strict';
import { momentOf } from '../../nodes/flow-test/texts';

describe('flow test: moments', () => {
    for (const [ms, shown] of [
        [0, '0:00.000'],
        [7, '0:00.007'],
        [999.4, '0:00.999'],
        [999.6, '0:01.000'],
        [59_999.6, '1:00.000'],
        [61_500, '1:01.500'],
        [3_600_000, '60:00.000'],
    ] as const) {
        it(`${ms} ms is ${shown}`, () => {
            assert.equal(momentOf(ms), shown);
        });
    }
});
