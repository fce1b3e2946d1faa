// Ports of this computer, for programs that a test starts.

import { type AddressInfo, connect, createServer } from 'node:net';

/** Whether something takes connections there. */
export function answers(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
    });
}

/** A port on 127.0.0.1 that is free at the moment. */
export async function freePort(): Promise<number> {
    const port = await listenBriefly(0);
    if (port === undefined) throw new Error('No port of this computer is free.');
    return port;
}

let next = 20_000 + Math.floor(Math.random() * 8000);

/** The same below the ports of outgoing connections, one of which could take it while hundreds of programs start. */
export async function lowPort(): Promise<number> {
    for (;;) {
        const port = next++;
        if ((await listenBriefly(port)) !== undefined) return port;
    }
}

/** The port that was free, 0 for any; undefined if it was not. */
function listenBriefly(wanted: number): Promise<number | undefined> {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => resolve(undefined));
        server.listen(wanted, '127.0.0.1', () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => resolve(port));
        });
    });
}
