// The smallest hub, on the library that the simulator uses, as the backend of proxies.

import { type WebSocket, WebSocketServer } from 'ws';
import { next } from '../../support/wait.js';
import { answersTo, reading } from './answers';

/** The smallest hub, started and stopped on one port. */
export class Backend {
    readonly #port: number;
    #server: WebSocketServer | undefined;
    #closed: number | null = null;

    constructor(port: number) {
        this.#port = port;
    }

    async start(): Promise<void> {
        const server = new WebSocketServer({ port: this.#port, host: '127.0.0.1' });
        this.#server = server;
        server.on('connection', (socket) => this.#serve(socket));
        await next(server, 'listening');
    }

    async stop(): Promise<void> {
        const server = this.#server;
        if (!server) return;
        this.#server = undefined;
        for (const socket of server.clients) socket.terminate();
        await new Promise((resolve) => server.close(resolve));
    }

    #serve(socket: WebSocket): void {
        let first: string | undefined;
        socket.on('error', () => {});
        socket.on('close', (code) => {
            this.#closed = code;
        });
        socket.on('pong', (data) => {
            if (String(data) === 'interop') socket.send('["interop/-", {"pong": true}]');
        });
        socket.on('message', (data) => {
            const bytes = data as Buffer;
            first ??= bytes.toString('hex');
            for (const line of bytes.toString().split('\n')) {
                if (line.trim() !== '') this.#answer(socket, line, first);
            }
        });
    }

    #answer(socket: WebSocket, line: string, first: string): void {
        const [topic] = JSON.parse(line) as [string];
        if (topic === 'interop/-/first') {
            socket.send(JSON.stringify(['interop/-', { first, closed: this.#closed }]));
        } else if (topic === 'interop/-/fragments') {
            const text = reading(99);
            socket.send(text.slice(0, 10), { fin: false });
            socket.ping('between');
            socket.send(text.slice(10, 30), { fin: false });
            socket.send(text.slice(30), { fin: true });
        } else if (topic === 'interop/-/ping') socket.ping('interop');
        else if (topic === 'interop/-/close') socket.close(1012, 'restart');
        else for (const text of answersTo(line)) socket.send(text);
    }
}
