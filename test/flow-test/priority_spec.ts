// The priority of the processes of a test.

import assert from 'node:assert/strict';
import os from 'node:os';
import { lowerPriority, lowerThan } from '../../nodes/flow-test/priority';
import { keepsProcess } from './replaced';

describe('flow test: priority', () => {
    keepsProcess();

    it('is given to this process, where the system allows it', () => {
        const given: unknown[] = [];
        os.getPriority = () => 12;
        os.setPriority = (value: number) => void given.push(value);
        lowerPriority();
        assert.deepEqual(given, [13]);
        os.setPriority = () => {
            throw new Error('EACCES');
        };
        assert.doesNotThrow(lowerPriority);
    });

    for (const [name, of, wanted] of [
        ['is lower than the usual one', 0, 10],
        ['is lower than a high one', -20, 10],
        ['is lower than one that is low already', 10, 11],
        ['is no other than the lowest', 19, 19],
    ] as const) {
        it(name, () => assert.equal(lowerThan(of), wanted));
    }
});
