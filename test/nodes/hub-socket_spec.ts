// clown hub: how many sockets there are, from when to when, counted where it cannot be argued with: at the hub.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { hubAt, type Item, inNode, outNode, sink, tab } from './support/flows';
import { clients, linked } from './support/links';
import {
    clownOf,
    deploy,
    load,
    messagesAt,
    received,
    requireFromNodeRed,
    settled,
    statusesOf,
    unload,
} from './support/runtime';

interface Hooks {
    add(name: string, hook: (sends: { source: { id: string }; msg: { payload: unknown } }[]) => void): void;
    remove(name: string): void;
}
const { hooks } = requireFromNodeRed('@node-red/util') as { hooks: Hooks };

describe('clown hub: sockets', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    describe('one for any number and order of nodes [C1]', () => {
        const users = [...inNode('in'), outNode('out1'), outNode('out2'), ...inNode('in2'), outNode('out3')];
        const orders: [name: string, order: (all: Item[]) => Item[]][] = [
            ['hub first', (all) => all],
            ['hub last', (all) => all.toReversed()],
            ['hub in the middle', ([first, ...rest]) => [...rest.slice(0, 3), first as Item, ...rest.slice(3)]],
            [
                'out nodes first',
                (all) => all.toSorted((a, b) => Number(b.type === 'clown-out') - Number(a.type === 'clown-out')),
            ],
        ];
        for (const [name, order] of orders) {
            it(name, async () => {
                await load([tab(), ...order([hubAt(hub), ...users])]);
                await linked(hub);
                hub.print('["a/-", {"n": 1}]');
                await messagesAt('in-sink', 2);
                await messagesAt('in2-sink', 2);
                assert.deepEqual([hub.attempts, hub.clients], [1, 1]);
            });
        }
    });

    describe('none without an enabled user [C2]', () => {
        const rows: [name: string, items: () => Item[]][] = [
            ['no user at all', () => [tab()]],
            ['a disabled node', () => [tab(), ...inNode('in', { d: true })]],
            ['a disabled flow', () => [tab('f1', { disabled: true }), ...inNode('in'), outNode()]],
            [
                'users that cannot work',
                () => [tab(), ...inNode('in', { topic: 'a/#/b' }), outNode('out', { command: 'relay' })],
            ],
            ['users of another hub', () => [tab(), ...inNode('in', { hub: 'gone' })]],
        ];
        for (const [name, items] of rows) {
            it(name, async () => {
                await load([hubAt(hub), ...items()]);
                await settled();
                assert.equal(hub.attempts, 0);
                // A user that comes later is the first, and connects.
                await deploy([hubAt(hub), ...items(), tab('f2'), outNode('later', { z: 'f2' })]);
                await linked(hub);
                assert.deepEqual([hub.attempts, hub.clients], [1, 1]);
            });
        }

        it('disconnects after the last user is removed, and not before', async () => {
            const [input, output] = [inNode('in'), outNode()];
            await load([tab(), hubAt(hub), ...input, output]);
            await linked(hub);
            await deploy([tab(), hubAt(hub), ...input]);
            assert.deepEqual([hub.attempts, hub.clients], [1, 1]);
            await deploy([tab(), hubAt(hub)]);
            await clients(hub, 0);
            await deploy([tab(), hubAt(hub), output]);
            await linked(hub, 2);
            await deploy([tab(), hubAt(hub), { ...output, d: true }]);
            await clients(hub, 0);
            assert.equal(hub.attempts, 2);
        });

        it('disconnects when the flow with all users is disabled', async () => {
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub);
            await deploy([tab('f1', { disabled: true }), hubAt(hub), ...inNode(), outNode()], 'flows');
            await clients(hub, 0);
        });
    });

    describe('one over deploys', () => {
        /** Sends numbered frames until it is stopped; then gives their number. */
        function pump(): () => number {
            let count = 0;
            const timer = setInterval(() => hub.print(`["count/-", {"n": ${count++}}]`), 1);
            return () => {
                clearInterval(timer);
                return count;
            };
        }

        const numbers = (id: string): unknown[] => received(id).map(({ payload }) => payload);
        const counting = { topic: 'count/-', output: 'quantity', quantity: 'n' };

        for (const what of ['steady', 'changing', 'out', 'unrelated']) {
            it(`50 partial deploys that modify ${what}: one connection, every frame once and in order [C3, R13]`, async () => {
                const flow = (version: number): Item[] =>
                    [
                        tab(),
                        hubAt(hub),
                        ...inNode('steady', counting),
                        ...inNode('changing', counting),
                        outNode(),
                        sink('unrelated'),
                    ].map((item) => (item.id === what ? { ...item, name: `version ${version}` } : item));
                await load(flow(0));
                await linked(hub);
                const stop = pump();
                for (let version = 1; version <= 50; version++) await deploy(flow(version));
                const count = stop();
                const wanted = Array.from({ length: count }, (_, n) => n);
                for (const id of ['steady-sink', 'changing-sink']) {
                    await messagesAt(id, count);
                    await settled();
                    assert.deepEqual(numbers(id), wanted, id);
                }
                assert.ok(count > 20, `only ${count} frames in 50 deploys`);
                assert.deepEqual([hub.attempts, hub.connections, hub.clients], [1, 1, 1]);
            });
        }

        it('20 deploys of modified flows: the same', async () => {
            const flow = (name: string): Item[] => [
                tab(),
                tab('f2'),
                hubAt(hub),
                ...inNode('in', { ...counting, name }),
                ...inNode('in2', { ...counting, z: 'f2' }),
            ];
            await load(flow(''));
            await linked(hub);
            // What Node-RED has on its way when it stops the sink is lost, so this counts what the nodes sent.
            const sent = new Map<string, unknown[]>();
            hooks.add('onSend.test', (sends) => {
                for (const { source, msg } of sends) sent.set(source.id, [...(sent.get(source.id) ?? []), msg.payload]);
            });
            try {
                const stop = pump();
                for (let version = 1; version <= 20; version++) await deploy(flow(`version ${version}`), 'flows');
                const count = stop();
                for (const id of ['in', 'in2']) {
                    await until(() => (sent.get(id)?.length ?? 0) >= count, `frame ${count} sent by ${id}`);
                    await settled();
                    assert.deepEqual(sent.get(id), [...Array(count).keys()], id);
                }
            } finally {
                hooks.remove('*.test');
            }
            assert.deepEqual([hub.attempts, hub.clients], [1, 1]);
        });

        it('full deploys: the old socket is closed before the new one opens', async () => {
            const most: number[] = [];
            hub.on('connect', () => most.push(hub.clients));
            const flow = [tab(), hubAt(hub), ...inNode(), outNode()];
            await load(flow);
            for (let round = 1; round <= 5; round++) {
                await linked(hub, round);
                await deploy(flow, 'full');
            }
            await linked(hub, 6);
            assert.deepEqual(most, [1, 1, 1, 1, 1, 1]);
            assert.equal(hub.attempts, 6);
        });
    });

    describe('a hub that changes', () => {
        it('another address: disconnects from the old hub, connects to the new one, users included', async () => {
            const other = await startSilentHub();
            await load([tab(), hubAt(hub), ...inNode('in', { topic: 'a/-' }), outNode()]);
            await linked(hub);
            await deploy([tab(), hubAt(other), ...inNode('in', { topic: 'a/-' }), outNode()]);
            await linked(other);
            assert.deepEqual([hub.clients, hub.attempts, other.attempts], [0, 1, 1]);
            other.print('["a/-", {"from": "other"}]');
            const [msg] = await messagesAt('in-sink', 1);
            assert.deepEqual(msg?.payload, { from: 'other' });
        });

        it('another name: messages carry it', async () => {
            const input = inNode('in', { topic: 'a/-' });
            await load([tab(), hubAt(hub), ...input]);
            await linked(hub);
            await deploy([tab(), hubAt(hub, { name: 'Cellar' }), ...input]);
            await linked(hub, 2);
            hub.print('["a/-", {}]');
            const [msg] = await messagesAt('in-sink', 1);
            assert.equal(clownOf(msg).hub, 'Cellar');
            assert.equal(hub.clients, 1);
        });

        it('removed: disconnects, and its users show that they have no hub', async () => {
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub);
            await deploy([tab(), ...inNode(), outNode()]);
            await clients(hub, 0);
            assert.deepEqual(
                ['in', 'out'].map((id) => statusesOf(id).at(-1)?.code),
                ['hub-missing', 'hub-missing'],
            );
        });

        it('disabled and enabled again: users go and come with it', async () => {
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub);
            await deploy([tab(), hubAt(hub, { d: true }), ...inNode(), outNode()]);
            await clients(hub, 0);
            assert.equal(statusesOf('in').at(-1)?.code, 'hub-missing');
            await deploy([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub, 2);
            assert.equal(hub.clients, 1);
        });

        it('a node that changes to another hub leaves the first', async () => {
            const other = await startSilentHub();
            const hubs = [hubAt(hub), hubAt(other, { id: 'other' })];
            await load([tab(), ...hubs, ...inNode('in', { topic: 'a/-' })]);
            await linked(hub);
            await deploy([tab(), ...hubs, ...inNode('in', { topic: 'a/-', hub: 'other' })]);
            await linked(other);
            await clients(hub, 0);
            other.print('["a/-", {}]');
            await messagesAt('in-sink', 1);
        });
    });
});
