// What a connection and its socket expect of each other. Only the socket itself knows `ws`.

import type { TLSSocket } from 'node:tls';
import type { Reason } from '../base/errors';
import type { MessageHandler } from './read-quota';

/**
 * What a socket reports to its owner. `closed` comes exactly once and last. Nothing comes within `OpenSocket` or a method
 * of the socket.
 */
export interface SocketHandlers {
    opened(): void;
    /** All data received before the end comes before `closed`, limited for each turn. */
    readonly message: MessageHandler;
    closed(cause: Reason): void;
    readonly trace?: SocketTrace;
}

/** The steps of connecting, for the connection check. Each is called at most once, in this order. */
export interface SocketTrace {
    /** The name was resolved to these addresses, which are tried in this order; not called for an IP address. */
    found(addresses: readonly string[]): void;
    /** The port is open; `silent` are the addresses that were tried before without success. */
    connected(address: string, silent: readonly string[]): void;
    /** The TLS handshake succeeded with an accepted certificate. */
    secured(socket: TLSSocket): void;
    /** The error code of Node.js or the library, before `closed`; may be empty. */
    failed(code: string): void;
}

/** The operating system took the data, or why not. `hasMore` if the next data is reported directly after it. */
export type SendCallback = (error?: Error | null, hasMore?: boolean) => void;

/** An open or opening WebSocket. */
export interface Socket {
    /** `done` is called once. Text is sent with all other text of this turn of the event loop, or `atOnce`. */
    send(data: string | Uint8Array, done: SendCallback, atOnce?: boolean): void;
    ping(): void;
    /**
     * Grows with each received byte, and with each turn that passes on queued data. The heartbeat checks it, also while the
     * socket is paused.
     */
    readonly bytesReceived: number;
    /** Bytes that are buffered for sending. */
    readonly bytesWaiting: number;
    /** Starts the closing handshake, which ends in `closed` unless the hub does not respond. */
    close(): void;
    /** Ends without a closing handshake. */
    terminate(): void;
}

export type OpenSocket = (handlers: SocketHandlers) => Socket;

/** Longest wait for the end of the TCP connection after a close frame. */
export const CLOSE_MS = 2_000;
