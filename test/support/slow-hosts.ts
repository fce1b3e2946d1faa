// Hubs on addresses of this computer that take a second to accept a connection, or never do: processes that are stopped
// while their queue of connections is full. Linux repeats the request to connect after one second. As a proxy, each
// responds with status 502.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { next } from './wait';

const HUB = `
const { WebSocketServer } = require('ws');
const [host, port] = process.argv.slice(1);
const server = require('http').createServer();
new WebSocketServer({ server });
server.on('connect', (request, socket) => socket.end('HTTP/1.1 502 No\\r\\n\\r\\n'));
server.listen({ host, port: Number(port), backlog: 1 }, () => console.log(server.address().port));
`;

const children = new Set<ChildProcess>();
const sockets = new Set<Socket>();

/** Whether this computer can have such hosts. */
export const HAS_SLOW_HOSTS = process.platform === 'linux';

/** A hub that accepts nobody before `go`. Gives its port. */
export async function startSlowHost(host: string, port = 0): Promise<{ readonly port: number; go(): void }> {
    const child = spawn(process.execPath, ['-e', HUB, host, `${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    const [line] = await next(child.stdout, 'data', `the port of the hub on ${host}`);
    const own = Number(String(line));
    child.kill('SIGSTOP');
    // Two fit into the queue, the third waits.
    await Promise.all([fill(host, own), fill(host, own)]);
    sockets.add(connect(own, host).on('error', () => {}));
    return { port: own, go: () => child.kill('SIGCONT') };
}

async function fill(host: string, port: number): Promise<void> {
    const socket = connect(port, host).on('error', () => {});
    sockets.add(socket);
    await once(socket, 'connect');
}

/** Ends all of a test; for afterEach. */
export async function endSlowHosts(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await Promise.all(
        [...children].map(async (child) => {
            const exit = once(child, 'exit');
            child.kill('SIGKILL');
            await exit;
        }),
    );
    children.clear();
}
