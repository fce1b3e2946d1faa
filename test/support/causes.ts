// Rows of the tables with the causes of ended sockets, and the one test for each of them.

import assert from 'node:assert/strict';
import type { Socket as NetSocket } from 'node:net';
import type { ReasonCode } from '../../src/base/errors';
import type { SocketOptions } from '../../src/connection/socket';
import { endHubs } from './hub';
import { afterRequest, endServers, listen } from './servers';
import { TestSocket } from './test-socket';

export type Target = Omit<SocketOptions, 'maxBytes'>;

/** What is connected to, and the cause of the end; `params` are compared if given. */
export type Cause = readonly [name: string, target: () => Promise<Target>, code: ReasonCode, params?: object];

/** A TCP server that passes each socket to `accept`, as a target for a WebSocket. */
export async function plain(accept: (socket: NetSocket) => void): Promise<Target> {
    return { url: `ws://127.0.0.1:${await listen(accept)}/` };
}

/** A server that responds to each request with this text, and leaves the connection open. */
export function answers(text: string): () => Promise<Target> {
    return () => plain((socket) => afterRequest(socket, () => socket.write(text)));
}

/** Declares the test of a row: one end with this code, and nothing after it. */
export function itEnds([name, target, code, params]: Cause): void {
    it(`${name}: ${code}`, async () => {
        const testSocket = new TestSocket(await target());
        const cause = await testSocket.end();
        assert.equal(cause.code, code, JSON.stringify(cause));
        if (params) assert.deepEqual(cause.params, params);
        // What comes once may not come again, and nothing comes later.
        await endServers();
        await endHubs();
        assert.deepEqual({ ...testSocket.counts, opened: 0 }, { opened: 0, closed: 1, early: 0, late: 0 });
    });
}
