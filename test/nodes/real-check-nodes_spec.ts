// The connection check with TLS settings and a proxy that only the editor has, in a real Node-RED.

import assert from 'node:assert/strict';
import type { CheckNode } from '../../nodes/shared/views';
import { type Simulator, startSimulator } from '../../src/simulator';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import type { NodeRed } from '../support/node-red.js';
import { endProxies, startProxy, type TestProxy } from '../support/proxy.js';
import { tokenAt } from './support/admin';
import { hubNode, inNode, tab } from './support/flows';
import { startReal, stopReal } from './support/real';
import { assertNoSecret, PROXY_PASSWORD, PROXY_USER } from './support/secrets';

const PLACEHOLDER = '__PWRD__';
const LOGIN = { username: PROXY_USER, password: PROXY_PASSWORD };

interface Line {
    readonly step?: string;
    readonly code?: string;
    readonly ok?: boolean;
}

describe('check of a connection with nodes that are not deployed [E5]', () => {
    const certificate = makeCertificate({ names: ['127.0.0.1', 'localhost'] });
    let nodeRed: NodeRed;
    let hub: Simulator;
    let proxy: TestProxy;
    let deployed = '';
    let secret: Record<string, string> = {};

    before(async () => {
        hub = await startSimulator({ tls: certificate, speed: 10, startAnswer: 'at-once' });
        proxy = await startProxy({ login: `${PROXY_USER}:${PROXY_PASSWORD}` });
        deployed = `http://localhost:${proxy.port}`;
        nodeRed = await startReal({
            flows: [
                tab('f1'),
                hubNode({ address: 'ws://127.0.0.1:9/auth/secret-part?key=of-a-query', autoConnect: false }),
                ...inNode().slice(0, 1),
                { id: 'proxy', type: 'http proxy', name: '', url: deployed, noproxy: [] },
            ],
            credentials: { proxy: LOGIN },
        });
        secret = await tokenAt(new URL(nodeRed.url));
    });

    after(async () => {
        await stopReal();
        await hub.close();
        await endProxies();
    });

    async function post(nodes: unknown, settings: object, id: string): Promise<Response> {
        return fetch(new URL('clown-hub/check', nodeRed.url), {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...secret },
            body: JSON.stringify({
                id,
                settings: { ...hubNode({ address: hub.url }), ...settings },
                credentials: {},
                storedPassword: false,
                nodes,
            }),
            signal: AbortSignal.timeout(20_000),
        });
    }

    async function check(nodes: Record<string, CheckNode>, settings: object, id = 'new'): Promise<Line[]> {
        const text = await (await post(nodes, settings, id)).text();
        assertNoSecret(text, 'the response');
        return text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Line);
    }

    const codeOf = (lines: readonly Line[], step: string): unknown => lines.find((line) => line.step === step)?.code;
    const tls = (settings: object = {}, credentials: Record<string, string> = {}): Record<string, CheckNode> => {
        const none = { cert: '', key: '', ca: '', servername: '', alpnprotocol: '', verifyservercert: true };
        return { mine: { type: 'tls-config', settings: { ...none, ...settings }, credentials } };
    };
    const proxyAt = (url: string, credentials: Record<string, string> = {}): Record<string, CheckNode> => {
        return { proxy: { type: 'http proxy', settings: { url, noproxy: [] }, credentials } };
    };

    it('uses TLS settings with the certificate or without verification, and refuses those that cannot work', async () => {
        assert.equal(codeOf(await check(tls(), { tls: 'mine' }), 'tls'), 'tls-self-signed');
        const trusted = await check(tls({}, { cadata: certificate.cert }), { tls: 'mine' });
        assert.equal(codeOf(trusted, 'tls'), 'tls-soon');
        assert.equal(trusted.at(-1)?.ok, true);
        for (const wrong of [tls({ ca: '/dev' }), tls({}, { certdata: 'x' }), {}]) {
            assert.equal(codeOf(await check(wrong, { tls: 'mine' }), 'address'), 'settings-tls');
        }
    });

    it('uses a proxy, and sends its stored password only to the deployed address', async () => {
        const unencrypted = { tls: 'mine', proxy: 'proxy' };
        const through = (nodes: Record<string, CheckNode>): Promise<Line[]> =>
            check({ ...tls({ verifyservercert: false }), ...nodes }, unencrypted);
        const first = await through(proxyAt(deployed));
        assert.deepEqual([codeOf(first, 'tcp'), codeOf(first, 'tls')], ['tcp-proxy-chosen', 'tls-unverified']);
        const elsewhere = `http://127.0.0.1:${proxy.port}`;
        const { length } = proxy.asked;
        assert.equal(codeOf(await through(proxyAt(elsewhere, { username: PROXY_USER })), 'tcp'), 'proxy-chosen-login');
        assert.ok(proxy.asked.slice(length).every(({ login }) => login?.includes(PROXY_PASSWORD) !== true));
        assert.equal(codeOf(await through(proxyAt(elsewhere, LOGIN)), 'tcp'), 'tcp-proxy-chosen');
    });

    it('other nodes are refused', async () => {
        for (const nodes of [
            { mine: { type: 'mqtt-broker', settings: {}, credentials: {} } },
            { mine: PLACEHOLDER },
            [],
        ]) {
            assert.equal((await post(nodes, {}, 'new')).status, 400, JSON.stringify(nodes));
        }
    });

    it('diagnostics have the last check and the usual parts of the path, without others and the query', async () => {
        await check({}, { address: 'ws://127.0.0.1:9/' }, 'hub');
        const answer = await fetch(new URL('clown-hub/hubs/hub/diagnostics', nodeRed.url), { headers: secret });
        const text = await answer.text();
        const shown = JSON.parse(text) as { hub: { lastCheck: { ok: boolean; steps: object[] }; settings: object } };
        assert.equal(shown.hub.lastCheck.ok, false);
        assert.deepEqual(shown.hub.lastCheck.steps.at(-1), { step: 'tcp', outcome: 'failed', codes: ['tcp-refused'] });
        assert.equal((shown.hub.settings as { path?: string }).path, '/auth/…');
        assert.ok(!text.includes('of-a-query'));
        assertNoSecret(text, 'diagnostics');
    });

    it('the log holds no secret', () => {
        assertNoSecret(nodeRed.log(), 'the log');
    });
});
