// Ports that stay free while nobody listens at them: below those that the operating system gives to whoever asks for any.

import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 29_999;

let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/** One that nobody uses now, and that is not given again soon. */
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
