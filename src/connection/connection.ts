// The lasting thing that replaces sockets: one state, changed in one place, and at most one living socket.
// Moves text and bytes; what a frame is, and what to say first, is the hub's.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import type { BackoffOptions } from './backoff';
import type { Remainder } from './read-quota';
import { Retries } from './retries';
import { CLOSE_MS, type OpenSocket, type Socket } from './socket';
import { WRITE_MS, type WriteCallback, Writer } from './writer';

/** The state as others see it. */
export type ConnectionState =
    | { readonly name: 'disconnected' }
    | { readonly name: 'connecting'; readonly attempt: number }
    | { readonly name: 'connected'; readonly since: number }
    | { readonly name: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly cause: Reason };

/** All durations in milliseconds. */
export interface ConnectionOptions {
    readonly openSocket: OpenSocket;
    readonly clock: Clock;
    readonly backoff: BackoffOptions;
    /** Longest wait for an open socket, from the name look-up to the end of the handshake. */
    readonly handshakeMs: number;
    /** Time between two looks for a sign of life; 0 for none. */
    readonly heartbeatMs: number;
}

export interface ConnectionEvents {
    /** After every change. `connected` is told before any message of that socket. */
    state(state: ConnectionState): void;
    message(data: Uint8Array): Remainder | undefined;
}

/** Everything that belongs to one socket. */
interface Link {
    readonly socket: Socket;
    readonly writer: Writer;
    readonly timers: Record<'deadline' | 'heartbeat', Dispose>;
}

type State =
    | { readonly name: 'disconnected' }
    | { readonly name: 'connecting'; readonly attempt: number; readonly link: Link }
    | { readonly name: 'connected'; readonly since: number; readonly link: Link }
    | {
          readonly name: 'waiting';
          readonly attempt: number;
          readonly retryAt: number;
          readonly cause: Reason;
          readonly timer: Dispose;
      }
    /** Seen as `disconnected`; `reopen` when somebody asked for the link again meanwhile. */
    | { readonly name: 'closing'; readonly link: Link; readonly reopen: boolean };

const nothing: Dispose = () => {};

export class Connection {
    readonly #options: ConnectionOptions;
    readonly #events: ConnectionEvents;
    #state: State = { name: 'disconnected' };
    #closed: (() => void)[] = [];
    readonly #retries: Retries;

    constructor(options: ConnectionOptions, events: ConnectionEvents) {
        this.#options = options;
        this.#events = events;
        this.#retries = new Retries(options.clock, options.backoff);
    }

    get state(): ConnectionState {
        return visible(this.#state);
    }

    get isConnected(): boolean {
        return this.#state.name === 'connected';
    }

    /** Connects at once, and keeps the connection up from now on. Does nothing when that is so already. */
    open(): void {
        if (this.#isIdle) this.#retries.clear();
        this.#want();
    }

    /** The same on request of a flow: those come in loops too, and too many of them wait for their turn. */
    request(): void {
        if (this.#isIdle) this.#retries.grant();
        this.#want();
    }

    /** Replaces the connection, or ends the wait for the next attempt, on request of a flow; with the same limit. */
    reconnect(farewell: readonly string[]): void {
        const state = this.#state;
        if (state.name !== 'waiting') {
            void this.close(farewell);
            this.request();
        } else if (this.#retries.grant()) {
            state.timer();
            this.#openSocket();
        }
    }

    /**
     * Hangs up: says the farewell where there is somebody to hear it, and resolves when the socket is gone, at the
     * latest after two seconds.
     */
    close(farewell: readonly string[] = []): Promise<void> {
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
                this.#closing(state.link);
                state.link.socket.terminate();
                break;
            case 'connected':
                for (const text of farewell) state.link.socket.send(text, nothing);
                this.#closing(state.link);
                state.link.socket.close();
                break;
            case 'closing':
                this.#state = { ...state, reopen: false };
        }
        return new Promise((resolve) => this.#closed.push(resolve));
    }

    /** Whether so much waits in the socket that it takes no more for now. */
    get isFull(): boolean {
        const state = this.#state;
        return state.name === 'connected' && state.link.writer.isFull;
    }

    /** Hands text or bytes to the socket, if there is one that is open now; never keeps them for later. */
    write(data: string | Uint8Array, written: WriteCallback, atOnce = false): void {
        const state = this.#state;
        if (state.name !== 'connected') written(refuse('not-connected').reason);
        else if (state.link.writer.isFull) written(refuse('write-full').reason);
        else state.link.writer.send(data, written, atOnce);
    }

    /** Whether nobody wants a connection at present. */
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
        const current = (): boolean => 'link' in this.#state && this.#state.link === link;
        const socket = this.#options.openSocket({
            opened: () => current() && this.#state.name === 'connecting' && this.#opened(link),
            message: (data) => (current() && this.#state.name === 'connected' ? this.#events.message(data) : undefined),
            closed: (cause) => current() && this.#gone(link, cause),
        });
        const link: Link = {
            socket,
            writer: new Writer(this.#options.clock, socket, () => {
                this.#lost(link, refuse('write-timeout', { seconds: WRITE_MS / 1000 }).reason);
            }),
            timers: { deadline: nothing, heartbeat: nothing },
        };
        const { clock, handshakeMs } = this.#options;
        link.timers.deadline = clock.after(handshakeMs, () => {
            this.#lost(link, refuse('timeout', { seconds: handshakeMs / 1000 }).reason);
        });
        this.#change({ name: 'connecting', attempt, link });
    }

    #opened(link: Link): void {
        link.timers.deadline();
        this.#beat(link, -1);
        this.#retries.opened();
        this.#change({ name: 'connected', since: this.#options.clock.now(), link });
    }

    /** Asks for a sign of life; none until the next look means that the link is dead. */
    #beat(link: Link, heard: number): void {
        const { clock, heartbeatMs } = this.#options;
        if (heartbeatMs === 0) return;
        const [asked, requestedAt] = [clock.now(), clock.monotonic()];
        link.timers.heartbeat = clock.after(heartbeatMs, () => {
            // After a sleep, or a long stop of this process, answers may still wait to be read: look again. The
            // monotonic clock may not count a sleep, the other one may have been set back.
            const passed = Math.max(clock.now() - asked, clock.monotonic() - requestedAt);
            const late = passed > heartbeatMs * 1.5;
            const { bytesReceived } = link.socket;
            if (bytesReceived === heard && !late) {
                return this.#lost(link, refuse('heartbeat', { seconds: heartbeatMs / 1000 }).reason);
            }
            this.#beat(link, bytesReceived);
            link.socket.ping();
        });
    }

    /** A dead link: the socket is ended without a word, and its own last event comes too late to matter. */
    #lost(link: Link, cause: Reason): void {
        link.socket.terminate();
        this.#gone(link, cause);
    }

    #gone(link: Link, cause: Reason): void {
        const state = this.#state;
        this.#stop(link);
        if (state.name === 'closing') {
            this.#state = { name: 'disconnected' };
            for (const resolve of this.#closed.splice(0)) resolve();
            if (state.reopen) this.#resume();
        } else {
            this.#retries.failed(cause);
            this.#wait();
        }
        // Last of all: whoever is told of a lost text may open or close.
        link.writer.abandon();
    }

    #wait(): void {
        const { clock } = this.#options;
        const { pause, attempt } = this.#retries;
        const timer = clock.after(pause.ms, () => this.#openSocket());
        this.#change({ name: 'waiting', attempt, retryAt: clock.now() + pause.ms, cause: pause.cause, timer });
    }

    /** From here on the link only has to end; texts that it took before may still be confirmed. */
    #closing(link: Link): void {
        this.#stop(link);
        this.#retries.ended();
        link.timers.deadline = this.#options.clock.after(CLOSE_MS, () => this.#lost(link, refuse('dropped').reason));
        this.#change({ name: 'closing', link, reopen: false });
    }

    #stop(link: Link): void {
        for (const stop of Object.values(link.timers)) stop();
        link.writer.stop();
    }

    #change(state: State): void {
        this.#state = state;
        this.#events.state(visible(state));
    }
}

function visible(state: State): ConnectionState {
    switch (state.name) {
        case 'connecting':
            return { name: 'connecting', attempt: state.attempt };
        case 'connected':
            return { name: 'connected', since: state.since };
        case 'waiting': {
            const { name, attempt, retryAt, cause } = state;
            return { name, attempt, retryAt, cause };
        }
        case 'closing':
        case 'disconnected':
            return { name: 'disconnected' };
    }
}
