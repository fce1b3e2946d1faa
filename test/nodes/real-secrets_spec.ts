// Where a password is, and where it is not, in a real Node-RED: the credentials file has it, encrypted; nothing else.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { hubNode, type Item, inNode, listeners, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, probed, probedOnce, startReal, stopReal, withProbes } from './support/real';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

describe('credentials in a real Node-RED [T1, T3]', function () {
    this.timeout(30_000);

    let nodeRed: NodeRed;
    let hub: Simulator;

    const flow = (credentials?: object): Item[] =>
        withProbes([
            tab(),
            hubNode({ name: '', address: hub.url, ...(credentials ? { credentials } : {}) }),
            ...inNode(),
            ...listeners([]),
        ]);

    before(async () => {
        // One for all tests, so not among those that are ended after each.
        hub = await startSimulator({ silent: true, user: USER, password: PASSWORD });
        nodeRed = await startReal({ flows: [tab()] });
        await deployReal(nodeRed, flow({ user: USER, password: PASSWORD }), 'full');
        await linked(hub);
    });

    after(async () => {
        await stopReal();
        await hub.close();
    });

    it('are in the credentials file, encrypted', async () => {
        const text = await readFile(join(nodeRed.userDir, 'flows_cred.json'), 'utf8');
        assert.deepEqual(Object.keys(JSON.parse(text)), ['$']);
        assertNoSecret(text, 'the credentials file');
    });

    it('are not in the flow file', async () => {
        const text = await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8');
        assert.match(text, /clown-hub/);
        assertNoSecret(text, 'the flow file');
        assert.ok(!text.includes(USER));
    });

    for (const path of ['flows', 'flow/f1', 'flow/global', 'settings', 'settings/user', 'nodes', 'diagnostics']) {
        it(`are not in GET /${path}`, async () => {
            assertNoSecret(JSON.stringify(await nodeRed.getJson(path)), path);
        });
    }

    it('reach the editor as far as it needs them: the user, and that there is a password', async () => {
        assert.deepEqual(await nodeRed.getJson('credentials/clown-hub/hub'), { user: USER, has_password: true });
    });

    it('stay when a deploy brings none along, as the editor does', async () => {
        const before = hub.connections;
        await deployReal(nodeRed, flow(), 'full');
        await until(() => hub.connections > before, 'the new link');
    });

    it('are not told when they are wrong', async () => {
        await deployReal(nodeRed, flow({ user: USER, password: `${PASSWORD}!` }), 'nodes');
        const caught = await probedOnce(nodeRed, 'f1-catch-sink', ({ error }) => Boolean(error));
        const { message } = caught.error as { message: string };
        assert.ok(message.includes(reason('login', { status: 401 })), message);
        const shown = await probedOnce(
            nodeRed,
            'f1-status-sink',
            ({ status }) => (status as { code?: string }).code === 'login',
        );
        assert.match((shown.status as { text: string }).text, /^login refused, try 2 at \d\d:\d\d:\d\d$/);
        assertNoSecret(
            JSON.stringify([probed(nodeRed, 'f1-catch-sink'), probed(nodeRed, 'f1-status-sink')]),
            'messages',
        );
    });

    it('are not in the log of all this', () => {
        assert.match(nodeRed.log(), /\[clown-hub:/);
        assertNoSecret(nodeRed.log(), 'the log');
    });
});
