// Which listeners receive what: matching ones once each, whatever others do meanwhile.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FilterTree } from '../../src/protocol/topic';
import { MAX_REMEMBERED, PLACE_WEIGHT, type Place, Subscriptions } from '../../src/receive/subscriptions';

interface Setup {
    /** Adds a listener, and gives what ends it. */
    add(filter: string, onFrame: (value: string, isLast: boolean) => void): () => void;
    /** Delivers to a topic, at its place. */
    deliver(topic: string, value: string): void;
    readonly received: string[];
    readonly failed: unknown[];
    /** A listener that notes its name with what it receives. */
    note(name: string): (value: string) => void;
}

function setup(): Setup {
    const failed: unknown[] = [];
    const received: string[] = [];
    const subscriptions = new Subscriptions<string>((error) => failed.push(error));
    const places = new Map<string, Place<string>>();
    return {
        received,
        failed,
        add: (filter, values) => {
            const subscription = subscriptions.add(filter, { onFrame: values });
            return () => subscription.end();
        },
        deliver: (topic, value) => {
            const place = places.get(topic) ?? { listeners: undefined, isKept: true };
            places.set(topic, place);
            subscriptions.deliver(topic, value, place);
        },
        note: (name) => (value) => received.push(`${name} ${value}`),
    };
}

/** How often the tree is asked while `run` runs. */
function asks(run: () => void): number {
    const { match } = FilterTree.prototype;
    let count = 0;
    FilterTree.prototype.match = function (topic) {
        count++;
        return match.call(this, topic);
    };
    try {
        run();
    } finally {
        FilterTree.prototype.match = match;
    }
    return count;
}

describe('subscriptions', () => {
    it('call matching listeners, each subscription once', () => {
        const { add, deliver, received, note } = setup();
        const twice = note('twice');
        add('a/+', twice);
        add('a/+', twice);
        add('#', note('all'));
        add('b', note('other'));
        deliver('a/b', '1');
        assert.deepEqual(received.sort(), ['all 1', 'twice 1', 'twice 1']);
    });

    it('a listener that throws affects no other, and is reported', () => {
        const { add, deliver, received, failed, note } = setup();
        const error = new Error('mine');
        add('#', note('first'));
        add('#', () => {
            throw error;
        });
        add('#', note('last'));
        deliver('a', '1');
        deliver('a', '2');
        assert.deepEqual(received, ['first 1', 'last 1', 'first 2', 'last 2']);
        assert.deepEqual(failed, [error, error]);
    });

    it('a disposer ends its own subscription only, however often it is called', () => {
        const { add, deliver, received, note } = setup();
        const same = note('same');
        const end = add('a', same);
        add('a', same);
        end();
        end();
        deliver('a', '1');
        end();
        deliver('a', '2');
        assert.deepEqual(received, ['same 1', 'same 2']);
    });

    it('no listener is called after its disposer, not even within the same frame', () => {
        const { add, deliver, received, note } = setup();
        const ends: (() => void)[] = [];
        add('a', () => ends.forEach((end) => void end()));
        ends.push(add('a', note('ended')));
        add('a', note('stays'));
        deliver('a', '1');
        assert.deepEqual(received, ['stays 1']);
    });

    it('a listener that is added during a delivery receives the next frame', () => {
        const { add, deliver, received, note } = setup();
        const end = add('a', () => {
            end();
            add('a', note('new'));
        });
        deliver('a', '1');
        deliver('a', '2');
        assert.deepEqual(received, ['new 2']);
    });

    it('remember who matches, and forget it when one is added or removed', () => {
        const { add, deliver, received, note } = setup();
        assert.equal(
            asks(() => ['1', '2', '3'].forEach((value) => void deliver('a', value))),
            1,
        );
        const end = add('+', note('x'));
        assert.equal(
            asks(() => ['4', '5'].forEach((value) => void deliver('a', value))),
            1,
        );
        end();
        assert.equal(
            asks(() => deliver('a', '6')),
            1,
        );
        assert.deepEqual(received, ['x 4', 'x 5']);
    });

    it('what is remembered is bounded, by topics and by listeners', () => {
        for (const listeners of [1, 1_000 - PLACE_WEIGHT]) {
            const { add, deliver, note } = setup();
            for (let index = 0; index < listeners; index++) add('#', note('x'));
            const most = Math.floor(MAX_REMEMBERED / (PLACE_WEIGHT + listeners));
            const name = (index: number): string => `a/${index}`;
            const asked = (from: number, to: number): number =>
                asks(() => {
                    for (let index = from; index < to; index++) deliver(name(index), '');
                });
            assert.equal(asked(most - 10, most), 10);
            assert.equal(asked(0, most - 10), most - 10);
            assert.equal(asked(most - 10, most), 0, 'all have room');
            assert.equal(asked(most, most + 1), 1);
            assert.equal(asked(most, most + 1), 0);
            assert.equal(asked(0, 10), 10, 'one too many, and all are found again');
        }
    });

    for (const listeners of [1, 1_000]) {
        it(`lets go of places that were removed, and of no other, with ${listeners} listeners`, () => {
            const subscriptions = new Subscriptions<string>(() => {});
            for (let count = 0; count < listeners; count++) subscriptions.add('#', { onFrame: () => {} });
            const kept: Place<string> = { listeners: undefined, isKept: true };
            const removed = { listeners: undefined as Place<string>['listeners'], isKept: true };
            const weight = PLACE_WEIGHT + listeners;
            for (let count = 0; count <= MAX_REMEMBERED / weight; count++) {
                subscriptions.deliver('a', '', kept);
                removed.isKept = true;
                subscriptions.deliver('b', '', removed);
                removed.isKept = false;
                subscriptions.forgetRemoved();
                assert.equal(removed.listeners, undefined);
                assert.ok(kept.listeners, `forgotten after ${count}`);
            }
            subscriptions.add('a', { onFrame: () => {} });
            assert.equal(kept.listeners, undefined, 'its listeners are searched again');
        });
    }

    it('nothing is remembered of a topic without a place', () => {
        const subscriptions = new Subscriptions<string>(() => {});
        const values: string[] = [];
        subscriptions.add('#', { onFrame: (value) => values.push(value) });
        assert.equal(
            asks(() => ['1', '2'].forEach((value) => void subscriptions.deliver('a', value))),
            2,
        );
        assert.deepEqual(values, ['1', '2']);
    });

    it('the last listener is called with isLast', () => {
        const { add, deliver } = setup();
        const last: boolean[] = [];
        for (let count = 0; count < 3; count++) add('#', (_value, isLast) => last.push(isLast));
        deliver('a', '1');
        assert.deepEqual(last, [false, false, true]);
    });

    it('are never stale, whatever comes and goes', () => {
        const filter = fc.constantFrom('#', 'a', 'a/#', 'a/+', '+', 'b/a');
        const topic = fc.constantFrom('a', 'b', 'a/b', 'b/a');
        const step = fc.oneof(
            fc.record({ act: fc.constant('add' as const), filter }),
            fc.record({ act: fc.constant('end' as const), index: fc.nat(10) }),
            fc.record({ act: fc.constant('deliver' as const), topic }),
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
                const { add, deliver, received, note } = setup();
                const living: { filter: string; name: string; end: () => void }[] = [];
                for (const [number, one] of steps.entries()) {
                    if (one.act === 'add') {
                        const name = `${number}`;
                        living.push({ filter: one.filter, name, end: add(one.filter, note(name)) });
                    } else if (one.act === 'end') {
                        for (const { end } of living.splice(one.index, 1)) end();
                    } else {
                        received.length = 0;
                        deliver(one.topic, '');
                        const fresh = new FilterTree<string>();
                        for (const { filter: pattern, name } of living) fresh.add(pattern, `${name} `);
                        assert.deepEqual(received.sort(), fresh.match(one.topic).sort());
                    }
                }
            }),
        );
    });
});
