// The packed package in a real Node-RED, installed as its users install it: it loads, and the editor gets all it needs.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { shownName } from '../nodes/support/examples';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { packageName, packProject } from '../support/pack.js';

const TYPES = ['clown-hub', 'clown-in', 'clown-out', 'clown-request'];

interface NodeSet {
    module: string;
    name: string;
    types: string[];
    enabled: boolean;
    err?: string;
}

describe('the package in a real Node-RED', function () {
    this.timeout(180_000);

    let nodeRed: NodeRed | undefined;
    let dir: string;

    before(async () => {
        const tarball = await packProject();
        try {
            nodeRed = await startNodeRed({ tarball: tarball.path });
        } finally {
            await tarball.remove();
        }
        dir = join(nodeRed.userDir, 'node_modules', packageName);
    });

    after(() => nodeRed?.stop());

    const getJson = (path: string): Promise<unknown> => {
        assert.ok(nodeRed);
        return nodeRed.getJson(path);
    };

    it('loads as one set with all its nodes, enabled and without an error', async () => {
        const sets = ((await getJson('nodes')) as NodeSet[]).filter((set) => set.module === packageName);
        assert.deepEqual(
            sets.map(({ name, types, enabled, err }) => ({ name, types, enabled, err })),
            [{ name: 'clown-hub', types: TYPES, enabled: true, err: undefined }],
        );
    });

    it('gives Node-RED nothing to warn of', () => {
        // Two warnings belong to any Node-RED that starts for the first time.
        const usual = /Projects disabled|Encrypted credentials not found/;
        const lines = nodeRed?.log().split('\n') ?? [];
        assert.deepEqual(
            lines.filter((line) => /\[(warn|error)\]/.test(line) && !usual.test(line)),
            [],
        );
    });

    it('serves its icons', async () => {
        const listed = ((await getJson('icons')) as Record<string, string[]>)[packageName] ?? [];
        assert.deepEqual(listed.toSorted(), readdirSync(join(dir, 'dist/nodes/icons')).sort());
        for (const icon of listed) {
            const answer = await fetch(new URL(`icons/${packageName}/${icon}`, nodeRed?.url));
            const image = Buffer.from(await answer.arrayBuffer());
            // Node-RED sends an icon of its own instead of a missing one.
            assert.deepEqual(image, readFileSync(join(dir, 'dist/nodes/icons', icon)), icon);
        }
    });

    it('serves the words of all nodes in each language', async () => {
        for (const lang of readdirSync(join(dir, 'dist/nodes/locales'))) {
            const catalogues = (await getJson(`nodes/messages?lng=${lang}`)) as Record<string, object>;
            const own = JSON.parse(readFileSync(join(dir, `dist/nodes/locales/${lang}/clown-hub.json`), 'utf8'));
            assert.deepEqual(catalogues[`${packageName}/clown-hub`], own, lang);
        }
    });

    it('offers its examples for import, also those in folders', async () => {
        for (const file of filesBelow(join(dir, 'examples')).filter((name) => name.endsWith('.json'))) {
            const place = file.replace('.json', '').split('/').map(encodeURIComponent).join('/');
            const flow = await getJson(`library/examples/flows/${packageName}/${place}`);
            assert.deepEqual(flow, JSON.parse(readFileSync(join(dir, 'examples', file), 'utf8')), file);
        }
    });

    it('offers of the folder with configurations the flow only', async () => {
        const offered = await getJson(`library/examples/flows/${packageName}/fleet`);
        assert.deepEqual(offered, [{ fn: shownName('Centre of several sites') }]);
        assert.ok(filesBelow(join(dir, 'examples/fleet')).includes('site-mosquitto.conf'));
    });
});
