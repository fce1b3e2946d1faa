// A connection that replaces its sockets: one state, changed in one place, and at most one open socket.
// Moves text and bytes; frames and the start message belong to the hub.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import type { BackoffOptions } from './backoff';
import { type ActiveSocket, type ConnectionState, type State, visible } from './connection-state';
import { startHeartbeat } from './heartbeat';
import type { MessageHandler } from './read-quota';
import { Retries } from './retries';
import { CLOSE_MS, type OpenSocket } from './socket-types';
import type { ConnectionTap } from './tap';
import { WRITE_MS, type WriteCallback, Writer } from './writer';

/** All durations in milliseconds. */
export interface ConnectionOptions {
    readonly openSocket: OpenSocket;
    readonly clock: Clock;
    readonly backoff: BackoffOptions;
    /** Timeout for an open socket, from the name lookup to the end of the handshake. */
    readonly handshakeMs: number;
    /** Time between two heartbeats; 0 for none. */
    readonly heartbeatMs: number;
}

export interface ConnectionEvents {
    /** Called after every change. `connected` comes before any message of that socket. */
    state(state: ConnectionState): void;
    readonly message: MessageHandler;
}

const nothing: Dispose = () => {};

/** Connects, reconnects after a failure, and disconnects. */
export class Connection {
    readonly #options: ConnectionOptions;
    readonly #events: ConnectionEvents;
    #state: State = { name: 'disconnected' };
    #closed: (() => void)[] = [];
    readonly #retries: Retries;
    /** Undefined while there is none, so that a frame costs one look at it. */
    #taps: readonly ConnectionTap[] | undefined;

    constructor(options: ConnectionOptions, events: ConnectionEvents) {
        this.#options = options;
        this.#events = events;
        this.#retries = new Retries(options.clock, options.backoff);
    }

    get state(): ConnectionState {
        return visible(this.#state, this.#options.clock);
    }

    get isConnected(): boolean {
        return this.#state.name === 'connected';
    }

    /** Adds a tap until disposed of. */
    tap(tap: ConnectionTap): Dispose {
        this.#taps = [...(this.#taps ?? []), tap];
        return () => {
            const left = this.#taps?.filter((one) => one !== tap);
            this.#taps = left?.length ? left : undefined;
        };
    }

    /** Connects at once, and reconnects from then on. Does nothing if it was called before. */
    open(): void {
        if (this.#isIdle) this.#retries.clear();
        this.#want();
    }

    /** As `open`, on request of a flow. A flow may send requests in a loop, so too many of them have to wait. */
    request(): void {
        if (this.#isIdle) this.#retries.grant();
        this.#want();
    }

    /** Reconnects, or makes the next attempt at once, on request of a flow and with the limit of `request`. */
    reconnect(goodbye: readonly string[]): void {
        const state = this.#state;
        if (state.name !== 'waiting') {
            void this.close(goodbye);
            this.request();
        } else if (this.#retries.grant()) {
            state.timer();
            this.#openSocket();
        }
    }

    /** Sends `goodbye` if connected, disconnects, and resolves when the socket is closed, within `CLOSE_MS`. */
    close(goodbye: readonly string[] = []): Promise<void> {
        const state = this.#state;
        this.#retries.idle();
        switch (state.name) {
            case 'disconnected':
                return Promise.resolve();
            case 'waiting':
                state.timer();
                this.#change({ name: 'disconnected' });
                return Promise.resolve();
            case 'connecting':
                this.#closing(state.active);
                state.active.socket.terminate();
                break;
            case 'connected':
                for (const text of goodbye) {
                    state.active.socket.send(text, nothing);
                    if (this.#taps) for (const tap of this.#taps) tap.sent(text);
                }
                this.#closing(state.active);
                state.active.socket.close();
                break;
            case 'closing':
                this.#state = { ...state, reopen: false };
        }
        return new Promise((resolve) => this.#closed.push(resolve));
    }

    /** Whether the socket has so much buffered that it accepts nothing more for now. */
    get isFull(): boolean {
        const state = this.#state;
        return state.name === 'connected' && state.active.writer.isFull;
    }

    /** Writes text or bytes to the socket if it is open and not full; otherwise `written` receives the reason at once. */
    write(data: string | Uint8Array, written: WriteCallback, atOnce = false): void {
        const state = this.#state;
        if (state.name !== 'connected') written(refuse('not-connected').reason);
        else if (state.active.writer.isFull) written(refuse('write-full').reason);
        else {
            // Before the socket, whose callbacks may end the connection.
            if (this.#taps) for (const tap of this.#taps) tap.sent(data);
            state.active.writer.send(data, written, atOnce);
        }
    }

    /** Whether no connection is requested at present. */
    get #isIdle(): boolean {
        const state = this.#state;
        return state.name === 'disconnected' || (state.name === 'closing' && !state.reopen);
    }

    #want(): void {
        if (!this.#isIdle) return;
        this.#retries.wanted();
        if (this.#state.name === 'closing') this.#state = { ...this.#state, reopen: true };
        else this.#resume();
    }

    /** Connects, as soon as the retries allow it. */
    #resume(): void {
        if (this.#retries.pause.ms > 0) this.#wait();
        else this.#openSocket();
    }

    #openSocket(): void {
        const { attempt } = this.#retries;
        const current = (): boolean => 'active' in this.#state && this.#state.active === active;
        const socket = this.#options.openSocket({
            opened: () => current() && this.#state.name === 'connecting' && this.#opened(active),
            message: (data, isSameTurn) => {
                if (!current() || this.#state.name !== 'connected') return undefined;
                if (this.#taps) for (const tap of this.#taps) tap.received(data);
                return this.#events.message(data, isSameTurn);
            },
            closed: (cause) => current() && this.#gone(active, cause),
        });
        const active: ActiveSocket = {
            socket,
            writer: new Writer(this.#options.clock, socket, () => {
                this.#lost(active, refuse('write-timeout', { seconds: WRITE_MS / 1000 }).reason);
            }),
            timers: { deadline: nothing, heartbeat: nothing },
        };
        const { clock, handshakeMs } = this.#options;
        active.timers.deadline = clock.after(handshakeMs, () => {
            this.#lost(active, refuse('timeout', { seconds: handshakeMs / 1000 }).reason);
        });
        this.#change({ name: 'connecting', attempt, active });
    }

    #opened(active: ActiveSocket): void {
        active.timers.deadline();
        const { clock, heartbeatMs } = this.#options;
        active.timers.heartbeat = startHeartbeat(clock, active.socket, heartbeatMs, () => {
            this.#lost(active, refuse('heartbeat', { seconds: heartbeatMs / 1000 }).reason);
        });
        this.#retries.opened();
        this.#change({ name: 'connected', since: clock.monotonic(), active });
    }

    /** Ends a dead socket without a close handshake; its own `closed` event is then ignored. */
    #lost(active: ActiveSocket, cause: Reason): void {
        active.socket.terminate();
        this.#gone(active, cause);
    }

    #gone(active: ActiveSocket, cause: Reason): void {
        const state = this.#state;
        this.#stop(active);
        if (state.name === 'closing') {
            this.#state = { name: 'disconnected' };
            for (const resolve of this.#closed.splice(0)) resolve();
            if (state.reopen) this.#resume();
        } else {
            this.#retries.failed(cause);
            this.#wait();
        }
        // Last of all, because a callback of a lost text may open or close.
        active.writer.abandon();
    }

    #wait(): void {
        const { clock } = this.#options;
        const { pause, attempt } = this.#retries;
        const timer = clock.after(pause.ms, () => this.#openSocket());
        this.#change({ name: 'waiting', attempt, retryAt: clock.monotonic() + pause.ms, cause: pause.cause, timer });
    }

    /** Waits for the socket to end; texts that it took earlier may still be confirmed. */
    #closing(active: ActiveSocket): void {
        this.#stop(active);
        this.#retries.ended();
        active.timers.deadline = this.#options.clock.after(CLOSE_MS, () =>
            this.#lost(active, refuse('dropped').reason),
        );
        this.#change({ name: 'closing', active, reopen: false });
    }

    #stop(active: ActiveSocket): void {
        for (const stop of Object.values(active.timers)) stop();
        active.writer.stop();
    }

    #change(state: State): void {
        this.#state = state;
        const shown = visible(state, this.#options.clock);
        if (this.#taps) for (const tap of this.#taps) tap.state(shown);
        this.#events.state(shown);
    }
}
