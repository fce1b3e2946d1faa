// Frames on their way to the flows: in order, held while flows stop and start, and none after the end.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import { TOPIC_AT } from '../../src/protocol/plain-line';
import { MAX_FRAMES_PER_TURN } from '../../src/receive/backlog';
import { Delivery } from '../../src/receive/delivery';
import { FULL_MS, MAX_CHARS } from '../../src/receive/last-frames';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { ManualClock } from '../support/manual-clock';

const HOLD_MS = 20_000;

function received(topic: string, at = 0): ReceivedFrame {
    return { frame: { topic, payload: {} }, text: `["${topic}", {}]`, time: at, at };
}

class Bench {
    readonly clock = new ManualClock();
    /** What has happened, in order: topics that a listener received, and `emptied`. */
    readonly log: string[] = [];
    readonly dropped: Reason['code'][] = [];
    readonly failed: unknown[] = [];
    readonly delivery = new Delivery(this.clock, {
        dropped: ({ code }) => this.dropped.push(code),
        failed: (error) => this.failed.push(error),
        emptied: () => this.log.push('emptied'),
    });

    constructor(filter = '#') {
        this.delivery.subscribe(filter, { onFrame: ({ frame }) => this.log.push(frame.topic) });
    }

    deliver(...topics: readonly string[]): void {
        for (const topic of topics) this.delivery.deliver(received(topic));
    }

    get lastTopics(): string[] {
        return [...this.delivery.lastFrames.times().keys()];
    }
}

const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `a/${at}`);
/** Each turn of the event loop delivers one portion. */
const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

/** Frames for three turns. */
const PORTIONS = 2 * MAX_FRAMES_PER_TURN + 1;

describe('delivery', () => {
    it('delivers a frame at once, with the place of its topic', () => {
        const { delivery, log } = new Bench('other');
        let place: ReceivedFrame['place'];
        delivery.subscribe('a/+', {
            onFrame: (one) => {
                place = one.place;
                log.push(one.frame.topic);
            },
        });
        delivery.deliver(received('a/b'));
        assert.deepEqual([log, place?.parts], [['a/b'], { type: 'a', address: 'b', event: '' }]);
        assert.equal(delivery.isKeeping, false);
        assert.equal(delivery.lastFrames.of('a/b')?.frame.topic, 'a/b');
    });

    it('reports what a listener throws', () => {
        const { delivery, failed } = new Bench();
        const error = new Error('test');
        delivery.subscribe('a', {
            onFrame: () => {
                throw error;
            },
        });
        delivery.deliver(received('a'));
        assert.deepEqual(failed, [error]);
    });

    it('delivers the held frames when it resumes, in order, and remembers none of them before', () => {
        const { delivery, log } = new Bench();
        delivery.hold();
        delivery.hold();
        for (const topic of ['a', 'b', 'a']) delivery.deliver(received(topic));
        assert.deepEqual([log, delivery.lastFrames.has('a'), delivery.isKeeping], [[], false, true]);
        delivery.resume();
        assert.deepEqual(log, ['a', 'b', 'a', 'emptied']);
        assert.deepEqual([delivery.lastFrames.has('a'), delivery.isKeeping], [true, false]);
        delivery.resume();
        assert.deepEqual(log.length, 4, 'nothing is held any more');
    });

    it('resumes by itself after twenty seconds, and leaves no timer when it resumes earlier', () => {
        const { delivery, clock, log } = new Bench();
        delivery.hold();
        clock.advance(1);
        delivery.hold();
        delivery.deliver(received('a'));
        clock.advance(HOLD_MS - 2);
        assert.deepEqual(log, []);
        clock.advance(1);
        assert.deepEqual([log, clock.pending], [['a', 'emptied'], 0]);
        delivery.hold();
        delivery.resume();
        assert.equal(clock.pending, 0);
    });

    it('delivers many held frames in portions, and what arrives meanwhile after them', async () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        const held = many(PORTIONS);
        delivery.hold();
        bench.deliver(...held);
        delivery.resume();
        assert.deepEqual(log, held.slice(0, MAX_FRAMES_PER_TURN));
        bench.deliver('late');
        assert.equal(delivery.isKeeping, true);
        await turn();
        assert.deepEqual(log, held.slice(0, 2 * MAX_FRAMES_PER_TURN));
        await turn();
        assert.deepEqual(log, [...held, 'late', 'emptied']);
        assert.equal(delivery.isKeeping, false);
        bench.deliver('after');
        await turn();
        assert.deepEqual(log.slice(PORTIONS), ['late', 'emptied', 'after']);
    });

    it('delivers as many frames as one portion has in one turn', () => {
        const bench = new Bench();
        bench.delivery.hold();
        bench.deliver(...many(MAX_FRAMES_PER_TURN));
        bench.delivery.resume();
        assert.deepEqual(bench.log, [...many(MAX_FRAMES_PER_TURN), 'emptied']);
    });

    it('keeps the rest for the next time, if flows stop again before all are delivered', async () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        delivery.hold();
        bench.deliver(...many(PORTIONS));
        delivery.resume();
        delivery.hold();
        bench.deliver('late');
        await turn();
        assert.deepEqual(log, many(MAX_FRAMES_PER_TURN));
        delivery.resume();
        for (let turns = 0; turns < 3; turns++) await turn();
        assert.deepEqual(log, [...many(PORTIONS), 'late', 'emptied']);
    });

    it('keeps the rest, if a held frame stops the flows', () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        const subscription = delivery.subscribe('a', { onFrame: () => delivery.hold() });
        delivery.hold();
        bench.deliver('a', 'b', 'c');
        delivery.resume();
        assert.deepEqual([log, delivery.isKeeping], [['a'], true]);
        subscription.end();
        delivery.resume();
        assert.deepEqual(log, ['a', 'b', 'c', 'emptied']);
    });

    it('reports each frame for which it has no room', () => {
        const bench = new Bench();
        bench.delivery.hold();
        for (const _ of many(3)) bench.delivery.deliver({ ...received('a'), text: 'x'.repeat(5 * 1024 * 1024) });
        assert.deepEqual(bench.dropped, ['frame-held', 'frame-held']);
        bench.delivery.resume();
        assert.deepEqual(bench.log, ['a', 'emptied']);
    });
});

describe('delivery: what is done when the flows run', () => {
    it('is done at once when they run already', () => {
        const { delivery, log } = new Bench();
        delivery.whenFlowing(() => log.push('first'));
        assert.deepEqual(log, ['first']);
    });

    it('is done before any held frame, and what throws affects nothing that follows', () => {
        const bench = new Bench();
        const { delivery, log, failed } = bench;
        const error = new Error('test');
        delivery.hold();
        bench.deliver('held');
        delivery.whenFlowing(() => {
            throw error;
        });
        delivery.whenFlowing(() => {
            bench.deliver('meanwhile');
            log.push('first');
        });
        assert.deepEqual(log, []);
        delivery.resume();
        assert.deepEqual([log, failed], [['first', 'held', 'meanwhile', 'emptied'], [error]]);
    });

    it('is put off with the held frames, if flows stop again', () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        delivery.hold();
        bench.deliver('held');
        delivery.whenFlowing(() => delivery.hold());
        delivery.whenFlowing(() => log.push('first'));
        delivery.resume();
        assert.deepEqual([log, delivery.isKeeping], [[], true]);
        delivery.resume();
        assert.deepEqual(log, ['first', 'held', 'emptied']);
    });

    it('is not done after the end', () => {
        const { delivery, log, clock } = new Bench();
        delivery.hold();
        delivery.whenFlowing(() => delivery.end());
        delivery.whenFlowing(() => log.push('first'));
        delivery.deliver(received('held'));
        delivery.resume();
        assert.deepEqual([log, clock.pending], [[], 0]);
    });
});

describe('delivery: after its end', () => {
    it('what was held reaches no listener, and is the last frame of its topic', () => {
        const bench = new Bench();
        const { delivery, log, clock } = bench;
        delivery.hold();
        bench.deliver('a', 'b');
        delivery.end();
        assert.deepEqual([log, bench.lastTopics, clock.pending], [[], ['a', 'b'], 0]);
        delivery.resume();
        clock.advance(HOLD_MS);
        assert.deepEqual([log, delivery.isKeeping], [[], false]);
    });

    it('neither does what was not delivered yet', async () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        delivery.hold();
        bench.deliver(...many(PORTIONS));
        delivery.resume();
        bench.deliver('late');
        delivery.end();
        for (let turns = 0; turns < 3; turns++) await turn();
        assert.deepEqual(log, many(MAX_FRAMES_PER_TURN));
        assert.deepEqual(bench.lastTopics, [...many(PORTIONS), 'late']);
        assert.equal(delivery.isKeeping, false);
    });

    it('a held frame that ends it is the last one delivered', () => {
        const bench = new Bench();
        const { delivery, log } = bench;
        delivery.hold();
        bench.deliver('a', 'b');
        delivery.subscribe('a', { onFrame: () => delivery.end() });
        delivery.resume();
        assert.deepEqual([log, bench.lastTopics], [['a'], ['a', 'b']]);
    });

    it('nothing is delivered, held or taken', () => {
        const bench = new Bench('other');
        const { delivery, log, clock } = bench;
        bench.deliver('a');
        const place = delivery.lastFrames.placeOf(Buffer.from('["a", {}]'), TOPIC_AT + 1);
        delivery.end();
        delivery.hold();
        assert.deepEqual([delivery.isKeeping, clock.pending], [false, 0]);
        delivery.deliver(received('other'));
        assert.deepEqual([log, bench.lastTopics], [[], ['a']]);
        assert.ok(place);
        assert.equal(delivery.skip(place, Buffer.from('["a", {"n": 1}]'), 15, 1, 1), false);
        assert.equal(delivery.lastFrames.of('a')?.text, '["a", {}]');
    });
});

describe('delivery: lines that no flow needs', () => {
    const line = Buffer.from('["a/b", {"n": 1}]\n');
    const topicEnd = TOPIC_AT + 'a/b'.length;

    it('are the last ones of their topics, at their time, unless frames are kept', () => {
        const bench = new Bench('other');
        const { delivery } = bench;
        bench.deliver('a/b', 'a/c');
        const place = delivery.lastFrames.placeOf(line, topicEnd);
        assert.ok(place);
        assert.equal(delivery.skip(place, line, line.length - 1, 1_000, 20), true);
        assert.deepEqual(
            delivery.lastFrames.lines(2, () => true),
            [
                { topic: 'a/c', text: '["a/c", {}]', time: 0, at: 0 },
                { topic: 'a/b', text: '["a/b", {"n": 1}]', time: 1_000, at: 20 },
            ],
        );
        delivery.hold();
        assert.equal(delivery.skip(place, line, line.length - 1, 2_000, 30), false);
        assert.equal(delivery.lastFrames.of('a/b')?.at, 20);
    });

    it('are dropped, if their topics are new and find no room', () => {
        const unknown = (topic: string): Buffer => Buffer.from(`["${topic}", {}]`);
        const skips = (bench: Bench, topic: string, at = 0): boolean =>
            bench.delivery.skipUnknown(unknown(topic), TOPIC_AT + topic.length, at);
        const bench = new Bench('wanted/+');
        assert.equal(skips(bench, 'new/1'), false, 'there is room');
        bench.delivery.deliver({ ...received('large'), text: 'x'.repeat(MAX_CHARS + 1) });
        assert.equal(skips(bench, 'new/1'), true);
        assert.equal(skips(bench, 'wanted/1'), false);
        assert.equal(skips(bench, 'relay/-'), false, 'the state of a relay is always needed');
        assert.equal(skips(bench, 'new/1', FULL_MS - 1), true);
        assert.equal(skips(bench, 'new/1', FULL_MS), false);
        bench.delivery.hold();
        assert.equal(skips(bench, 'new/1'), false);
        bench.delivery.end();
        assert.equal(skips(bench, 'new/1'), false);
    });
});
