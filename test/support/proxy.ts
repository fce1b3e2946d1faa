// A proxy for tests: takes CONNECT as real ones do, and leads every name to this computer.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TestProxy {
    readonly port: number;
    /** The heads of all requests: their target and their login. */
    readonly asked: readonly { readonly target: string; readonly login: string | undefined }[];
    /** Connections of clients that are open now. */
    readonly open: number;
}

export interface ProxyOptions {
    /** Responds with this status and forwards no connection. */
    readonly refuse?: number;
    /** Its header `Retry-After`, with `refuse`. */
    readonly retryAfter?: string;
    /** Sends no response. */
    readonly stall?: boolean;
    /** The required login, as `user:password`. */
    readonly login?: string;
}

const running = new Set<Server>();
const sockets = new Set<Duplex>();

/** Starts an HTTP proxy that supports CONNECT. */
export async function startProxy({ refuse, retryAfter, stall, login }: ProxyOptions = {}): Promise<TestProxy> {
    const asked: { target: string; login: string | undefined }[] = [];
    const server = createServer();
    let open = 0;
    server.on('connection', (socket: Socket) => {
        own(socket);
        open++;
        socket.on('close', () => open--);
    });
    server.on('connect', (request: IncomingMessage, near: Socket, head: Buffer) => {
        const { 'proxy-authorization': given = '' } = request.headers;
        const known = given === '' ? undefined : Buffer.from(given.replace('Basic ', ''), 'base64').toString();
        asked.push({ target: request.url ?? '', login: known });
        if (stall) {
            // Or it would not notice our end.
            near.resume().on('end', () => near.end());
            return;
        }
        const status = refuse ?? (login !== undefined && known !== login ? 407 : undefined);
        if (status !== undefined) {
            const later = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
            near.end(`HTTP/1.1 ${status} No\r\n${later}Content-Length: 2\r\n\r\nNo`);
            return;
        }
        const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
            near.write('HTTP/1.1 200 OK\r\n\r\n');
            far.write(head);
            near.pipe(far).pipe(near);
        });
        own(far);
        far.on('close', () => near.destroy());
        near.on('close', () => far.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    running.add(server);
    return {
        port: (server.address() as AddressInfo).port,
        asked,
        get open() {
            return open;
        },
    };
}

function own(socket: Duplex): void {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
}

/** Ends them all; for afterEach. */
export async function endProxies(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await Promise.all([...running].map((server) => new Promise((resolve) => server.close(resolve))));
    running.clear();
}
