// The rules that no schema can express: the schema allows both sides of each, and Node-RED or the editor refuses one.

import assert from 'node:assert/strict';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { RULES, type Rule } from '../../scripts/schemas/rules';
import { knownInEditor, refusedInEditor, useEditor } from '../nodes/support/editor';
import { hubNode, type Item, inNode, outNode, requestNode, tab } from '../nodes/support/flows';
import { become, load, logged, node as nodeOf, unload, useFolder, WARN } from '../nodes/support/runtime';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { type NodeSchema, readSchemas } from '../support/schemas';

const NODES: Readonly<Record<string, () => Item>> = {
    'clown-hub': () => hubNode({ address: 'ws://127.0.0.1:9', autoConnect: false }),
    'clown-in': () => inNode('node')[0] as Item,
    'clown-out': () => outNode('node'),
    'clown-request': () => requestNode('node')[0] as Item,
};

/** Nodes of Node-RED that settings name. */
const NAMED = [
    { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '' },
    { id: 'proxy', type: 'http proxy', url: 'http://127.0.0.1:9' },
];

describe('rules that no schema can express', () => {
    let schemas: ReadonlyMap<string, NodeSchema>;
    let userDir: string;
    const variables: string[] = [];

    useEditor();
    leavesNothing(unload);

    before(async function () {
        await buildIfNeeded();
        schemas = readSchemas();
    });
    beforeEach(async () => {
        userDir = await makeFolder('rules');
        useFolder(userDir);
    });
    afterEach(async () => {
        for (const name of variables.splice(0)) delete process.env[name];
        useFolder(undefined);
        await removeFolder(userDir);
    });

    async function start(rule: Rule, side: Rule['allowed']): Promise<Item> {
        const { settings, variables: values = {}, credentials = {}, devices = [] } = side;
        for (const [name, value] of Object.entries(values)) {
            variables.push(name);
            process.env[name] = value;
        }
        const node = { ...NODES[rule.type]?.(), ...settings } as Item;
        const allows = schemas.get(rule.type)?.allows;
        assert.ok(allows?.(node), JSON.stringify(allows?.errors));
        const named = { ...NODES['clown-hub']?.(), devices } as Item;
        knownInEditor.set(named.id, { ...named, valid: true });
        const hub = rule.type === 'clown-hub' ? inNode() : [named];
        const files = ['network/05-tls.js', 'network/06-httpproxy.js'];
        await load([tab(), ...NAMED, ...hub, node], { [node.id]: credentials }, files);
        return node;
    }

    for (const rule of RULES) {
        it(`allowed: ${rule.text}`, async () => {
            const node = await start(rule, rule.allowed);
            assert.deepEqual(refusedInEditor(node), []);
            if (rule.by !== 'editor') assert.deepEqual(logged(node.id, WARN), []);
            assert.ok(nodeOf(node.id));
        });

        for (const [index, side] of [rule.refused, ...(rule.alsoRefused ?? [])].entries()) {
            it(`refused: ${rule.text}${index > 0 ? ` (${index + 1})` : ''}`, async () => {
                const node = await start(rule, side);
                if (rule.by === 'editor') assert.notDeepEqual(refusedInEditor(node), []);
                else if (rule.by !== 'connection') assert.notDeepEqual(logged(node.id, WARN), []);
                else await become(() => logged(node.id, WARN).length > 0, 'the error of the hub');
            });
        }
    }
});
