// What becomes of a frame, by its policy and by what keeps it from leaving. Order and pace are in outbox_pace_spec.ts,
// bounds in outbox_bounds_spec.ts, all of it at random in outbox_order_spec.ts.

import assert from 'node:assert/strict';
import { refuse } from '../../src/base/errors';
import type { Policy } from '../../src/send/outbox';
import { LATE_MS } from '../../src/send/queue-limits';
import { OutboxBench } from '../support/outbox-bench';

const AGE_MS = 60_000;
const POLICIES = {
    fail: { kind: 'fail' },
    newest: { kind: 'newest', ageMs: AGE_MS },
    queue: { kind: 'queue', size: 5, ageMs: AGE_MS },
} as const satisfies Record<string, Policy>;
type Kind = keyof typeof POLICIES;

const RELAY = 'relay/-/set';

/** Ways into what a frame of the topic RELAY may meet. */
const SITUATIONS = {
    down: () => new OutboxBench(),
    'the first link is made': () => opening(),
    'the first link was not made': () => notMade(),
    startMessage: () => greeted(),
    ready: () => OutboxBench.ready(),
    'ready, the pace of the topic': () => paced(),
    'ready, the pace of the hub': () => slowHub(),
    'ready, the socket full': () => full(),
    'ready, the socket full of what is none of ours': () => foreignFull(),
    'down again': () => lost(),
    ended: () => ended(),
} as const;
type Situation = keyof typeof SITUATIONS;

const EVENTS = {
    nothing: () => {},
    'the hub listens': ({ outbox }: OutboxBench) => outbox.ready(),
    'a new link': ({ outbox }: OutboxBench) => {
        outbox.opened();
        outbox.ready();
    },
    'the link is lost': ({ outbox }: OutboxBench) => outbox.lost(),
    'the pace lets it': ({ clock }: OutboxBench) => clock.advance(100),
    'a text is confirmed': ({ link }: OutboxBench) => {
        link.isFull = false;
        link.takes();
    },
    'a text is confirmed, still full': ({ link }: OutboxBench) => link.takes(),
    'its owner ends': ({ outbox }: OutboxBench) => outbox.end(OutboxBench.OWNER),
    'another owner ends': ({ outbox }: OutboxBench) => outbox.end({}),
    'all end': ({ outbox }: OutboxBench) => outbox.end(),
    'ten seconds': ({ clock }: OutboxBench) => clock.advance(LATE_MS),
    'its age': ({ clock }: OutboxBench) => clock.advance(AGE_MS),
} as const;
type EventName = keyof typeof EVENTS;

/** What the log holds after `nothing`, and after each other event besides; `waits` where the frame is still in line. */
type Outcomes = Partial<Record<EventName, string>> & { readonly nothing: string };

const SENT = 'write it';
/** A queued frame fails with its owner. */
const ENDS = { 'its owner ends': 'it stopped', 'all end': 'it stopped' };
/** What a frame that may wait long does whatever keeps it. */
const PATIENT: Outcomes = { nothing: 'waits', ...ENDS, 'its age': 'it expired' };
/** What one does that must leave soon. */
const HASTY: Outcomes = {
    nothing: 'waits',
    ...ENDS,
    'the link is lost': 'it not-connected',
    'ten seconds': 'it expired',
    'its age': 'it expired',
};
const DONE: Outcomes = { nothing: SENT };
const CONFIRMED: Outcomes = { ...DONE, 'a text is confirmed': 'it ok', 'a text is confirmed, still full': 'it ok' };
const refused = (code: string): Outcomes => ({ nothing: `it ${code}` });
const on = (more: Partial<Outcomes>, outcomes: Outcomes): Outcomes => ({ ...outcomes, ...more });
const each = (outcomes: Outcomes): Record<'newest' | 'queue', Outcomes> => ({ newest: outcomes, queue: outcomes });

const CONNECTS = { 'a new link': SENT };
const LISTENS = { 'the hub listens': SENT, 'a new link': SENT };
const IN_TIME = { 'the pace lets it': SENT, 'ten seconds': SENT, 'its age': SENT };
const ROOM = { 'a text is confirmed': SENT, 'a text is confirmed, still full': 'it write-full' };

const TABLE: Readonly<Record<Situation, Record<Kind, Outcomes>>> = {
    down: { fail: refused('not-connected'), ...each(on(CONNECTS, PATIENT)) },
    'the first link is made': { fail: on(CONNECTS, HASTY), ...each(on(CONNECTS, PATIENT)) },
    'the first link was not made': { fail: refused('not-connected'), ...each(on(CONNECTS, PATIENT)) },
    startMessage: { fail: on(LISTENS, HASTY), ...each(on(LISTENS, PATIENT)) },
    ready: { fail: CONFIRMED, ...each(CONFIRMED) },
    'ready, the pace of the topic': { fail: on(IN_TIME, HASTY), ...each(on(IN_TIME, PATIENT)) },
    'ready, the pace of the hub': { fail: on(IN_TIME, HASTY), ...each(on(IN_TIME, PATIENT)) },
    'ready, the socket full': { fail: refused('write-full'), ...each(on(ROOM, PATIENT)) },
    'ready, the socket full of what is none of ours': {
        fail: refused('write-full'),
        ...each(refused('write-full')),
    },
    'down again': { fail: refused('not-connected'), ...each(on(CONNECTS, PATIENT)) },
    ended: { fail: refused('not-connected'), ...each(refused('not-connected')) },
};

describe('outbox, situation by situation [O5]', () => {
    for (const [situation, kinds] of Object.entries(TABLE) as [Situation, Record<Kind, Outcomes>][]) {
        for (const [kind, outcomes] of Object.entries(kinds) as [Kind, Outcomes][]) {
            describe(`${situation}, ${kind}: ${outcomes.nothing}`, () => {
                const isSettled = outcomes.nothing !== 'waits';
                for (const [event, act] of Object.entries(EVENTS) as [EventName, (bench: OutboxBench) => void][]) {
                    const then = outcomes[event] ?? (isSettled ? '' : 'waits');
                    it(`${event}: ${then || 'no more'}`, () => {
                        const bench = SITUATIONS[situation]();
                        bench.add('it', { policy: POLICIES[kind], topic: RELAY });
                        assert.equal(bench.read('it') || 'waits', outcomes.nothing, 'at once');
                        if (event === 'nothing') return;
                        act(bench);
                        const log = bench.read('it');
                        assert.equal(isSettled || log !== '' ? log : 'waits', then);
                        assert.equal(bench.outbox.size, then === 'waits' ? 1 : 0);
                        assert.equal(bench.clock.pending, bench.outbox.size, 'one alarm while it waits');
                    });
                }
            });
        }
    }
});

describe('outbox: the first link takes longer than ten seconds', () => {
    it('a frame waits as long as the link may take, and no longer', () => {
        const bench = opening(30_000);
        bench.add('it');
        bench.clock.advance(29_000);
        assert.equal(bench.read(), '');
        bench.clock.advance(1_000);
        assert.equal(bench.read(), 'it expired');
        assert.deepEqual(bench.reasons.get('it')?.params, { topic: 'led/-/set', seconds: 30 });
    });

    it('a frame that arrives later waits for ten seconds', () => {
        const bench = opening(30_000);
        bench.outbox.opened();
        bench.add('it');
        bench.clock.advance(LATE_MS);
        assert.equal(bench.read(), 'it expired');
    });
});

describe('outbox: reasons', () => {
    const REASONS: readonly (readonly [name: string, policy: Policy, act: (bench: OutboxBench) => void, unknown])[] = [
        ['not-connected', POLICIES.fail, ({ outbox }) => outbox.lost(), {}],
        ['expired', POLICIES.fail, ({ clock }) => clock.advance(LATE_MS), { topic: RELAY, seconds: 10 }],
        ['expired', POLICIES.queue, ({ clock }) => clock.advance(AGE_MS), { topic: RELAY, seconds: 60 }],
        [
            'not-started',
            POLICIES.fail,
            ({ outbox, clock }) => {
                outbox.opened();
                outbox.hold();
                clock.advance(LATE_MS);
            },
            { topic: RELAY, seconds: 10 },
        ],
        ['stopped', POLICIES.fail, ({ outbox }) => outbox.end(), { topic: RELAY }],
        [
            'displaced',
            POLICIES.newest,
            (bench) => bench.add('newer', { policy: POLICIES.newest, topic: RELAY }),
            { topic: RELAY },
        ],
        [
            'queue-full',
            { ...POLICIES.queue, size: 2 },
            (bench) => {
                for (const name of ['b', 'c']) bench.add(name, { policy: { ...POLICIES.queue, size: 2 } });
            },
            { topic: RELAY, limit: 2 },
        ],
    ];
    for (const [code, policy, act, params] of REASONS) {
        it(`${code} (${policy.kind}): exactly what its sentence needs`, () => {
            const bench = greeted();
            bench.add('it', { policy, topic: RELAY });
            act(bench);
            assert.deepEqual(bench.reasons.get('it'), { code, params });
        });
    }

    it('what cannot be made fails with the reason, and the next leaves', () => {
        const bench = OutboxBench.ready();
        bench.add('bad', { make: () => refuse('relay-unknown') });
        bench.add('good');
        assert.equal(bench.read(), 'bad relay-unknown, write good');
        assert.equal(bench.outbox.sent, 1);
    });

    it('a lost text fails with the reason of the connection', () => {
        const bench = OutboxBench.ready();
        bench.add('it');
        bench.link.takes(true);
        assert.equal(bench.read(), 'write it, it not-written');
    });
});

function greeted(): OutboxBench {
    const bench = new OutboxBench();
    bench.outbox.opened();
    return bench;
}

function paced(): OutboxBench {
    const bench = OutboxBench.ready();
    bench.add('first', { owner: {}, topic: RELAY });
    return bench;
}

function opening(limitMs = 1_000): OutboxBench {
    const bench = new OutboxBench();
    bench.outbox.opening(limitMs);
    return bench;
}

function notMade(): OutboxBench {
    const bench = opening();
    bench.outbox.lost();
    return bench;
}

function slowHub(): OutboxBench {
    const bench = OutboxBench.ready(100);
    bench.add('first', { owner: {}, topic: 'led/-/set' });
    return bench;
}

function full(): OutboxBench {
    const bench = OutboxBench.ready();
    bench.add('first', { owner: {}, topic: 'led/-/set' });
    bench.link.isFull = true;
    return bench;
}

function foreignFull(): OutboxBench {
    const bench = OutboxBench.ready();
    bench.link.isFull = true;
    return bench;
}

function lost(): OutboxBench {
    const bench = OutboxBench.ready();
    bench.outbox.lost();
    return bench;
}

function ended(): OutboxBench {
    const bench = OutboxBench.ready();
    bench.outbox.end();
    return bench;
}
