// The ledger of `npm run test:beside`, which judges three ways: each command and each reading counts once, in its class.

import assert from 'node:assert/strict';
import { commandsOf, readingsOf } from '../beside/ledger';
import type { NodeRedEvent } from '../beside/node-red';

const caught = (n: number): NodeRedEvent => ({ at: 1, kind: 'caught', id: 'out', text: 'no', n });
const end = (n: number): NodeRedEvent => ({ at: 1, kind: 'end', n, failed: false });
const received = (n: number, at: number): NodeRedEvent => ({ at, kind: 'received', n });
const status = (fill: string, at: number, id = 'in'): NodeRedEvent => ({ at, kind: 'status', id, fill, text: fill });

describe('the ledger of what is compared', () => {
    it('puts each command where it belongs', () => {
        const arrivals: readonly (readonly number[])[] = [[1000], [5000], [5001], [], [], [10], [10, 20], [6000, 6001]];
        const commands = new Map(arrivals.map((times, n) => [n, { at: 0, arrivals: [...times] }]));
        const events = [...arrivals.keys()].filter((n) => n !== 3).map(end);
        assert.deepEqual(commandsOf(commands, [...events, caught(4), caught(5)]), {
            sent: 8,
            arrived: 3,
            late: 2,
            failed: 2,
            lost: 1,
            twice: 2,
            unsure: 1,
            latest: 6000,
            endless: 1,
        });
    });

    it('blames a way for a reading only while its status was green', () => {
        const sent = new Map([10, 20, 30, 40, 50].map((at, n) => [n, at]));
        const events = [
            status('yellow', 5),
            status('green', 15),
            status('red', 35),
            status('red', 0, 'out'),
            received(1, 21),
            received(4, 51),
            received(4, 52),
            received(-1, 53),
        ];
        assert.deepEqual(readingsOf(sent, events), {
            sent: 5,
            received: 2,
            lostWhileGreen: 1,
            late: 0,
            twice: 1,
            odd: 1,
        });
        assert.equal(readingsOf(sent, [...events, received(2, 30 + 5001)]).late, 1);
        assert.equal(readingsOf(sent, [...events, received(2, 30 + 5000)]).late, 0);
    });
});
