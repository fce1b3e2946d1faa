// An opening and an open socket: the exact request, deadlines, size limit, heartbeat.

import assert from 'node:assert/strict';
import type { Socket as NetSocket } from 'node:net';
import type { Reason } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { Connection } from '../../src/connection/connection';
import type { ConnectionState } from '../../src/connection/connection-state';
import { openWebSocket } from '../../src/connection/socket';
import { hubOptions } from '../../src/settings/hub-options';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, listenTls, serverFrame, upgradeResponse } from '../support/servers';
import { endTestSockets, TestSocket, within } from '../support/test-socket';
import { firstValue, until } from '../support/wait';

const certificate = makeCertificate({ names: ['127.0.0.1'] });

/** A hub that accepts every client and leaves the rest to `then`. */
function opening(then: (socket: NetSocket) => void): Promise<number> {
    return listen((socket) =>
        afterRequest(socket, (head) => {
            socket.write(upgradeResponse(head));
            then(socket);
        }),
    );
}

describe('socket: connection', () => {
    leavesNothing(endTestSockets, endServers, endHubs);

    describe('request', () => {
        async function request(address: string): Promise<string[]> {
            const heads: string[] = [];
            const port = await listen((socket) =>
                afterRequest(socket, (head) => {
                    heads.push(head);
                    socket.end();
                }),
            );
            const options = hubOptions({ address: address.replace('PORT', String(port)) }, {});
            assert.ok(options.ok && options.value.place.kind === 'address');
            await new TestSocket(options.value.place).end();
            return (heads[0] ?? '').replaceAll(String(port), 'PORT').split('\r\n');
        }

        it('requests a WebSocket and nothing else: no subprotocol, no extension', async () => {
            const [line, ...headers] = await request('ws://127.0.0.1:PORT/auth/clown-talk-server_nodes_bridge_0?a=b');
            assert.equal(line, 'GET /auth/clown-talk-server_nodes_bridge_0?a=b HTTP/1.1');
            const names = headers.filter(Boolean).map((header) => header.split(':')[0]?.toLowerCase());
            assert.deepEqual(names.sort(), [
                'connection',
                'host',
                'sec-websocket-key',
                'sec-websocket-version',
                'upgrade',
            ]);
        });

        const LOGINS: readonly (readonly [written: string, meant: string])[] = [
            ['clown:bigclown', 'clown:bigclown'],
            ['clown:p%40ss%3Aw%2Frd', 'clown:p@ss:w/rd'],
            ['kl%C3%A4un:%E2%9C%93', 'kläun:✓'],
            ['clown', 'clown:'],
            [':only', ':only'],
        ];
        for (const [written, meant] of LOGINS) {
            it(`login ${written} is sent as basic login, decoded, in UTF-8`, async () => {
                const head = await request(`ws://${written}@127.0.0.1:PORT/`);
                const sent = head.filter((header) => /^authorization:/i.test(header));
                assert.deepEqual(sent, [`Authorization: Basic ${Buffer.from(meant).toString('base64')}`]);
                assert.ok(!head.join().includes(`${written}@`), 'nowhere else');
            });
        }
    });

    it('a hub that sends a close frame and keeps the connection open is disconnected [C16]', async () => {
        const goodbye = serverFrame(8, Buffer.from([1001 >> 8, 1001 & 0xff]));
        // One that does not read does not notice our end either.
        const port = await opening((socket) => void socket.pause().write(goodbye));
        const cause = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).end(3000);
        assert.deepEqual(cause, { code: 'closed', params: { code: 1001, reason: '', closing: 1001 } });
    });

    describe('deadline of the handshake', () => {
        const STALLS: readonly (readonly [name: string, target: () => Promise<string>])[] = [
            ['accepts and never answers', async () => `ws://127.0.0.1:${await listen(() => {})}/`],
            ['never responds to TLS', async () => `wss://127.0.0.1:${await listen(() => {})}/`],
            ['accepts TLS, then sends nothing', async () => `wss://127.0.0.1:${await listenTls(certificate)}/`],
            [
                'stalls as the simulator does',
                async () => {
                    const { url } = await startSilentHub({ fault: { kind: 'stall' } });
                    return url;
                },
            ],
            [
                'sends headers without end, byte by byte',
                async () => {
                    const port = await listen((socket) => {
                        socket.write('HTTP/1.1 101 OK\r\nX: ');
                        const drip = setInterval(() => socket.write('x'), 5);
                        socket.on('close', () => clearInterval(drip));
                    });
                    return `ws://127.0.0.1:${port}/`;
                },
            ],
        ];
        for (const [name, target] of STALLS) {
            it(`ends a server that ${name}`, async () => {
                const url = await target();
                const tls = { rejectUnauthorized: false };
                const states: ConnectionState[] = [];
                let ended: () => void = () => {};
                const end = new Promise<void>((resolve) => {
                    ended = resolve;
                });
                const connection = new Connection(
                    {
                        openSocket: ({ closed, ...handlers }) => {
                            const report = (cause: Reason): void => {
                                closed(cause);
                                ended();
                            };
                            return openWebSocket({ url, tls, maxBytes: 1000 }, { ...handlers, closed: report });
                        },
                        clock: systemClock,
                        backoff: { firstMs: 60_000, ceilingMs: 60_000, random: () => 1 },
                        handshakeMs: 60,
                        heartbeatMs: 0,
                    },
                    { state: (state) => states.push(state), message: () => undefined },
                );
                connection.open();
                await within(end, 'the end of the socket');
                await connection.close();
                assert.deepEqual(
                    states.map((state) => (state.name === 'waiting' ? state.cause : state.name)),
                    ['connecting', { code: 'timeout', params: { seconds: 0.06 } }, 'disconnected'],
                );
            });
        }
    });

    describe('messages', () => {
        it('text, binary, empty, and text that is no UTF-8 all arrive, in order', async () => {
            const port = await opening((socket) => {
                socket.write(serverFrame(1, 'text'));
                socket.write(serverFrame(2, 'binary'));
                socket.write(serverFrame(1, ''));
                socket.write(serverFrame(1, Buffer.from([0xff, 0xfe])));
                socket.write(serverFrame(1, 'last'));
            });
            const { socket, messages } = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
            await until(() => messages.includes('last'), 'the last message');
            assert.deepEqual(messages, ['text', 'binary', '', '\xff\xfe', 'last']);
            socket.terminate();
        });

        it('a message of the largest size passes, one more byte ends the connection', async () => {
            const hub = await startSilentHub();
            const testSocket = await new TestSocket({ url: hub.url, maxBytes: 5000 }).open();
            hub.send('x'.repeat(5000));
            await until(() => testSocket.messages.length === 1, 'the message');
            hub.send('x'.repeat(5001));
            assert.deepEqual(await testSocket.end(), { code: 'too-large', params: { limit: 5000 } });
            assert.equal(testSocket.messages.length, 1);
        });

        it('a message that grows too large in fragments ends the connection', async () => {
            const first = Buffer.concat([Buffer.from([0x01, 100]), Buffer.alloc(100, 'x')]);
            const more = Buffer.concat([Buffer.from([0x00, 100]), Buffer.alloc(100, 'x')]);
            const port = await opening((socket) => {
                for (const part of [first, more, more]) socket.write(part);
            });
            const testSocket = await new TestSocket({ url: `ws://127.0.0.1:${port}/`, maxBytes: 250 }).open();
            assert.equal((await testSocket.end()).code, 'too-large');
        });

        it('does not wait for a hub that sends no close frame after a too large message', async () => {
            const port = await opening((socket) => {
                socket.write(serverFrame(1, 'x'.repeat(100)));
                socket.pause();
            });
            const testSocket = await new TestSocket({ url: `ws://127.0.0.1:${port}/`, maxBytes: 50 }).open();
            assert.equal((await testSocket.end()).code, 'too-large');
        });
    });

    describe('sending', () => {
        it('reports each sent text once, and an error after the end', async () => {
            const hub = await startSilentHub();
            const { socket, ...testSocket } = await new TestSocket({ url: hub.url }).open();
            const send = (): Promise<unknown> =>
                within(new Promise((resolve) => socket.send('["a/b/c", {}]', resolve)), 'word');
            assert.equal((await send()) ?? undefined, undefined);
            await until(() => hub.received.length === 1, 'the line at the hub');
            socket.terminate();
            assert.ok((await send()) instanceof Error);
            socket.ping();
            socket.close();
            await testSocket.closed;
            assert.ok((await send()) instanceof Error);
            socket.ping();
        });

        it('counts the bytes that a hub that stopped reading leaves buffered', async () => {
            const port = await opening((socket) => socket.pause());
            const { socket } = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
            assert.equal(socket.bytesWaiting, 0);
            for (let i = 0; i < 64; i++) socket.send('x'.repeat(256 * 1024), () => {});
            assert.ok(socket.bytesWaiting > 1024 * 1024, `${socket.bytesWaiting} bytes wait`);
        });

        it('closes with code 1000', async () => {
            const hub = await startSilentHub();
            const gone = firstValue(
                (listener: (event: { code: number }) => void) => hub.on('disconnect', listener),
                'the end at the hub',
            );
            const testSocket = await new TestSocket({ url: hub.url }).open();
            testSocket.socket.close();
            assert.deepEqual((await testSocket.end()).params, { code: 1000, reason: '', closing: 1000 });
            assert.equal((await gone).code, 1000);
        });
    });

    describe('heartbeat', () => {
        for (const tls of [undefined, certificate]) {
            it(`a pong counts${tls ? ', also through TLS' : ''}`, async () => {
                const hub = await startSilentHub({ tls });
                const { socket } = await new TestSocket({ url: hub.url, tls: { ca: tls?.cert } }).open();
                const before = socket.bytesReceived;
                assert.ok(before > 0, 'the handshake counts');
                socket.ping();
                await until(() => socket.bytesReceived > before, 'the pong');
            });
        }

        it('so does a ping of the hub, which is answered', async () => {
            let answer = Buffer.alloc(0);
            let far: NetSocket | undefined;
            const port = await opening((socket) => {
                far = socket;
                socket.on('data', (data) => {
                    answer = Buffer.concat([answer, data]);
                });
            });
            const { socket } = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
            const before = socket.bytesReceived;
            const ping = serverFrame(9, 'x');
            far?.write(ping);
            // A masked pong: two bytes of head, four of mask, one of payload.
            await until(() => answer.length === 7, 'the pong');
            assert.equal(answer[0], 0x8a);
            assert.equal(socket.bytesReceived, before + ping.length);
        });

        it('so does half a message', async () => {
            let far: NetSocket | undefined;
            const port = await opening((socket) => {
                far = socket;
            });
            const { socket, messages } = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
            const before = socket.bytesReceived;
            far?.write(serverFrame(1, 'half a message').subarray(0, 5));
            await until(() => socket.bytesReceived === before + 5, 'five bytes');
            assert.deepEqual(messages, []);
        });
    });
});
