// The priority of the processes of a test.

import assert from 'node:assert/strict';
import { lowerThan } from '../../nodes/flow-test/priority';

describe('flow test: priority', () => {
    for (const [name, of, wanted] of [
        ['is lower than the usual one', 0, 10],
        ['is lower than a high one', -20, 10],
        ['is lower than one that is low already', 10, 11],
        ['is no other than the lowest', 19, 19],
    ] as const) {
        it(name, () => assert.equal(lowerThan(of), wanted));
    }
});
