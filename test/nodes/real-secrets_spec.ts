// Where the passwords and header values of a hub and of the proxy before it are, and where they are not, in a real
// Node-RED: the credentials file has them, encrypted; nothing else.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator';
import { connect, endClients, type RawClient } from '../support/client.js';
import type { NodeRed } from '../support/node-red.js';
import { commandLineOf, environmentOf } from '../support/processes.js';
import { endProxies, startProxy, type TestProxy } from '../support/proxy.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { hubNode, type Item, inNode, listeners, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, probed, probedOnce, startReal, stopReal, withProbes } from './support/real';
import { assertNoSecret, HEADER_VALUE, PASSWORD, PROXY_PASSWORD, PROXY_USER, USER } from './support/secrets';

describe('credentials in a real Node-RED [T1, T3]', () => {
    let nodeRed: NodeRed;
    let hub: Simulator;
    let proxy: TestProxy;
    let editor: RawClient;

    /** A debug node sends all messages of Catch and Status nodes to the editor and the log. */
    const flow = (credentials?: object, proxyLogin?: object): Item[] =>
        withProbes([
            tab(),
            hubNode({ name: '', address: hub.url, proxy: 'proxy', headers, ...(credentials ? { credentials } : {}) }),
            {
                id: 'proxy',
                type: 'http proxy',
                name: '',
                url: `http://127.0.0.1:${proxy.port}`,
                noproxy: [],
                ...(proxyLogin ? { credentials: proxyLogin } : {}),
            },
            ...inNode(),
            // By the way that settings.js names.
            hubNode({
                id: 'hub2',
                address: hub.url.replace('127.0.0.1', 'hub.example'),
                headers,
                ...(credentials ? { credentials: login } : {}),
            }),
            ...inNode('in2', { hub: 'hub2' }),
            ...listeners([]),
            { id: 'all-caught', type: 'catch', z: 'f1', scope: null, x: 1, y: 1, wires: [['debug']] },
            { id: 'all-statuses', type: 'status', z: 'f1', scope: null, x: 1, y: 1, wires: [['debug']] },
            {
                id: 'debug',
                type: 'debug',
                z: 'f1',
                active: true,
                tosidebar: true,
                console: true,
                complete: 'true',
                x: 1,
                y: 1,
                wires: [],
            },
        ]);
    const headers = [{ name: 'X-Token', slot: 'header1' }];
    const login = { user: USER, password: PASSWORD, header1: HEADER_VALUE };
    const proxyLogin = { username: PROXY_USER, password: PROXY_PASSWORD };

    before(async () => {
        // One for all tests, so not among those that are ended after each.
        hub = await startSimulator({ silent: true, user: USER, password: PASSWORD });
        proxy = await startProxy({ login: `${PROXY_USER}:${PROXY_PASSWORD}` });
        const named = `http://${PROXY_USER}:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:${proxy.port}`;
        const settings = { proxyOptions: { env: { http_proxy: named } } };
        nodeRed = await startReal({ flows: [tab()], settings });
        editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
        editor.send('{"subscribe":"#"}');
        await deployReal(nodeRed, flow(login, proxyLogin), 'full');
        await linked(hub);
        await until(() => proxy.asked.length === 2, 'both hubs at the proxy');
        assert.deepEqual(
            new Set(proxy.asked.map(({ target, login }) => `${target} ${login}`)),
            new Set(['127.0.0.1', 'hub.example'].map((host) => `${host}:${hub.port} ${PROXY_USER}:${PROXY_PASSWORD}`)),
        );
    });

    after(async () => {
        await endClients();
        await stopReal();
        await hub.close();
        await endProxies();
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
        for (const user of [USER, PROXY_USER]) assert.ok(!text.includes(user));
    });

    it('are not in an export to the library', async () => {
        const exported = new URL('library/local/flows/export.json', nodeRed.url);
        const body = JSON.stringify(await nodeRed.getJson('flows'));
        const answer = await fetch(exported, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        assert.ok(answer.ok, `${answer.status}`);
        const file = join(nodeRed.userDir, 'lib/flows/export.json');
        // Node-RED does not wait for it to be written.
        await until(() => existsSync(file), 'the file');
        const text = await readFile(file, 'utf8');
        assert.match(text, /clown-hub/);
        assertNoSecret(text, 'the library');
    });

    it('are not in what the system shows of the process: its command line, its environment', () => {
        if (existsSync('/proc')) assert.match(commandLineOf(nodeRed.pid), /node-red/);
        assertNoSecret(commandLineOf(nodeRed.pid), 'the command line');
        assertNoSecret(environmentOf(nodeRed.pid), 'the environment');
    });

    for (const path of ['flows', 'flow/f1', 'flow/global', 'settings', 'settings/user', 'nodes', 'diagnostics']) {
        it(`are not in GET /${path}`, async () => {
            assertNoSecret(JSON.stringify(await nodeRed.getJson(path)), path);
        });
    }

    it('reach the editor as far as it needs them: the user, and that there is a password', async () => {
        const shown = (await nodeRed.getJson('credentials/clown-hub/hub')) as Record<string, unknown>;
        const found = Object.entries(shown).filter(([, value]) => value !== false);
        assert.deepEqual(Object.fromEntries(found), { user: USER, has_password: true, has_header1: true });
        const ofProxy = await nodeRed.getJson('credentials/http-proxy/proxy');
        assert.deepEqual(ofProxy, { username: PROXY_USER, has_password: true });
    });

    it('stay when a deploy brings none along, as the editor does', async () => {
        const before = hub.connections;
        await deployReal(nodeRed, flow(), 'full');
        await until(() => hub.connections > before, 'the new connection');
    });

    it('are not shown when they are wrong', async () => {
        await deployReal(nodeRed, flow({ ...login, password: `${PASSWORD}!` }), 'nodes');
        const caught = await probedOnce(nodeRed, 'f1-catch-sink', ({ error }) => Boolean(error));
        const { message } = caught.error as { message: string };
        assert.ok(message.includes(reason('login-accents', { status: 401 })), message);
        const shown = await probedOnce(
            nodeRed,
            'f1-status-sink',
            ({ status }) => (status as { code?: string }).code === 'login',
        );
        assert.match((shown.status as { text: string }).text, /^login rejected, retry 2 within \d+ s$/);
        assertNoSecret(
            JSON.stringify([probed(nodeRed, 'f1-catch-sink'), probed(nodeRed, 'f1-status-sink')]),
            'messages',
        );
    });

    it('are not shown when those of the proxy are wrong, after a deploy of the proxy alone', async () => {
        const wrong = { username: PROXY_USER, password: `${PROXY_PASSWORD}!` };
        await deployReal(nodeRed, flow(login, wrong), 'nodes');
        const shown = await probedOnce(
            nodeRed,
            'f1-status-sink',
            ({ status }) => (status as { code?: string }).code === 'proxy-login',
        );
        assertNoSecret([shown, probed(nodeRed, 'f1-catch-sink')], 'messages');
    });

    it('are not in what editors receive, debug messages included', () => {
        const shown = editor.messages.join('\n');
        assert.match(shown, /"topic":"debug".*login/);
        assert.match(shown, /"topic":"status\/in"/);
        assertNoSecret(shown, 'the channel of the editor');
    });

    it('are not in the log of all this', () => {
        assert.match(nodeRed.log(), /\[clown-hub:/);
        assertNoSecret(nodeRed.log(), 'the log');
    });
});
