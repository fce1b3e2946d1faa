// Lines of one turn of the event loop are sent as one message, in order, and each is confirmed on its own.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, upgradeResponse } from '../support/servers';
import { endTestSockets, TestSocket, within } from '../support/test-socket';

describe('socket: one turn', () => {
    leavesNothing(endTestSockets, endServers);

    async function open(): Promise<{ testSocket: TestSocket; receivedBytes: (count: number) => Promise<void> }> {
        let bytes = 0;
        let look = (): void => {};
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                socket.on('data', (data) => {
                    bytes += data.length;
                    look();
                });
            }),
        );
        const testSocket = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
        const receivedBytes = (count: number): Promise<void> =>
            within(
                new Promise((resolve) => {
                    look = () => bytes >= count && resolve();
                    look();
                }),
                `${count} bytes`,
            );
        return { testSocket, receivedBytes };
    }

    it('sends the first line at once, all others of the turn as one message, and confirms each in order', async () => {
        const { testSocket, receivedBytes } = await open();
        const { socket } = testSocket;
        const order: string[] = [];
        for (const text of ['a\n', 'b\n', 'c\n']) socket.send(text, (error) => order.push(error ? 'error' : text));
        assert.equal(socket.bytesWaiting, 4);
        assert.deepEqual(order, []);
        // Head and mask of both messages, and all lines.
        await receivedBytes(18);
        await within(new Promise<void>((resolve) => socket.send('d\n', () => resolve())), 'the confirmation');
        assert.deepEqual(order, ['a\n', 'b\n', 'c\n']);
        assert.equal(socket.bytesWaiting, 0);
    });

    it('sends lines before an urgent one together with it, and those after it later', async () => {
        const { testSocket, receivedBytes } = await open();
        const { socket } = testSocket;
        const order: string[] = [];
        const send = (text: string, atOnce: boolean): void => socket.send(text, () => order.push(text), atOnce);
        send('first\n', false);
        send('a\n', false);
        send('b\n', true);
        assert.equal(socket.bytesWaiting, 0);
        send('c\n', false);
        assert.equal(socket.bytesWaiting, 2);
        send('d\n', true);
        assert.equal(socket.bytesWaiting, 0);
        await receivedBytes(32);
        assert.deepEqual(order, ['first\n', 'a\n', 'b\n', 'c\n', 'd\n']);
    });

    it('only whole lines share a message: raw text, bytes and much text have their own, in order', async () => {
        const messages: string[] = [];
        const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
        const closed = once(server, 'connection').then(async ([ws]: WebSocket[]) => {
            ws?.on('message', (data, isBinary) => messages.push(isBinary ? `binary ${data}` : `${data}`));
            await once(ws as WebSocket, 'close');
        });
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const { socket } = await new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
        const long = `${'x'.repeat(16 * 1024)}\n`;
        const half = `${'y'.repeat(8 * 1024)}\n`;
        for (const data of ['first\n', 'a\n', 'b\n', 'raw', 'c\n', Buffer.from('d'), long, 'e\n', half, half, 'f\n']) {
            socket.send(data, () => {});
        }
        socket.close();
        await within(closed, 'the end');
        assert.deepEqual(messages, ['first\n', 'a\nb\n', 'raw', 'c\n', 'binary d', long, `e\n${half}`, `${half}f\n`]);
        await new Promise((resolve) => server.close(resolve));
    });

    it('sends raw texts at the end of the turn, each as a message, and confirms each', async () => {
        const { testSocket, receivedBytes } = await open();
        const { socket } = testSocket;
        const order: string[] = [];
        for (const text of ['a', 'b', 'c\n', 'd']) socket.send(text, () => order.push(text));
        assert.equal(socket.bytesWaiting, 4);
        await receivedBytes(4 * 6 + 5);
        await within(new Promise<void>((resolve) => socket.send('e', () => resolve())), 'the confirmation');
        assert.deepEqual(order, ['a', 'b', 'c\n', 'd']);
        assert.equal(socket.bytesWaiting, 0);
    });

    it('reports buffered lines as lost when the socket ends within the turn', async () => {
        const { testSocket } = await open();
        const lost: boolean[] = [];
        for (const text of ['first\n', 'a\n', 'b\n']) {
            testSocket.socket.send(text, (error) => lost.push(error instanceof Error));
        }
        testSocket.socket.terminate();
        await within(testSocket.closed, 'the end');
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(lost, [false, true, true]);
    });
});
