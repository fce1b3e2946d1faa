// The simulated hub of a hub node, as a socket like any other.

import assert from 'node:assert/strict';
import { simulatedHub } from '../../nodes/runtime/hub/simulated-hub';
import type { Socket } from '../../src/connection/socket-types';
import { leavesNothing } from '../support/leaks.js';

describe('simulated hub: its socket', () => {
    leavesNothing();

    it('lines wait for the end of the turn, unless they are to leave at once', async () => {
        const hub = simulatedHub(1024);
        try {
            const socket = await new Promise<Socket>((resolve, reject) => {
                const socket = hub.openSocket({
                    opened: () => resolve(socket),
                    message: () => {},
                    closed: ({ code }) => reject(new Error(code)),
                });
            });
            const waiting: number[] = [];
            const received = new Promise<void>((resolve, reject) => {
                socket.send('first\n', () => {});
                socket.send('a\n', () => {});
                waiting.push(socket.bytesWaiting);
                socket.send('b\n', (error) => (error ? reject(error) : resolve()), true);
                waiting.push(socket.bytesWaiting);
            });
            assert.deepEqual(waiting, [2, 0]);
            await received;
            socket.terminate();
        } finally {
            await hub.close();
        }
    });
});
