// Which of several frames is dropped, and how many may wait at all.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { refuse } from '../../src/base/errors';
import type { Policy } from '../../src/send/outbox';
import { MAX_OWN } from '../../src/send/queue-limits';
import { OutboxBench } from '../support/outbox-bench';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const A = { name: 'A' };
const B = { name: 'B' };
const NEWEST: Policy = { kind: 'newest', ageMs: 60_000 };
const queue = (size: number): Policy => ({ kind: 'queue', size, ageMs: 60_000 });
const MAX_OWN_AT_ONCE = 1_000;
const MAX_LENGTH = 32 * 1024 * 1024;

/** A bench that is greeted: frames of every policy wait. */
function greeted(): OutboxBench {
    const bench = new OutboxBench();
    bench.outbox.opened();
    return bench;
}

/** The names that leave when the hub listens, in their order. */
function left(bench: OutboxBench): string {
    bench.read();
    bench.outbox.opened();
    bench.outbox.ready();
    return bench.read().replaceAll('write ', '');
}

describe('outbox: which frame is dropped', () => {
    it('newest: the older one for the same topic, at once; the newer takes its own place in line', () => {
        const bench = greeted();
        for (const [name, topic] of Object.entries({ a1: 'a/-/set', b1: 'b/-/set', a2: 'a/-/set', c1: 'c/-/set' })) {
            bench.add(name, { topic, policy: NEWEST });
        }
        assert.equal(bench.read(), 'a1 displaced');
        assert.equal(left(bench), 'b1, a2, c1');
    });

    it('newest: other owners and other topics are left alone', () => {
        const bench = greeted();
        bench.add('A', { owner: A, topic: 'a/-/set', policy: NEWEST });
        bench.add('B', { owner: B, topic: 'a/-/set', policy: NEWEST });
        bench.add('upper case', { owner: A, topic: 'A/-/set', policy: NEWEST });
        assert.equal(bench.read(), '');
        assert.equal(left(bench), 'A, B, upper case');
    });

    it('newest: also while only the pace keeps it [O7]', () => {
        const bench = OutboxBench.ready();
        for (const name of ['1', '2', '3', '4']) bench.add(name, { topic: 'relay/-/set', policy: NEWEST });
        assert.equal(bench.read(), 'write 1, 2 displaced, 3 displaced');
        bench.clock.advance(100);
        assert.equal(bench.read(), 'write 4');
    });

    it('newest: the newer one has an age of its own', () => {
        const bench = greeted();
        bench.add('1', { policy: NEWEST });
        bench.clock.advance(59_999);
        bench.add('2', { policy: NEWEST });
        assert.equal(bench.read(), '1 displaced');
        bench.clock.advance(59_999);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        assert.equal(bench.read(), '2 expired');
    });

    it('queue: the oldest, whatever its topic, and the order of the others stays', () => {
        const bench = greeted();
        for (const name of ['1', '2', '3', '4', '5']) bench.add(name, { topic: `a/${name}/set`, policy: queue(3) });
        assert.equal(bench.read(), '1 queue-full, 2 queue-full');
        assert.equal(left(bench), '3, 4, 5');
    });

    it('queue: each owner has its own', () => {
        const bench = greeted();
        for (const name of ['1', '2', '3']) {
            bench.add(`A${name}`, { owner: A, policy: queue(2) });
            bench.add(`B${name}`, { owner: B, policy: queue(2) });
        }
        assert.equal(bench.read(), 'A1 queue-full, B1 queue-full');
        assert.equal(left(bench), 'A2, B2, A3, B3');
    });

    it('queue: the same topic twice is two frames', () => {
        const bench = greeted();
        bench.add('1', { policy: queue(9) });
        bench.add('2', { policy: queue(9) });
        assert.equal(left(bench), '1, 2');
    });

    it('a link that breaks takes the frames that must leave at once, and no others', () => {
        const bench = greeted();
        bench.add('hasty');
        bench.add('newest', { policy: NEWEST });
        bench.add('queued', { policy: queue(9) });
        bench.outbox.lost();
        assert.equal(bench.read(), 'hasty not-connected');
        assert.equal(left(bench), 'newest, queued');
    });

    it('the end of an owner takes its frames, in their order, and no others', () => {
        const bench = greeted();
        for (const [name, owner] of Object.entries({ a1: A, b1: B, a2: A, b2: B })) bench.add(name, { owner });
        bench.outbox.end(A);
        assert.equal(bench.read(), 'a1 stopped, a2 stopped');
        assert.equal(left(bench), 'b1, b2');
    });
});

describe('outbox: bounds [L6]', () => {
    it(`${MAX_OWN_AT_ONCE} of one owner that must leave at once; the next is refused, another owner's is not`, () => {
        const bench = greeted();
        for (let index = 0; index < MAX_OWN_AT_ONCE; index++) bench.add(`a${index}`, { owner: A });
        assert.equal(bench.read(), '');
        bench.add('too many', { owner: A });
        assert.equal(bench.read(), 'too many write-full');
        bench.add('b', { owner: B });
        assert.equal(bench.outbox.size, MAX_OWN_AT_ONCE + 1);
    });

    for (const last of [queue(1_000_000), NEWEST]) {
        it(`${MAX_OWN} of one owner, whatever its settings are; then the oldest is dropped (${last.kind})`, () => {
            const bench = greeted();
            const policy = queue(1_000_000);
            for (let index = 0; index < MAX_OWN; index++) bench.add(`a${index}`, { policy, topic: `a/${index}/set` });
            assert.equal(bench.read(), '');
            bench.add('last', { policy: last, topic: 'a/last/set' });
            assert.equal(bench.read(), 'a0 queue-full');
            assert.deepEqual(bench.reasons.get('a0'), {
                code: 'queue-full',
                params: { topic: 'a/0/set', limit: MAX_OWN },
            });
            assert.equal(bench.outbox.size, MAX_OWN);
        });
    }

    it('a newer frame that takes the place of an older one displaces no other', () => {
        const bench = greeted();
        for (let index = 1; index < MAX_OWN; index++) bench.add(`a${index}`, { policy: queue(MAX_OWN) });
        bench.add('older', { policy: NEWEST });
        bench.add('newer', { policy: NEWEST });
        assert.equal(bench.read(), 'older displaced');
    });

    it('after the end nothing is taken, whatever the link does', () => {
        const bench = greeted();
        bench.outbox.end();
        for (const act of ['lost', 'opened', 'ready', 'lost'] as const) {
            bench.outbox[act]();
            bench.add('it', { policy: NEWEST });
            assert.equal(bench.read(), 'it not-connected', act);
        }
    });

    it('characters of all owners together: a frame that does not fit is refused until others have gone', () => {
        const bench = greeted();
        bench.add('half', { owner: A, length: MAX_LENGTH / 2, policy: queue(9) });
        bench.add('other half', { owner: B, length: MAX_LENGTH / 2, policy: NEWEST });
        for (const policy of [NEWEST, queue(9), { kind: 'fail' } as const]) {
            bench.add('too much', { owner: {}, length: 1, policy });
            assert.equal(bench.read(), 'too much write-full');
        }
        bench.outbox.end(A);
        bench.add('fits', { length: MAX_LENGTH / 2 });
        assert.equal(left(bench), 'other half, fits');
        for (let index = 0; index < 100; index++) bench.add('large', { length: MAX_LENGTH });
        assert.equal(bench.log.length, 100, 'what has left takes no room');
        assert.ok(bench.log.every((entry) => entry === 'write large'));
    });

    it('what was displaced, dropped, expired or could not be made takes no room', () => {
        const bench = greeted();
        const length = MAX_LENGTH / 2;
        bench.add('1', { length, policy: NEWEST });
        bench.add('2', { length, policy: NEWEST });
        bench.add('3', { length, policy: NEWEST });
        assert.equal(bench.read(), '1 displaced, 2 displaced');
        bench.clock.advance(60_000);
        bench.add('4', { length, policy: queue(1) });
        bench.add('5', { length, policy: queue(1) });
        bench.add('6', { length, policy: queue(1) });
        assert.equal(bench.read(), '3 expired, 4 queue-full, 5 queue-full');
        bench.outbox.ready();
        bench.add('7', { length, make: () => refuse('relay-unknown') });
        bench.outbox.lost();
        bench.add('8', { length: MAX_LENGTH, policy: queue(1) });
        assert.equal(bench.outbox.size, 1);
    });

    it('an owner whose frames have left is forgotten', async () => {
        const bench = OutboxBench.ready();
        const owners = Array.from({ length: 100 }, (_, index) => {
            const owner = { index };
            bench.add(String(index), { owner });
            return new WeakRef(owner);
        });
        bench.link.takes();
        // A reference that was made in this turn lasts until its end.
        await new Promise((resolve) => setImmediate(resolve));
        collect();
        const kept = owners.filter((owner) => owner.deref() !== undefined).length;
        assert.ok(kept < 10, `${kept} of 100 are kept`);
    });

    it('counts what it sent and what waits', () => {
        const bench = greeted();
        for (const name of ['1', '2', '3']) bench.add(name, { topic: 'relay/-/set' });
        assert.deepEqual([bench.outbox.sent, bench.outbox.size], [0, 3]);
        bench.outbox.ready();
        assert.deepEqual([bench.outbox.sent, bench.outbox.size], [1, 2]);
        bench.clock.advance(100);
        assert.deepEqual([bench.outbox.sent, bench.outbox.size], [2, 1]);
        bench.outbox.end();
        assert.deepEqual([bench.outbox.sent, bench.outbox.size], [2, 0]);
    });

    it('a queue of thousands is no burden', () => {
        const bench = new OutboxBench();
        // Time of the processor, which does not depend on what else the machine has to do.
        const began = process.cpuUsage();
        for (let index = 0; index < MAX_OWN; index++) bench.add(String(index), { policy: queue(MAX_OWN) });
        bench.outbox.opened();
        bench.outbox.ready();
        bench.link.takes();
        assert.equal(bench.log.length, 2 * MAX_OWN);
        assert.ok(process.cpuUsage(began).user < 2_000_000, 'far from a step for each frame and each other one');
    });
});
