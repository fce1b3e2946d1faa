// What a test deploys of a flow, and which of its hubs plays the recording.

import assert from 'node:assert/strict';
import type { FlowNode } from '../../src/flow-check/flow';
import { playingHub, prepareFlow, STAND_IN, variablesIn } from '../../src/flow-test/prepare';

const tab: FlowNode = { id: 'f', type: 'tab', label: 'Home' };
const hub: FlowNode = { id: 'h', type: 'clown-hub', name: 'House' };
const node = (type: string, more: object = {}): FlowNode => ({
    id: 'n',
    type,
    z: 'f',
    name: 'Name',
    x: 1,
    y: 2,
    wires: [['out']],
    ...more,
});

/** The flow with these nodes besides. */
function prepared(...nodes: FlowNode[]) {
    const result = prepareFlow([tab, hub, ...nodes]);
    assert.ok(result.ok);
    return result.value;
}

const faultIn = (flows: unknown): object => {
    const result = prepareFlow(flows);
    assert.ok(!result.ok);
    return result.fault;
};

describe('flow test: preparation', () => {
    for (const type of ['inject', 'function', 'delay', 'trigger', 'link call', 'rbe', 'clown-in', 'clown-out']) {
        it(`runs a node of the type ${type}`, () => {
            const one = node(type);
            assert.deepEqual(prepared(one).nodes.at(-1), one);
            assert.deepEqual(prepared(one).standIns, []);
        });
    }

    const outside = [
        ...['exec', 'file', 'file in', 'watch', 'http request', 'http in', 'mqtt out', 'tcp out', 'udp out'],
        ...['websocket out', 'e-mail', 'ui-button', 'influxdb out', 'random', 'unknown', STAND_IN],
        ...['__proto__', 'constructor', 'subflow:elsewhere'],
    ];
    for (const type of outside) {
        it(`replaces a node of the type ${type}`, () => {
            const { nodes, standIns } = prepared(node(type, { command: 'rm', g: 'group' }));
            const { x, y, z, g, name, wires, standsFor } = nodes.at(-1) as FlowNode;
            assert.equal(nodes.at(-1)?.type, STAND_IN);
            assert.deepEqual(
                { x, y, z, g, name, wires, standsFor },
                { x: 1, y: 2, z: 'f', g: 'group', name: 'Name', wires: [], standsFor: type },
            );
            assert.equal(nodes.at(-1)?.command, undefined);
            assert.deepEqual(standIns, [{ node: 'n', type, name: 'Name' }]);
        });
    }

    it('replaces a function node with modules of npm', () => {
        assert.equal(prepared(node('function', { libs: [] })).standIns.length, 0);
        assert.equal(prepared(node('function', { libs: [{ var: 'fs', module: 'fs' }] })).standIns.length, 1);
    });

    it('runs subflows of the flow, and replaces nodes in them', () => {
        const subflow: FlowNode = { id: 's', type: 'subflow', name: 'Sub' };
        const { nodes, standIns } = prepared(subflow, node('file', { id: 'w', z: 's' }), node('subflow:s'));
        assert.equal(nodes.at(-1)?.type, 'subflow:s');
        assert.deepEqual(standIns, [{ node: 'w', type: 'file', name: 'Name' }]);
    });

    it('leaves out config nodes of other packs, and names them', () => {
        const broker: FlowNode = { id: 'b', type: 'mqtt-broker', name: 'Broker' };
        const { nodes, leftOut } = prepared(broker, { id: 't', type: 'tls-config' });
        assert.deepEqual(
            nodes.map(({ id }) => id),
            ['f', 'h'],
        );
        assert.deepEqual(leftOut, [
            { node: 'b', type: 'mqtt-broker', name: 'Broker' },
            { node: 't', type: 'tls-config', name: '' },
        ]);
    });

    it('leaves disabled nodes and flows disabled, and does not name them', () => {
        const off: FlowNode = { id: 'off', type: 'tab', disabled: true };
        const one = prepared(node('file', { d: true }));
        assert.equal(one.nodes.at(-1)?.d, true);
        assert.deepEqual(one.standIns, []);
        assert.deepEqual(prepared(off, node('file', { z: 'off' })).standIns, []);
    });

    it('runs what is enabled, and in a subflow only what has an instance that is', () => {
        const subflows = ['used', 'unused', 'off'].map((id): FlowNode => ({ id, type: 'subflow' }));
        const inner = subflows.map(({ id }) => node('inject', { id: `in ${id}`, z: id }));
        const { running, nodes } = prepared(
            ...[...subflows, ...inner],
            node('subflow:used', { id: 'u' }),
            node('subflow:off', { id: 'o', d: true }),
            node('inject', { id: 'elsewhere', z: 'gone' }),
            node('inject', { id: 'nowhere', z: undefined }),
            node('inject', { id: 'not', d: true }),
            node('inject', { id: 'yes', d: false, disabled: true }),
        );
        const ids = running.map(({ id }) => id);
        assert.deepEqual(ids, ['f', 'h', 'used', 'unused', 'off', 'in used', 'u', 'elsewhere', 'nowhere', 'yes']);
        assert.equal(nodes.length, 14);
    });

    it('takes a node without a place for a configuration, which it leaves out', () => {
        const { x: _x, ...noX } = node('file', { id: 'a' });
        const { y: _y, ...noY } = node('file', { id: 'b', d: true });
        const { nodes, leftOut, standIns } = prepared(noX as FlowNode, noY as FlowNode);
        assert.deepEqual([nodes.length, leftOut.map(({ node: id }) => id), standIns], [2, ['a'], []]);
    });

    it('keeps of a node that it replaces only where it is', () => {
        const stand = (more: Partial<FlowNode>) => Object.keys(prepared(node('file', more)).nodes.at(-1) ?? {});
        const keys = ['id', 'type', 'name', 'x', 'y', 'z'];
        assert.deepEqual(stand({}), [...keys, 'wires', 'standsFor']);
        assert.deepEqual(stand({ g: 'group', d: true, filename: '/etc/passwd' }), [
            ...keys,
            'g',
            'd',
            'wires',
            'standsFor',
        ]);
    });

    it('names nodes by their name or label', () => {
        const names = [
            { name: 'A', label: 'B' },
            { name: 5, label: 'B' },
            { name: undefined, label: 7 },
        ];
        const { leftOut } = prepared(
            ...names.map((more, at): FlowNode => ({ id: `${at}`, type: 'other-config', ...more })),
        );
        assert.deepEqual(
            leftOut.map(({ name }) => name),
            ['A', 'B', ''],
        );
    });

    it('takes no credentials along', () => {
        const { nodes } = prepared(node('inject', { credentials: { password: 'secret' } }));
        assert.doesNotMatch(JSON.stringify(nodes), /secret/);
    });

    const faults: readonly (readonly [string, unknown, object])[] = [
        ['no list', {}, { code: 'flow-no-list', values: {} }],
        ['an item that is no node', [tab, 5], { code: 'flow-no-node', values: { item: 2 } }],
        ['a flow without our nodes', [tab, node('inject')], { code: 'flow-no-hub', values: {} }],
        [
            'too many nodes',
            Array.from({ length: 100_001 }, () => tab),
            { code: 'flow-too-many', values: { limit: 100_000 } },
        ],
        [
            'a flow whose only hub is on a disabled tab',
            [
                { ...tab, disabled: true },
                { ...hub, z: 'f' },
            ],
            { code: 'flow-no-hub', values: {} },
        ],
        ['a flow whose only hub is disabled', [tab, { ...hub, d: true }], { code: 'flow-no-hub', values: {} }],
    ];
    for (const [name, flows, fault] of faults) {
        it(`refuses ${name}`, () => assert.deepEqual(faultIn(flows), fault));
    }
});

describe('flow test: the hub that plays', () => {
    const one = { node: 'h1', type: 'clown-hub', name: 'House' };
    const two = { node: 'h2', type: 'clown-hub', name: 'Garden' };
    const same = { ...two, node: 'h3', name: 'House' };
    const list = 'House (h1), Garden (h2)';

    const rows: readonly (readonly [string, Parameters<typeof playingHub>, unknown])[] = [
        ['is the only one', [[one], 'other', undefined], one],
        ['is the one in the recording', [[one, two], 'Garden', undefined], two],
        ['is the one with the given name', [[one, two], 'Garden', 'House'], one],
        ['is the one with the given id', [[one, same], '', 'h3'], same],
        ['is unknown by that name', [[one, two], '', 'x'], { code: 'hub-unknown', values: { hub: 'x', hubs: list } }],
        ['is not named at all', [[one, two], '', undefined], { code: 'hub-many', values: { hubs: list } }],
        [
            'has no name',
            [[one, { ...two, name: '' }], '', undefined],
            { code: 'hub-many', values: { hubs: 'House (h1), h2' } },
        ],
        ['is the only one without a name', [[{ ...one, name: '' }], '', undefined], { ...one, name: '' }],
        ['is one of two with the given name', [[one, same], '', 'House'], { code: 'hub-many' }],
        ['is none', [[], '', undefined], { code: 'hub-many' }],
        ['has a replaced name', [[one, two], 'hub 1', undefined], { code: 'hub-many', values: { hubs: list } }],
        ['is one of two with that name', [[one, same], 'House', undefined], { code: 'hub-many' }],
    ];
    for (const [name, args, wanted] of rows) {
        it(name, () => {
            const found = playingHub(...args);
            if (found.ok) assert.deepEqual(found.value, wanted);
            else assert.deepEqual(found.fault, { values: found.fault.values, ...(wanted as object) });
        });
    }
});

it('flow test: a flow gets the variables of the environment that it mentions, and no others', () => {
    const text = JSON.stringify([node('function', { func: 'env.get("ROOM")' }), { env: `${'$'}{LIMIT_1}` }]);
    const environment = { ROOM: 'kitchen', LIMIT_1: '5', LIMIT: '6', SECRET: 'x', EMPTY: undefined };
    assert.deepEqual(variablesIn(text, environment), { ROOM: 'kitchen', LIMIT_1: '5' });
});
