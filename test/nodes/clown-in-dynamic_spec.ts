// clown in with topics that messages choose: what is listened to, and for how long.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { HOSTILE } from '../support/hostile.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { dynamicNode, hubAt, type Item, inNode, listeners, sink, tab, variable } from './support/flows';
import { clients, linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    deploy,
    ERROR,
    errorOf,
    give,
    load,
    logged,
    type Message,
    messagesAt,
    received,
    settled,
    shows,
    unload,
} from './support/runtime';

/** Filters of one node. */
const LIMIT = 1_000;

describe('clown in: topics that messages choose [R3, R14]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const flow = (more: object = {}): Item[] => [
        tab(),
        hubAt(hub),
        ...dynamicNode('in', { ...more }),
        ...inNode('end', { topic: 'end/-' }),
        ...listeners(['in']),
    ];

    async function begin(more: object = {}): Promise<void> {
        await load(flow(more));
        await linked(hub);
    }

    /** The filters that the node reports. */
    async function listed(): Promise<unknown> {
        const before = received('in-sink').length;
        give('in', { action: 'list' });
        const all = await messagesAt('in-sink', before + 1);
        return all.at(-1)?.payload;
    }

    /** Sends frames with these topics from the hub; resolves to the topics of the messages sent. */
    async function topicsSent(...topics: string[]): Promise<unknown[]> {
        const before = received('in-sink').length;
        const ends = received('end-sink').length;
        for (const topic of [...topics, 'end/-']) hub.print(`["${topic}", {"n": 1}]`);
        await messagesAt('end-sink', ends + 1);
        await settled();
        return received('in-sink')
            .slice(before)
            .map((msg) => msg.topic);
    }

    it('nothing at first, then what is subscribed to, and no more after the unsubscription', async () => {
        await begin();
        assert.deepEqual(await listed(), []);
        assert.deepEqual(await topicsSent('a/b', 'c/d'), []);
        give('in', { action: 'subscribe', topic: 'a/+' });
        assert.deepEqual(await topicsSent('a/b', 'c/d', 'a/e'), ['a/b', 'a/e']);
        give('in', { action: 'subscribe', topic: 'c/d' });
        assert.deepEqual(await listed(), ['a/+', 'c/d']);
        give('in', { action: 'unsubscribe', topic: 'a/+' });
        assert.deepEqual(await topicsSent('a/b', 'c/d'), ['c/d']);
        assert.deepEqual(await listed(), ['c/d']);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('several at once', async () => {
        await begin();
        give('in', { action: 'subscribe', topic: ['a/b', 'c/#', 'e/f'] });
        assert.deepEqual(await topicsSent('a/b', 'c/d/e', 'e/f', 'g/h'), ['a/b', 'c/d/e', 'e/f']);
        give('in', { action: 'unsubscribe', topic: ['a/b', 'e/f'] });
        assert.deepEqual(await topicsSent('a/b', 'c/d/e', 'e/f'), ['c/d/e']);
        give('in', { action: 'subscribe', topic: [] });
        assert.deepEqual(await listed(), ['c/#']);
    });

    it('true unsubscribes from all', async () => {
        await begin();
        give('in', { action: 'unsubscribe', topic: true });
        give('in', { action: 'subscribe', topic: ['a/b', '#', '+/d'] });
        give('in', { action: 'unsubscribe', topic: true });
        assert.deepEqual(await topicsSent('a/b', 'c/d'), []);
        assert.deepEqual(await listed(), []);
        give('in', { action: 'subscribe', topic: 'a/b' });
        assert.deepEqual(await topicsSent('a/b'), ['a/b']);
    });

    it('a frame that several filters match gives one message [R4]', async () => {
        await begin();
        give('in', { action: 'subscribe', topic: ['a/b', 'a/+', 'a/#', '+/b'] });
        give('in', { action: 'subscribe', topic: ['a/b', 'a/b'] });
        assert.deepEqual(await topicsSent('a/b', 'a/b', 'a/c'), ['a/b', 'a/b', 'a/c']);
        give('in', { action: 'unsubscribe', topic: ['a/b', 'a/+'] });
        assert.deepEqual(await topicsSent('a/b', 'a/c'), ['a/b', 'a/c']);
    });

    it('a filter twice is one, and one unsubscription ends it', async () => {
        await begin();
        for (const topic of ['a/b', 'a/b', ['a/b', 'a/b']]) give('in', { action: 'subscribe', topic });
        assert.deepEqual(await listed(), ['a/b']);
        give('in', { action: 'unsubscribe', topic: 'a/b' });
        assert.deepEqual(await topicsSent('a/b'), []);
        give('in', { action: 'unsubscribe', topic: 'a/b' });
        await messagesAt('f1-complete-sink', 6);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('the chosen output counts here too', async () => {
        await begin({ output: 'quantity', quantity: 'n' });
        give('in', { action: 'subscribe', topic: 'a/b' });
        await topicsSent('a/b');
        const [msg] = received('in-sink');
        assert.deepEqual([msg?.payload, msg?.quantity], [1, 'n']);
        assert.equal(clownOf(msg).address, 'b');
    });

    it('list adds the filters to the message, and changes no incoming one [O8]', async () => {
        await begin();
        give('in', { action: 'subscribe', topic: 'a/b' });
        const msg = Object.freeze({ _msgid: 'm1', action: 'list', topic: 'mine', payload: 'old', keep: { me: 1 } });
        give('in', msg);
        const [answer] = await messagesAt('in-sink', 1);
        assert.deepEqual(answer, { ...msg, payload: ['a/b'] });
        assert.ok(Array.isArray(answer.payload));
        answer.payload.push('c/d');
        assert.deepEqual(await listed(), ['a/b']);
    });

    it('each message ends once [O4]', async () => {
        await begin();
        for (const action of ['subscribe', 'list', 'unsubscribe', 'status']) give('in', { action, topic: 'a/b' });
        await messagesAt('f1-complete-sink', 4);
        give('in', { action: 'subscribe', topic: 'a/#/b' });
        await messagesAt('f1-catch-sink', 1);
        await settled();
        assert.equal(received('f1-complete-sink').length, 4);
        assert.equal(received('f1-catch-sink').length, 1);
    });

    describe('what cannot be', () => {
        const BAD: readonly (readonly [name: string, topic: unknown, code: string])[] = [
            ['nothing', undefined, 'filter-missing'],
            ['empty', '', 'filter-missing'],
            ['null', null, 'filter-missing'],
            ['a number', 7, 'filter-missing'],
            ['true', true, 'filter-missing'],
            ['an object', { topic: 'a/b' }, 'filter-missing'],
            ['a list in a list', [['a/b']], 'filter-missing'],
            ['a list with nothing in it', [undefined], 'filter-missing'],
            ['a + within a level', 'a/b+', 'filter-plus'],
            ['a # in the middle', 'a/#/b', 'filter-hash'],
            ['an empty level', 'a//b', 'topic-empty-level'],
            ['a level too many', `a${'/+'.repeat(100)}`, 'topic-levels'],
            ['a byte too many', 'a'.repeat(1_001), 'topic-long'],
            ['a bad one among good ones', ['a/b', 'c/d', 'e/#/f'], 'filter-hash'],
        ];
        for (const [name, topic, code] of BAD) {
            it(`subscribe: ${name}: ${code}, and nothing is added`, async () => {
                await begin();
                give('in', { action: 'subscribe', topic: 'known/-' });
                give('in', { action: 'subscribe', topic });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                const error = errorOf(caught);
                assert.equal(error.source.id, 'in');
                // From Node-RED 4.1 on.
                if (error.code !== undefined) assert.equal(error.code, code);
                assert.deepEqual(await listed(), ['known/-']);
                assert.deepEqual(await topicsSent('a/b', 'c/d'), []);
            });

            if (topic === true) continue;
            it(`unsubscribe: ${name}: ${code}, and nothing is removed`, async () => {
                await begin();
                give('in', { action: 'subscribe', topic: ['a/b', 'c/d'] });
                give('in', { action: 'unsubscribe', topic });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                const { code: found } = errorOf(caught);
                if (found !== undefined) assert.equal(found, code);
                assert.deepEqual(await listed(), ['a/b', 'c/d']);
            });
        }

        for (const action of ['subscribe', 'unsubscribe']) {
            it(`${action}: whatever a flow may hold is survived, and removes and adds nothing [L1]`, async () => {
                // Without a Catch node: Node-RED would copy four billion items for it.
                await load([tab(), hubAt(hub), ...dynamicNode()]);
                give('in', { action: 'subscribe', topic: 'a/b' });
                for (const [, make] of HOSTILE) {
                    for (const topic of [make(), [make()]]) give('in', { action, topic });
                }
                const errors = (): number => logged('in', ERROR).length;
                await become(() => errors() >= 2 * HOSTILE.length, 'the last error');
                assert.deepEqual(await listed(), ['a/b']);
                assert.equal(errors(), 2 * HOSTILE.length);
            });
        }

        it('an unknown action: the error lists the known ones', async () => {
            await begin();
            const actions = [undefined, null, '', 'Subscribe', 'toString', '__proto__', 5, true, {}, ['list']];
            for (const action of actions) give('in', { action, topic: 'a/b' });
            const caught = await messagesAt('f1-catch-sink', actions.length);
            const known =
                'subscribe, unsubscribe, list, connect, disconnect, reconnect, status, record, stop recording';
            assert.equal(errorOf(caught[3]).message, reason('action-unknown', { known, found: '"Subscribe"' }));
            for (const msg of caught) assert.match(errorOf(msg).message, /^msg\.action must be one of subscribe, /);
            assert.deepEqual(await listed(), []);
        });

        it('hostile actions are survived [L1]', async () => {
            await load([tab(), hubAt(hub), ...dynamicNode()]);
            for (const [, make] of HOSTILE) give('in', { action: make(), topic: 'a/b' });
            await become(() => logged('in', ERROR).length >= HOSTILE.length, 'the last error');
            assert.deepEqual(await listed(), []);
        });

        it('more topics than one node may have: none is added [L6]', async () => {
            await begin();
            const many = Array.from({ length: LIMIT - 1 }, (_, n) => `many/${n}`);
            give('in', { action: 'subscribe', topic: many });
            give('in', { action: 'subscribe', topic: ['a/b', 'c/d'] });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(errorOf(caught).message, reason('filter-many', { limit: LIMIT }));
            assert.deepEqual(await topicsSent('a/b', 'many/5'), ['many/5']);
            give('in', { action: 'subscribe', topic: [...many, 'a/b'] });
            assert.deepEqual(await topicsSent('a/b'), ['a/b']);
            give('in', { action: 'subscribe', topic: 'c/d' });
            await messagesAt('f1-catch-sink', 2);
            give('in', { action: 'unsubscribe', topic: 'many/0' });
            give('in', { action: 'subscribe', topic: 'c/d' });
            assert.deepEqual(await topicsSent('c/d', 'many/0'), ['c/d']);
        });
    });

    describe('for how long', () => {
        it('over a lost connection and a restart of the hub, without a deploy [L3]', async () => {
            await begin();
            give('in', { action: 'subscribe', topic: ['a/+', 'c/d'] });
            hub.dropAll();
            await linked(hub, 2);
            assert.deepEqual(await topicsSent('a/b', 'c/d', 'e/f'), ['a/b', 'c/d']);
            await hub.restart();
            await linked(hub, 3);
            assert.deepEqual(await topicsSent('a/b', 'c/d', 'e/f'), ['a/b', 'c/d']);
            assert.deepEqual(await listed(), ['a/+', 'c/d']);
        });

        it('while the hub is disconnected: it can be changed, and counts afterwards', async () => {
            await begin();
            give('in', { action: 'subscribe', topic: 'a/b' });
            give('in', { action: 'disconnect' });
            await clients(hub, 0);
            give('in', { action: 'subscribe', topic: 'c/d' });
            give('in', { action: 'unsubscribe', topic: 'a/b' });
            give('in', { action: 'connect' });
            await linked(hub, 2);
            assert.deepEqual(await topicsSent('a/b', 'c/d'), ['c/d']);
        });

        it('over deploys of other nodes, until the node itself is deployed again', async () => {
            await begin();
            give('in', { action: 'subscribe', topic: 'a/b' });
            await deploy([...flow(), sink('other')]);
            assert.deepEqual(await topicsSent('a/b'), ['a/b']);
            await deploy([...flow({ name: 'changed' }), sink('other')]);
            assert.deepEqual(await listed(), []);
            assert.equal(hub.attempts, 1);
        });

        it('where a subflow is moved to another hub: it listens there, and only there [E13]', async () => {
            const other = await startSilentHub();
            const template: Item[] = [
                {
                    id: 'sf',
                    type: 'subflow',
                    name: 'Lamp',
                    in: [{ x: 0, y: 0, wires: [{ id: 'sf-in' }] }],
                    out: [{ x: 0, y: 0, wires: [{ id: 'sf-in', port: 0 }] }],
                    env: [{ name: 'HUB', type: 'clown-hub', value: '', ui: { type: 'conf-types' } }],
                },
                ...dynamicNode('sf-in', { z: 'sf', hub: variable('HUB'), wires: [] }).slice(0, 1),
                {
                    id: 'one',
                    type: 'subflow:sf',
                    z: 'f1',
                    env: [{ name: 'HUB', type: 'conf-type', value: 'hub' }],
                    x: 1,
                    y: 1,
                    wires: [['one-sink']],
                },
                sink('one-sink'),
            ];
            const payloads = (): unknown[] => received('one-sink').map(({ payload }) => payload);
            await load([tab(), hubAt(hub), ...template]);
            await linked(hub);
            give('one', { action: 'subscribe', topic: ['a/-', 'b/-'] });
            give('one', { action: 'unsubscribe', topic: 'b/-' });
            // A message reaches the inside of a subflow later than a node.
            await settled();
            hub.print('["a/-", {"n": 1}]');
            await messagesAt('one-sink', 1);
            await deploy([tab(), hubAt(other), ...template]);
            await linked(other);
            other.print('["b/-", {"n": 2}]');
            other.print('["a/-", {"n": 3}]');
            await messagesAt('one-sink', 2);
            await settled();
            assert.deepEqual(payloads(), [{ n: 1 }, { n: 3 }]);
            // What was chosen also outlasts a time without any hub.
            await deploy([tab(), ...template]);
            await deploy([tab(), hubAt(hub), ...template]);
            await linked(hub, 2);
            hub.print('["a/-", {"n": 4}]');
            await messagesAt('one-sink', 3);
        });

        it('a node without its hub fails each message [L4]', async () => {
            await load([tab(), ...dynamicNode(), ...listeners(['in'])]);
            give('in', { action: 'subscribe', topic: 'a/b' });
            give('in', { action: 'status' });
            const caught = await messagesAt('f1-catch-sink', 2);
            for (const msg of caught) assert.equal(errorOf(msg).message, reason('hub-missing'));
            assert.deepEqual(received('in-sink'), []);
        });
    });

    describe('actions on the connection [C12]', () => {
        it('disconnect, connect, and reconnect', async () => {
            await begin();
            await shows('connected', 'in');
            give('in', { action: 'disconnect' });
            await clients(hub, 0);
            await shows('disconnected', 'in');
            give('in', { action: 'connect' });
            await linked(hub, 2);
            give('in', { action: 'reconnect' });
            await linked(hub, 3);
            await clients(hub, 1);
            await messagesAt('f1-complete-sink', 3);
            assert.deepEqual(received('in-sink'), []);
        });

        it('status gives the state, the counters and the devices, on the message [P6]', async () => {
            const { hub: label } = await statusNow();
            assert.equal(label, 'Attic');
            hub.print('["pir/-", {"event-count": 1}]');
            hub.print('no frame');
            await topicsSent();
            const status = await statusNow(false);
            const { state, since, counters, devices } = status as {
                state: string;
                since: number;
                counters: Record<string, number>;
                devices: { device: string; kind: string; listed: boolean; heardAt?: number }[];
            };
            assert.equal(state, 'connected');
            assert.ok(since > Date.now() - 10_000 && since <= Date.now());
            assert.deepEqual(Object.keys(counters).sort(), [
                'asked',
                'badFrames',
                'droppedFrames',
                'framesIn',
                'framesOut',
                'reconnects',
                'roundTripMs',
                'waiting',
            ]);
            assert.deepEqual([counters.badFrames, counters.reconnects, counters.framesOut], [1, 0, 1]);
            const of = (device: string) => devices.find((one) => one.device === device);
            assert.equal(of('thermometer/i2c0-48')?.kind, 'sensor');
            assert.equal(of('relay/i2c0-3b')?.kind, 'actuator');
            assert.deepEqual([of('pir/-')?.kind, of('pir/-')?.listed], ['heard', false]);
            assert.ok(Number(of('pir/-')?.heardAt) <= Date.now());
            assert.equal(of('-/-'), undefined);
        });

        async function statusNow(first = true): Promise<Record<string, unknown>> {
            if (first) {
                await begin();
                // The response to the device list request arrives before this frame.
                await become(() => hub.received.some((line) => line.includes('config/list')), 'the question');
                await topicsSent();
            }
            const before = received('in-sink').length;
            const msg = Object.freeze({ action: 'status', topic: 'mine', payload: 'old', keep: 1 });
            give('in', msg);
            const answer = (await messagesAt('in-sink', before + 1)).at(-1) as Message;
            assert.deepEqual([answer.topic, answer.keep], ['mine', 1]);
            return answer.payload as Record<string, unknown>;
        }
    });
});
