// clown in: the last values again, when the flow starts.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { dynamicNode, hubAt, type Item, inNode, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    type DeployType,
    deploy,
    events,
    give,
    load,
    type Message,
    messagesAt,
    node,
    received,
    settled,
    unload,
} from './support/runtime';

describe('clown in: last values again [R12]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const flow = (more: object = {}): Item[] => [
        tab(),
        hubAt(hub),
        ...inNode('in', { topic: 'a/#', replay: true, ...more }),
        ...inNode('end', { topic: 'end/-' }),
        outNode(),
    ];
    const short = ({ topic, payload }: Message): unknown[] => [topic, payload];
    const isCached = (msg: Message): boolean => clownOf(msg).cached === true;

    /** Sends numbered frames with these topics from the hub, and waits until all have arrived. */
    async function sendFrames(...topics: string[]): Promise<void> {
        const ends = received('end-sink').length;
        for (const [n, topic] of [...topics, 'end/-'].entries()) hub.print(`["${topic}", {"n": [${n}, "m"]}]`);
        await messagesAt('end-sink', ends + 1);
    }

    /** Starts, sends, deploys a change of the node, and resolves to the messages after that. */
    async function again(more: object, type: DeployType, ...topics: string[]): Promise<Message[]> {
        await load(flow(more));
        await linked(hub);
        await sendFrames(...topics);
        const before = received('in-sink').length;
        await deploy(flow({ ...more, name: 'changed' }), type);
        if (type === 'full') await linked(hub, 2);
        await sendFrames();
        await settled();
        return received('in-sink').slice(before);
    }

    it('off unless it is set', async () => {
        assert.deepEqual(await again({ replay: undefined }, 'nodes', 'a/b'), []);
    });

    for (const replay of [false, 'false', null]) {
        it(`off with ${JSON.stringify(replay)}`, async () => {
            assert.deepEqual(await again({ replay }, 'nodes', 'a/b'), []);
        });
    }

    it('on with "true", the value of a variable', async () => {
        assert.deepEqual((await again({ replay: 'true' }, 'nodes', 'a/b')).map(short), [['a/b', { n: [0, 'm'] }]]);
    });

    it('the last frame of each topic that matches, in the order of arrival, marked, with its age', async () => {
        const begin = Date.now();
        const got = await again({}, 'nodes', 'a/b', 'a/c', 'x/y', 'a/b', 'a', 'a/d/e');
        assert.deepEqual(got.map(short), [
            ['a/c', { n: [1, 'm'] }],
            ['a/b', { n: [3, 'm'] }],
            ['a', { n: [4, 'm'] }],
            ['a/d/e', { n: [5, 'm'] }],
        ]);
        for (const msg of got) {
            const { cached, age, time, hub: name } = clownOf(msg);
            assert.deepEqual([cached, name], [true, 'Attic']);
            assert.ok(Number(time) >= begin, 'the time of arrival');
            assert.ok(Number(age) >= 0 && Number(age) <= Date.now() - begin, `${age}`);
        }
        assert.equal(hub.attempts, 1);
    });

    it('what comes from the hub itself is not marked', async () => {
        await load(flow());
        await linked(hub);
        await sendFrames('a/b');
        assert.deepEqual(received('in-sink').map(isCached), [false]);
        const [first] = received('in-sink');
        assert.equal('age' in clownOf(first), false);
        await deploy(flow({ name: 'changed' }));
        await sendFrames('a/b');
        assert.deepEqual(received('in-sink').map(isCached), [false, true, false]);
    });

    it('the age is the time that has passed, also where the clock of the computer was set back', async () => {
        const { now } = Date;
        await load(flow());
        await linked(hub);
        await sendFrames('a/b');
        Date.now = () => now() - 3_600_000;
        try {
            await deploy(flow({ name: 'changed' }));
            await messagesAt('in-sink', 2);
        } finally {
            Date.now = now;
        }
        const { age = Number.NaN } = clownOf(received('in-sink')[1]) as { age?: number };
        assert.ok(age >= 0 && age < 60_000, `${age}`);
    });

    it('after a full deploy, too, marked as from before it', async () => {
        const got = await again({}, 'full', 'a/b', 'a/c');
        assert.deepEqual(
            got.map((msg) => [msg.topic, clownOf(msg).cached, clownOf(msg).before]),
            [
                ['a/b', true, 'deploy'],
                ['a/c', true, 'deploy'],
            ],
        );
    });

    it('at every start, the same again', async () => {
        await again({}, 'nodes', 'a/b');
        for (const name of ['x', 'y']) await deploy(flow({ name }));
        await settled();
        assert.deepEqual(received('in-sink').map(isCached), [false, true, true, true]);
    });

    it('not to nodes that run on, and to one that is added later', async () => {
        await load(flow());
        await linked(hub);
        await sendFrames('a/b');
        await deploy([...flow(), ...inNode('late', { topic: '+/b', replay: true })]);
        await messagesAt('late-sink', 1);
        await settled();
        assert.deepEqual(received('in-sink').map(isCached), [false]);
        assert.deepEqual(received('late-sink').map(isCached), [true]);
    });

    it('before the frames that came while the flow was away, none of them lost or doubled [R13]', async () => {
        await load(flow());
        await linked(hub);
        await sendFrames('a/b', 'a/c');
        const before = received('in-sink').length;
        let stopped = false;
        events.once('flows:stopping', () => {
            stopped = true;
            for (let n = 10; n < 30; n++) hub.print(`["a/b", {"n": [${n}, "m"]}]`);
        });
        // Time for the frames to arrive before the flows start.
        node('in').on('close', (_removed: boolean, done: () => void) => setTimeout(done, 100));
        await deploy(flow({ name: 'changed' }));
        assert.ok(stopped);
        await become(() => received('in-sink').length >= before + 22, 'all frames');
        await sendFrames();
        const got = received('in-sink').slice(before);
        assert.deepEqual(got.slice(0, 2).map(short), [
            ['a/b', { n: [0, 'm'] }],
            ['a/c', { n: [1, 'm'] }],
        ]);
        assert.deepEqual(
            got.slice(2).map(short),
            Array.from({ length: 20 }, (_, n) => ['a/b', { n: [n + 10, 'm'] }]),
        );
        assert.deepEqual(got.map(isCached), [true, true, ...Array<boolean>(20).fill(false)]);
    });

    it('over a lost connection: frames from before it are still the last', async () => {
        await load(flow());
        await linked(hub);
        await sendFrames('a/b');
        hub.dropAll();
        await linked(hub, 2);
        await deploy(flow({ name: 'changed' }));
        await messagesAt('in-sink', 2);
        assert.deepEqual(received('in-sink').map(isCached), [false, true]);
    });

    it('as the chosen output makes it, each message marked', async () => {
        const got = await again({ output: 'each' }, 'nodes', 'a/b');
        assert.deepEqual(
            got.map((msg) => [msg.payload, msg.quantity, msg.unit, isCached(msg)]),
            [[0, 'n', 'm', true]],
        );
        hub.print('["a/c", {"x": 1, "y": 2}]');
        await sendFrames();
        const before = received('in-sink').length;
        await deploy(flow({ output: 'each', name: 'again' }));
        await messagesAt('in-sink', before + 3);
        const more = received('in-sink').slice(before);
        assert.deepEqual(
            more.map((msg) => [msg.topic, msg.payload, isCached(msg)]),
            [
                ['a/b', 0, true],
                ['a/c', 1, true],
                ['a/c', 2, true],
            ],
        );
    });

    it('a frame that this output makes nothing of gives nothing', async () => {
        assert.deepEqual(await again({ output: 'quantity', quantity: 'other' }, 'nodes', 'a/b'), []);
    });

    it('messages share nothing [R5]', async () => {
        const two = (name: string): Item[] => [
            ...flow({ name }),
            ...inNode('two', { topic: 'a/#', replay: true, name }),
        ];
        await load(two('x'));
        await linked(hub);
        await sendFrames('a/b');
        await deploy(two('y'));
        await messagesAt('in-sink', 2);
        await messagesAt('two-sink', 2);
        const [, spoilt] = received('in-sink');
        (spoilt as unknown as { payload: { n: unknown[] } }).payload.n.push('spoilt');
        Object.assign(clownOf(spoilt), { spoilt: true });
        assert.doesNotMatch(JSON.stringify(received('two-sink')), /spoilt/);
        await deploy(two('z'));
        await messagesAt('in-sink', 3);
        assert.doesNotMatch(JSON.stringify(received('in-sink')[2]), /spoilt/);
    });

    it('with chosen topics: at each subscription what is new in it, in the order of arrival', async () => {
        await load([...flow(), ...dynamicNode('chosen', { replay: true })]);
        await linked(hub);
        // In one message, so of one moment.
        hub.send(['a/b', 'a/c', 'd/e'].map((topic) => `["${topic}", {}]`).join('\n'));
        await sendFrames();
        const topics = (): unknown[] => received('chosen-sink').map((msg) => [msg.topic, isCached(msg)]);
        give('chosen', { action: 'subscribe', topic: ['d/+', 'a/b'] });
        await messagesAt('chosen-sink', 2);
        give('chosen', { action: 'subscribe', topic: ['a/b', 'a/c'] });
        await messagesAt('chosen-sink', 3);
        await sendFrames('a/c');
        await settled();
        assert.deepEqual(topics(), [
            ['a/b', true],
            ['d/e', true],
            ['a/c', true],
            ['a/c', false],
        ]);
    });

    it('of its own hub only [C23]', async () => {
        const other = await startSilentHub();
        const both = (name: string): Item[] => [
            ...flow({ name }),
            hubAt(other, { id: 'other', name: 'Cellar' }),
            ...inNode('second', { hub: 'other', topic: 'a/#', replay: true, name }),
        ];
        await load(both('x'));
        await Promise.all([linked(hub), linked(other)]);
        other.print('["a/other", {}]');
        await messagesAt('second-sink', 1);
        await sendFrames('a/b');
        await deploy(both('y'));
        await messagesAt('in-sink', 2);
        await messagesAt('second-sink', 2);
        await settled();
        assert.deepEqual(
            [...received('in-sink'), ...received('second-sink')].map(({ topic }) => topic),
            ['a/b', 'a/b', 'a/other', 'a/other'],
        );
    });

    it('a hub that invents topics: no more than the last two thousand are replayed [L6]', async () => {
        await load(flow());
        await linked(hub);
        for (let n = 0; n < 2_500; n++) hub.print(`["a/${n}", {"n": ${n}}]`);
        await messagesAt('in-sink', 2_500);
        await deploy(flow({ name: 'changed' }));
        await become(() => received('in-sink').length >= 4_490, 'the last values');
        await sendFrames();
        await settled();
        const got = received('in-sink').slice(2_500);
        assert.ok(got.length > 1_900 && got.length <= 2_000, `${got.length}`);
        assert.equal(got.at(-1)?.topic, 'a/2499');
    });

    it('a filter that is added and removed while flows start is not replayed', async () => {
        const nodes = [tab(), hubAt(hub), ...dynamicNode('in', { replay: true }), ...inNode('end', { topic: 'end/-' })];
        await load([...nodes, outNode('other')]);
        await linked(hub);
        await sendFrames('a/b', 'c/d');
        events.once('flows:stopping', () => {
            give('in', { action: 'subscribe', topic: ['a/b', 'c/d'] });
            give('in', { action: 'unsubscribe', topic: 'a/b' });
        });
        await deploy([...nodes, outNode('other', { name: 'changed' })]);
        await sendFrames();
        await settled();
        assert.deepEqual(
            received('in-sink').map(({ topic }) => topic),
            ['c/d'],
        );
    });
});
