// The ledger of `npm run test:beside`, by which three ways are judged: each command and each reading counts once, as what it is.

import assert from 'node:assert/strict';
import { commandsOf, readingsOf } from '../beside/ledger';
import type { ReceivedFrame } from '../beside/node-red';

const caught = (n: number): ReceivedFrame => ({ at: 1, kind: 'caught', id: 'out', text: 'no', n });
const end = (n: number): ReceivedFrame => ({ at: 1, kind: 'end', n, failed: false });
const heard = (n: number, at: number): ReceivedFrame => ({ at, kind: 'heard', n });
const status = (fill: string, at: number, id = 'in'): ReceivedFrame => ({ at, kind: 'status', id, fill, text: fill });

describe('the ledger of what is compared', () => {
    it('puts each command where it belongs', () => {
        const arrivals: readonly (readonly number[])[] = [[1000], [5000], [5001], [], [], [10], [10, 20], [6000, 6001]];
        const commands = new Map(arrivals.map((times, n) => [n, { at: 0, arrivals: [...times] }]));
        const news = [...arrivals.keys()].filter((n) => n !== 3).map(end);
        assert.deepEqual(commandsOf(commands, [...news, caught(4), caught(5)]), {
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
        const said = new Map([10, 20, 30, 40, 50].map((at, n) => [n, at]));
        const news = [
            status('yellow', 5),
            status('green', 15),
            status('red', 35),
            status('red', 0, 'out'),
            heard(1, 21),
            heard(4, 51),
            heard(4, 52),
            heard(-1, 53),
        ];
        assert.deepEqual(readingsOf(said, news), { said: 5, heard: 2, lostWhileGreen: 1, late: 0, twice: 1, odd: 1 });
        assert.equal(readingsOf(said, [...news, heard(2, 30 + 5001)]).late, 1);
        assert.equal(readingsOf(said, [...news, heard(2, 30 + 5000)]).late, 0);
    });
});
