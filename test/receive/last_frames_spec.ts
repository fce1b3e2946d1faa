// The last frame of each topic: which is kept, which is removed, and what is found under a filter.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { formatFrame } from '../../src/protocol/frame';
import { FilterTree } from '../../src/protocol/topic';
import { LastFrames, MAX_CHARS, MAX_MATCHES, MAX_TOPICS } from '../../src/receive/last-frames';
import { CELL_BYTES } from '../../src/receive/line-store';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { bytes, linesOf } from '../support/frames';
import { good } from '../support/results';

let arrivals = 0;

/** A frame that no other is like; its text has spaces after it, up to this length. */
function received(topic: string, length = 0): ReceivedFrame {
    arrivals++;
    const payload = { arrivals };
    return {
        frame: { topic, payload },
        text: formatFrame(topic, payload).trim().padEnd(length),
        time: arrivals,
        at: arrivals,
    };
}

/** A frame of which it does not matter how its payload was read. */
function plain(received: ReceivedFrame | undefined): object | undefined {
    if (!received) return undefined;
    const { frame, place: _place, ...rest } = received;
    return { ...rest, frame: { ...frame, topic: frame.topic, payload: frame.payload } };
}

function topics(frames: LastFrames, filter = '#'): string[] {
    return frames.matching(filter).map(({ frame }) => frame.topic);
}

function receive(frames: LastFrames, ...names: string[]): void {
    for (const name of names) frames.onFrame(received(name));
}

describe('last frames', () => {
    it('the last frame of a topic takes the place of the one before, whole (R12)', () => {
        const frames = new LastFrames();
        const text = '["a/b", {}, {"x": 1}]';
        const last = { frame: { topic: 'a/b', payload: {}, meta: { x: 1 } }, text, time: 7, at: 7 };
        receive(frames, 'a/b', 'a/c');
        frames.onFrame(last);
        assert.deepEqual(plain(frames.of('a/b')), last);
        assert.deepEqual(frames.of('a/b')?.place?.parts, { type: 'a', address: 'b', event: '' });
        assert.equal(frames.of('a/b'), frames.of('a/b'), 'the same until the next one');
        receive(frames, 'a/b');
        assert.deepEqual(frames.of('a/b')?.frame.payload, { arrivals });
        assert.equal(frames.of('a'), undefined);
        assert.equal(frames.of('A/B'), undefined);
    });

    it('names of the language are topics like any other', () => {
        const frames = new LastFrames();
        for (const name of ['__proto__', 'constructor', 'toString']) assert.equal(frames.of(name), undefined);
        receive(frames, '__proto__', 'constructor');
        assert.equal(frames.of('__proto__')?.frame.topic, '__proto__');
        assert.deepEqual(topics(frames), ['__proto__', 'constructor']);
    });

    it('under a filter, the oldest arrival comes first', () => {
        const frames = new LastFrames();
        receive(frames, 'a/1', 'b/1', 'a/2', 'a', 'a/2/x', 'a/1');
        assert.deepEqual(topics(frames), ['b/1', 'a/2', 'a', 'a/2/x', 'a/1']);
        assert.deepEqual(topics(frames, 'a/+'), ['a/2', 'a/1']);
        assert.deepEqual(topics(frames, 'a/#'), ['a/2', 'a', 'a/2/x', 'a/1']);
        assert.deepEqual(topics(frames, 'a/2'), ['a/2']);
        assert.deepEqual(topics(frames, 'c/#'), []);
    });

    it('under several filters, each comes once, in the order of arrival', () => {
        const frames = new LastFrames();
        receive(frames, 'a/1', 'b/1', 'a/2', 'c');
        const found = frames.matching('a/+', 'a/1', 'c', 'b/2').map(({ frame }) => frame.topic);
        assert.deepEqual(found, ['a/1', 'a/2', 'c']);
        assert.deepEqual(frames.matching(), []);
    });

    it('gives the time of the last frame of each topic, as of now', () => {
        const frames = new LastFrames();
        frames.onFrame({ ...received('a'), at: 10 });
        frames.onFrame({ ...received('b'), at: 20 });
        frames.onFrame({ ...received('a'), at: 30 });
        const times = frames.times();
        assert.deepEqual(
            [...times],
            [
                ['b', 20],
                ['a', 30],
            ],
        );
        receive(frames, 'c');
        assert.equal(times.size, 2);
    });
});

describe('last frames: their lines', () => {
    it('the latest that fit, the oldest arrival first', () => {
        const frames = new LastFrames();
        receive(frames, 'a/1', 'b/1', 'a/2', 'a/3');
        const lines = (most: number): string[] =>
            frames.lines(most, (topic) => topic.startsWith('a')).map(({ topic }) => topic);
        assert.deepEqual([lines(0), lines(2), lines(9)], [[], ['a/2', 'a/3'], ['a/1', 'a/2', 'a/3']]);
    });

    it('one that is no frame is not returned as one', () => {
        const frames = new LastFrames();
        receive(frames, 'a');
        frames.onFrame({ ...received('b'), text: 'garbage' });
        assert.deepEqual([topics(frames), frames.of('b')], [['a'], undefined]);
    });

    it('short and long lines are kept apart, and a part of a larger buffer is enough', () => {
        const frames = new LastFrames();
        const lines = [CELL_BYTES, CELL_BYTES + 1, 30, 500, CELL_BYTES - 1].map((length, at) => {
            const start = `["t/${at}", {"text": "`;
            return `${start}${String(at).repeat(length - start.length - 3)}"}]`;
        });
        const places = lines.map((_, at) => frames.onFrame(received(`t/${at}`)));
        for (const order of [
            [0, 1, 2, 3, 4],
            [4, 3, 2, 1, 0],
        ]) {
            for (const at of order) {
                const line = Buffer.from(`12345${lines[at]}678`).subarray(5);
                frames.keepLine(places[at] ?? assert.fail('no place'), line, lines[at]?.length ?? 0, 0, 0);
            }
            assert.deepEqual(
                places.map((place) => place?.line.text),
                lines,
            );
        }
    });
});

describe('last frames: bounds (L6)', () => {
    it('beyond the number of topics, those received longest ago are removed, a sixteenth at once', () => {
        const frames = new LastFrames();
        for (let index = 0; index < MAX_TOPICS; index++) receive(frames, `t/${index}`);
        receive(frames, 't/0');
        assert.equal(frames.times().size, MAX_TOPICS);
        assert.equal(frames.isComplete, true);
        receive(frames, 'new/1', 'new/2');
        assert.equal(frames.times().size, Math.floor(((MAX_TOPICS + 1) * 15) / 16) + 1);
        assert.equal(frames.isComplete, false);
        assert.equal(frames.of('t/1'), undefined);
        assert.equal(frames.of(`t/${MAX_TOPICS / 16}`), undefined);
        assert.ok(frames.of('t/0') && frames.of(`t/${MAX_TOPICS / 16 + 2}`) && frames.of('new/1'));
        // Of so many, the latest are returned.
        const found = topics(frames);
        assert.equal(found.length, MAX_MATCHES);
        assert.deepEqual(found.slice(-3), ['t/0', 'new/1', 'new/2']);
    });

    it('beyond the room for text, those received longest ago are removed, until it is enough', () => {
        const frames = new LastFrames();
        for (let index = 0; index < 8; index++) frames.onFrame(received(`t/${index}`, MAX_CHARS / 8));
        assert.equal(frames.times().size, 8);
        frames.onFrame(received('t/0', MAX_CHARS / 8));
        assert.equal(frames.times().size, 8);
        frames.onFrame(received('new', MAX_CHARS / 4));
        assert.deepEqual(topics(frames), ['t/3', 't/4', 't/5', 't/6', 't/7', 't/0', 'new']);
    });

    it('a frame larger than all the room is not kept', () => {
        const frames = new LastFrames();
        receive(frames, 'a');
        frames.onFrame(received('b', MAX_CHARS + 1));
        assert.deepEqual(topics(frames), []);
        receive(frames, 'c');
        assert.deepEqual(topics(frames), ['c']);
    });

    it('the place of a removed topic keeps no text', () => {
        const frames = new LastFrames();
        const place = frames.onFrame(received('a', 100));
        assert.equal(place?.length, 100);
        frames.onFrame(received('b', MAX_CHARS));
        assert.equal(place.length, 0);
        assert.equal(place.lastFrame, undefined);
    });

    it('a line that takes the place of a shorter one counts in the room for text', () => {
        const frames = new LastFrames();
        const place = frames.onFrame(received('a'));
        assert.ok(place);
        const { length } = place;
        frames.onFrame(received('b', MAX_CHARS - length - 10));
        const keep = (text: string): void => frames.keepLine(place, Buffer.from(text), text.length, 0, 0);
        keep('x'.repeat(length + 10));
        keep('x'.repeat(length + 9));
        keep('x'.repeat(length + 10));
        assert.deepEqual([...frames.times().keys()], ['b', 'a']);
        keep('x'.repeat(length + 11));
        assert.deepEqual([...frames.times().keys()], ['a']);
    });

    it('unknown topics find room again a minute after the first removal, whatever is removed meanwhile', () => {
        const frames = new LastFrames();
        assert.equal(frames.hasRoom(0), true);
        const receiveAt = (at: number): void => void frames.onFrame({ ...received('large', MAX_CHARS + 1), at });
        receiveAt(1_000);
        assert.equal(frames.hasRoom(1_000), false);
        receiveAt(30_000);
        assert.deepEqual([frames.hasRoom(60_999), frames.hasRoom(61_000)], [false, true]);
        receiveAt(61_000);
        assert.deepEqual([frames.hasRoom(120_999), frames.hasRoom(121_000)], [false, true]);
    });

    it('topics that are too long for any device are not kept', () => {
        const frames = new LastFrames();
        receive(frames, 'x'.repeat(200));
        assert.equal(frames.isComplete, true);
        receive(frames, 'x'.repeat(201));
        assert.equal(frames.isComplete, false);
        assert.deepEqual([...frames.times().keys()], ['x'.repeat(200)]);
    });

    it('a line cut out of a large message does not keep the message', () => {
        const collect = collector();
        const frames = new LastFrames();
        const before = collect();
        for (let index = 0; index < 30; index++) {
            const line = formatFrame(`topic/${index}`, { value: 'a text that is long enough' });
            const [first] = linesOf(bytes(line + ' '.repeat(1024 * 1024)));
            assert.ok(first);
            frames.onFrame({ frame: good(first.frame), text: first.text, time: 0, at: 0 });
        }
        assert.equal(frames.of('topic/7')?.text, '["topic/7", {"value":"a text that is long enough"}]');
        const kept = collect() - before;
        assert.ok(kept < 8 * 1024 * 1024, `${kept} bytes are kept`);
        assert.equal(frames.times().size, 30);
    });
});

describe('last frames: properties', () => {
    const level = fc.constantFrom('a', 'b', 'c');
    const topic = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => levels.join('/'));
    const filter = fc.constantFrom('#', '+', 'a', 'a/#', '+/b', 'a/+/c', '+/+/#', 'b/c');

    it('after any frames, the last ones are found, in order, under every filter', () => {
        fc.assert(
            fc.property(fc.array(topic), filter, (names, pattern) => {
                const frames = new LastFrames();
                const all = names.map((name) => received(name));
                for (const one of all) frames.onFrame(one);
                const isLast = ({ frame }: ReceivedFrame, at: number): boolean => names.lastIndexOf(frame.topic) === at;
                const last = all.filter(isLast);
                const tree = new FilterTree<number>();
                tree.add(pattern, 1);
                assert.deepEqual(
                    frames.matching(pattern).map(plain),
                    last.filter(({ frame }) => tree.match(frame.topic).length > 0),
                );
                assert.deepEqual(
                    [...frames.times()],
                    last.map(({ frame, time }) => [frame.topic, time]),
                );
                for (const one of last) assert.deepEqual(plain(frames.of(one.frame.topic)), one);
            }),
        );
    });
});

/** Collects all garbage, and returns how many bytes are left. */
function collector(): () => number {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    return () => {
        collect();
        collect();
        return process.memoryUsage().heapUsed;
    };
}
