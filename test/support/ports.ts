// Ports of this computer, for programs that a test starts.

import { connect, createServer } from 'node:net';

/** Whether something takes connections there. */
export function answers(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
    });
}

let next = 20_000 + Math.floor(Math.random() * 8000);

/**
 * A port on 127.0.0.1 that is free at the moment, below those of outgoing connections: one of these could take it before the
 * program that the test starts does.
 */
export async function freePort(): Promise<number> {
    for (;;) {
        const port = next++;
        if (await isFree(port)) return port;
    }
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
}
