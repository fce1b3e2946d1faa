// Ports that stay free while no server listens on them: below the ephemeral range of the operating system.

import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 29_999;

let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/** A port that is free now and is not returned again soon. */
export async function steadyPort(): Promise<number> {
    for (;;) {
        const port = next;
        next = port === LAST ? FIRST : port + 1;
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
