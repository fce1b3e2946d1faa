// The web server in front: path, login, upgrade, and the faults of a handshake. Every socket it
// accepts is its to end, and no error of any of them reaches the host process.

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Effect } from './simulated-faults';
import type { CheckedOptions } from './simulator-options';

interface WebSetup {
    readonly options: CheckedOptions;
    /** The fault of the moment. */
    readonly effect: () => Effect;
    /** A handshake has begun, whether it succeeds or not. */
    readonly attempted: () => void;
    readonly opened: (socket: WebSocket) => void;
}

// Exactly this many bytes pass, one more ends the connection (clown-talk, section 3).
const MESSAGE_LIMIT = 10 * 1024 * 1024;

/** The HTTP or HTTPS server of a simulator; passes on each WebSocket after its handshake. */
export class Web {
    readonly #setup: WebSetup;
    readonly #sockets = new Set<Duplex>();
    #server: Server | undefined;

    constructor(setup: WebSetup) {
        this.#setup = setup;
    }

    /** Listens and gives the port. Rejects if the address cannot be had. */
    async listen(host: string, port: number): Promise<number> {
        const { tls } = this.#setup.options;
        const server = tls ? createTlsServer(tls) : createServer();
        // Loaded here, as in connection/socket: no Node-RED without a simulated hub needs it.
        const { WebSocketServer } = require('ws') as typeof import('ws');
        const upgrader = new WebSocketServer({
            noServer: true,
            perMessageDeflate: false,
            maxPayload: MESSAGE_LIMIT,
            skipUTF8Validation: true,
            autoPong: false,
            // The hub selects no subprotocol of those requested (clown-talk, section 2).
            handleProtocols: () => false,
        });
        server.on('connection', (socket: Duplex) => this.#own(socket));
        server.on('secureConnection', (socket: Duplex) => this.#own(socket));
        // Failed TLS handshakes come here as well.
        // What is no HTTP, TLS for instance, gets this before the end.
        server.on('clientError', (_error: Error, socket: Duplex) => refuseUpgrade(socket, 400));
        server.on('request', (request, response) => {
            const status = this.#refusal(request) ?? 400;
            response.writeHead(status, headersOf(status)).end(`${status} ${STATUS_CODES[status] ?? ''}\n`);
        });
        server.on('upgrade', (request, socket, head) => {
            socket.on('error', () => {});
            this.#setup.attempted();
            const { stall, refuse } = this.#setup.effect();
            if (stall) return;
            const status = refuse ?? this.#refusal(request);
            if (status !== undefined) refuseUpgrade(socket, status);
            else upgrader.handleUpgrade(request, socket, head, (opened) => this.#setup.opened(opened));
        });
        await new Promise<void>((resolve, reject) => {
            server.once('error', reject);
            server.listen(port, host, () => {
                server.off('error', reject);
                server.on('error', () => {});
                resolve();
            });
        });
        this.#server = server;
        return (server.address() as AddressInfo).port;
    }

    /** Where to connect, by one of the names of its host. */
    urlFor(host: string, port: number): string {
        const { tls, path } = this.#setup.options;
        const shown = host.includes(':') ? `[${host}]` : host;
        return `${tls ? 'wss' : 'ws'}://${shown}:${port}${path}`;
    }

    /** Stops listening and ends every socket at once. */
    async close(): Promise<void> {
        const server = this.#server;
        this.#server = undefined;
        for (const socket of this.#sockets) socket.destroy();
        if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    }

    #own(socket: Duplex): void {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.#sockets.delete(socket));
    }

    // The HTTP status for a request that may not pass (clown-talk, section 2).
    #refusal(request: IncomingMessage): number | undefined {
        const { path, login } = this.#setup.options;
        const asked = (request.url ?? '').replace(/\?.*/s, '').toLowerCase();
        if (!asked.startsWith(path.toLowerCase())) return 404;
        if (login === undefined) return undefined;
        const [scheme, secret = ''] = (request.headers.authorization ?? '').split(' ');
        const given = scheme?.toLowerCase() === 'basic' ? Buffer.from(secret, 'base64').toString() : undefined;
        return given === login ? undefined : 401;
    }
}

function headersOf(status: number): Record<string, string> {
    return status === 401 ? { 'WWW-Authenticate': 'Basic realm="Restricted"' } : {};
}

function refuseUpgrade(socket: Duplex, status: number): void {
    const body = `${status} ${STATUS_CODES[status] ?? 'Refused'}\n`;
    const headers = { ...headersOf(status), 'Content-Length': String(body.length), Connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.once('finish', () => socket.destroy());
    socket.end(`HTTP/1.1 ${body.trim()}\r\n${lines.join('')}\r\n${body}`);
}
