// What arrives: messages become frames with their time, bad lines are counted and reported now and then.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reason } from '../../src/base/errors';
import { Decoder } from '../../src/receive/decoder';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { bytes } from '../support/frames';
import { SettableClock } from '../support/settable-clock';

const MINUTE_MS = 60_000;
const A = '["a", {"n": 1}]';

class Bench {
    readonly clock = new SettableClock();
    readonly received: ReceivedFrame[] = [];
    readonly faults: { readonly code: Reason['code']; readonly count: number }[] = [];
    isOpen = true;
    /** Follows each frame. */
    onFrame: (received: ReceivedFrame) => void = () => {};
    readonly decoder = new Decoder(this.clock, {
        onFrame: (received) => {
            this.received.push(received);
            this.onFrame(received);
        },
        fault: ({ code }, count) => this.faults.push({ code, count }),
    });

    read(...lines: readonly string[]): void {
        const rest = this.decoder.read(bytes(lines.join('\n')), () => this.isOpen);
        while (rest && !rest.next().done);
    }

    get topics(): string[] {
        return this.received.map(({ frame }) => frame.topic);
    }
}

describe('intake', () => {
    it('each line is a frame of its own, as it came, with the time of its message', () => {
        const bench = new Bench();
        bench.clock.advance(1_234);
        bench.onFrame = () => bench.clock.advance(10);
        bench.read(A, '', ' ["b",{}]');
        assert.deepEqual(bench.received, [
            { frame: { topic: 'a', payload: { n: 1 } }, text: A, time: 1_234, at: 1_234, place: undefined },
            { frame: { topic: 'b', payload: {} }, text: ' ["b",{}]', time: 1_234, at: 1_234, place: undefined },
        ]);
        assert.deepEqual(bench.decoder.counts, { framesIn: 2, badFrames: 0 });
    });

    it('messages of the same turn have the same time', () => {
        const bench = new Bench();
        for (const isSameTurn of [false, true, true, false]) {
            bench.clock.advance(10);
            bench.decoder.read(bytes(A), () => true, isSameTurn);
        }
        assert.deepEqual(
            bench.received.map(({ time, at }) => [time, at]),
            [
                [10, 10],
                [10, 10],
                [10, 10],
                [40, 40],
            ],
        );
    });

    it('a bad line is no end of its message, and is counted', () => {
        const bench = new Bench();
        bench.read(A, 'garbage', A);
        assert.deepEqual(bench.topics, ['a', 'a']);
        assert.deepEqual(bench.faults, [{ code: 'frame-not-json', count: 1 }]);
        assert.deepEqual(bench.decoder.counts, { framesIn: 2, badFrames: 1 });
    });

    it('nothing of a message is delivered after a listener disconnected, neither frames nor faults', () => {
        const bench = new Bench();
        bench.onFrame = () => {
            bench.isOpen = false;
        };
        bench.read(A, 'garbage', A);
        assert.deepEqual(bench.topics, ['a']);
        assert.deepEqual(bench.decoder.counts, { framesIn: 1, badFrames: 0 });
        bench.read(A);
        assert.deepEqual(bench.topics, ['a']);
    });

    it('has the time of the last frame, of which a bad line is none', () => {
        const bench = new Bench();
        assert.equal(bench.decoder.frameTime, 0);
        bench.clock.advance(1_000);
        bench.read('garbage');
        assert.equal(bench.decoder.frameTime, 0);
        for (const lines of [[A], [A, 'garbage'], [' ["b", {"n": null}]']]) {
            bench.clock.advance(1_000);
            bench.read(...lines);
            assert.equal(bench.decoder.frameTime, bench.clock.now());
        }
        const last = bench.clock.now();
        bench.clock.advance(1_000);
        bench.read('garbage', '["a"');
        assert.equal(bench.decoder.frameTime, last);
    });

    it('nothing in a message is nothing', () => {
        const bench = new Bench();
        bench.decoder.read(new Uint8Array(), () => true);
        bench.read('', ' \t', '\r');
        assert.deepEqual(bench.decoder.counts, { framesIn: 0, badFrames: 0 });
    });
});

describe('intake: reports [R9]', () => {
    it('at once, then at most once a minute, with the number since the last', () => {
        const bench = new Bench();
        bench.read('x', 'x', 'x');
        assert.deepEqual(bench.faults, [{ code: 'frame-not-json', count: 1 }]);
        bench.clock.advance(MINUTE_MS - 1);
        bench.read('x');
        assert.equal(bench.faults.length, 1);
        bench.clock.advance(1);
        bench.read('["a"]', 'x');
        assert.deepEqual(bench.faults.slice(1), [{ code: 'frame-length', count: 4 }]);
        bench.clock.advance(MINUTE_MS);
        bench.read('x');
        assert.deepEqual(bench.faults.slice(2), [{ code: 'frame-not-json', count: 2 }]);
    });

    it('also after the clock was set back', () => {
        const bench = new Bench();
        bench.read('x');
        bench.clock.set(-60 * MINUTE_MS);
        bench.read('x');
        bench.clock.advance(MINUTE_MS);
        bench.read('x');
        assert.ok(bench.faults.length >= 2, 'not an hour of silence');
        assert.ok(bench.faults.length <= 3);
    });

    it('sum up to all that came but those not reported yet, and are a minute apart', () => {
        const step = fc.record({ waitMs: fc.nat(MINUTE_MS), bad: fc.nat(5), good: fc.nat(2) });
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
                const bench = new Bench();
                const times: number[] = [];
                for (const { waitMs, bad, good } of steps) {
                    bench.clock.advance(waitMs);
                    const before = bench.faults.length;
                    bench.read(...Array.from({ length: bad }, () => 'x'), ...Array.from({ length: good }, () => A));
                    if (bench.faults.length > before) times.push(bench.clock.now());
                    assert.ok(bench.faults.length - before <= 1);
                }
                const { framesIn, badFrames } = bench.decoder.counts;
                const sum = (key: 'bad' | 'good'): number => steps.reduce((all, one) => all + one[key], 0);
                assert.deepEqual([framesIn, badFrames], [sum('good'), sum('bad')]);
                assert.ok(bench.faults.reduce((all, { count }) => all + count, 0) <= badFrames);
                assert.equal(bench.faults.length > 0, badFrames > 0);
                assert.ok(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= MINUTE_MS));
            }),
        );
    });
});
