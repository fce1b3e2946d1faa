// The clock of the pack that a test has changed is no longer changed in the next one, also if the test has failed.

import assert from 'node:assert/strict';
import { systemClock } from './support/pack-under-test';
import { advance, quicken } from './support/quick-clock';
import { unload } from './support/runtime';

describe('the clock of the tests', () => {
    for (const [name, change] of [
        ['its pace', () => quicken(0.1)],
        ['its time', () => advance(3_600_000)],
    ] as const) {
        it(`${name} is the usual one again once the flows have ended`, async () => {
            const usual = { ...systemClock };
            change();
            assert.notDeepEqual({ ...systemClock }, usual);
            await unload();
            assert.deepEqual({ ...systemClock }, usual);
        });
    }
});
