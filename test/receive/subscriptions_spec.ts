// Who is told what: matching listeners once each, whatever others do meanwhile.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FilterTree } from '../../src/protocol/topic';
import { MAX_REMEMBERED, PLACE_WEIGHT, type Place, Subscriptions } from '../../src/receive/subscriptions';

interface Setup {
    /** Adds a listener, and gives what ends it. */
    add(filter: string, onFrame: (news: string, isLast: boolean) => void): () => void;
    /** Tells of a topic, at its place. */
    tell(topic: string, news: string): void;
    readonly told: string[];
    readonly failed: unknown[];
    /** A listener that notes its name with what it is told. */
    note(name: string): (news: string) => void;
}

function setup(): Setup {
    const failed: unknown[] = [];
    const told: string[] = [];
    const subscriptions = new Subscriptions<string>((error) => failed.push(error));
    const places = new Map<string, Place<string>>();
    return {
        told,
        failed,
        add: (filter, heard) => {
            const subscription = subscriptions.add(filter, { onFrame: heard });
            return () => subscription.end();
        },
        tell: (topic, news) => {
            const place = places.get(topic) ?? { listeners: undefined };
            places.set(topic, place);
            subscriptions.deliver(topic, news, place);
        },
        note: (name) => (news) => told.push(`${name} ${news}`),
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
    it('tell matching listeners, each subscription once', () => {
        const { add, tell, told, note } = setup();
        const twice = note('twice');
        add('a/+', twice);
        add('a/+', twice);
        add('#', note('all'));
        add('b', note('other'));
        tell('a/b', '1');
        assert.deepEqual(told.sort(), ['all 1', 'twice 1', 'twice 1']);
    });

    it('a listener that throws affects nobody else, and is heard of', () => {
        const { add, tell, told, failed, note } = setup();
        const error = new Error('mine');
        add('#', note('first'));
        add('#', () => {
            throw error;
        });
        add('#', note('last'));
        tell('a', '1');
        tell('a', '2');
        assert.deepEqual(told, ['first 1', 'last 1', 'first 2', 'last 2']);
        assert.deepEqual(failed, [error, error]);
    });

    it('a disposer ends its own subscription only, however often it is called', () => {
        const { add, tell, told, note } = setup();
        const same = note('same');
        const end = add('a', same);
        add('a', same);
        end();
        end();
        tell('a', '1');
        end();
        tell('a', '2');
        assert.deepEqual(told, ['same 1', 'same 2']);
    });

    it('nobody is told after the disposer, not even within the same frame', () => {
        const { add, tell, told, note } = setup();
        const ends: (() => void)[] = [];
        add('a', () => ends.forEach((end) => void end()));
        ends.push(add('a', note('ended')));
        add('a', note('stays'));
        tell('a', '1');
        assert.deepEqual(told, ['stays 1']);
    });

    it('one who is added while a frame is told hears the next one', () => {
        const { add, tell, told, note } = setup();
        const end = add('a', () => {
            end();
            add('a', note('new'));
        });
        tell('a', '1');
        tell('a', '2');
        assert.deepEqual(told, ['new 2']);
    });

    it('remember who matches, and forget it when somebody comes or goes', () => {
        const { add, tell, told, note } = setup();
        assert.equal(
            asks(() => ['1', '2', '3'].forEach((news) => void tell('a', news))),
            1,
        );
        const end = add('+', note('x'));
        assert.equal(
            asks(() => ['4', '5'].forEach((news) => void tell('a', news))),
            1,
        );
        end();
        assert.equal(
            asks(() => tell('a', '6')),
            1,
        );
        assert.deepEqual(told, ['x 4', 'x 5']);
    });

    it('what is remembered is bounded, by topics and by listeners', () => {
        for (const listeners of [1, 1_000]) {
            const { add, tell, note } = setup();
            for (let index = 0; index < listeners; index++) add('#', note('x'));
            const most = Math.floor(MAX_REMEMBERED / (PLACE_WEIGHT + listeners));
            const name = (index: number): string => `a/${index}`;
            const asked = (from: number, to: number): number =>
                asks(() => {
                    for (let index = from; index < to; index++) tell(name(index), '');
                });
            assert.equal(asked(most - 10, most), 10);
            assert.equal(asked(0, most - 10), most - 10);
            assert.equal(asked(most - 10, most), 0, 'all have room');
            assert.equal(asked(most, most + 1), 1);
            assert.equal(asked(most, most + 1), 0);
            assert.equal(asked(0, 10), 10, 'one too many, and all are found anew');
        }
    });

    it('nothing is remembered of a topic without a place', () => {
        const subscriptions = new Subscriptions<string>(() => {});
        const heard: string[] = [];
        subscriptions.add('#', { onFrame: (news) => heard.push(news) });
        assert.equal(
            asks(() => ['1', '2'].forEach((news) => void subscriptions.deliver('a', news))),
            2,
        );
        assert.deepEqual(heard, ['1', '2']);
    });

    it('the last one who hears is told so', () => {
        const { add, tell } = setup();
        const last: boolean[] = [];
        for (let count = 0; count < 3; count++) add('#', (_news, isLast) => last.push(isLast));
        tell('a', '1');
        assert.deepEqual(last, [false, false, true]);
    });

    it('are never stale, whatever comes and goes', () => {
        const filter = fc.constantFrom('#', 'a', 'a/#', 'a/+', '+', 'b/a');
        const topic = fc.constantFrom('a', 'b', 'a/b', 'b/a');
        const step = fc.oneof(
            fc.record({ act: fc.constant('add' as const), filter }),
            fc.record({ act: fc.constant('end' as const), index: fc.nat(10) }),
            fc.record({ act: fc.constant('tell' as const), topic }),
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
                const { add, tell, told, note } = setup();
                const living: { filter: string; name: string; end: () => void }[] = [];
                for (const [number, one] of steps.entries()) {
                    if (one.act === 'add') {
                        const name = `${number}`;
                        living.push({ filter: one.filter, name, end: add(one.filter, note(name)) });
                    } else if (one.act === 'end') {
                        for (const { end } of living.splice(one.index, 1)) end();
                    } else {
                        told.length = 0;
                        tell(one.topic, '');
                        const fresh = new FilterTree<string>();
                        for (const { filter: pattern, name } of living) fresh.add(pattern, `${name} `);
                        assert.deepEqual(told.sort(), fresh.match(one.topic).sort());
                    }
                }
            }),
        );
    });
});
