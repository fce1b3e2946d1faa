// Durations in statuses: short, and true for as long as they are shown.

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { stateStatus } from '../../nodes/runtime/status/status';
import { boundText, durationText } from '../../nodes/shared/duration-text';
import { ManualClock } from '../support/manual-clock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('durations in texts', () => {
    const rows: readonly (readonly [ms: number, elapsed: string, bound: string])[] = [
        [-5 * SECOND, '0 s', '1 s'],
        [0, '0 s', '1 s'],
        [1400, '1 s', '2 s'],
        [2 * SECOND, '2 s', '2 s'],
        [119 * SECOND, '119 s', '119 s'],
        [150 * SECOND, '2 min', '3 min'],
        [10 * MINUTE, '10 min', '10 min'],
        [130 * MINUTE, '2 h', '3 h'],
    ];
    for (const [ms, elapsed, bound] of rows) {
        it(`${ms} ms: ${elapsed} have passed, due within ${bound}`, () => {
            assert.equal(durationText(ms), elapsed);
            assert.equal(boundText(ms), bound);
        });
    }
});

describe('status while waiting for the next attempt [P2]', () => {
    // Only its texts are used; a key with its parameters is enough to see them.
    const RED = { _: (key: string, params: object) => `${key.split('.').at(-1)} ${JSON.stringify(params)}` };
    const cause = { code: 'refused', params: {} } as const;

    /** The time that the text gives, where the next attempt is due in `ms`. */
    function remaining(ms: number, elapsedMs: number): string {
        const clock = new ManualClock();
        const state = { name: 'waiting', attempt: 5, retryAt: clock.now() + ms, cause } as const;
        clock.advance(elapsedMs);
        const { text = '' } = stateStatus(RED as unknown as NodeAPI, state, clock.now());
        return (JSON.parse(text.slice(text.indexOf('{'))) as { time: string }).time;
    }

    it('gives the time within which the attempt follows, so that it never goes stale', () => {
        assert.equal(remaining(11_200, 0), '12 s');
    });

    it('counts from the moment when the text is made', () => {
        assert.equal(remaining(60 * SECOND, 52 * SECOND), '8 s');
    });

    it('is never zero or negative, also if the clock was set', () => {
        assert.equal(remaining(SECOND, 3600 * SECOND), '1 s');
    });
});
