// Who is told what: matching listeners once each, whatever others do meanwhile.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Subscriptions } from '../src/subscriptions';
import { FilterTree } from '../src/topic';

interface Setup {
    readonly subscriptions: Subscriptions<string>;
    readonly told: string[];
    readonly failed: unknown[];
    /** A listener that notes its name with what it is told. */
    note(name: string): (news: string) => void;
}

function setup(): Setup {
    const failed: unknown[] = [];
    const told: string[] = [];
    const subscriptions = new Subscriptions<string>((error) => failed.push(error));
    return { subscriptions, told, failed, note: (name) => (news) => told.push(`${name} ${news}`) };
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
        const { subscriptions, told, note } = setup();
        const twice = note('twice');
        subscriptions.add('a/+', twice);
        subscriptions.add('a/+', twice);
        subscriptions.add('#', note('all'));
        subscriptions.add('b', note('other'));
        subscriptions.tell('a/b', '1');
        assert.deepEqual(told.sort(), ['all 1', 'twice 1', 'twice 1']);
    });

    it('a listener that throws affects nobody else, and is heard of', () => {
        const { subscriptions, told, failed, note } = setup();
        const error = new Error('mine');
        subscriptions.add('#', note('first'));
        subscriptions.add('#', () => {
            throw error;
        });
        subscriptions.add('#', note('last'));
        subscriptions.tell('a', '1');
        subscriptions.tell('a', '2');
        assert.deepEqual(told, ['first 1', 'last 1', 'first 2', 'last 2']);
        assert.deepEqual(failed, [error, error]);
    });

    it('a disposer ends its own subscription only, however often it is called', () => {
        const { subscriptions, told, note } = setup();
        const same = note('same');
        const end = subscriptions.add('a', same);
        subscriptions.add('a', same);
        end();
        end();
        subscriptions.tell('a', '1');
        end();
        subscriptions.tell('a', '2');
        assert.deepEqual(told, ['same 1', 'same 2']);
    });

    it('nobody is told after the disposer, not even within the same frame', () => {
        const { subscriptions, told, note } = setup();
        const ends: (() => void)[] = [];
        subscriptions.add('a', () => ends.forEach((end) => void end()));
        ends.push(subscriptions.add('a', note('ended')));
        subscriptions.add('a', note('stays'));
        subscriptions.tell('a', '1');
        assert.deepEqual(told, ['stays 1']);
    });

    it('one who is added while a frame is told hears the next one', () => {
        const { subscriptions, told, note } = setup();
        const end = subscriptions.add('a', () => {
            end();
            subscriptions.add('a', note('new'));
        });
        subscriptions.tell('a', '1');
        subscriptions.tell('a', '2');
        assert.deepEqual(told, ['new 2']);
    });

    it('remember who matches, and forget it when somebody comes or goes', () => {
        const { subscriptions, told, note } = setup();
        assert.equal(
            asks(() => ['1', '2', '3'].forEach((news) => void subscriptions.tell('a', news))),
            1,
        );
        const end = subscriptions.add('+', note('x'));
        assert.equal(
            asks(() => ['4', '5'].forEach((news) => void subscriptions.tell('a', news))),
            1,
        );
        end();
        assert.equal(
            asks(() => subscriptions.tell('a', '6')),
            1,
        );
        assert.deepEqual(told, ['x 4', 'x 5']);
    });

    it('what is remembered is bounded', () => {
        const { subscriptions } = setup();
        const name = (index: number): string => `a/${index}`;
        const round = (count: number): number =>
            asks(() => Array.from({ length: count }, (_, index) => subscriptions.tell(name(index), '')));
        assert.equal(round(1_000), 1_000);
        assert.equal(round(1_000), 0);
        assert.equal(round(100_000), 99_000);
        // Had all been kept, nobody would be asked now.
        assert.ok(round(100_000) >= 98_000);
        const long = `a/${'x'.repeat(1_000)}`;
        assert.equal(
            asks(() => [1, 2].forEach(() => void subscriptions.tell(long, ''))),
            2,
        );
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
                const { subscriptions, told, note } = setup();
                const living: { filter: string; name: string; end: () => void }[] = [];
                for (const [number, one] of steps.entries()) {
                    if (one.act === 'add') {
                        const name = `${number}`;
                        living.push({ filter: one.filter, name, end: subscriptions.add(one.filter, note(name)) });
                    } else if (one.act === 'end') {
                        for (const { end } of living.splice(one.index, 1)) end();
                    } else {
                        told.length = 0;
                        subscriptions.tell(one.topic, '');
                        const fresh = new FilterTree<string>();
                        for (const { filter: pattern, name } of living) fresh.add(pattern, `${name} `);
                        assert.deepEqual(told.sort(), fresh.match(one.topic).sort());
                    }
                }
            }),
        );
    });
});
