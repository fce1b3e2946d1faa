// AGENTS.md and llms.txt: their flows start, their lists follow the code, and their links lead to files of the package.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { definitionsIn } from '../../scripts/lib/package.mjs';
import { checkFlow } from '../../src/flow-check/check';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { refusedInEditor, useEditor } from '../nodes/support/editor';
import type { Item } from '../nodes/support/flows';
import { endPeers, greeted, startPeer } from '../nodes/support/peer';
import { load, logged, requireFromNodeRed, unload, WARN } from '../nodes/support/runtime';
import { root } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { type NodeSchema, readSchemas } from '../support/schemas';
import { until } from '../support/wait.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const agents = read('AGENTS.md');
const flows = [...agents.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text) as Item[]);

/** The files of the core nodes in these flows. */
const CORE: Readonly<Record<string, string>> = {
    inject: 'common/20-inject',
    debug: 'common/21-debug',
    catch: 'common/25-catch',
    switch: 'function/10-switch',
    change: 'function/15-change',
    rbe: 'function/rbe',
};

describe('pages for programs that write flows', () => {
    let schemas: ReadonlyMap<string, NodeSchema>;

    useEditor();
    leavesNothing(async () => {
        await unload();
        await endPeers();
    });
    before(async function () {
        await buildIfNeeded();
        schemas = readSchemas();
    });

    it('have three flows', () => {
        assert.equal(flows.length, 3);
    });

    for (const [index, flow] of flows.entries()) {
        it(`flow ${index + 1} is allowed by the schemas, by Node-RED and by the editor`, async () => {
            const ours = flow.filter(({ type }) => schemas.has(type));
            for (const node of ours) {
                const { allows } = schemas.get(node.type) ?? {};
                assert.ok(allows?.(node), `${node.id}: ${JSON.stringify(allows?.errors)}`);
                assert.deepEqual(refusedInEditor(node), []);
            }
            const others = flow.filter(({ type }) => type === 'tab' || type === 'catch');
            await load([...others, ...ours.map((node) => ({ ...node, autoConnect: false }))]);
            for (const { id } of ours) assert.deepEqual(logged(id, WARN), []);
        });

        it(`flow ${index + 1} has all that the editor checks in a core node, and passes the flow check`, () => {
            for (const node of flow.filter(({ type }) => type !== 'tab' && !schemas.has(type))) {
                const file = requireFromNodeRed.resolve(`@node-red/nodes/core/${CORE[node.type]}.html`);
                const { definition } = definitionsIn(file).find(({ type }) => type === node.type) ?? {};
                const defaults = Object.entries(definition?.defaults ?? {}) as [string, { validate?: unknown }][];
                const checked = defaults.filter(([, { validate }]) => validate !== undefined).map(([name]) => name);
                assert.deepEqual(
                    checked.filter((name) => !(name in node)),
                    [],
                    node.id,
                );
            }
            assert.deepEqual(checkFlow(flow), []);
        });

        it(`flow ${index + 1} is complete: each wire and each hub leads to a node of it`, () => {
            const ids = new Set(flow.map(({ id }) => id));
            const targets = flow.flatMap(({ z, hub, scope, wires }) => [z, hub, scope, wires].flat(3));
            assert.deepEqual(
                targets.filter((id) => id !== undefined && !ids.has(String(id))),
                [],
            );
        });
    }

    it('flow 2 switches the lamp on in the dark, once, and not for a reading without a number', async () => {
        const [, flow = []] = flows;
        const peer = await startPeer();
        const nodes = flow
            .filter(({ type }) => type !== 'debug')
            .map((node) => (node.type === 'clown-hub' ? { ...node, address: peer.url, requestStates: false } : node));
        const files = ['switch', 'change', 'rbe'].map((type) => `${CORE[type]}.js`);
        const loaded = load(nodes, {}, files);
        const sent = await greeted(peer);
        await loaded;
        for (const value of [null, 200, 20, 10]) {
            peer.send(`["lux-meter/i2c0-44", {"illuminance": [${value}, "lux"]}]`);
        }
        await until(() => sent().length > 1, 'the command for the lamp');
        assert.deepEqual(sent(), ['["relay/i2c0-3b/set", {"state":false}]', '["relay/i2c0-3b/set", {"state":true}]']);
    });

    it('list the rules that no schema can express', async () => {
        const { agentsPage } = await import('../../scripts/lib/agents.mjs');
        assert.ok(agents === agentsPage(), 'The rules have changed. Run: npm run node-pages');
    });

    it('name devices with their addresses and quantities', () => {
        const rows = [...agents.matchAll(/^\| `([a-z0-9-]+)` \| (.*?) \| (.*?) \|$/gm)];
        const named = rows.map(([, type = '', addresses = '', quantities = '']) => {
            const words = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
            const listed = words(addresses).filter((word) => word !== 'i2c1-');
            const more = addresses.includes('also') ? listed.map((word) => word.replace('i2c0', 'i2c1')) : [];
            return [type, [...listed, ...more].sort(), words(quantities).sort()];
        });
        const known = named.map(([type]) => {
            const { addresses = [], quantities = {} } = DEVICE_TYPES.get(String(type)) ?? {};
            return [type, [...addresses].sort(), Object.keys(quantities).sort()];
        });
        assert.ok(named.length > 0);
        assert.deepEqual(named, known);
    });

    it('link to files that are there', () => {
        const links = [...read('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
        assert.ok(links.length > 0);
        assert.deepEqual(
            links.filter((file) => !existsSync(join(root, file))),
            [],
        );
    });

    it('are short', () => {
        const bytes = gzipSync(agents + read('llms.txt')).length;
        assert.ok(bytes <= 3_072, `${bytes} bytes`);
    });
});
