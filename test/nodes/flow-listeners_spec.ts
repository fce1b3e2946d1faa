// Which Catch and Status nodes receive what a hub reports: those of the nodes that use it, each once.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, type Item, inNode, outNode, sink, tab, variable } from './support/flows';
import { linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    deploy,
    ERROR,
    errorOf,
    load,
    logged,
    messagesAt,
    node,
    received,
    settled,
    statusesOf,
    unload,
} from './support/runtime';

type More = Readonly<Record<string, unknown>>;
type Scope = readonly string[] | 'group' | null;

/** A Catch or Status node with its sink `<id>-sink`. */
function listener(id: string, scope: Scope, more: More = {}, type = 'catch'): Item[] {
    const z = more.z ?? 'f1';
    const common = { uncaught: false, x: 100, y: 100, wires: [[`${id}-sink`]] };
    return [{ id, type, z, scope, ...common, ...more }, sink(`${id}-sink`, { z })];
}

function group(id: string, more: More = {}): Item {
    return { id, type: 'group', z: 'f1', name: id, style: {}, nodes: [], env: [], x: 0, y: 0, w: 100, h: 100, ...more };
}

/** A subflow with a `clown in`, and what else is in it. */
function subflow(id: string, hub: string, more: readonly Item[] = []): Item[] {
    const definition = { id, type: 'subflow', name: id, in: [], out: [], env: [] };
    return [definition, ...inNode(`${id}-in`, { z: id, hub }), ...more];
}

function instance(id: string, of: string, more: More = {}): Item {
    return { id, type: `subflow:${of}`, z: 'f1', name: id, env: [], x: 100, y: 100, wires: [], ...more };
}

describe('Catch and Status nodes of the flows that use a hub [P5]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    /** Loads the flow, loses the connection once it is open, and waits for one error at each of these Catch nodes. */
    async function lose(flow: readonly Item[], catching: readonly string[], others: readonly string[] = []) {
        await load(flow);
        await linked(hub);
        hub.dropAll();
        for (const id of catching) await messagesAt(`${id}-sink`, 1);
        await linked(hub, 2);
        await settled();
        for (const id of catching) {
            const [error, ...more] = received(`${id}-sink`);
            assert.equal(errorOf(error).source.id.replace(/^.*-/, ''), 'hub', id);
            assert.deepEqual(more, [], id);
        }
        for (const id of others) assert.deepEqual(received(`${id}-sink`), [], id);
    }

    for (const [place, z] of [
        ['for all flows', undefined],
        ['of a flow', 'f1'],
    ] as const) {
        describe(`a hub ${place}`, () => {
            const own = (): Item => hubAt(hub, z === undefined ? {} : { z });

            it('reports to an unlimited Catch node, those of groups and those for selected nodes, each once', async () => {
                await lose(
                    [
                        tab(),
                        own(),
                        group('outer'),
                        group('inner', { g: 'outer' }),
                        group('empty'),
                        ...inNode('a', { g: 'inner' }),
                        ...inNode('b'),
                        outNode('c'),
                        ...listener('all', null),
                        ...listener('of-inner', 'group', { g: 'inner' }),
                        ...listener('of-outer', 'group', { g: 'outer' }),
                        ...listener('of-empty', 'group', { g: 'empty' }),
                        ...listener('of-b-and-c', ['b', 'c']),
                        ...listener('of-a', ['a']),
                        ...listener('of-sink', ['a-sink']),
                        ...listener('uncaught', null, { uncaught: true }),
                    ],
                    ['all', 'of-inner', 'of-outer', 'of-b-and-c', 'of-a'],
                    ['of-empty', 'of-sink', 'uncaught'],
                );
                assert.deepEqual(logged('hub', ERROR), []);
            });

            it('reports to a Catch node of a group if a later user is outside', async () => {
                const inGroup = listener('of-group', 'group', { g: 'group' });
                const users = [...inNode('a', { g: 'group' }), ...inNode('b')];
                await lose([tab(), own(), group('group'), ...users, ...inGroup], ['of-group']);
            });

            it('reports to a Catch node for uncaught errors if no other Catch node receives it', async () => {
                const nodes = [...inNode('a'), ...inNode('b'), ...listener('of-sink', ['a-sink'])];
                await lose(
                    [tab(), own(), ...nodes, ...listener('rest', null, { uncaught: true })],
                    ['rest'],
                    ['of-sink'],
                );
            });

            it('logs an error that no Catch node receives', async () => {
                await load([tab(), own(), ...inNode('a'), ...listener('of-sink', ['a-sink'])]);
                await linked(hub);
                hub.dropAll();
                await become(() => logged('hub', ERROR).length > 0, 'the log');
                await linked(hub, 2);
                assert.equal(logged('hub', ERROR).length, 1);
                assert.deepEqual(received('of-sink-sink'), []);
            });

            it('shows Status nodes each state once, limited ones as well', async () => {
                await load([
                    tab(),
                    own(),
                    group('group'),
                    ...inNode('a', { g: 'group' }),
                    ...inNode('b'),
                    ...listener('all', null, {}, 'status'),
                    ...listener('of-group', 'group', { g: 'group' }, 'status'),
                    ...listener('of-a', ['a'], {}, 'status'),
                ]);
                const states = (id: string, source: string): unknown[] =>
                    received(`${id}-sink`)
                        .map((msg) => msg.status as { state: string; source: { id: string } })
                        .filter((status) => status.source.id === source)
                        .map(({ state }) => state);
                for (const id of ['all', 'of-group', 'of-a']) {
                    for (const source of ['hub', 'a']) {
                        await become(() => states(id, source).includes('connected'), `${source} at ${id}`);
                        // The first one was set while the nodes were created.
                        assert.deepEqual(states(id, source), ['connecting', 'connected'], `${source} at ${id}`);
                    }
                }
                assert.deepEqual(
                    statusesOf('hub').map(({ state }) => state),
                    ['connecting', 'connected'],
                );
            });
        });
    }

    it('a hub of a flow reports to its flow, also if only nodes of a subflow use it', async () => {
        const env = [{ name: 'HUB', type: 'clown-hub', value: 'hub' }];
        const flow = [
            tab(),
            hubAt(hub, { z: 'f1' }),
            ...subflow('box', variable('HUB')),
            instance('one', 'box', { env }),
        ];
        await lose([...flow, ...listener('all', null), ...listener('of-one', ['one'])], ['all', 'of-one']);
    });

    describe('subflows', () => {
        it('pass on to the flow around them what they do not catch, to each Catch node once', async () => {
            await lose(
                [
                    tab(),
                    hubAt(hub),
                    group('group'),
                    ...subflow('box', 'hub'),
                    instance('one', 'box', { g: 'group' }),
                    instance('two', 'box'),
                    ...inNode('a'),
                    ...listener('all', null),
                    ...listener('of-group', 'group', { g: 'group' }),
                    ...listener('of-two', ['two']),
                    ...listener('of-a', ['a']),
                ],
                ['all', 'of-group', 'of-two', 'of-a'],
            );
        });

        it('catch errors of their own hub, which then go no further', async () => {
            const inside = [hubAt(hub, { z: 'box' }), ...listener('inside', null, { z: 'box' })];
            const flow = [tab(), ...subflow('box', 'hub', inside), instance('one', 'box')];
            await lose([...flow, ...listener('outside', null)], ['inside'], ['outside']);
        });

        it('pass on errors of their own hub if they have no Catch node', async () => {
            const flow = [tab(), ...subflow('box', 'hub', [hubAt(hub, { z: 'box' })]), instance('one', 'box')];
            await lose([...flow, ...listener('outside', ['one'])], ['outside']);
        });
    });

    it('flows are apart: each decides for itself what is uncaught', async () => {
        const users = [...inNode('a'), ...inNode('b', { z: 'f2' })];
        const catching = [...listener('all', null), ...listener('rest', null, { uncaught: true, z: 'f2' })];
        const without = listener('other', null, { z: 'f3' });
        const flow = [tab('f1'), tab('f2'), tab('f3'), hubAt(hub), ...users, ...catching, ...without];
        await lose(flow, ['all', 'rest'], ['other']);
    });

    it('a status of a node that is added by a deploy reaches the Status node that runs already', async () => {
        const flow = [tab(), hubAt(hub), ...inNode('a'), ...listener('all', null, {}, 'status')];
        await load(flow);
        await linked(hub);
        await deploy([...flow, ...inNode('b')]);
        const isOfB = (msg: object): boolean =>
            (msg as { status: { source: { id: string } } }).status.source.id === 'b';
        await become(() => received('all-sink').some(isOfB), 'the status of the new node');
        assert.equal(received('all-sink').filter(isOfB).length, 1);
    });

    it('a Node-RED with other flows passes errors on by itself, once for each flow', async () => {
        await load([tab(), hubAt(hub), ...inNode('a'), ...inNode('b'), ...listener('all', null)]);
        await linked(hub);
        const flow = (node('hub') as unknown as { _flow: object })._flow;
        Object.defineProperty(flow, 'catchNodes', { value: undefined, configurable: true });
        hub.dropAll();
        await messagesAt('all-sink', 1);
        await linked(hub, 2);
        await settled();
        assert.equal(received('all-sink').length, 1);
    });
});
