// The queued frames: which expires next, which leaves first, and what is kept of an owner whose frames are gone.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ok } from '../../src/base/errors';
import { type OutgoingPost, Queue, type QueuedFrame } from '../../src/send/queue';
import { displacedBy, MAX_OWN } from '../../src/send/queue-limits';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const post = (owner: object, more: Partial<OutgoingPost> = {}): OutgoingPost => ({
    ...{ owner, policy: { kind: 'fail' }, topic: 'led/-/set', length: 1 },
    ...{ make: () => ok(''), done: () => {} },
    ...more,
});

describe('queue', () => {
    it('names the frames that have expired, and when the next one does', () => {
        const queue = new Queue();
        for (const ageMs of [10, 20, 30]) queue.add(post({}), ageMs, 0);
        const gone = queue.expired(20);
        assert.deepEqual(
            gone.map(({ ageMs }) => ageMs),
            [10, 20],
        );
        assert.equal(queue.earliest, 30);
        for (const one of [...gone, ...queue.of()].slice(0, 2)) queue.remove(one as QueuedFrame);
        assert.equal(queue.size, 1);
    });

    it('gives frames in the background a turn after all others, in their order', () => {
        const queue = new Queue();
        const [quiet, next, last] = [{}, {}, {}];
        queue.add(post(quiet, { isBackground: true }), 10, 0);
        queue.add(post(next, { isBackground: true }), 10, 0);
        queue.add(post(last), 10, 0);
        const order = [...queue.firsts()].sort((one, other) => one.turn - other.turn).map(({ owner }) => owner);
        assert.deepEqual(
            order.map((owner) => [quiet, next, last].indexOf(owner)),
            [2, 0, 1],
        );
    });

    it('drops the oldest of ten thousand frames of one owner, of whatever policy', () => {
        for (const policy of [{ kind: 'newest', ageMs: 10 }, { kind: 'fail' }] as const) {
            const queue = new Queue();
            const owner = {};
            for (let at = 0; at < MAX_OWN - 1; at++) queue.add(post(owner, { policy, topic: `t/${at}` }), 10, 0);
            assert.equal(displacedBy(queue, post(owner, { policy, topic: 'more' })), undefined);
            queue.add(post(owner, { policy, topic: 'last' }), 10, 0);
            const displaced = displacedBy(queue, post(owner, { policy, topic: 'more' }));
            assert.equal(displaced?.frame.topic, 't/0', policy.kind);
            assert.deepEqual(displaced.reason.params, { topic: 't/0', limit: MAX_OWN });
        }
    });

    it('does not count repeats of confirmed commands in the limit of a queue', () => {
        const queue = new Queue();
        const owner = {};
        const policy = { kind: 'queue', size: 2, ageMs: 10 } as const;
        queue.add(post(owner), 10, 0);
        queue.add(post(owner, { policy, topic: 'oldest' }), 10, 0);
        assert.equal(displacedBy(queue, post(owner, { policy })), undefined);
        queue.add(post(owner, { policy }), 10, 0);
        assert.equal(displacedBy(queue, post(owner, { policy }))?.frame.topic, 'oldest');
    });

    it('keeps no owner whose last frame has left', async () => {
        const queue = new Queue();
        const owner = new WeakRef(addAndRemove(queue));
        // A WeakRef holds its target until the turn ends.
        await setImmediate();
        collect();
        assert.equal(owner.deref(), undefined);
    });
});

function addAndRemove(queue: Queue): object {
    const owner = {};
    queue.add(post(owner), 10, 0);
    for (const one of [...queue.of(owner)]) queue.remove(one);
    assert.equal(queue.size, 0);
    return owner;
}
