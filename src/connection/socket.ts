// One WebSocket, from dial to close: a `ws` behind a small interface, and the causes for which it can end.
// Owns TLS, login and size limits; retries, heartbeats and deadlines are the connection's.

import type { ClientRequest } from 'node:http';
import type { Socket as Line } from 'node:net';
import type { TLSSocket, ConnectionOptions as TlsOptions } from 'node:tls';
import WebSocket from 'ws';
import { type Reason, refuse } from '../base/errors';
import { hasAuthorization } from '../settings/handshake';
import { type Attempt, closeCause, errorCause, mayWantTls, responseCause, subprotocolCause } from './causes';
import { type MessageHandler, ReadQuota } from './read-quota';
import { codeOf } from './tls-causes';
import { probeTls } from './tls-probe';
import { Tunnel } from './tunnel';
import { WriteBatch } from './write-batch';

/**
 * What a socket tells its owner. `closed` comes exactly once, after everything else. Nothing comes within `dial` or
 * within a method of the socket.
 */
export interface SocketHandlers {
    opened(): void;
    /** All that was heard before the end comes before `closed`, in portions. */
    readonly message: MessageHandler;
    closed(cause: Reason): void;
    readonly trace?: SocketTrace;
}

/** The stations of a dial, for who looks into where it ends. Each comes at most once, in this order. */
export interface SocketTrace {
    /** The name was looked up; does not come for a host that is a number. */
    found(address: string): void;
    connected(): void;
    /** TLS holds, and its certificate is one that we take. */
    secured(socket: TLSSocket): void;
    /** The code of the error before `closed`, as Node.js or the library calls it; may be empty. */
    failed(code: string): void;
}

type Stations = Pick<SocketTrace, 'found' | 'connected' | 'secured'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Socket {
    /**
     * `done` is called when the operating system took the data, or with an error when it cannot any more. Text leaves with
     * all other of this turn of the event loop, or `atOnce`.
     */
    send(data: string | Uint8Array, done: (error?: Error | null) => void, atOnce?: boolean): void;
    ping(): void;
    /**
     * Grows with each byte heard since the dial, and with each portion of what had to wait: the sign of life that the
     * heartbeat looks for, also while so much waits that nothing is read.
     */
    readonly bytesReceived: number;
    /** Bytes that wait to be sent. */
    readonly bytesWaiting: number;
    /** The closing handshake; ends in `closed`, unless the hub does not answer. */
    close(): void;
    /** Ends at once. */
    terminate(): void;
}

export type OpenSocket = (handlers: SocketHandlers) => Socket;

export interface SocketOptions {
    /** A checked `ws:` or `wss:` address without a login. */
    readonly url: string;
    readonly login?: { readonly user: string; readonly password: string };
    /** Extra headers of the handshake, which no proxy receives and no redirect gets. */
    readonly headers?: Readonly<Record<string, string>>;
    /** The connection fails if the server does not select it. */
    readonly subprotocol?: string;
    /** Settings for `wss:`; certificates are verified unless they say otherwise. */
    readonly tls?: TlsOptions;
    /** Largest message from the hub, in bytes. */
    readonly maxBytes: number;
    /** The address of a proxy on the way, where there is one. */
    readonly proxy?: string | undefined;
}

/** A peer that does not end the line after a close, its own or ours, gets this long. */
export const CLOSE_MS = 2_000;
/** Longest look for TLS at a port that gave a strange answer without it. */
const LOOK_MS = 1_000;

/** Connects to a hub: without compression, and without a subprotocol unless one is set, because a hub has neither. */
export function openWebSocket(options: SocketOptions, handlers: SocketHandlers): Socket {
    const { url, login, headers, subprotocol, tls, maxBytes, proxy } = options;
    const attempt: Mutable<Attempt> = {
        url,
        login,
        hasAuthorization: hasAuthorization(Object.keys(headers ?? {})),
        isNamed: typeof tls?.servername === 'string' && tls.servername !== '',
        maxBytes,
        stage: 'port',
    };
    const stations: Stations = {
        found: (address) => handlers.trace?.found(address),
        connected: () => {
            attempt.stage = url.startsWith('wss:') ? 'tls' : 'upgrade';
            handlers.trace?.connected();
        },
        secured: (stream) => {
            attempt.stage = 'upgrade';
            handlers.trace?.secured(stream);
        },
    };
    const tunnel = proxy === undefined ? undefined : new Tunnel(proxy, stations.connected);
    const settings = {
        rejectUnauthorized: true,
        ...(tunnel ? Tunnel.tls(url, tls) : tls),
        ...(tunnel ? { agent: tunnel.agent } : {}),
        ...(headers ? { headers } : {}),
        ...(login ? { auth: `${login.user}:${login.password}` } : {}),
        perMessageDeflate: false,
        followRedirects: false,
        maxPayload: maxBytes,
        // A line that is no UTF-8 is one bad frame, not the end of the link (clown-talk, section 3).
        skipUTF8Validation: true,
        // For a hub that says goodbye and then keeps the line open; the library knows it, its types do not.
        closeTimeout: CLOSE_MS,
        finishRequest: traced(stations, tunnel !== undefined),
    };
    const ws = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], settings);
    let cause: Reason | undefined;
    let stream: Line | undefined;
    let selected: string | undefined;
    ws.on('upgrade', (response) => {
        stream = response.socket;
        selected = response.headers['sec-websocket-protocol'];
    });
    const batch = new WriteBatch(
        (text, done) => ws.send(text, done),
        (run) => {
            stream?.cork();
            try {
                run();
            } finally {
                stream?.uncork();
            }
        },
    );
    ws.on('open', () => {
        attempt.stage = 'open';
        handlers.opened();
    });
    const readQuota = new ReadQuota(handlers.message, ws);
    ws.on('message', (data) => readQuota.add(data as Buffer));
    ws.on('unexpected-response', (_request, response) => {
        const { statusCode = 0, headers } = response;
        // The answer of a proxy that refuses comes as if it were the hub's.
        cause ??= tunnel?.fault ?? responseCause({ status: statusCode, headers }, attempt, Date.now());
        ws.terminate();
    });
    ws.on('error', (error) => {
        handlers.trace?.failed(codeOf(error));
        cause ??= tunnel?.fault ?? subprotocolCause(error, subprotocol, selected) ?? errorCause(error, attempt);
        // The library would wait half a minute for a hub that broke the rules to answer its close.
        ws.terminate();
    });
    const look = new AbortController();
    const closed = async (ended: Reason): Promise<void> => {
        // A proxy on the way connects to the hub alone.
        const isOdd = !tunnel && !look.signal.aborted && mayWantTls(ended, attempt);
        const isTls = isOdd && (await probeTls(url, {}, LOOK_MS, look.signal, () => undefined)).isTls;
        readQuota.finish(() => handlers.closed(isTls ? refuse('tls-wanted').reason : ended));
    };
    ws.on('close', (code, reason) => {
        tunnel?.end();
        void closed(cause ?? closeCause(code, reason.toString()));
    });
    return {
        send: (data, done, atOnce = false) => {
            if (typeof data === 'string') return batch.add(data, done, atOnce);
            batch.flush();
            ws.send(data, done);
        },
        ping: () => ws.ping(),
        get bytesReceived() {
            return (stream?.bytesRead ?? 0) + readQuota.handed;
        },
        get bytesWaiting() {
            return ws.bufferedAmount + batch.length;
        },
        close: () => {
            readQuota.end();
            batch.flush();
            ws.close(1000);
        },
        terminate: () => {
            readQuota.end();
            look.abort();
            ws.terminate();
        },
    };
}

/** Ends a request, which is what the library leaves to us then, and tells how its socket gets on. */
function traced(trace: Stations, isTunnelled: boolean): (request: ClientRequest) => void {
    return (request) => {
        request.once('socket', (socket) => {
            let isFound = false;
            // One call for each address of the name.
            socket.on('lookup', (error: Error | null, address: string) => {
                if (!error && !isFound) trace.found(address);
                isFound ||= !error;
            });
            if (!isTunnelled) socket.once('connect', () => trace.connected());
            socket.once('secureConnect', () => trace.secured(socket as TLSSocket));
        });
        request.end();
    };
}
