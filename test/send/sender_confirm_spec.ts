// Commands that are repeated until the hub shows that they were carried out. What ends that from outside is in
// sender_stages_spec.ts.

import assert from 'node:assert/strict';
import type { RequestOptions } from '../../src/send/request';
import { SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';
const SET = `${RELAY}/set`;
const ON = `> ${SET} {"state":true}`;
const OFF = `> ${SET} {"state":false}`;
const QUEUE = { policy: { kind: 'queue', size: 9, ageMs: 60_000 } } as const;
const TRIES = 3;

/** Asks the relay on, three times if need be. */
function confirmOn(bench: SenderBench, how: Partial<RequestOptions> = {}): void {
    bench.ask('it', SET, true, { tries: TRIES, ...how });
}

function reports(bench: SenderBench, state: boolean | null): void {
    bench.receives(RELAY, { state });
}

/** What happens after it was asked for, and the log of it all. */
const COURSES: readonly (readonly [name: string, act: (bench: SenderBench) => void, log: readonly string[]])[] = [
    ['shown at once', (bench) => reports(bench, true), [ON, 'it: {"state":true}']],
    [
        'shown at the last moment',
        (bench) => {
            bench.clock.advance(TIMEOUT_MS - 1);
            reports(bench, true);
        },
        [ON, 'it: {"state":true}'],
    ],
    [
        'shown after another state and another relay',
        (bench) => {
            reports(bench, false);
            reports(bench, null);
            bench.receives('relay/i2c0-3f', { state: true });
            bench.receives(RELAY, {});
            reports(bench, true);
        },
        [ON, 'it: {"state":true}'],
    ],
    ['never shown', ({ clock }) => clock.advance(TRIES * TIMEOUT_MS), [ON, ON, ON, 'it: not-confirmed']],
    [
        'the other state shown again and again',
        (bench) => {
            for (let attempt = 0; attempt < TRIES; attempt++) {
                reports(bench, false);
                bench.clock.advance(TIMEOUT_MS);
            }
        },
        [ON, ON, ON, 'it: not-confirmed'],
    ],
    [
        'shown by the last attempt',
        (bench) => {
            bench.clock.advance(2 * TIMEOUT_MS);
            reports(bench, true);
        },
        [ON, ON, ON, 'it: {"state":true}'],
    ],
    ['refused', (bench) => bench.receives(`${SET}/error`, {}), [ON, 'it: answer-error']],
    ['not written', (bench) => bench.link.takes(true), [ON, 'it: not-written']],
    [
        'the repetition meets a full socket',
        (bench) => {
            bench.link.takes();
            bench.link.isFull = true;
            bench.clock.advance(TIMEOUT_MS);
        },
        [ON, 'it: write-full'],
    ],
    [
        'a newer command of another client leaves before the repetition',
        (bench) => {
            bench.publish('newer', SET, false, { owner: {} });
            bench.clock.advance(TIMEOUT_MS);
            bench.link.takes();
        },
        [ON, OFF, 'it: displaced', 'newer: sent'],
    ],
    [
        'a command for another relay leaves before the repetition',
        (bench) => {
            bench.publish('other', 'relay/i2c0-3f/set', false, { owner: {} });
            bench.clock.advance(TIMEOUT_MS);
            reports(bench, true);
        },
        [ON, '> relay/i2c0-3f/set {"state":false}', ON, 'it: {"state":true}'],
    ],
];

describe('sender: confirmation [Q7]', () => {
    for (const [name, act, log] of COURSES) {
        it(`${name}: ${log.length - 1 > 3 ? 'after all' : (log.at(-1) ?? '')}`, () => {
            const bench = SenderBench.ready();
            confirmOn(bench);
            act(bench);
            assert.equal(bench.read(), log.join(', '));
            bench.link.isFull = false;
            bench.link.takes();
            bench.read();
            reports(bench, true);
            bench.clock.advance(10 * TIMEOUT_MS);
            assert.equal(bench.read(), '', 'nothing follows');
            assert.ok(bench.isOver());
        });
    }

    it('contains the timeout and the number of attempts', () => {
        const bench = SenderBench.ready();
        confirmOn(bench);
        bench.clock.advance(TRIES * TIMEOUT_MS);
        assert.deepEqual(bench.results.get('it')?.reason, {
            code: 'not-confirmed',
            params: { device: RELAY, seconds: 1, tries: TRIES },
        });
    });

    it('one try is one command', () => {
        const bench = SenderBench.ready();
        confirmOn(bench, { tries: 1 });
        bench.clock.advance(TIMEOUT_MS);
        assert.equal(bench.read(), `${ON}, it: not-confirmed`);
    });

    it('what cannot be seen to be done is done when it is written', () => {
        const bench = SenderBench.ready();
        bench.ask('it', 'window/-/set', { open: true }, { tries: TRIES });
        bench.clock.advance(TIMEOUT_MS);
        bench.receives('window/-', { open: false });
        assert.equal(bench.read(), '> window/-/set {"open":true}');
        bench.link.takes();
        assert.equal(bench.read(), 'it: done');
        assert.ok(bench.isOver());
    });

    it('a repetition keeps the pace, and its place behind what its owner sent meanwhile', () => {
        const bench = SenderBench.ready();
        confirmOn(bench, { timeoutMs: 40 });
        bench.clock.advance(40);
        assert.equal(bench.read(), ON);
        bench.clock.advance(59);
        assert.equal(bench.read(), '');
        bench.publish('next', 'led/-/set', 'on');
        bench.clock.advance(1);
        assert.equal(bench.read(), `${ON}, > led/-/set {"state":"on"}`);
    });

    it('several at once are confirmed each by the state that it wants', () => {
        const bench = SenderBench.ready();
        bench.ask('on', SET, true, { tries: 1 });
        bench.ask('off', SET, false, { tries: 1 });
        bench.ask('on again', SET, true, { tries: 1 });
        bench.clock.advance(200);
        bench.read();
        reports(bench, false);
        reports(bench, true);
        reports(bench, true);
        assert.equal(bench.read(), 'off: {"state":false}, on: {"state":true}, on again: {"state":true}');
    });

    describe('of a toggle', () => {
        it('repeats the state that the first attempt wanted, whatever is received meanwhile', () => {
            const bench = SenderBench.ready();
            reports(bench, false);
            bench.ask('it', SET, 'toggle', { tries: TRIES });
            reports(bench, false);
            bench.clock.advance(TIMEOUT_MS);
            bench.clock.advance(TIMEOUT_MS);
            reports(bench, true);
            assert.equal(bench.read(), `${ON}, ${ON}, ${ON}, it: {"state":true}`);
        });

        it('is worked out when it leaves, not when it is asked for', () => {
            const bench = new SenderBench();
            bench.ask('it', SET, 'toggle', QUEUE);
            bench.sender.opened();
            reports(bench, true);
            bench.sender.ready();
            assert.equal(bench.read(), OFF);
            reports(bench, false);
            assert.equal(bench.read(), 'it: {"state":false}');
        });

        it('ends as unknown if nothing was received by then', () => {
            const bench = new SenderBench();
            bench.ask('it', SET, 'toggle', QUEUE);
            bench.connect();
            assert.equal(bench.read(), 'it: relay-unknown');
            assert.ok(bench.isOver());
        });

        it('after one that the socket refused turns round what the hub has', () => {
            const bench = SenderBench.ready();
            reports(bench, false);
            bench.link.isFull = true;
            bench.publish('refused', SET, 'toggle');
            bench.link.isFull = false;
            bench.publish('it', SET, 'toggle');
            assert.equal(bench.read(), `refused: write-full, ${ON}`);
        });

        it('in a row turns round again and again, though no answer comes', () => {
            const bench = SenderBench.ready();
            reports(bench, false);
            for (const name of ['1', '2', '3']) bench.ask(name, SET, 'toggle');
            bench.clock.advance(200);
            assert.equal(bench.read(), `${ON}, ${OFF}, ${ON}`);
            for (const state of [true, false, true]) reports(bench, state);
            assert.equal(bench.read(), '1: {"state":true}, 2: {"state":false}, 3: {"state":true}');
        });
    });
});
