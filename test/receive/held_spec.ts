// What waits while flows stop and start: kept in order, within bounds, for a limited time.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HoldBuffer } from '../../src/receive/hold-buffer';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { ManualClock } from '../support/manual-clock';

const HOLD_MS = 20_000;
const MAX_HELD_FRAMES = 10_000;
const MAX_HELD_CHARS = 8 * 1024 * 1024;

function received(topic: string, chars = 10): ReceivedFrame {
    return { frame: { topic, payload: {} }, text: 'x'.repeat(chars), time: 0, at: 0 };
}

function hold(): { clock: ManualClock; held: HoldBuffer; late: () => number } {
    const clock = new ManualClock();
    let times = 0;
    const held = new HoldBuffer(clock, () => times++);
    return { clock, held, late: () => times };
}

const topicsOf = (held: HoldBuffer): string[] => held.end().frames.map(({ frame }) => frame.topic);

describe('held', () => {
    it('gives back everything in its order, and what is to be done first', () => {
        const { held } = hold();
        const runs = [() => {}, () => {}];
        const all = ['a', 'b', 'a', 'c'].map((topic) => received(topic));
        for (const one of all) assert.deepEqual(held.add(one), []);
        for (const run of runs) held.before(run);
        const { first, frames: kept } = held.end();
        assert.deepEqual(first, runs);
        assert.deepEqual(kept, all);
    });

    it('gives back nothing where nothing came', () => {
        assert.deepEqual(hold().held.end(), { first: [], frames: [] });
    });

    it('is late once, after twenty seconds', () => {
        const { clock, late } = hold();
        clock.advance(HOLD_MS - 1);
        assert.equal(late(), 0);
        clock.advance(1);
        assert.equal(late(), 1);
        clock.advance(10 * HOLD_MS);
        assert.equal(late(), 1);
    });

    it('frames do not put off its end', () => {
        const { clock, held, late } = hold();
        for (let second = 0; second < 20; second++) {
            clock.advance(1_000);
            held.add(received('a'));
        }
        assert.equal(late(), 1);
    });

    it('is never late after its end, and leaves no timer', () => {
        const { clock, held, late } = hold();
        held.end();
        assert.equal(clock.pending, 0);
        clock.advance(10 * HOLD_MS);
        assert.equal(late(), 0);
        held.end();
    });

    it('one frame too many: the oldest goes, with a reason [L6]', () => {
        const { held } = hold();
        for (let index = 0; index < MAX_HELD_FRAMES; index++) assert.deepEqual(held.add(received(`a/${index}`)), []);
        assert.deepEqual(held.add(received('last')), [{ code: 'frame-held', params: { limit: MAX_HELD_FRAMES } }]);
        const topics = topicsOf(held);
        assert.equal(topics.length, MAX_HELD_FRAMES);
        assert.deepEqual([topics[0], topics.at(-1)], ['a/1', 'last']);
    });

    const half = MAX_HELD_CHARS / 2;
    const SIZES: readonly (readonly [name: string, sizes: readonly number[], dropped: number, left: string[]])[] = [
        ['all that fits to the character', [half, half], 0, ['0', '1']],
        ['one character too many', [half, half, 1], 1, ['1', '2']],
        ['one large frame for many small ones', [1, 1, 1, half, half], 3, ['3', '4']],
        ['one frame larger than all', [MAX_HELD_CHARS + 1], 1, []],
        ['what follows a frame larger than all', [1, MAX_HELD_CHARS + 1, 1], 2, ['2']],
    ];
    for (const [name, sizes, dropped, left] of SIZES) {
        it(`${name}: ${dropped} dropped`, () => {
            const { held } = hold();
            const reasons = sizes.flatMap((size, index) => held.add(received(String(index), size)));
            assert.equal(reasons.length, dropped);
            assert.deepEqual(topicsOf(held), left);
        });
    }

    it('keeps the newest that fit, whatever their sizes', () => {
        const sizes = fc.array(fc.constantFrom(1, 1_000_000, 3_000_000, 8_000_000), { maxLength: 30, size: 'max' });
        fc.assert(
            fc.property(sizes, (all) => {
                const { held } = hold();
                const dropped = all.flatMap((size, index) => held.add(received(String(index), size))).length;
                const kept = all.slice(dropped);
                assert.deepEqual(
                    topicsOf(held),
                    kept.map((_, index) => String(dropped + index)),
                );
                const chars = (list: readonly number[]): number => list.reduce((sum, size) => sum + size, 0);
                assert.ok(chars(kept) <= MAX_HELD_CHARS, 'within bounds');
                const more = chars(all.slice(Math.max(0, dropped - 1)));
                assert.ok(dropped === 0 || more > MAX_HELD_CHARS, 'and no fewer than there is room for');
            }),
            { numRuns: 50 },
        );
    });
});
