// Whatever comes in whatever order: frames of one owner keep theirs, each is done once, none leaves too soon or too
// late, and nothing is left behind.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reason } from '../../src/base/errors';
import { commandGapMs } from '../../src/protocol/commands';
import { Outbox, type Outgoing, type Policy } from '../../src/send/outbox';
import { LATE_MS } from '../../src/send/queue-limits';
import { FakeLink } from '../support/fake-link';
import { OutboxBench } from '../support/outbox-bench';
import { SettableClock } from '../support/settable-clock';

const TOPICS = ['relay/a/set', 'relay/b/set', 'i2c/0/get', 'led/-/set', 'window/-/set'];
const QUEUE_SIZE = 2;
const NEWEST: Policy = { kind: 'newest', ageMs: 300 };
const QUEUE: Policy = { kind: 'queue', size: QUEUE_SIZE, ageMs: 15_000 };
/** Owners with one policy each, as nodes have, and one with all of them. */
const OWNERS: readonly (readonly Policy[])[] = [
    [{ kind: 'fail' }],
    [NEWEST],
    [QUEUE],
    [{ kind: 'fail' }, NEWEST, QUEUE],
];

interface Frame {
    readonly owner: number;
    readonly policy: Policy;
    readonly topic: string;
    readonly addedAt: number;
    readonly ageMs: number;
    state: 'waiting' | 'written' | 'done';
}

const step = fc.oneof(
    {
        weight: 6,
        arbitrary: fc.record({
            act: fc.constant('add' as const),
            owner: fc.nat(OWNERS.length - 1),
            policy: fc.nat(2),
            topic: fc.constantFrom(...TOPICS),
            /** Whether it can be made, and whether its owner sends another from the callback. */
            isGood: fc.boolean(),
            again: fc.boolean(),
        }),
    },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 150 }) }) },
    fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1_000, max: 20_000 }) }),
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('opened' as const, 'ready' as const) }) },
    fc.record({ act: fc.constantFrom('lost' as const, 'full' as const, 'room' as const, 'confirm' as const) }),
    fc.record({ act: fc.constant('end' as const), owner: fc.nat(OWNERS.length - 1) }),
    fc.record({ act: fc.constant('set' as const), ms: fc.integer({ min: -20_000, max: 20_000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Add = Extract<Step, { act: 'add' }>;

/** An outbox, and beside it what must be true of it. */
class Model {
    readonly clock = new SettableClock();
    readonly link = new FakeLink((text) => this.#written(Number(text)));
    readonly outbox: Outbox;
    readonly frames: Frame[] = [];
    readonly #gapMs: number;
    readonly #owners = OWNERS.map((_, owner) => ({ owner }));
    #state: 'down' | 'greeting' | 'ready' = 'down';
    #ending: number | 'all' | undefined;
    #adding: Frame | undefined;
    readonly #writtenAt = new Map<string, number>();
    /** The last number of each owner that left. */
    readonly #lastOf = new Map<number, number>();

    constructor(gapMs: number) {
        this.#gapMs = gapMs;
        this.outbox = new Outbox(this.clock, gapMs, this.link);
    }

    add({ owner, policy: choice, topic, isGood, again }: Add): void {
        const policies = OWNERS[owner] ?? [];
        const policy = policies[choice % policies.length] ?? NEWEST;
        const ageMs = policy.kind === 'fail' ? LATE_MS : policy.ageMs;
        const frame: Frame = { owner, policy, topic, addedAt: this.clock.monotonic(), ageMs, state: 'waiting' };
        const number = this.frames.push(frame) - 1;
        const before = this.#adding;
        this.#adding = frame;
        this.outbox.add({
            owner: this.#owners[owner] as object,
            policy,
            topic,
            length: 10,
            make: () => {
                assert.equal(frame.state, 'waiting', 'made once, while it waits');
                return isGood ? { ok: true, value: String(number) } : { ok: false, reason: UNKNOWN };
            },
            done: (fault) => {
                this.#done(frame, fault);
                if (again) this.add({ act: 'add', owner, policy: choice, topic, isGood, again: false });
            },
        });
        this.#adding = before;
    }

    act(one: Step): void {
        if (one.act === 'add') this.add(one);
        else if (one.act === 'wait') this.clock.advance(one.ms);
        else if (one.act === 'opened' || one.act === 'ready') this.#progress(one.act);
        else if (one.act === 'end') this.end(one.owner);
        else if (one.act === 'set') this.clock.set(one.ms);
        else if (one.act === 'lost') {
            this.#state = 'down';
            this.outbox.lost();
            this.link.takes(true);
        } else {
            if (one.act !== 'confirm') this.link.isFull = one.act === 'full';
            if (one.act !== 'full') this.link.takes();
        }
    }

    /** A link opens, and then its hub listens. */
    #progress(act: 'opened' | 'ready'): void {
        if ((this.#state === 'down') !== (act === 'opened')) return;
        this.#state = act === 'opened' ? 'greeting' : 'ready';
        this.outbox[act]();
    }

    end(owner: number | 'all'): void {
        this.#ending = owner;
        this.outbox.end(owner === 'all' ? undefined : this.#owners[owner]);
        if (owner !== 'all') this.#ending = undefined;
    }

    waiting(owner?: number): Frame[] {
        return this.frames.filter((one) => one.state === 'waiting' && (owner ?? one.owner) === one.owner);
    }

    /** What holds whenever nothing is going on. */
    check(): void {
        const waiting = this.waiting();
        assert.equal(this.outbox.size, waiting.length);
        assert.equal(this.clock.pending, waiting.length > 0 ? 1 : 0, 'one alarm while something waits');
        if (this.#state === 'down') assert.ok(waiting.every(({ policy }) => policy.kind !== 'fail'));
        assert.ok(this.waiting(2).length <= QUEUE_SIZE);
        assert.equal(new Set(this.waiting(1).map(({ topic }) => topic)).size, this.waiting(1).length);
        assert.ok(
            waiting.every(({ addedAt, ageMs }) => this.clock.monotonic() - addedAt < ageMs),
            'the old is gone',
        );
        if (this.#state !== 'ready' || this.link.isFull) return;
        for (const owner of OWNERS.keys()) {
            const [first] = this.waiting(owner);
            if (first) assert.ok(this.#restMs(first.topic) > 0, 'only the pace makes the first of an owner wait');
        }
    }

    #restMs(topic: string): number {
        const rest = (name: string, gapMs: number): number =>
            (this.#writtenAt.get(name) ?? -Infinity) + gapMs - this.clock.monotonic();
        return Math.max(rest('any', this.#gapMs), rest(topic, commandGapMs(topic)));
    }

    #written(number: number): void {
        const frame = this.frames[number];
        assert.ok(frame);
        assert.equal(frame.state, 'waiting');
        assert.equal(this.#state, 'ready');
        assert.ok(this.clock.monotonic() - frame.addedAt <= frame.ageMs, 'in time');
        assert.ok(number > (this.#lastOf.get(frame.owner) ?? -1), 'after all that left before it for its owner');
        this.#lastOf.set(frame.owner, number);
        assert.ok(this.#restMs(frame.topic) <= 0, 'at its pace');
        this.#writtenAt.set('any', this.clock.monotonic()).set(frame.topic, this.clock.monotonic());
        frame.state = 'written';
    }

    #done(frame: Frame, fault: Reason | undefined): void {
        assert.notEqual(frame.state, 'done', 'once');
        const { policy, owner, state, addedAt, ageMs } = frame;
        frame.state = 'done';
        if (state === 'written') {
            assert.ok(!fault || fault.code === 'not-written');
            return;
        }
        const isOld = this.clock.monotonic() - addedAt >= ageMs;
        const right: Partial<Record<string, boolean>> = {
            'relay-unknown': this.#state === 'ready',
            'not-connected': policy.kind === 'fail' && this.#state === 'down',
            'write-full': this.link.isFull,
            expired: isOld,
            displaced: policy.kind === 'newest' && this.#adding?.topic === frame.topic,
            'queue-full': this.#adding?.policy.kind === 'queue' && this.#adding.owner === owner,
            stopped: this.#ending === owner || this.#ending === 'all',
        };
        const isEnded = this.#ending === 'all' && fault?.code === 'not-connected';
        assert.ok(fault && (right[fault.code] || isEnded), `${fault?.code} for ${policy.kind}`);
    }
}

const UNKNOWN: Reason = { code: 'relay-unknown', params: {} };

describe('outbox: whatever comes', () => {
    it('order, pace, age and bounds hold, each frame is done once, nothing is left, however the clock is set [X8]', () => {
        const steps = fc.array(step, { maxLength: 60, size: 'max' });
        fc.assert(
            fc.property(steps, fc.constantFrom(0, 0, 40), (all, gapMs) => {
                const model = new Model(gapMs);
                for (const one of all) {
                    model.act(one);
                    model.check();
                }
                model.end('all');
                assert.equal(model.outbox.size, 0);
                assert.equal(model.clock.pending, 0);
                model.link.takes();
                model.clock.advance(100_000);
                assert.ok(model.frames.every(({ state }) => state === 'done'));
            }),
            { numRuns: 2_000 },
        );
    });

    it('a hub that listens and reads gets all that may leave, in the end', () => {
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (all) => {
                const model = new Model(0);
                for (const one of all) model.act(one);
                model.act({ act: 'lost' });
                for (const act of ['room', 'opened', 'ready'] as const) model.act({ act });
                model.clock.advance(60_000);
                assert.deepEqual(model.waiting(), []);
                assert.equal(model.clock.pending, 0);
            }),
            { numRuns: 300 },
        );
    });
});

describe('outbox: the first frames', () => {
    const first = (name: string, topic = 'led/-/set'): Outgoing => ({
        topic,
        length: name.length,
        make: () => ({ ok: true, value: name }),
    });

    it('leaves before all that waits, at the pace of the hub and of each relay', () => {
        const bench = new OutboxBench(50);
        bench.add('early', { policy: QUEUE });
        bench.outbox.opened();
        bench.outbox.ready([first('a', 'relay/a/set'), first('b', 'relay/a/set'), first('c')]);
        bench.add('late', { owner: {} });
        assert.equal(bench.read(), 'write a');
        const times: [number, string][] = [];
        for (let ms = 10; ms <= 300; ms += 10) {
            bench.clock.advance(10);
            for (const entry of bench.read().split(', ').filter(Boolean)) times.push([ms, entry]);
        }
        assert.deepEqual(times, [
            [100, 'write b'],
            [150, 'write c'],
            [200, 'write early'],
            [250, 'write late'],
        ]);
    });

    it('are sent on their connection or never, and do not expire', () => {
        const bench = new OutboxBench(20_000);
        bench.outbox.opened();
        bench.outbox.ready([first('a'), first('b'), first('c')]);
        bench.clock.advance(20_000);
        assert.equal(bench.read(), 'write a, write b');
        bench.outbox.lost();
        bench.clock.advance(60_000);
        bench.outbox.opened();
        bench.outbox.ready([first('d')]);
        assert.equal(bench.read(), 'write d');
        assert.equal(bench.outbox.size, 0);
    });

    it('ends with the outbox', () => {
        const bench = new OutboxBench(1_000);
        bench.outbox.opened();
        bench.outbox.ready([first('a'), first('b')]);
        bench.outbox.end();
        bench.clock.advance(10_000);
        assert.equal(bench.read(), 'write a');
        assert.equal(bench.clock.pending, 0);
    });
});
