// Frames that no flow needs are kept as bytes: nothing that shows them later, and nobody who needs the next one, may notice.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SocketHandlers } from '../../src/connection/socket-types';
import { Hub } from '../../src/hub';
import { plainTopicEnd } from '../../src/protocol/plain-line';
import { FULL_MS, MAX_TOPICS } from '../../src/receive/last-frames';
import { ManualClock } from '../support/manual-clock';

const MS = 60_000;

class Bench {
    readonly clock = new ManualClock();
    readonly received: string[] = [];
    readonly faults: string[] = [];
    readonly hub: Hub;
    #handlers: SocketHandlers | undefined;

    constructor(filters: readonly string[] = []) {
        this.hub = new Hub(
            {
                openSocket: (handlers) => {
                    this.#handlers = handlers;
                    return {
                        send: (_data, done) => done(),
                        ping: () => {},
                        bytesReceived: 0,
                        bytesWaiting: 0,
                        close: () => {},
                        terminate: () => {},
                    };
                },
                handshakeMs: MS,
                heartbeatMs: 0,
                ceilingMs: MS,
                startFrames: [],
                goodbyeFrames: [],
                silenceMs: MS,
                clock: this.clock,
            },
            { fault: ({ code }) => this.faults.push(code), dropped: () => {}, failed: assert.ifError },
        );
        for (const filter of filters) this.subscribe(filter);
        this.hub.join();
        this.#handlers?.opened();
        // The bridge has started.
        this.receive('["boot/-", {}]');
    }

    subscribe(filter: string): void {
        this.hub.subscribe(filter, { onFrame: ({ text }) => this.received.push(text) });
    }

    /** Each is a message; returns how many of them were unwanted. */
    receive(...messages: readonly string[]): number {
        let unwanted = 0;
        for (const message of messages) {
            this.clock.advance(1);
            const rest = this.#handlers?.message(Buffer.from(message), false);
            if (rest?.next().done) unwanted++;
            while (rest && !rest.next().done);
        }
        return unwanted;
    }

    get last(): readonly (readonly [text: string, time: number, payload: unknown])[] {
        return this.hub.lastFrames.matching('#').map(({ text, time, frame }) => [text, time, frame.payload]);
    }
}

/** Receives so many topics that one has to be removed. */
function fill(bench: Bench): void {
    for (let at = 0; at < MAX_TOPICS; at++) bench.receive(reading(at, `full/${at}`));
}

const reading = (value: number, topic = 'a/b'): string => `["${topic}", {"n": [${value}, "x"]}]`;

describe('hub: frames that no flow needs', () => {
    it('are not delivered, and are the last ones of their topics all the same', () => {
        const bench = new Bench(['other']);
        assert.equal(bench.receive(reading(1), reading(2), `${reading(3)}\n\n`), 2, 'all but the first');
        const last = bench.hub.lastFrames.of('a/b');
        assert.deepEqual(last?.frame.payload, { n: [3, 'x'] });
        assert.equal(last.text, reading(3));
        assert.equal(last.time, bench.clock.now());
        assert.deepEqual([...bench.hub.lastFrames.times().keys()], ['boot/-', 'a/b']);
        assert.equal(bench.hub.counters.framesIn, 4);
        bench.receive(reading(4));
        assert.deepEqual(last.frame.payload, { n: [3, 'x'] }, 'a frame that was given away stays');
        assert.deepEqual(bench.hub.lastFrames.of('a/b')?.frame.payload, { n: [4, 'x'] });
        assert.deepEqual(bench.received, []);
    });

    it('are delivered from the moment at which a flow subscribes, and no longer when it has ended', () => {
        const bench = new Bench();
        bench.receive(reading(1), reading(2));
        const subscription = bench.hub.subscribe('a/+', { onFrame: ({ text }) => bench.received.push(text) });
        assert.equal(bench.receive(reading(3), reading(4)), 0);
        assert.deepEqual(bench.received, [reading(3), reading(4)]);
        subscription.end();
        assert.equal(bench.receive(reading(5), reading(6)), 1);
        assert.deepEqual(bench.received, [reading(3), reading(4)]);
    });

    it('show that the hub is not silent', () => {
        const bench = new Bench();
        bench.receive(reading(1));
        for (let times = 0; times < 3; times++) {
            bench.clock.advance(MS - 10);
            assert.equal(bench.receive(reading(times)), 1);
        }
        const { state } = bench.hub;
        assert.ok(state.name === 'connected' && state.silentMs === undefined);
        bench.clock.advance(MS);
        const { state: later } = bench.hub;
        assert.ok(later.name === 'connected' && later.silentMs === MS);
    });

    it('are none of these: states, frames while a request is pending, and frames during a deploy', () => {
        const bench = new Bench();
        const state = '["relay/-", {"state": true}]';
        assert.equal(bench.receive(state, state, state), 0);
        assert.equal(bench.hub.isKnown('relay/-'), true);
        bench.receive(reading(1), reading(2));
        const options = { owner: bench, policy: { kind: 'fail' }, timeoutMs: MS } as const;
        let value: unknown;
        bench.hub.request('a/b/get', {}, options, (answer) => {
            value = answer.ok && answer.value?.frame.payload;
        });
        assert.equal(bench.receive(reading(3)), 0);
        assert.deepEqual(value, { n: [3, 'x'] });
        assert.equal(bench.receive(reading(4)), 1);
        bench.hub.hold();
        assert.equal(bench.receive(reading(5)), 0);
        bench.subscribe('a/b');
        bench.hub.resume();
        assert.deepEqual(bench.received, [reading(5)]);
    });

    it('are not kept if their topic is new and there were more topics than fit, for a minute', () => {
        const bench = new Bench();
        fill(bench);
        const count = bench.hub.lastFrames.times().size;
        assert.ok(count < MAX_TOPICS, 'the oldest were removed');
        assert.equal(bench.receive(reading(1, 'new/1'), reading(2, 'new/1'), reading(1, 'new/2')), 3);
        assert.equal(bench.hub.lastFrames.times().size, count);
        assert.equal(bench.hub.lastFrames.of('new/1'), undefined);
        assert.equal(bench.hub.counters.framesIn, 1 + MAX_TOPICS + 3);
        const known = `full/${MAX_TOPICS - 1}`;
        bench.receive(reading(5, known));
        assert.equal(bench.hub.lastFrames.of(known)?.text, reading(5, known), 'a known topic has its place');
        bench.clock.advance(FULL_MS);
        assert.equal(bench.receive(reading(3, 'new/1')), 0);
        assert.equal(bench.hub.lastFrames.of('new/1')?.text, reading(3, 'new/1'));
    });

    it('leave no listeners behind once their topics were removed', () => {
        const bench = new Bench();
        const line = Buffer.from(reading(1));
        bench.receive(reading(1), reading(2));
        const place = bench.hub.lastFrames.placeOf(line, plainTopicEnd(line, line.length));
        assert.ok(place?.listeners);
        fill(bench);
        assert.deepEqual([place.isKept, place.listeners], [false, undefined]);
    });

    it('of a new topic show that the hub is not silent, too', () => {
        const bench = new Bench();
        fill(bench);
        bench.clock.advance(MS / 2);
        assert.equal(bench.receive(reading(1, 'new/1')), 1);
        bench.clock.advance(MS - 10);
        const { state } = bench.hub;
        assert.ok(state.name === 'connected' && state.silentMs === undefined);
    });

    it('are none of these, though there were more topics than fit: wanted, states, responses, and frames during a deploy', () => {
        const bench = new Bench(['new/a', 'new/+/x']);
        fill(bench);
        bench.receive(reading(1, 'new/a'), reading(2, 'new/b/x'), reading(3, 'new/b'), reading(4, 'new/a'));
        assert.deepEqual(bench.received, [reading(1, 'new/a'), reading(2, 'new/b/x'), reading(4, 'new/a')]);
        bench.receive('["relay/-", {"state": true}]');
        assert.equal(bench.hub.isKnown('relay/-'), true);
        const options = { owner: bench, policy: { kind: 'fail' }, timeoutMs: MS } as const;
        let value: unknown;
        bench.hub.request('a/b/get', {}, options, (answer) => {
            value = answer.ok && answer.value?.frame.payload;
        });
        assert.equal(bench.receive(reading(3)), 0);
        assert.deepEqual(value, { n: [3, 'x'] });
        bench.hub.hold();
        assert.equal(bench.receive(reading(5, 'held/a')), 0);
        bench.subscribe('held/+');
        bench.hub.resume();
        assert.equal(bench.received.at(-1), reading(5, 'held/a'));
    });

    it('are remembered exactly as those that a flow needs', () => {
        const value = fc.oneof(
            fc.double({ noNaN: true }),
            fc.boolean(),
            fc.string({ maxLength: 90 }),
            fc.constant(null),
        );
        const line = fc
            .tuple(
                fc.constantFrom('a/b', 'a/c', 'a', 'relay/-', 'a//b', 'ž/a'),
                fc.dictionary(fc.string(), value, { maxKeys: 3 }),
            )
            .map(([topic, payload]) => JSON.stringify([topic, payload]));
        const message = fc.oneof(
            { weight: 6, arbitrary: line },
            { weight: 1, arbitrary: fc.tuple(line, line).map((lines) => lines.join('\n')) },
            { weight: 1, arbitrary: line.map((text) => text.slice(0, -1)) },
        );
        fc.assert(
            fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
                const [unwanted, wanted] = [new Bench(), new Bench(['#'])];
                unwanted.receive(...messages);
                wanted.receive(...messages);
                assert.deepEqual(unwanted.last, wanted.last);
                assert.deepEqual(unwanted.faults, wanted.faults);
                assert.deepEqual(unwanted.hub.counters, wanted.hub.counters);
                assert.equal(unwanted.hub.heardAt, wanted.hub.heardAt);
            }),
        );
    });
});
