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

    it('takes no credentials along', () => {
        const { nodes } = prepared(node('inject', { credentials: { password: 'secret' } }));
        assert.doesNotMatch(JSON.stringify(nodes), /secret/);
    });

    const faults: readonly (readonly [string, unknown, object])[] = [
        ['no list', {}, { code: 'flow-no-list', values: {} }],
        ['an item that is no node', [tab, 5], { code: 'flow-no-node', values: { item: 2 } }],
        ['a flow without our nodes', [tab, node('inject')], { code: 'flow-no-hub', values: {} }],
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
