// One WebSocket from connect to close: `ws` behind a small interface, with the causes for which it can end.
// Owns TLS, login and size limits; retries, heartbeat and deadlines belong to the connection.

import type { ClientRequest } from 'node:http';
import type { Socket as Line } from 'node:net';
import type { TLSSocket, ConnectionOptions as TlsOptions } from 'node:tls';
import { type Reason, refuse } from '../base/errors';
import { hasAuthorization } from '../settings/handshake';
import { Addresses } from './addresses';
import { type Attempt, closeCause, errorCause, mayWantTls, responseCause, subprotocolCause } from './causes';
import { ReadQuota } from './read-quota';
import { CLOSE_MS, type Socket, type SocketHandlers, type SocketTrace } from './socket-types';
import { codeOf } from './tls-causes';
import { probeTls } from './tls-probe';
import { Tunnel } from './tunnel';
import { WriteBatch } from './write-batch';

type Stations = Pick<SocketTrace, 'found' | 'connected' | 'secured'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface SocketOptions {
    /** A checked `ws:` or `wss:` address without a login. */
    readonly url: string;
    readonly login?: { readonly user: string; readonly password: string };
    /** Extra headers of the handshake; never sent to a proxy or a redirect. */
    readonly headers?: Readonly<Record<string, string>>;
    /** The connection fails if the server does not select it. */
    readonly subprotocol?: string;
    /** Settings for `wss:`; certificates are verified by default. */
    readonly tls?: TlsOptions;
    /** Largest message from the hub, in bytes. */
    readonly maxBytes: number;
    /** The address of a proxy. */
    readonly proxy?: string | undefined;
    /** The addresses of the host, or of the proxy, that earlier attempts have found. */
    readonly addresses?: Addresses | undefined;
}

/** The connection timeout without settings of a hub. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** Timeout of the TLS probe at a port that gave an unexpected response without TLS. */
const PROBE_MS = 1_000;

/** Connects to a hub: without compression and, by default, without a subprotocol, because a hub supports neither. */
export function openWebSocket(options: SocketOptions, handlers: SocketHandlers): Socket {
    const { url, login, headers, subprotocol, tls, maxBytes, proxy } = options;
    const { addresses = new Addresses(DEFAULT_TIMEOUT_MS) } = options;
    const attempt: Mutable<Attempt> = {
        url,
        login,
        hasAuthorization: hasAuthorization(Object.keys(headers ?? {})),
        isNamed: typeof tls?.servername === 'string' && tls.servername !== '',
        maxBytes,
        stage: 'port',
    };
    const stations: Stations = {
        found: (found) => handlers.trace?.found(found),
        connected: (address, silent) => {
            attempt.stage = url.startsWith('wss:') ? 'tls' : 'upgrade';
            if (address !== '') addresses.responded(address);
            handlers.trace?.connected(address, silent);
        },
        secured: (stream) => {
            attempt.stage = 'upgrade';
            handlers.trace?.secured(stream);
        },
    };
    const reaching = {
        lookup: addresses.lookup(proxy === undefined ? stations.found : () => {}),
        autoSelectFamilyAttemptTimeout: addresses.attemptMs,
    };
    const tunnel = proxy === undefined ? undefined : new Tunnel(proxy, reaching, () => stations.connected('', []));
    const settings = {
        ...(tunnel ? {} : reaching),
        rejectUnauthorized: true,
        ...(tunnel ? Tunnel.tls(url, tls) : tls),
        ...(tunnel ? { agent: tunnel.agent } : {}),
        ...(headers ? { headers } : {}),
        ...(login ? { auth: `${login.user}:${login.password}` } : {}),
        perMessageDeflate: false,
        followRedirects: false,
        maxPayload: maxBytes,
        // A line that is not UTF-8 is one bad frame, not the end of the connection (clown-talk, section 3).
        skipUTF8Validation: true,
        // For a hub that sends a close frame and keeps the TCP connection open. Missing in the types of the library.
        closeTimeout: CLOSE_MS,
        finishRequest: traced(stations),
    };
    // Loaded here: that takes as long as all of the pack, and a Node-RED without a hub needs none of it.
    const { WebSocket } = require('ws') as typeof import('ws');
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
        // Before the library reads the messages in it.
        stream?.prependListener('data', () => readQuota.turn());
        handlers.opened();
    });
    const readQuota = new ReadQuota(handlers.message, ws);
    ws.on('message', (data) => readQuota.add(data as Buffer));
    ws.on('unexpected-response', (_request, response) => {
        const { statusCode = 0, headers } = response;
        // The response of a refusing proxy comes in place of the hub's.
        cause ??= tunnel?.fault ?? responseCause({ status: statusCode, headers }, attempt, Date.now());
        ws.terminate();
    });
    ws.on('error', (error) => {
        handlers.trace?.failed(codeOf(error));
        cause ??= tunnel?.fault ?? subprotocolCause(error, subprotocol, selected) ?? errorCause(error, attempt);
        // The library would wait for a close frame.
        ws.terminate();
    });
    const probe = new AbortController();
    const closed = async (ended: Reason): Promise<void> => {
        // The probe would bypass a proxy.
        const isOdd = !tunnel && !probe.signal.aborted && mayWantTls(ended, attempt);
        const isTls = isOdd && (await probeTls(url, {}, PROBE_MS, probe.signal, () => undefined)).isTls;
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
            probe.abort();
            ws.terminate();
        },
    };
}

/** Sends the HTTP request, as `finishRequest` has to, and reports the steps of its socket. */
function traced(trace: Stations): (request: ClientRequest) => void {
    return (request) => {
        request.once('socket', (socket) => {
            // Through a proxy none of these three comes: the socket is connected before it gets here.
            const silent: string[] = [];
            socket.on('connectionAttemptFailed', (address) => silent.push(address));
            socket.on('connectionAttemptTimeout', (address) => silent.push(address));
            socket.once('connect', () => trace.connected(socket.remoteAddress ?? '', silent));
            socket.once('secureConnect', () => trace.secured(socket as TLSSocket));
        });
        request.end();
    };
}
