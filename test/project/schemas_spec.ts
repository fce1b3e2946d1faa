// The schemas of the nodes (dist/schemas/): flows that they allow run in the real Node-RED, and none that they forbid does.
// In this folder, because only the tests on the main version of Node-RED need it.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { COMMAND_KINDS, knownDevices, REQUEST_KINDS } from '../../src/protocol/kinds';
import { CHOICES, SWITCHES } from '../../src/settings/choices';
import { NUMBERS } from '../../src/settings/numbers';
import { refusedInEditor, useEditor } from '../nodes/support/editor';
import { demanding, examples } from '../nodes/support/examples';
import { type Item, tab, variable } from '../nodes/support/flows';
import { load, logged, unload, WARN } from '../nodes/support/runtime';
import { AnySettings } from '../support/any-settings';
import { NODE_TYPES } from '../support/catalogue';
import { leavesNothing } from '../support/leaks.js';
import { type NodeSchema, readSchemas } from '../support/schemas';

const FLOWS = 200;

const TEXT = { command: 'text', device: 'i2c0-3c' };
const DEVICE = 'thermometer/i2c0-48';

/** Settings close to the limit of a rule, and whether the schema, the editor and Node-RED accept them. */
const CLOSE: readonly (readonly [type: string, settings: object, isAllowed: boolean])[] = [
    ['clown-in', { topic: '#', output: 'text', altitude: false, temperatureUnit: 0 }, true],
    ['clown-in', { topic: '#', output: 'each', altitude: false }, false],
    ['clown-out', { ...TEXT, payloadType: 'str' }, true],
    ['clown-out', { ...TEXT, payloadType: 'str', payload: null }, true],
    ['clown-out', { ...TEXT, payloadType: 'num' }, false],
    ['clown-out', { ...TEXT, payload: '' }, true],
    ['clown-out', { command: 'relay', device: 5 }, true],
    ['clown-out', { command: 'relay', device: 1_234_567 }, false],
    ['clown-out', { command: 'relay', device: -123_456 }, false],
    ['clown-out', { command: 'led', device: 1_234_567 }, true],
    ['clown-request', { command: 'scan', device: 1 }, true],
    ['clown-request', { command: 'scan', device: 2 }, false],
    ['clown-out', { command: 'message', topic: 'relay/lamp\u202e/set' }, true],
    ['clown-out', { command: 'message', topic: 'relay/lamp\u0085/set' }, false],
    ['clown-hub', { intervals: [{ device: DEVICE, seconds: '16' }] }, true],
    ['clown-hub', { intervals: [{ device: DEVICE, seconds: '0x10' }] }, false],
    ['clown-hub', { devices: [{ device: 'clown-talk/-', name: 'attic' }] }, true],
    ['clown-hub', { devices: [{ device: 'clown.talk/-', name: 'attic' }] }, false],
    ['clown-hub', { devices: [{ device: DEVICE, name: 'att\u202eic' }] }, false],
];

let schemas: ReadonlyMap<string, NodeSchema>;

function schemaOf(type: string): NodeSchema {
    const schema = schemas.get(type);
    assert.ok(schema, type);
    return schema;
}

/** A node with the values of its variables. */
function withValues(node: Item): string {
    return JSON.stringify(node).replace(
        /\$\{(CLOWN_TEST_ANY_\d+)\}/g,
        (_whole, name: string) => `$=${process.env[name]}`,
    );
}

/** What the schema finds wrong with a node; empty for nothing. */
function faultsOf(item: Item): string {
    const { allows } = schemaOf(item.type);
    return allows(item) ? '' : `${JSON.stringify(item)}: ${JSON.stringify(allows.errors)}`;
}

/** Values that a setting of the tables may have. */
function valuesOf(name: string): readonly unknown[] {
    const find = <Value>(table: Readonly<Record<string, Value>>): Value | undefined => table[name];
    const absent = [null, '', variable('CLOWN_TEST')];
    const range = find<{ least: number; most: number; off?: true }>(NUMBERS);
    if (range) {
        const numbers = [range.least, range.most, ...(range.off ? [0] : [])];
        return [...numbers, ...numbers.map(String), ...absent];
    }
    if (name in SWITCHES) return [true, false, 'true', 'false', ...absent];
    return name in CHOICES ? [...(find<readonly string[]>(CHOICES) ?? []), ...absent] : [];
}

describe('schemas of the nodes', () => {
    before(async function () {
        await buildIfNeeded();
        schemas = readSchemas();
    });

    for (const [name, flow] of [...examples, ...demanding]) {
        it(`allow the example ${name}`, () => {
            for (const item of flow.filter(({ type }) => schemas.has(type))) assert.equal(faultsOf(item), '');
        });
    }

    it('allow each value of the tables of choices, numbers and switches', () => {
        let count = 0;
        for (const [type, { schema }] of schemas) {
            const node = {
                id: 'a',
                type,
                hub: 'hub',
                address: 'ws://127.0.0.1:9',
                topic: '#',
                quantity: 'x',
                device: 'i2c0-3c',
            };
            const beside = type === 'clown-in' ? node : { ...node, topic: '', command: 'text' };
            for (const name of Object.keys(schema.properties)) {
                for (const value of valuesOf(name)) {
                    assert.equal(faultsOf({ ...beside, [name]: value }), '', name);
                    count++;
                }
            }
        }
        assert.ok(count > 200, String(count));
    });

    it('allow each command with each of its devices', () => {
        for (const [type, kinds] of [
            ['clown-out', COMMAND_KINDS],
            ['clown-request', REQUEST_KINDS],
        ] as const) {
            for (const command of kinds) {
                for (const device of ['living room', ...knownDevices(command)]) {
                    assert.equal(faultsOf({ id: 'a', type, hub: 'hub', command, device }), '');
                }
            }
        }
    });

    describe(`${FLOWS} flows`, () => {
        useEditor();
        leavesNothing(unload);

        it('allow what the editor and Node-RED accept close to the limits, and nothing else', async () => {
            const hub = { address: 'ws://127.0.0.1:9', autoConnect: false };
            const nodes = CLOSE.map(([type, settings], index): Item => {
                const place = type === 'clown-hub' ? hub : { z: 'f1', hub: 'hub', x: 1, y: 1, wires: [] };
                return { id: `close${index}`, type, ...place, ...settings };
            });
            await load([tab(), { id: 'hub', type: 'clown-hub', ...hub }, ...nodes]);
            for (const [index, node] of nodes.entries()) {
                const isAllowed = CLOSE[index]?.[2];
                const why = [...logged(node.id, WARN), ...refusedInEditor(node).flat()];
                assert.equal(why.length === 0, isAllowed, `${JSON.stringify(node)}: ${why.join(' ')}`);
                assert.equal(faultsOf(node) === '', isAllowed, `${JSON.stringify(node)}: ${faultsOf(node)}`);
            }
        });

        const seed = Date.now() % 1_000_000;
        const variables = new Set<string>();

        afterEach(() => {
            for (const name of variables) delete process.env[name];
            variables.clear();
        });

        const setVariable = (value: string): string => {
            const name = `CLOWN_TEST_ANY_${variables.size}`;
            variables.add(name);
            process.env[name] = value;
            return variable(name);
        };

        /** The nodes of one flow: a hub that does not connect, and one node of each type that uses it. */
        function flowOf(any: AnySettings, index: number): Item[] {
            const hub = `hub${index}`;
            return NODE_TYPES.map((type): Item => {
                const isHub = type === 'clown-hub';
                const own = isHub
                    ? { id: hub, type, autoConnect: false }
                    : { id: `${type}${index}`, type, z: `f${index}`, hub, x: 1, y: 1, wires: [] };
                return any.allowed(schemaOf(type), own) as Item;
            });
        }

        const tabs = Array.from({ length: FLOWS }, (_, index) => tab(`f${index}`));
        const flows = (): Item[][] =>
            fc
                .sample(fc.gen(), { seed, numRuns: FLOWS })
                .map((g, index) => flowOf(new AnySettings(g, setVariable), index));

        it(`that they allow are refused by neither Node-RED nor the editor (seed ${seed})`, async () => {
            const nodes = flows().flat();
            for (const node of nodes) assert.equal(faultsOf(node), '');
            await load([...tabs, ...nodes]);
            const refused = nodes.flatMap((node) => {
                const why = [...logged(node.id, WARN), ...refusedInEditor(node).flat()];
                return why.length > 0 ? [`${withValues(node)}: ${why.join(' ')}`] : [];
            });
            assert.deepEqual(refused, []);
        });

        it(`with one setting that they forbid are refused by Node-RED or by the editor (seed ${seed})`, async () => {
            const wrong: Item[] = [];
            const nodes = fc.sample(fc.gen(), { seed, numRuns: FLOWS }).flatMap((g, index) => {
                const any = new AnySettings(g, setVariable);
                const flow = flowOf(any, index);
                const at = index % flow.length;
                const { [at]: node = flow[0] as Item } = flow;
                const changed = any.forbidden(schemaOf(node.type), node) as Item;
                wrong.push(changed);
                return flow.with(at, changed);
            });
            await load([...tabs, ...nodes]);
            const accepted = wrong.filter(
                (node) => logged(node.id, WARN).length === 0 && refusedInEditor(node).length === 0,
            );
            assert.deepEqual(
                accepted.map((node) => `${JSON.stringify(node)}: ${faultsOf(node)}`),
                [],
            );
        });
    });
});
