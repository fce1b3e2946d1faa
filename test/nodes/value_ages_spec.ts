// The timer that shows old values: one for all nodes.

import assert from 'node:assert/strict';
import { ValueAges } from '../../nodes/runtime/status/value-ages';
import { ManualClock } from '../support/manual-clock';

interface Node {
    readonly at: number[];
    refresh(): void;
}

describe('the ages of many values [P3]', () => {
    let clock: ManualClock;
    let ages: ValueAges;

    beforeEach(() => {
        clock = new ManualClock();
        ages = new ValueAges(clock);
    });

    const node = (): Node => {
        const at: number[] = [];
        return { at, refresh: () => at.push(clock.now()) };
    };

    it('share one timer, which ends with the last of them', () => {
        const all = Array.from({ length: 2_000 }, node);
        for (const [n, one] of all.entries()) ages.set(one, 60_000 + n);
        assert.equal(clock.pending, 1);
        for (const one of all) ages.delete(one);
        assert.equal(clock.pending, 0);
    });

    it('do not move it for a value that is replaced, and refresh none before its time', () => {
        const one = node();
        for (let ms = 0; ms < 300_000; ms += 1_000) {
            ages.set(one, clock.now() + 60_000);
            clock.advance(1_000);
        }
        assert.deepEqual(one.at, []);
        clock.advance(58_000);
        assert.deepEqual(one.at, []);
        clock.advance(1_000);
        assert.deepEqual(one.at, [359_000]);
        assert.equal(clock.pending, 0);
    });

    it('begin anew after the last of them has gone', () => {
        const [first, later] = [node(), node()];
        ages.set(first, 1_000);
        clock.advance(1_000);
        ages.delete(first);
        ages.set(later, 1_100);
        clock.advance(100);
        assert.deepEqual([first.at, later.at], [[1_000], [1_100]]);
    });

    it('are each refreshed in their time, whichever was set first, also if another goes', () => {
        const [late, early, gone] = [node(), node(), node()];
        ages.set(late, 5_000);
        ages.set(gone, 500);
        ages.set(early, 1_000);
        ages.set(early, 1_000);
        assert.equal(clock.pending, 1);
        ages.delete(gone);
        clock.advance(6_000);
        assert.deepEqual([late.at, early.at, gone.at], [[5_000], [1_000], []]);
    });

    it('are refreshed at most twice a second, also a value that asks for more', () => {
        let count = 0;
        const eager = {
            refresh() {
                count++;
                ages.set(eager, clock.now());
            },
        };
        ages.set(eager, 1_000);
        clock.advance(10_000);
        assert.ok(count >= 18 && count <= 20, `${count}`);
        ages.delete(eager);
        assert.equal(clock.pending, 0);
    });

    it('wait for the longest interval that a hub can confirm without a timer that overflows', () => {
        const one = node();
        ages.set(one, 1e15);
        clock.advance(3 * 86_400_000);
        assert.deepEqual(one.at, []);
        ages.set(one, Number.POSITIVE_INFINITY);
        clock.advance(86_400_000);
        assert.deepEqual(one.at, []);
        ages.delete(one);
        assert.equal(clock.pending, 0);
    });
});
