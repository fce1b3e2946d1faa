// The flow check as a whole: ways through subflows and links, dismissed findings, the examples, texts, and flow files.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';
import english from '../../nodes/locales/en-US/on-demand/flow-check.json';
import { checkFlow } from '../../src/flow-check/check';
import { type FlowNode, readFlow } from '../../src/flow-check/flow';
import { Graph } from '../../src/flow-check/graph';
import { NamedFlow } from '../../src/flow-check/names';
import { RULE_CODES, RULES } from '../../src/flow-check/rules';
import { demanding, examples } from '../nodes/support/examples';
import { paramsOf } from '../support/catalogue';
import { root } from '../support/folders.js';
import { caught, hub, inject, known, on, reading, relay, set, subflow, tab } from './flows';

const rulesIn = (nodes: readonly FlowNode[]): readonly string[] => checkFlow(nodes).map(({ rule }) => rule);

/** The ids of the nodes that messages of a node reach. */
function reached(nodes: readonly FlowNode[], id: string): string[] {
    const { places } = new Graph([tab, ...nodes]);
    const found = new Set(places.filter(({ node, isPort }) => node.id === id && !isPort));
    for (const place of found) for (const { to } of place.next) found.add(to);
    const ids = [...found].filter(({ isPort }) => !isPort).map(({ node }) => node.id);
    return [...new Set(ids)].filter((one) => one !== id).sort();
}

describe('flow check', () => {
    describe('follows messages', () => {
        const end = (id: string): FlowNode => on(id, 'debug');
        const pass: readonly FlowNode[] = [
            {
                id: 'sub',
                type: 'subflow',
                in: [{ wires: [{ id: 'inner' }] }],
                out: [{ wires: [{ id: 'inner', port: 0 }] }],
            },
            { ...on('inner', 'switch'), z: 'sub' },
        ];

        it('through a subflow, without changing from one instance to another', () => {
            const nodes = [
                ...pass,
                on('a', 'inject', {}, 's1'),
                on('b', 'inject', {}, 's2'),
                on('s1', 'subflow:sub', {}, 'end a'),
                on('s2', 'subflow:sub', {}, 'end b'),
                ...[end('end a'), end('end b')],
            ];
            assert.deepEqual(reached(nodes, 'a'), ['end a', 'inner']);
            assert.deepEqual(reached(nodes, 'b'), ['end b', 'inner']);
        });

        it('through a subflow within a subflow, and from its input straight to its output', () => {
            const nodes = [
                ...pass,
                {
                    id: 'outer',
                    type: 'subflow',
                    in: [{ wires: [{ id: 's' }] }],
                    out: [
                        {
                            wires: [
                                { id: 's', port: 0 },
                                { id: 'outer', port: 0 },
                            ],
                        },
                    ],
                },
                { ...on('s', 'subflow:sub'), z: 'outer' },
                on('a', 'inject', {}, 'o'),
                on('o', 'subflow:outer', {}, 'end'),
                end('end'),
            ];
            assert.deepEqual(reached(nodes, 'a'), ['end', 'inner']);
            const direct = nodes.filter(({ id }) => id !== 's');
            assert.deepEqual(reached(direct, 'a'), ['end']);
        });

        it('through links, listed at either end, and into nodes that are called', () => {
            const nodes = [
                on('a', 'inject', {}, 'out', 'call'),
                on('out', 'link out', { links: [] }),
                on('in', 'link in', { links: ['out', 'y'] }, 'x'),
                on('call', 'link call', { links: ['in 2'] }, 'after'),
                on('in 2', 'link in', {}, 'y'),
                on('y', 'link out', { mode: 'return', links: ['in'] }),
                ...[end('x'), end('after')],
            ];
            assert.deepEqual(reached(nodes, 'a'), ['after', 'call', 'in', 'in 2', 'out', 'x', 'y']);
            assert.deepEqual(reached(nodes, 'y'), []);
        });

        it('not through disabled nodes and tabs', () => {
            assert.deepEqual(
                reached([on('a', 'inject', {}, 'b'), on('b', 'junction', { d: true }, 'c'), end('c')], 'a'),
                [],
            );
            const elsewhere = [{ ...tab, id: 'off', disabled: true }, on('x', 'inject', { z: 'off' })];
            assert.deepEqual(new Graph(elsewhere).places, []);
        });

        it('not around a subflow whose inside is not connected', () => {
            const around = (out: object): readonly FlowNode[] => [
                { id: 'sub', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }], out: [{ wires: [out] }] },
                { ...on('inner', 'debug'), z: 'sub' },
                { ...on('other', 'function'), z: 'sub' },
                on('a', 'inject', {}, 's'),
                on('s', 'subflow:sub', {}, 'end'),
                end('end'),
            ];
            for (const out of [{ id: 'other', port: 0 }, { id: 'gone', port: 0 }, {}]) {
                assert.deepEqual(reached(around(out), 'a'), ['inner'], JSON.stringify(out));
            }
            const outer = (port: number): readonly FlowNode[] => [
                ...around({ id: 'other', port: 0 }).slice(0, 3),
                {
                    id: 'outer',
                    type: 'subflow',
                    in: [{ wires: [{ id: 's' }] }],
                    out: [{ wires: [{ id: 's', port }] }],
                },
                { ...on('s', 'subflow:sub'), z: 'outer' },
                on('a', 'inject', {}, 'o'),
                on('o', 'subflow:outer', {}, 'end'),
                end('end'),
            ];
            for (const port of [0, 5]) assert.deepEqual(reached(outer(port), 'a'), ['inner'], `${port}`);
        });

        it('into eight subflows within each other, and no deeper', () => {
            const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
            const nodes = levels.flatMap((level): FlowNode[] => [
                {
                    id: `sub${level}`,
                    type: 'subflow',
                    in: [{ wires: [{ id: `in${level}` }, { id: `s${level + 1}` }] }],
                    out: [],
                },
                { ...on(`in${level}`, 'debug'), z: `sub${level}` },
                { ...on(`s${level + 1}`, `subflow:sub${level + 1}`), z: `sub${level}` },
            ]);
            const all = [...nodes, on('a', 'inject', {}, 's1'), on('s1', 'subflow:sub1')];
            const inner = reached(all, 'a').filter((id) => id.startsWith('in'));
            assert.deepEqual(inner, ['in1', 'in2', 'in3', 'in4', 'in5', 'in6', 'in7', 'in8']);
        });

        it('through links of one subflow, and not through links to what is no link node', () => {
            const inside = [
                { id: 'sub', type: 'subflow', in: [{ wires: [{ id: 'out' }] }], out: [] },
                { ...on('out', 'link out', { links: ['in'] }), z: 'sub' },
                { ...on('in', 'link in', { links: [] }, 'x'), z: 'sub' },
                { ...end('x'), z: 'sub' },
                on('a', 'inject', {}, 's'),
                on('s', 'subflow:sub'),
            ];
            assert.deepEqual(reached(inside, 'a'), ['in', 'out', 'x']);
            const odd = [
                on('a', 'inject', {}, 'out', 'call', 'dynamic', 'in'),
                on('out', 'link out', { links: ['gone', 'x', 'out 2'] }),
                on('out 2', 'link out', { links: [] }),
                on('call', 'link call', { links: ['x', 'out 2'] }),
                on('dynamic', 'link call', { links: ['in 2'], linkType: 'dynamic' }),
                on('in', 'link in', { links: ['x'] }),
                on('in 2', 'link in', { links: ['in'] }, 'x'),
                end('x'),
            ];
            assert.deepEqual(reached(odd, 'a'), ['call', 'dynamic', 'in', 'out']);
        });

        it('in a copied part of a flow, which has no tab', () => {
            const nodes = [on('a', 'inject', { z: undefined }, 'b'), on('b', 'debug', { z: 'gone' })];
            assert.equal(new Graph(nodes).places.length, 2);
            assert.equal(
                new Graph([on('a', 'inject', { z: 'gone' }, 'b'), ...nodes.slice(1)]).places[0]?.next.length,
                1,
            );
        });

        it('into a subflow without lists of inputs and outputs', () => {
            const nodes = [{ ...on('inner', 'debug'), z: 'sub' }, on('s', 'subflow:sub')];
            for (const lists of [{}, { in: [null], out: 5 }]) {
                const { places } = new Graph([tab, { id: 'sub', type: 'subflow', ...lists }, ...nodes]);
                assert.deepEqual(
                    places.map(({ node }) => node.id),
                    ['s', 'inner'],
                );
            }
            assert.equal(
                new Graph([tab, { id: 'sub', type: 'subflow' }, on('s', 'my-subflow:sub'), ...nodes]).places.length,
                3,
            );
        });

        it('into each instance of a large subflow, up to the limit', () => {
            const inner = Array.from({ length: 1_000 }, (_, at) => ({ ...on(`n${at}`, 'debug'), z: 'sub' }));
            const outer = [
                { id: 'outer', type: 'subflow', in: [], out: [] },
                { ...on('s', 'subflow:sub'), z: 'outer' },
            ];
            const instances = Array.from({ length: 60 }, (_, at) => on(`o${at}`, 'subflow:outer'));
            const nodes = [tab, { id: 'sub', type: 'subflow', in: [], out: [] }, ...inner, ...outer, ...instances];
            assert.equal(new Graph(nodes).places.length, 60 * 1_002);
        });

        it('to a limited number of places', () => {
            const inner = Array.from({ length: 1_000 }, (_, at) => ({ ...on(`n${at}`, 'debug'), z: 'sub' }));
            const instances = Array.from({ length: 150 }, (_, at) => on(`s${at}`, 'subflow:sub'));
            const nodes = [tab, { id: 'sub', type: 'subflow', in: [], out: [] }, ...inner, ...instances];
            const { length } = new Graph(nodes).places;
            assert.ok(length > 90_000 && length <= 100_000, `${length}`);
        });

        it('once along a wire that is stored twice', () => {
            const [from] = new Graph([tab, on('a', 'inject', {}, 'b', 'b', 'c', 'c'), end('b'), end('c')]).places;
            assert.equal(from?.next.length, 2);
        });

        it('to an end in subflows that contain themselves', () => {
            const nodes = [
                { id: 'sub', type: 'subflow', in: [{ wires: [{ id: 's' }] }], out: [] },
                { ...on('s', 'subflow:sub'), z: 'sub' },
                { ...on('t', 'subflow:sub'), z: 'sub' },
                on('a', 'subflow:sub'),
            ];
            assert.ok(new Graph([tab, ...nodes]).places.length < 10_000);
        });
    });

    it('knows devices by their names', () => {
        const devices = [
            { device: 'relay/i2c0-3b', name: 'Světlo' },
            { device: 'thermometer/i2c0-48', name: 'Living room' },
        ];
        const named = (device: string): readonly FlowNode[] => [
            ...[tab, hub({ devices }), caught],
            reading('in', 'living ROOM', {}, 'lamp'),
            relay('lamp', { device, confirm: true }),
        ];
        const HOME = known({ 'relay/i2c0-3f': ['state'], 'thermometer/i2c0-48': ['temperature'] });
        const found = (device: string): string[] =>
            checkFlow(named(device), new Map([['hub', HOME]])).map(
                ({ rule, values }) => `${rule} ${values.device ?? ''}`,
            );
        assert.deepEqual(found('Světlo'), ['relay-value ', 'relay-unguarded ', 'request-silent relay/i2c0-3b']);
        assert.deepEqual(found('Lamp of nobody'), ['name-unknown ', 'relay-value ', 'relay-unguarded ']);
    });

    it('keeps all nodes as they are that have no name of a device', () => {
        const devices = [{ device: 'relay/i2c0-3b', name: 'Pump' }];
        const other = { id: 'other', type: 'clown-hub' };
        const broker = { id: 'broker', type: 'mqtt-broker', devices };
        const nodes = [
            ...[tab, hub({ devices }), other, broker],
            on('x', 'mqtt in', { hub: 'hub', topic: 'Pump' }),
            on('y', 'my-clown-in', { hub: 'hub', topic: 'Pump' }),
            on('z', 'clown-in-more', { hub: 'hub', topic: 'Pump' }),
            reading('in', 'Pump', { hub: 'other' }),
            reading('in 2', 'Pump', { hub: 'broker' }),
        ];
        const flow = new NamedFlow([...nodes, relay('lamp', { device: 'Pump' })]);
        assert.deepEqual(
            flow.nodes.map((node, at) => node === nodes[at]),
            [...nodes.map(() => true), false],
        );
        assert.equal(flow.nodes.at(-1)?.device, 'relay/i2c0-3b');
        assert.ok(flow.namesOf({ id: 'a', type: 'clown-in', hub: 'broker' }).isEmpty);
        const without = [tab, hub(), reading('in', 'Pump')];
        assert.deepEqual(new NamedFlow(without).nodes, without);
    });

    it('names the first of several nodes with the same finding', () => {
        const nodes = [
            ...[tab, hub(), caught],
            ...['one', 'two'].map((name) => reading(name, 'thermometer/+', { name }, 'is')),
            on('is', 'switch', { property: 'payload', rules: [{ t: 'gt', v: '25', vt: 'num' }] }, 'set'),
            set('set', 'true', 'bool', 'lamp'),
            relay('lamp'),
        ];
        assert.deepEqual(
            checkFlow(nodes).map(({ rule, values }) => [rule, values.source]),
            [['relay-unguarded', 'one']],
        );
    });

    it('reports a node of a subflow once for all its instances', () => {
        const nodes = [
            tab,
            hub(),
            on('s1', 'subflow:sub'),
            on('s2', 'subflow:sub'),
            ...subflow([relay('lamp')], 'lamp'),
        ];
        assert.deepEqual(rulesIn(nodes), ['no-catch']);
    });

    it('names the node to look at, and the node that keeps a dismissal', () => {
        const nodes = [tab, hub(), inject('go', '', 'date', 'lamp'), relay('lamp', { dismissed: 'no-catch other' })];
        const found = checkFlow(nodes).map(({ rule, node, at, isDismissed }) => [rule, node, at, isDismissed]);
        assert.deepEqual(found, [
            ['relay-value', 'lamp', 'go', false],
            ['no-catch', 'lamp', 'lamp', true],
        ]);
    });

    for (const [name, nodes] of [...examples, ...demanding]) {
        it(`accepts the example ${name}`, () => assert.deepEqual(checkFlow(nodes as readonly FlowNode[]), []));
    }

    it('shows no password', () => {
        const nodes = [tab, hub({ address: 'ws://clown:hush@10.0.0.5/hush?hush' }), relay('lamp')];
        const found = checkFlow(nodes);
        assert.ok(found.some(({ rule }) => rule === 'password-plain'));
        assert.doesNotMatch(JSON.stringify(found), /hush/);
    });

    describe('takes a setting of a wrong type for none', () => {
        const odd = { toString: null, valueOf: null };
        const lamp = relay('lamp', { dismissed: 'no-catch' });
        const change = (rule: object): readonly FlowNode[] => [
            inject('go', 'on', 'str', 'to'),
            on('to', 'change', { rules: [rule] }, 'lamp'),
        ];
        const state = (v: object, to: string): FlowNode[] => [
            reading('in', 'relay/i2c0-3b', { output: 'quantity', quantity: 'state' }, 'is'),
            on('is', 'switch', { property: 'payload', rules: [v], wires: [[to]] }),
        ];
        const all: Readonly<Record<string, readonly FlowNode[]>> = {
            'a property of a change node': change({ t: 'set', p: odd, to: 'x' }),
            'where a change node moves to': change({ t: 'move', p: 'x', to: odd }),
            'the type that a switch node asks for': state({ t: 'istype', v: odd }, 'lamp'),
            'a value that a switch node compares': [
                reading('in', 'relay/i2c0-3b', { output: 'values' }, 'to'),
                on('to', 'change', { rules: [{ t: 'set', p: 'payload', to: JSON.stringify(odd), tot: 'json' }] }, 'is'),
                on('is', 'switch', { property: 'payload', rules: [{ t: 'eq', v: '5', vt: 'num' }] }, 'lamp'),
            ],
            'ids and ports of a subflow': [
                {
                    id: 'sub',
                    type: 'subflow',
                    in: [{ wires: [{ id: odd }] }],
                    out: [{ wires: [{ id: odd }, { id: 'inner', port: odd }] }],
                },
                { ...on('inner', 'junction'), z: 'sub' },
                on('s', 'subflow:sub', {}, 'lamp'),
            ],
            'an interval': [
                inject('go', JSON.stringify(odd), 'json', 'pace'),
                on('pace', 'clown-out', {
                    hub: 'hub',
                    command: 'interval',
                    device: 'lux-meter/i2c0-44',
                    dismissed: 'no-catch',
                }),
            ],
            'the outputs of a request': [
                on('r', 'clown-request', { hub: 'hub', command: 'list', outputs: odd, dismissed: 'no-catch' }),
            ],
        };
        for (const [name, nodes] of Object.entries(all)) {
            it(name, () => {
                const found = checkFlow([tab, hub(), ...nodes, lamp]).filter(({ isDismissed }) => !isDismissed);
                assert.deepEqual(found, []);
            });
        }

        it('the name of a header, and the frames after connecting', () => {
            const address = 'ws://hub.example.com/';
            const nodes = [tab, hub({ address, headers: [{ name: odd }], startFrames: odd }), reading('in', '#')];
            assert.deepEqual(checkFlow(nodes), []);
        });
    });

    describe('reads a flow file', () => {
        it('as a list, and as the object of the Admin API', () => {
            assert.deepEqual(readFlow([tab]), { nodes: [tab] });
            assert.deepEqual(readFlow({ rev: '1', flows: [tab] }), { nodes: [tab] });
        });

        it('and says why something else is none', () => {
            for (const value of [null, 5, 'x', {}, { flows: 5 }])
                assert.deepEqual(readFlow(value), { fault: 'no-list' });
            for (const value of [null, 5, [], {}, { id: 5, type: 'tab' }, { id: 'x' }]) {
                assert.deepEqual(readFlow([tab, value]), { fault: 'no-node', item: 2 });
            }
            assert.deepEqual(readFlow([5]), { fault: 'no-node', item: 1 });
            assert.ok('nodes' in readFlow(new Array(100_000).fill(tab)));
            assert.deepEqual(readFlow(new Array(100_001)), { fault: 'too-many' });
        });
    });

    describe('texts', () => {
        const read = (language: string): typeof english =>
            JSON.parse(readFileSync(join(root, `nodes/locales/${language}/on-demand/flow-check.json`), 'utf8'));
        const czech = read('cs');

        it('each rule has a sentence, and each sentence a rule', () => {
            const codes = Object.keys(english.rules).map((key) => key.split('.')[0]);
            assert.deepEqual([...new Set(codes)], [...RULE_CODES]);
        });

        it('Czech has the same texts with the same values', () => {
            for (const part of ['rules', 'ui'] as const) {
                assert.deepEqual(Object.keys(czech[part]), Object.keys(english[part]));
                for (const [key, text] of Object.entries(english[part])) {
                    const own = (czech[part] as Record<string, string>)[key] ?? '';
                    assert.deepEqual(paramsOf(own).sort(), paramsOf(text).sort(), key);
                    assert.notEqual(own, text, key);
                    assert.equal(/[.…]$/.test(own), /[.…]$/.test(text), key);
                }
            }
        });

        it('a value is not taken for a parameter', () => {
            const texts = new FlowCheckTexts('cs-CZ');
            const values = { filter: '__suggestion__', suggestion: 'x' };
            const sentence = texts.sentence({ sentence: 'filter-unmatched.use', values });
            assert.match(sentence, /„__suggestion__“.*„x“/);
        });

        it('each rule has a test', () => {
            const specs = readdirSync(__dirname).filter((name) => name.endsWith('_spec.ts'));
            const text = specs.map((name) => readFileSync(join(__dirname, name), 'utf8')).join('');
            for (const code of RULE_CODES) assert.ok(text.includes(`checks('${code}'`), code);
            assert.ok(Object.values(RULES).every(({ severity }) => ['error', 'warn'].includes(severity)));
        });
    });
});
