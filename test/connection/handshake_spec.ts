// Extra headers and a subprotocol: what is allowed, and what a real server and a real proxy receive.

import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { isLasting } from '../../src/connection/retry-policy';
import {
    checkHeaderName,
    checkHeaderRows,
    checkHeaders,
    checkHeaderValue,
    checkSubprotocol,
    HEADER_SLOTS,
} from '../../src/settings/handshake';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { HOSTILE } from '../support/hostile';
import { leavesNothing } from '../support/leaks';
import { outcome } from '../support/results';
import { afterRequest, endServers, listen } from '../support/servers';
import { endTestSockets, TestSocket } from '../support/test-socket';

const CODES = /^header-(?:name|reserved|twice|many|value|missing|login)$/;

describe('handshake: headers that are allowed [C21]', () => {
    const NAMES: readonly (readonly [name: string, code: string])[] = [
        ...['Origin', 'User-Agent', 'Cookie', 'Authorization', 'Host', 'X-Api-Key', "a!#$%&'*+-.^_`|~9"].map(
            (name) => [name, 'ok'] as const,
        ),
        ...[
            ...['Upgrade', 'connection', 'SEC-WEBSOCKET-KEY', 'Sec-WebSocket-Protocol', 'sec-websocket-x'],
            ...['Content-Length', 'Transfer-Encoding', 'TE', 'Trailer', 'Expect', 'Keep-Alive', 'HTTP2-Settings'],
            ...['Proxy-Authorization', 'Proxy-Connection'],
        ].map((name) => [name, 'header-reserved'] as const),
        ...['', ' ', 'a b', 'a:b', 'a\n', 'a\r\nb', 'á', 'a\0', 'x'.repeat(101)].map(
            (name) => [name, 'header-name'] as const,
        ),
        ['x'.repeat(100), 'ok'],
    ];
    for (const [name, code] of NAMES) {
        it(`the name ${JSON.stringify(name).slice(0, 30)} (${name.length}): ${code}`, () => {
            const result = checkHeaderName(name, 3);
            assert.equal(result.ok ? 'ok' : result.reason.code, code);
            // A value that was entered as a name is not shown.
            if (code === 'header-name')
                assert.deepEqual(result, {
                    ok: false,
                    reason: { code, params: { row: 3, limit: 100 } },
                });
        });
    }

    const VALUES: readonly (readonly [value: unknown, code: string])[] = [
        ['Bearer abc', 'ok'],
        [' a~ ', 'ok'],
        ['x'.repeat(4_096), 'ok'],
        ...['', '   ', undefined, null, 7, {}].map((value) => [value, 'header-missing'] as const),
        ...['a\r\nX: y', 'a\n', '\ta', 'a\0', 'a\x7f', 'é', '’', 'x'.repeat(4_097)].map(
            (value) => [value, 'header-value'] as const,
        ),
    ];
    for (const [value, code] of VALUES) {
        it(`the value ${`${JSON.stringify(value)}`.slice(0, 30)}: ${code}`, () => {
            const result = checkHeaderValue('X', value);
            assert.equal(result.ok ? 'ok' : result.reason.code, code);
            if (!result.ok && typeof value === 'string' && value.trim() !== '') {
                assert.ok(!JSON.stringify(result.reason).includes(value));
            }
        });
    }

    it('a value loses the blanks around it', () => {
        assert.deepEqual(checkHeaderValue('X', '  a b '), { ok: true, value: 'a b' });
    });

    const row = (name: string, slot = 'header1') => ({ name, slot });
    it('a name counts once, whatever its case', () => {
        assert.equal(outcome(checkHeaderRows([row('Cookie'), row('cookie')])), 'header-twice');
    });

    it('the table has at most as many rows as there are slots', () => {
        const rows = HEADER_SLOTS.map((slot, index) => row(`X-${index}`, slot));
        assert.equal(checkHeaderRows(rows).ok, true);
        assert.equal(outcome(checkHeaderRows([...rows, row('Y')])), 'header-many');
    });

    it('Authorization and a login exclude each other', () => {
        const credentials = { header1: 'Bearer abc' };
        assert.equal(outcome(checkHeaders([row('AUTHORIZATION')], credentials, true)), 'header-login');
        assert.deepEqual(checkHeaders([row('AUTHORIZATION')], credentials, false), {
            ok: true,
            value: { AUTHORIZATION: 'Bearer abc' },
        });
        assert.equal(checkHeaders([row('Cookie')], credentials, true).ok, true);
    });

    it('only the slots of headers are read, so no other credential becomes a header', () => {
        const credentials = { password: 'secret', toString: 'x' };
        for (const slot of ['password', 'user', '', 'toString', '__proto__', 'header9']) {
            assert.equal(outcome(checkHeaders([row('X', slot)], credentials, false)), 'header-missing');
        }
    });

    it('whatever is stored, the result is headers or a reason', () => {
        for (const value of HOSTILE) {
            for (const rows of [value, [value], [{ name: value, slot: value }]]) {
                const result = checkHeaders(rows, { header1: value }, false);
                if (!result.ok) assert.match(result.reason.code, CODES);
            }
        }
    });

    const PROTOCOLS: readonly (readonly [value: unknown, result: unknown])[] = [
        [undefined, { ok: true, value: '' }],
        [' ', { ok: true, value: '' }],
        [' mqtt ', { ok: true, value: 'mqtt' }],
        ['v1.clown-talk', { ok: true, value: 'v1.clown-talk' }],
        ...['a b', 'a,b', 'a/b', 'ä', 'x'.repeat(101), 7, {}, []].map(
            (value) => [value, { ok: false, reason: { code: 'subprotocol-name', params: { limit: 100 } } }] as const,
        ),
    ];
    for (const [value, result] of PROTOCOLS) {
        it(`the subprotocol ${`${JSON.stringify(value)}`.slice(0, 20)}`, () => {
            assert.deepEqual(checkSubprotocol(value), result);
        });
    }
});

describe('handshake: what servers receive [C21]', () => {
    const HEADERS = {
        Origin: 'https://app.example',
        'User-Agent': 'panel/1.0',
        Cookie: 'session=S3cr3t',
        Authorization: 'Bearer S3cr3t-token',
        'X-Api-Key': 'S3cr3t-key',
    };
    const certificate = makeCertificate({ names: ['hub.example', '127.0.0.1'] });
    const ends: (() => Promise<unknown>)[] = [];

    afterEach(async () => {
        await endTestSockets();
        await endServers();
        for (const end of ends.splice(0)) await end();
    });
    leavesNothing();

    interface Checked {
        readonly port: number;
        readonly requests: IncomingMessage[];
    }

    /** A server that answers 403 to a handshake without all of these headers, and selects this subprotocol. */
    async function startServer(
        scheme: 'ws' | 'wss',
        required: Readonly<Record<string, string>>,
        protocol?: string,
    ): Promise<Checked> {
        const requests: IncomingMessage[] = [];
        const server = scheme === 'wss' ? createSecure(certificate) : createPlain();
        const sockets = new WebSocketServer({
            server,
            handleProtocols: (offered) => (protocol !== undefined && offered.has(protocol) ? protocol : false),
            verifyClient: ({ req }, callback) => {
                requests.push(req);
                const isComplete = Object.entries(required).every(
                    ([name, value]) => req.headers[name.toLowerCase()] === value,
                );
                callback(isComplete, 403);
            },
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        ends.push(async () => {
            for (const client of sockets.clients) client.terminate();
            sockets.close();
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        });
        return { port: (server.address() as AddressInfo).port, requests };
    }

    /** A proxy that records all bytes of a client before it lets them through. */
    async function startTap(far: number): Promise<{ readonly port: number; readonly head: () => string }> {
        const open = new Set<Socket>();
        let head = '';
        const server: Server = createTcp((near) => {
            open.add(near);
            near.on('error', () => {});
            near.once('data', (data) => {
                head += data.toString('latin1');
                const to = connect(far, '127.0.0.1', () => {
                    near.write('HTTP/1.1 200 OK\r\n\r\n');
                    near.pipe(to).pipe(near);
                });
                open.add(to);
                to.on('error', () => {});
                to.on('close', () => near.destroy());
                near.on('close', () => to.destroy());
            });
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        ends.push(async () => {
            for (const socket of open) socket.destroy();
            await new Promise((resolve) => server.close(resolve));
        });
        return { port: (server.address() as AddressInfo).port, head: () => head };
    }

    for (const scheme of ['ws', 'wss'] as const) {
        const tls = { ca: certificate.cert };
        it(`${scheme}: a server that requires headers gets them, and refuses without`, async () => {
            const { port, requests } = await startServer(scheme, HEADERS);
            const url = `${scheme}://127.0.0.1:${port}/`;
            await new TestSocket({ url, tls, headers: HEADERS }).open();
            assert.equal(requests[0]?.headers.host, `127.0.0.1:${port}`);
            const without = await new TestSocket({ url, tls }).end();
            assert.deepEqual([without.code, without.params.status], ['status', 403]);
            assert.equal(requests[1]?.headers['user-agent'], undefined);
        });

        it(`${scheme}: a proxy gets none of them`, async () => {
            const { port } = await startServer(scheme, HEADERS, 'clown-talk');
            const tap = await startTap(port);
            const target = { url: `${scheme}://hub.example:${port}/`, proxy: `http://127.0.0.1:${tap.port}/` };
            await new TestSocket({ ...target, tls, headers: HEADERS, subprotocol: 'clown-talk' }).open();
            assert.match(tap.head(), /^CONNECT hub\.example:\d+ HTTP\/1\.1\r\n/);
            assert.match(tap.head(), /\r\n\r\n$/);
            for (const text of [...Object.values(HEADERS), 'clown-talk', 'S3cr3t', 'Cookie', 'X-Api-Key']) {
                assert.ok(!tap.head().includes(text), `${text}: ${tap.head()}`);
            }
        });

        for (const way of ['directly', 'through a proxy'] as const) {
            it(`${scheme}: a Host other than the address, ${way}, leaves the name in the certificate alone`, async () => {
                const headers = { Host: 'inner.example:8080' };
                const { port, requests } = await startServer(scheme, headers);
                const tap = way === 'directly' ? undefined : await startTap(port);
                const proxy = tap && `http://127.0.0.1:${tap.port}/`;
                await new TestSocket({ url: `${scheme}://127.0.0.1:${port}/`, tls, headers, proxy }).open();
                assert.equal(requests[0]?.headers.host, 'inner.example:8080');
            });
        }
    }

    for (const way of ['directly', 'through a proxy'] as const) {
        it(`wss: a Host goes together with a server name of the TLS settings, ${way}`, async () => {
            const headers = { Host: 'hub.example' };
            const { port } = await startServer('wss', headers);
            const tap = way === 'directly' ? undefined : await startTap(port);
            const proxy = tap && `http://127.0.0.1:${tap.port}/`;
            const target = { url: `wss://localhost:${port}/`, headers, proxy };
            await new TestSocket({ ...target, tls: { ca: certificate.cert, servername: 'hub.example' } }).open();
            // The certificate is not for localhost, and the Host header does not change which name it is checked for.
            assert.equal((await new TestSocket({ ...target, tls: { ca: certificate.cert } }).end()).code, 'tls');
        });
    }

    it('the target of a redirect gets nothing at all', async () => {
        let connections = 0;
        const target = await listen(() => connections++);
        const from = await listen((socket) =>
            afterRequest(socket, () =>
                socket.end(`HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:${target}/\r\nContent-Length: 0\r\n\r\n`),
            ),
        );
        const cause = await new TestSocket({ url: `ws://127.0.0.1:${from}/`, headers: HEADERS }).end();
        assert.equal(cause.code, 'status');
        assert.equal(connections, 0);
    });

    it('a subprotocol that the server selects', async () => {
        const { port, requests } = await startServer('ws', {}, 'clown-talk');
        await new TestSocket({ url: `ws://127.0.0.1:${port}/`, subprotocol: 'clown-talk' }).open();
        assert.equal(requests[0]?.headers['sec-websocket-protocol'], 'clown-talk');
    });

    it('a subprotocol that the server does not select is a lasting cause of its own', async () => {
        const { port } = await startServer('ws', {}, 'other');
        const cause = await new TestSocket({ url: `ws://127.0.0.1:${port}/`, subprotocol: 'clown-talk' }).end();
        assert.deepEqual(cause, { code: 'subprotocol', params: {} });
        assert.equal(isLasting(cause), true);
    });

    for (const [wanted, code, params] of [
        ['clown-talk', 'subprotocol', {}],
        [undefined, 'subprotocol-unasked', { found: 'other' }],
    ] as const) {
        it(`a server that selects another one, where ${wanted ?? 'none'} is set: ${code}`, async () => {
            const server = createPlain();
            const sockets = new WebSocketServer({ server });
            sockets.on('headers', (lines) => lines.push('Sec-WebSocket-Protocol: other'));
            await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
            ends.push(async () => {
                for (const client of sockets.clients) client.terminate();
                sockets.close();
                await new Promise((resolve) => server.close(resolve));
            });
            const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
            const cause = await new TestSocket({ url, ...(wanted ? { subprotocol: wanted } : {}) }).end();
            assert.deepEqual(cause, { code, params });
            assert.equal(isLasting(cause), true);
        });
    }
});
