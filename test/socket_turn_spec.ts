// What is sent within one turn of the event loop leaves together, in order, and each text is confirmed on its own.

import assert from 'node:assert/strict';
import { Dialled, endDialled, within } from './support/dialled';
import { leavesNothing } from './support/leaks';
import { afterRequest, endServers, listen, upgradeAnswer } from './support/servers';

describe('socket: one turn', () => {
    afterEach(async () => {
        await endDialled();
        await endServers();
    });
    leavesNothing();

    async function open(): Promise<{ dialled: Dialled; heardBytes: (count: number) => Promise<void> }> {
        let bytes = 0;
        let look = (): void => {};
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeAnswer(head));
                socket.on('data', (data) => {
                    bytes += data.length;
                    look();
                });
            }),
        );
        const dialled = await new Dialled({ url: `ws://127.0.0.1:${port}/` }).open();
        const heardBytes = (count: number): Promise<void> =>
            within(
                new Promise((resolve) => {
                    look = () => bytes >= count && resolve();
                    look();
                }),
                `${count} bytes`,
            );
        return { dialled, heardBytes };
    }

    it('texts wait for the end of the turn, and each is confirmed, in order', async () => {
        const { dialled, heardBytes } = await open();
        const { socket } = dialled;
        const order: string[] = [];
        for (const text of ['a', 'b', 'c']) socket.send(text, (error) => order.push(error ? 'error' : text));
        // Head, mask and text of each.
        assert.equal(socket.bytesWaiting, 21);
        assert.deepEqual(order, []);
        await heardBytes(21);
        await within(new Promise<void>((resolve) => socket.send('d', () => resolve())), 'the confirmation');
        assert.deepEqual(order, ['a', 'b', 'c']);
        assert.equal(socket.bytesWaiting, 0);
    });

    it('one that is to leave at once takes those before it along, and those after it wait', async () => {
        const { dialled, heardBytes } = await open();
        const { socket } = dialled;
        const order: string[] = [];
        const send = (text: string, atOnce: boolean): void => socket.send(text, () => order.push(text), atOnce);
        send('a', false);
        send('b', true);
        assert.equal(socket.bytesWaiting, 0);
        send('c', false);
        assert.equal(socket.bytesWaiting, 7);
        send('d', true);
        assert.equal(socket.bytesWaiting, 0);
        await heardBytes(28);
        assert.deepEqual(order, ['a', 'b', 'c', 'd']);
    });

    it('texts that wait for the end of the turn are told to be lost when the socket is ended in it', async () => {
        const { dialled } = await open();
        const told: boolean[] = [];
        for (const text of ['a', 'b']) dialled.socket.send(text, (error) => told.push(error instanceof Error));
        dialled.socket.terminate();
        await within(dialled.closed, 'the end');
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(told, [true, true]);
    });
});
