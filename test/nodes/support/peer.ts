// A hub that only listens: it keeps what it is told, to the byte, and speaks when the test says so.

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { next, until } from '../../support/wait.js';

export interface Peer {
    readonly url: string;
    /** Every message, as it came: text or bytes. */
    readonly messages: readonly (string | Buffer)[];
    /** The lines of all messages, without their ends. */
    readonly lines: readonly string[];
    speak(line: string | Buffer): void;
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
        speak: (line) => {
            for (const socket of server.clients) socket.send(line, { binary: false });
        },
    };
}

/** Waits until a node has called, speaks, and answers the hub node's own question; gives what it hears from then on. */
export async function greeted({ lines, speak }: Peer): Promise<() => readonly string[]> {
    await until(() => lines.length > 0, 'the start message');
    speak('["boot", {}]');
    await until(() => lines.length > 1, 'the question for the devices');
    speak('["-/-/config/list/ok", {"sensors": [], "actuators": ["led/-"], "notifications": []}]');
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
