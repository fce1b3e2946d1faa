// Why a socket can end, over real TCP: every cause by its code. TLS is in socket_tls_spec.ts, the open socket in
// socket_open_spec.ts.

import assert from 'node:assert/strict';
import { answers, type Cause, itEnds, plain, type Target } from '../support/causes';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, serverFrame, upgradeResponse } from '../support/servers';
import { endTestSockets, TestSocket } from '../support/test-socket';

/** An open WebSocket on which the server then sends these bytes. */
function opens(...bytes: Buffer[]): () => Promise<Target> {
    return () =>
        plain((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                for (const part of bytes) socket.write(part);
            }),
        );
}

async function refusedPort(): Promise<Target> {
    const port = await listen(() => {});
    await endServers();
    return { url: `ws://127.0.0.1:${port}/` };
}

const STATUSES = [200, 301, 400, 403, 404, 407, 429, 500, 502, 503];

const CAUSES: readonly Cause[] = [
    ['unknown host', () => Promise.resolve({ url: 'ws://nothing.invalid/' }), 'lookup'],
    ['refused port', refusedPort, 'refused'],
    [
        'nothing at localhost, whatever its addresses',
        async () => {
            const { url } = await refusedPort();
            return { url: url.replace('127.0.0.1', 'localhost') };
        },
        'refused',
    ],
    ['ends the connection at once', () => plain((socket) => socket.end()), 'reset'],
    [
        'ends the connection after the request',
        () => plain((socket) => afterRequest(socket, () => socket.destroy())),
        'reset',
    ],
    ['resets upon the request', () => plain((socket) => afterRequest(socket, () => socket.resetAndDestroy())), 'reset'],
    [
        'ends the connection within the response',
        () => plain((socket) => afterRequest(socket, () => socket.end('HTTP/1.1 10'))),
        'reset',
    ],
    ['sends data first, and no HTTP', () => plain((socket) => socket.write('220 mail.example ESMTP\r\n')), 'protocol'],
    ['garbage answer', answers('\x00\x01\x02\r\n\r\n'), 'protocol'],
    ['headers without an end', answers(`HTTP/1.1 101 OK\r\n${'X-More: yes\r\n'.repeat(5000)}`), 'protocol'],
    ...STATUSES.map(
        (status): Cause => [
            `HTTP ${status}`,
            answers(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`),
            'status',
            { status },
        ],
    ),
    ['HTTP 401', answers('HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n'), 'login', { status: 401 }],
    [
        'a redirect is not followed',
        answers('HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
        'status',
        { status: 301, place: 'ws://127.0.0.1:1' },
    ],
    [
        'a body without an end',
        () =>
            plain((socket) =>
                afterRequest(socket, () => {
                    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
                    const more = setInterval(() => socket.write('5\r\nhello\r\n'), 1);
                    socket.on('close', () => clearInterval(more));
                }),
            ),
        'status',
        { status: 200 },
    ],
    [
        'an upgrade to something else',
        answers('HTTP/1.1 101 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
        'protocol',
    ],
    [
        'an upgrade without proof',
        answers('HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
        'protocol',
    ],
    [
        'a subprotocol that was not requested',
        () =>
            plain((socket) =>
                afterRequest(socket, (head) => {
                    socket.write(upgradeResponse(head).replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: chat\r\n\r\n'));
                }),
            ),
        'subprotocol-unasked',
    ],
    [
        'opened, then dropped',
        async () => {
            const { url } = await startSilentHub({ fault: { kind: 'drop' } });
            return { url };
        },
        'dropped',
    ],
    [
        'opened, then reset',
        () =>
            plain((socket) =>
                afterRequest(socket, (head) => {
                    socket.write(upgradeResponse(head), () => setImmediate(() => socket.resetAndDestroy()));
                }),
            ),
        'dropped',
    ],
    [
        'closed with 1001 and a reason',
        async () => {
            const { url } = await startSilentHub({
                fault: { kind: 'close', code: 1001, reason: 'bufio.Scanner: token too long' },
            });
            return { url };
        },
        'closed',
        { code: 1001, reason: 'bufio.Scanner: token too long', closing: '1001: bufio.Scanner: token too long' },
    ],
    [
        'closed with 1009',
        async () => {
            const { url } = await startSilentHub({ fault: { kind: 'close', code: 1009 } });
            return { url };
        },
        'closed',
        { code: 1009, reason: '', closing: 1009 },
    ],
    ['closed without a code', opens(serverFrame(8, '')), 'closed', { code: 1005, reason: '', closing: 1005 }],
    [
        'closed with a reason that is no UTF-8',
        opens(serverFrame(8, Buffer.from([0x03, 0xe9, 0xff, 0x0a]))),
        'closed',
        { code: 1001, reason: '\ufffd\\u000a', closing: '1001: \ufffd\\u000a' },
    ],
    ['a broken frame', opens(Buffer.from([0x83, 0x00])), 'protocol'],
    ['a masked frame', opens(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5])), 'protocol'],
];

describe('socket: causes', () => {
    leavesNothing(endTestSockets, endServers, endHubs);

    for (const cause of CAUSES) itEnds(cause);

    it('terminated while it connects: one end, no opening', async () => {
        for (const { url } of [await startSilentHub(), { url: 'ws://nothing.invalid/' }, await plain(() => {})]) {
            const testSocket = new TestSocket({ url });
            testSocket.socket.terminate();
            testSocket.socket.terminate();
            testSocket.socket.close();
            await testSocket.end();
            assert.deepEqual(testSocket.counts, { opened: 0, closed: 1, early: 0, late: 0 });
        }
    });
});
