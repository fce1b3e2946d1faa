// Whatever is sent, asked, set and withdrawn, and whatever the hub makes of it: each is done once, and nothing is left.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Policy } from '../../src/send/outbox';
import { SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAYS = ['relay/i2c0-3b', 'relay/-'];
const DEVICE = 'thermometer/i2c0-48';
const POLICIES: readonly Policy[] = [
    { kind: 'fail' },
    { kind: 'newest', ageMs: 5_000 },
    { kind: 'queue', size: 3, ageMs: 5_000 },
];
const OWNERS = [{ owner: 0 }, { owner: 1 }];

const how = {
    owner: fc.constantFrom(...OWNERS),
    policy: fc.constantFrom(...POLICIES),
};
const step = fc.oneof(
    fc.record({
        act: fc.constant('send' as const),
        ...how,
        /** Without it, it is published; with it, an answer is asked for, with tries a confirmation. */
        tries: fc.constantFrom('none' as const, undefined, 1, 3),
        relay: fc.constantFrom(...RELAYS),
        payload: fc.constantFrom(true, false, 'toggle', 'maybe'),
        /** Whether its owner sends another from the callback. */
        again: fc.boolean(),
    }),
    fc.record({ act: fc.constant('configure' as const), ...how, seconds: fc.constantFrom(0, 30) }),
    fc.record({ act: fc.constant('raw' as const), ...how }),
    fc.record({
        act: fc.constant('state' as const),
        relay: fc.constantFrom(...RELAYS),
        state: fc.constantFrom(true, false, null),
    }),
    fc.record({
        act: fc.constant('reports' as const),
        topic: fc.constantFrom('config/ok', 'config/set/ok', 'config/error'),
    }),
    fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(10, 100, TIMEOUT_MS, 6_000) }),
    fc.record({ act: fc.constantFrom('connect' as const, 'lose' as const, 'full' as const, 'takes' as const) }),
    fc.record({ act: fc.constant('end' as const), owner: fc.constantFrom(...OWNERS) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Send = Extract<Step, { act: 'send' }>;

class Model {
    readonly bench: SenderBench;
    readonly names = new Set<string>();
    #isUp = false;

    constructor(gapMs: number) {
        this.bench = new SenderBench(gapMs);
    }

    act(one: Step): void {
        const { bench } = this;
        if (one.act === 'send') this.#send(one);
        else if (one.act === 'configure') bench.configure(this.#name(), DEVICE, one.seconds, one);
        else if (one.act === 'raw') bench.raw(this.#name(), 'raw', one);
        else if (one.act === 'state') bench.receives(one.relay, { state: one.state });
        else if (one.act === 'reports') bench.receives(`${DEVICE}/${one.topic}`, { 'publish-interval': 30 });
        else if (one.act === 'wait') bench.clock.advance(one.ms);
        else if (one.act === 'end') bench.sender.end(one.owner);
        else this.#link(one.act);
    }

    #send({ tries, relay, payload, again, ...rest }: Send): void {
        const name = this.#name();
        const next = (): void => {
            if (again) this.#send({ tries, relay, payload, again: false, ...rest });
        };
        if (tries === 'none') this.bench.publish(name, `${relay}/set`, payload, rest, next);
        else this.bench.ask(name, `${relay}/set`, payload, { ...rest, tries }, next);
    }

    #link(act: 'connect' | 'lose' | 'full' | 'takes'): void {
        const { bench } = this;
        if (act === 'lose') {
            this.#isUp = false;
            bench.lose();
            assert.equal(bench.sender.counts.asked, 0, 'no question outlives its link');
        } else if (act === 'connect' && !this.#isUp) {
            this.#isUp = true;
            bench.connect();
        } else if (act !== 'connect') {
            bench.link.isFull = act === 'full';
            if (act === 'takes') bench.link.takes();
        }
    }

    check(): void {
        const sent = this.bench.log.splice(0).filter((entry) => entry.startsWith('> '));
        assert.ok(this.#isUp || sent.length === 0, 'nothing leaves without a link');
        assert.ok(
            [...this.bench.results.values()].every(({ times }) => times === 1),
            'once',
        );
        assert.ok(this.bench.results.size <= this.names.size);
    }

    /** All have ended by now, and nothing is pending. */
    checkOver(): void {
        const { bench } = this;
        assert.ok(bench.isOver());
        assert.deepEqual([...bench.results.keys()].sort(), [...this.names].sort());
        bench.log.length = 0;
        for (const relay of RELAYS) bench.receives(relay, { state: true });
        bench.clock.advance(100_000);
        assert.deepEqual(bench.log, []);
    }

    #name(): string {
        const name = String(this.names.size);
        this.names.add(name);
        return name;
    }
}

const steps = fc.array(step, { maxLength: 50, size: 'max' });

describe('sender: whatever comes', () => {
    it('each is done once, and after the end nothing is left [X8]', () => {
        fc.assert(
            fc.property(steps, fc.constantFrom(0, 30), (all, gapMs) => {
                const model = new Model(gapMs);
                for (const one of all) {
                    model.act(one);
                    model.check();
                }
                model.bench.sender.end();
                model.bench.link.takes();
                model.checkOver();
            }),
            { numRuns: 1_000 },
        );
    });

    it('each is done once, also if nothing ends it [X8]', () => {
        fc.assert(
            fc.property(steps, fc.constantFrom(0, 30), (all, gapMs) => {
                const model = new Model(gapMs);
                for (const one of all) model.act(one);
                for (const act of ['takes', 'connect'] as const) model.act({ act });
                for (let second = 0; second < 60; second++) {
                    model.bench.clock.advance(1_000);
                    model.act({ act: 'takes' });
                }
                model.checkOver();
            }),
            { numRuns: 500 },
        );
    });
});
