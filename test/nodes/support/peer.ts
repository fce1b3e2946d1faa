// A hub that records the bytes it receives, and sends only what the test sends.

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { next, until } from '../../support/wait.js';

export interface Peer {
    readonly url: string;
    /** Every message, as it came: text or bytes. */
    readonly messages: readonly (string | Buffer)[];
    /** The lines of all messages, without their ends. */
    readonly lines: readonly string[];
    send(line: string | Buffer): void;
}

const running = new Set<WebSocketServer>();

export async function startPeer(): Promise<Peer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 32 * 1024 * 1024 });
    running.add(server);
    await next(server, 'listening');
    const messages: (string | Buffer)[] = [];
    const lines: string[] = [];
    server.on('connection', (socket) => {
        socket.on('message', (data, isBinary) => {
            messages.push(isBinary ? (data as Buffer) : String(data));
            lines.push(...String(data).trim().split('\n'));
        });
    });
    return {
        url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
        messages,
        lines,
        send: (line) => {
            for (const socket of server.clients) socket.send(line, { binary: false });
        },
    };
}

/**
 * Waits for a connection, completes the start and the device list request; gives the lines received from then on. `from` is how
 * many lines earlier connections have sent.
 */
export async function greeted({ lines, send }: Peer, from = 0): Promise<() => readonly string[]> {
    await until(() => lines.length > from, 'the start message');
    send('["boot", {}]');
    await until(() => lines.length > from + 1, 'the device list request');
    send('["-/-/config/list/ok", {"sensors": [], "actuators": ["led/-"], "notifications": []}]');
    const before = lines.length;
    return () => lines.slice(before);
}

/** Ends them all; for afterEach. */
export async function endPeers(): Promise<void> {
    const ends = [...running].map((server) => {
        for (const socket of server.clients) socket.terminate();
        return new Promise<void>((resolve) => server.close(() => resolve()));
    });
    running.clear();
    await Promise.all(ends);
}
