// Extra headers of a hub in a real Node-RED: they reach the server that requires them, stay after a deploy that brings
// no credentials, and a connection check sends stored values only to the address that they were stored for.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { ROUTES } from '../../nodes/shared/views';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { at, call, tokenAt } from './support/admin';
import { hubNode, type Item, inNode, tab, variable } from './support/flows';
import { deployReal, startReal, stopReal, withProbes } from './support/real';
import { assertNoSecret, HEADER_VALUE, PASSWORD } from './support/secrets';

const TOKEN = 'S3cr3t-of-the-environment';
const PLACEHOLDER = '__PWRD__';
const LIST = '["-/-/config/list/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": []}]';
const READING = '["thermometer/i2c0-48", {"temperature": [20.5, "\u2103"]}]';

interface TestServer {
    readonly url: string;
    readonly requests: IncomingMessage[];
    close(): Promise<void>;
}

type Line = Readonly<Record<string, unknown>> & {
    readonly reason?: { readonly code: string; readonly detail?: string };
};

/** A hub that responds with 403 without the right cookie and 401 without the right token, and then has one sensor. */
async function startServer(): Promise<TestServer> {
    const requests: IncomingMessage[] = [];
    const server: Server = createServer();
    const sockets = new WebSocketServer({
        server,
        verifyClient: ({ req }, callback) => {
            requests.push(req);
            const { cookie, authorization } = req.headers;
            if (cookie !== HEADER_VALUE) callback(false, 403);
            else callback(authorization === `Bearer ${TOKEN}`, 401);
        },
    });
    sockets.on('connection', (client) => {
        client.on('message', (data: Buffer) => {
            client.send(data.includes('config/list') ? `${LIST}\n${READING}` : READING);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        requests,
        async close() {
            for (const client of sockets.clients) client.terminate();
            sockets.close();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

describe('extra headers in a real Node-RED [C21, T3]', () => {
    let nodeRed: NodeRed;
    let hub: TestServer;
    let stranger: TestServer;
    let secret: Record<string, string>;

    const headers = [
        { name: 'Cookie', slot: 'header2' },
        { name: 'Authorization', slot: 'header1' },
    ];
    const values = { header2: HEADER_VALUE, header1: `Bearer ${variable('HUB_TOKEN')}` };
    const flow = (credentials?: object): Item[] =>
        withProbes([
            tab(),
            hubNode({ address: hub.url, headers, ...(credentials ? { credentials } : {}) }),
            ...inNode(),
        ]);
    const logged = (text: string): Promise<void> => until(() => nodeRed.log().includes(text), text);
    const connectedAfter = (count: number): Promise<void> =>
        until(() => hub.requests.length > count, 'a new connection');

    before(async () => {
        hub = await startServer();
        stranger = await startServer();
        nodeRed = await startReal({ flows: [tab()], env: { HUB_TOKEN: TOKEN } });
        secret = await tokenAt(new URL(nodeRed.url));
        await deployReal(nodeRed, flow(values), 'full');
        await connectedAfter(0);
    });

    after(async () => {
        await stopReal();
        await hub.close();
        await stranger.close();
    });

    it('reach the server, with variables within a longer value replaced', () => {
        const { cookie, authorization } = hub.requests[0]?.headers ?? {};
        assert.deepEqual([cookie, authorization], [HEADER_VALUE, `Bearer ${TOKEN}`]);
    });

    it('are stored encrypted, and the flow file has their names only', async () => {
        const flows = await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8');
        assert.match(flows, /"Authorization"/);
        for (const text of [flows, await readFile(join(nodeRed.userDir, 'flows_cred.json'), 'utf8')]) {
            assertNoSecret(text, 'a file');
            assert.ok(!text.includes('HUB_TOKEN'));
        }
    });

    it('the editor receives only which of them are set', async () => {
        const shown = (await nodeRed.getJson('credentials/clown-hub/hub')) as Record<string, unknown>;
        assert.deepEqual(
            Object.entries(shown).filter(([, value]) => value === true),
            [
                ['has_header1', true],
                ['has_header2', true],
            ],
        );
        assertNoSecret(shown, 'the credentials of the editor');
        const report = await call(new URL(at(ROUTES.diagnostics), nodeRed.url));
        assertNoSecret(report.text, 'the diagnostics');
        assert.match(report.text, /"headers":2/);
        assert.doesNotMatch(report.text, /HUB_TOKEN|Bearer/);
    });

    it('stay when another editor deploys without credentials', async () => {
        const { length } = hub.requests;
        await deployReal(nodeRed, flow(), 'full');
        await connectedAfter(length);
        assert.equal(hub.requests.at(-1)?.headers.cookie, HEADER_VALUE);
    });

    async function check(settings: object, credentials: object, storedPassword = false): Promise<Line[]> {
        const body = { id: 'hub', settings: { ...hubNode({ address: hub.url, headers }), ...settings }, credentials };
        const request = { method: 'POST', body: { ...body, storedPassword }, headers: secret } as const;
        const { text } = await call(new URL(ROUTES.check, nodeRed.url), request);
        assertNoSecret(text, 'the check');
        return text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Line);
    }
    const codeOf = (lines: readonly Line[], step: string): unknown => lines.find((line) => line.step === step)?.code;
    const STORED = { header1: PLACEHOLDER, header2: PLACEHOLDER };

    it('a check sends stored values to the address that they were stored for', async () => {
        const lines = await check({}, STORED);
        assert.equal(codeOf(lines, 'login'), 'login-header-ok', JSON.stringify(lines));
        // The path is no other server.
        const other = await check({ address: `${hub.url}other` }, STORED);
        assert.equal(codeOf(other, 'login'), 'login-header-ok');
    });

    it('a check sends no stored value anywhere else, and reports why', async () => {
        for (const address of [stranger.url, stranger.url.replace('127.0.0.1', 'localhost')]) {
            const lines = await check({ address }, STORED);
            assert.deepEqual([lines[0]?.code, lines[0]?.reason?.code], ['settings', 'stored-elsewhere']);
        }
        await deployReal(nodeRed, flow({ ...values, header1: 'x', user: '', password: '' }), 'full');
        assert.equal(stranger.requests.length, 0);
        await deployReal(nodeRed, flow(values), 'full');
    });

    it('nor a stored password', async () => {
        const own = (more: object): Item[] => withProbes([tab(), hubNode({ address: hub.url, ...more }), ...inNode()]);
        await deployReal(nodeRed, own({ credentials: { user: 'me', password: PASSWORD } }), 'full');
        const lines = await check({ address: stranger.url, headers: [] }, { user: 'me' }, true);
        assert.equal(lines[0]?.reason?.code, 'stored-elsewhere');
        assert.equal(stranger.requests.length, 0);
        await deployReal(nodeRed, flow({ ...values, user: '', password: '' }), 'full');
    });

    it('a check uses typed values for any address, and reports that the server refused the header', async () => {
        const typed = { header1: 'Bearer nonsense', header2: HEADER_VALUE };
        const lines = await check({ address: stranger.url }, typed);
        const failed = lines.find(({ step }) => step === 'login');
        assert.deepEqual([failed?.code, failed?.reason?.detail], ['login-failed', 'login-header']);
        assert.equal(stranger.requests.at(-1)?.headers.authorization, 'Bearer nonsense');
    });

    it('a value that was never deployed is missing, whatever the form shows', async () => {
        const lines = await check({ headers: [{ name: 'Cookie', slot: 'header5' }] }, { header5: PLACEHOLDER });
        assert.equal(lines[0]?.reason?.code, 'header-missing');
    });

    it('a variable that is not set is named, and nothing is sent', async () => {
        const { length } = hub.requests;
        await deployReal(nodeRed, flow({ ...values, header1: `Bearer ${variable('HUB_UNSET')}` }), 'full');
        await logged('The environment variable HUB_UNSET, used in "Authorization", is not set.');
        assert.equal(hub.requests.length, length);
        assertNoSecret(nodeRed.log(), 'the log');
    });

    it('a value with a line end is an error without it, and nothing is sent', async () => {
        const { length } = hub.requests;
        await deployReal(nodeRed, flow({ ...values, header1: 'S3cr3t\r\nX-More: 1' }), 'full');
        await logged('The value of the header Authorization cannot be sent');
        assert.equal(hub.requests.length, length);
        assertNoSecret(nodeRed.log(), 'the log');
    });
});
