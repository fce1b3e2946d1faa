// Servers that are no hub, or a strange one: raw TCP and TLS, so that a test decides about every byte.

import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** From Node.js 24 on, an address such as fe80::1 is tried on the first network interface, until the timeout. */
export const REFUSES_LINK_LOCAL = Number.parseInt(process.versions.node, 10) < 24;

const servers = new Set<Server>();
const sockets = new Set<Socket>();

/** Calls `accept` for each connection; gives the port on 127.0.0.1. */
export function listen(accept: (socket: Socket) => void): Promise<number> {
    return start(createServer(accept));
}

/** The same behind TLS. */
export function listenTls(options: TlsOptions, accept: (socket: Socket) => void = () => {}): Promise<number> {
    const server = createTlsServer(options, accept);
    server.on('tlsClientError', () => {});
    return start(server);
}

async function start(server: Server): Promise<number> {
    servers.add(server);
    server.on('connection', own);
    server.on('secureConnection', own);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
}

function own(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
}

/** Ends the servers of a test and all their sockets; for afterEach. */
export async function endServers(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
    servers.clear();
}

/** The first byte of a client that begins with TLS. */
const TLS_HANDSHAKE = 0x16;

/**
 * Reads the head of the request, then calls `respond` with it. Data after the head is left to the test. A client that
 * begins with TLS is disconnected, as plain servers do.
 */
export function afterRequest(socket: Socket, respond: (head: string) => void): void {
    let head = '';
    const read = (data: Buffer): void => {
        if (head === '' && data[0] === TLS_HANDSHAKE) {
            socket.destroy();
            return;
        }
        head += data.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        socket.off('data', read);
        respond(head);
    };
    socket.on('data', read);
}

/** The response that opens a WebSocket, for the head of its request. */
export function upgradeResponse(head: string): string {
    const key = /^Sec-WebSocket-Key: (.*)\r$/im.exec(head)?.[1] ?? '';
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** An unmasked WebSocket frame, as servers send them; the text must be short. */
export function serverFrame(opcode: number, payload: string | Buffer): Buffer {
    const body = Buffer.from(payload);
    if (body.length > 125) throw new TypeError('a short payload, please');
    return Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);
}
