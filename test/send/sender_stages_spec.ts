// A confirmed command at each step of its way, and what ends it there: a lost link, its owner, the hub's end.

import assert from 'node:assert/strict';
import type { RequestOptions } from '../../src/send/request';
import { OWNER, SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';
const SET = `${RELAY}/set`;
const ON = `> ${SET} {"state":true}`;
const QUEUE = { policy: { kind: 'queue', size: 9, ageMs: 60_000 } } as const;

function confirmOn(bench: SenderBench, how: Partial<RequestOptions> = {}): void {
    bench.ask('it', SET, true, { tries: 3, ...how });
}

/** How far a confirmation has come. */
const STAGES: Readonly<Record<string, (bench: SenderBench) => void>> = {
    'before there is a link': (bench) => confirmOn(bench, QUEUE),
    'while the hub is greeted': (bench) => {
        bench.sender.opened();
        confirmOn(bench);
    },
    'while the pace keeps it': (bench) => {
        bench.connect().publish('before', SET, false);
        confirmOn(bench);
    },
    'while the socket writes': (bench) => confirmOn(bench.connect()),
    'while it waits for the answer': (bench) => {
        confirmOn(bench.connect());
        bench.link.takes();
    },
    'while the pace keeps the repetition': (bench) => {
        confirmOn(bench.connect(), { timeoutMs: 50 });
        bench.clock.advance(60);
    },
    'while it waits for the answer to the repetition': (bench) => {
        confirmOn(bench.connect());
        bench.clock.advance(TIMEOUT_MS + 10);
        bench.link.takes();
    },
};

/** What can happen then, and its outcome, by how far it had come: queued, or sent. */
const ENDS: readonly (readonly [name: string, act: (bench: SenderBench) => void, inLine: string, gone: string])[] = [
    ['the link is lost', (bench) => bench.lose(), 'not-connected', 'link-lost'],
    ['its owner ends', ({ sender }) => sender.end(OWNER), 'stopped', 'stopped'],
    ['all end', ({ sender }) => sender.end(), 'stopped', 'stopped'],
    ['another owner ends', ({ sender }) => sender.end({}), '', ''],
];

describe('sender: confirmation, step by step [Q6]', () => {
    for (const [stage, enter] of Object.entries(STAGES)) {
        for (const [event, act, inLine, gone] of ENDS) {
            const isGone = stage.includes('answer') || stage.includes('writes');
            const isQueued = stage.startsWith('before') && event.includes('lost');
            const expected = isQueued ? '' : isGone ? gone : inLine;
            it(`${event} ${stage}: ${expected || 'it goes on'}`, () => {
                const bench = new SenderBench();
                enter(bench);
                bench.read();
                act(bench);
                const outcomes = bench.results.get('it');
                assert.equal(outcomes?.reason?.code ?? '', expected);
                assert.equal(outcomes === undefined, expected === '');
                bench.link.takes();
                if (expected === '') bench.connect();
                bench.receives(RELAY, { state: true });
                bench.clock.advance(60_000);
                bench.link.takes();
                assert.ok(bench.isOver());
                if (expected !== '') assert.ok(!bench.read().includes(ON), 'nothing leaves any more');
            });
        }
    }
});
