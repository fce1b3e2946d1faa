// Which hub a node uses: one of two, one of its own flow, one that a subflow is given.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, type Item, inNode, listeners, outNode, sink, tab, variable } from './support/flows';
import { clients, commanded, flowCommands, linked } from './support/links';
import {
    become,
    clownOf,
    deploy,
    errorOf,
    give,
    load,
    type Message,
    messagesAt,
    received,
    settled,
    shows,
    statuses,
    statusesOf,
    unload,
} from './support/runtime';

function payloads(messages: readonly Message[]): unknown[] {
    return messages.map(({ payload }) => payload);
}

describe('choice of the hub', () => {
    let hub: Simulator;
    let other: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
        other = await startSilentHub();
    });

    leavesNothing(unload);

    describe('two hubs in one flow [C23]', () => {
        beforeEach(async () => {
            await load([
                tab(),
                hubAt(hub),
                hubAt(other, { id: 'other', name: 'Cellar' }),
                ...inNode('in', { topic: 'a/-' }),
                ...inNode('in2', { topic: 'a/-', hub: 'other' }),
                outNode('out', { command: 'led', device: '-' }),
                outNode('out2', { command: 'led', device: '-', hub: 'other' }),
                ...listeners(['out', 'out2']),
            ]);
            await Promise.all([linked(hub), linked(other)]);
        });

        it('frames and commands never mix', async () => {
            for (let n = 0; n < 20; n++) {
                hub.print(`["a/-", {"attic": ${n}}]`);
                other.print(`["a/-", {"cellar": ${n}}]`);
            }
            give('out', { payload: 'on' });
            give('out2', { payload: 'off' });
            await commanded(hub, '["led/-/set", {"state":"on"}]');
            await commanded(other, '["led/-/set", {"state":"off"}]');
            const attic = await messagesAt('in-sink', 20);
            const cellar = await messagesAt('in2-sink', 20);
            await settled();
            assert.deepEqual(
                payloads(attic),
                Array.from({ length: 20 }, (_, n) => ({ attic: n })),
            );
            assert.deepEqual(
                payloads(cellar),
                Array.from({ length: 20 }, (_, n) => ({ cellar: n })),
            );
            assert.ok(attic.every((msg) => clownOf(msg).hub === 'Attic'));
            assert.ok(cellar.every((msg) => clownOf(msg).hub === 'Cellar'));
            assert.deepEqual([flowCommands(hub).length, flowCommands(other).length], [1, 1]);
        });

        it('one that fails leaves status and messages of the other alone', async () => {
            hub.fault({ kind: 'refuse', status: 503 });
            hub.dropAll();
            await shows('waiting', 'in', 'out');
            assert.ok(['in2', 'out2', 'other'].every((id) => statusesOf(id).every(({ state }) => state !== 'waiting')));
            await shows('connected', 'in2', 'out2');
            other.print('["a/-", {"n": 1}]');
            await messagesAt('in2-sink', 1);
            assert.equal(other.attempts, 1);
        });
    });

    it('two hub nodes with the same address have a connection each', async () => {
        await load([tab(), hubAt(hub), hubAt(hub, { id: 'twin' }), ...inNode('in'), outNode('out', { hub: 'twin' })]);
        await linked(hub, 2);
        assert.equal(hub.clients, 2);
    });

    it('a hub of one flow [E13]', async () => {
        await load([tab(), hubAt(hub, { z: 'f1' }), ...inNode('in', { topic: 'a/-' }), ...listeners([])]);
        await linked(hub);
        hub.print('["a/-", {}]');
        await messagesAt('in-sink', 1);
        hub.dropAll();
        const [caught] = await messagesAt('f1-catch-sink', 1);
        assert.equal(errorOf(caught).source.id, 'hub');
        await linked(hub, 2);
        await deploy([tab(), hubAt(hub, { z: 'f1' })]);
        await clients(hub, 0);
        assert.equal(received('f1-catch-sink').length, 1);
    });

    describe('a hub that a subflow is given [E13]', () => {
        const template: Item[] = [
            {
                id: 'sf',
                type: 'subflow',
                name: 'Lamp',
                in: [{ x: 0, y: 0, wires: [{ id: 'sf-out' }] }],
                out: [{ x: 0, y: 0, wires: [{ id: 'sf-in', port: 0 }] }],
                env: [{ name: 'HUB', type: 'clown-hub', value: '', ui: { type: 'conf-types' } }],
            },
            ...inNode('sf-in', { z: 'sf', hub: variable('HUB'), topic: 'a/-', wires: [] }).slice(0, 1),
            outNode('sf-out', { z: 'sf', hub: variable('HUB'), command: 'led', device: '-' }),
        ];
        const instance = (id: string, hubId: string): Item[] => [
            {
                id,
                type: 'subflow:sf',
                z: 'f1',
                name: id,
                env: [{ name: 'HUB', type: 'conf-type', value: hubId }],
                x: 1,
                y: 1,
                wires: [[`${id}-sink`]],
            },
            sink(`${id}-sink`),
        ];

        it('each instance uses its own', async () => {
            await load([
                ...template,
                tab(),
                hubAt(hub),
                hubAt(other, { id: 'other' }),
                ...instance('one', 'hub'),
                ...instance('two', 'other'),
                ...instance('three', 'other'),
            ]);
            await Promise.all([linked(hub), linked(other)]);
            hub.print('["a/-", {"n": 1}]');
            other.print('["a/-", {"n": 2}]');
            const got = [
                await messagesAt('one-sink', 1),
                await messagesAt('two-sink', 1),
                await messagesAt('three-sink', 1),
            ];
            await settled();
            assert.deepEqual(got.map(payloads), [[{ n: 1 }], [{ n: 2 }], [{ n: 2 }]]);
            assert.deepEqual([hub.attempts, other.attempts], [1, 1]);
        });

        it('a partial deploy that moves the hub takes the subflow along', async () => {
            await load([...template, tab(), hubAt(hub), ...instance('one', 'hub')]);
            await linked(hub);
            await deploy([...template, tab(), hubAt(other), ...instance('one', 'hub')]);
            await clients(hub, 0);
            await linked(other);
            other.print('["a/-", {"n": 1}]');
            await messagesAt('one-sink', 1);
        });

        it('a hub that is removed, and comes back later', async () => {
            await load([...template, tab(), hubAt(hub), ...instance('one', 'hub')]);
            await linked(hub);
            const { id = '' } = statuses.find((one) => one.id !== 'hub') ?? {};
            await deploy([...template, tab(), ...instance('one', 'hub')]);
            await clients(hub, 0);
            await become(() => statusesOf(id).at(-1)?.code === 'hub-missing', 'the status of a missing hub');
            await deploy([...template, tab(), hubAt(hub), ...instance('one', 'hub')]);
            await linked(hub, 2);
            hub.print('["a/-", {"n": 1}]');
            await messagesAt('one-sink', 1);
            assert.equal(hub.clients, 1);
        });

        it('a hub with bad settings that are put right later', async () => {
            await load([...template, tab(), hubAt(hub, { address: '' }), ...instance('one', 'hub')]);
            assert.deepEqual([...new Set(statuses.map(({ status }) => status.code))], ['address-missing']);
            await deploy([...template, tab(), hubAt(hub), ...instance('one', 'hub')]);
            await linked(hub);
        });

        it('an instance that is given another hub leaves the first', async () => {
            const hubs = [hubAt(hub), hubAt(other, { id: 'other' })];
            await load([...template, tab(), ...hubs, ...instance('one', 'hub')]);
            await linked(hub);
            await deploy([...template, tab(), ...hubs, ...instance('one', 'other')]);
            await linked(other);
            await clients(hub, 0);
        });
    });
});
