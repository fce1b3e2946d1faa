// A connection on a bench: the test plays the far end of its fake sockets and advances its clock, and one log records all
// events in order.

import assert from 'node:assert/strict';
import { type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import { Connection, type ConnectionOptions } from '../../src/connection/connection';
import type { ConnectionState } from '../../src/connection/connection-state';
import type { Socket, SocketHandlers } from '../../src/connection/socket-types';
import { ManualClock } from './manual-clock';

/** One fake socket; its calls are in the log of its bench. */
export class FakeSocket implements Socket {
    bytesReceived = 0;
    bytesWaiting = 0;
    /** From the connect until it was terminated or has ended by itself. */
    living = true;
    readonly #number: number;
    readonly #handlers: SocketHandlers;
    readonly #log: string[];
    readonly #unconfirmed: ((error?: Error) => void)[] = [];

    constructor(number: number, handlers: SocketHandlers, log: string[]) {
        this.#number = number;
        this.#handlers = handlers;
        this.#log = log;
    }

    send(text: string, done: (error?: Error) => void): void {
        this.#log.push(`${this.#number}.send ${text}`);
        this.#unconfirmed.push(done);
    }

    ping(): void {
        this.#log.push(`${this.#number}.ping`);
    }

    close(): void {
        this.#log.push(`${this.#number}.close`);
    }

    terminate(): void {
        this.#log.push(`${this.#number}.terminate`);
        this.living = false;
    }

    /** The far end completes the handshake. */
    opens(): void {
        this.bytesReceived += 100;
        this.#handlers.opened();
    }

    receives(text: string): void {
        this.bytesReceived += text.length;
        const rest = this.#handlers.message(Buffer.from(text), false);
        // Lines that are not plain are read one by one.
        while (rest && rest.next().done !== true);
    }

    /** The operating system takes the oldest text, or cannot. */
    takes(error?: Error): void {
        this.#unconfirmed.shift()?.(error);
    }

    ends(code: ReasonCode = 'dropped', params: Reason['params'] = {}): void {
        this.living = false;
        this.#handlers.closed(refuse(code, params).reason);
    }
}

/** A socket that takes every text at once. */
export class TakingSocket extends FakeSocket {
    override send(text: string, done: (error?: Error) => void): void {
        super.send(text, () => {});
        done();
    }
}

/** A connection with fake sockets and a manual clock; `read` takes the log. */
export class ConnectionBench {
    readonly clock = new ManualClock();
    readonly sockets: FakeSocket[] = [];
    readonly connection: Connection;
    /** What happened since it was last read. */
    readonly log: string[] = [];
    /** The most sockets that were ever alive at once. */
    mostLiving = 0;

    /** `changed` is called with every state, after the log. */
    constructor(options: Partial<ConnectionOptions> = {}, changed: (state: ConnectionState) => void = () => {}) {
        const backoff = { firstMs: 1000, ceilingMs: 60_000, random: () => 0.5 };
        this.connection = new Connection(
            {
                openSocket: (handlers) => this.#openSocket(handlers),
                clock: this.clock,
                backoff,
                handshakeMs: 10_000,
                heartbeatMs: 15_000,
                ...options,
            },
            {
                state: (state) => {
                    this.log.push(`state ${describeState(state, this.clock.now())}`);
                    changed(state);
                },
                message: (data) => {
                    this.log.push(`message ${Buffer.from(data)}`);
                    return undefined;
                },
            },
        );
    }

    /** The latest socket. */
    get socket(): FakeSocket {
        const socket = this.sockets.at(-1);
        if (!socket) throw new Error('no socket was opened');
        return socket;
    }

    /** Opens the connection; the hub has yet to respond. */
    open(): this {
        this.connection.open();
        return this;
    }

    /** Opens the connection and lets the hub respond. */
    connect(): this {
        this.open().socket.opens();
        return this;
    }

    /** The hub refuses that many attempts; gives the wait after each. */
    refused(times: number): number[] {
        return Array.from({ length: times }, () => {
            this.socket.ends('refused');
            return this.wait();
        });
    }

    /** The hub accepts that many connections and drops each after some milliseconds; gives the wait after each. */
    dropped(times: number, afterMs: number): number[] {
        return Array.from({ length: times }, () => {
            this.socket.opens();
            this.stays(afterMs);
            this.socket.ends();
            return this.wait();
        });
    }

    /** Keeps a connection open for that long, with a hub that responds. */
    stays(ms: number): void {
        for (let passed = 0; passed < ms; passed += 1000) {
            this.socket.bytesReceived++;
            this.clock.advance(Math.min(1000, ms - passed));
        }
    }

    /** Lets the present wait for a retry pass, and gives its length. */
    wait(): number {
        const { state } = this.connection;
        assert.ok(state.name === 'waiting', `waiting, not ${state.name}`);
        const delay = state.retryAt - this.clock.now();
        this.clock.advance(delay);
        assert.equal(this.connection.state.name, 'connecting', 'connects at the reported time');
        return delay;
    }

    write(text: string): void {
        this.connection.write(text, (fault) => this.log.push(fault ? `written ${fault.code}` : 'written'));
    }

    close(...farewell: string[]): void {
        void this.connection.close(farewell).then(() => this.log.push('close done'));
    }

    /** Takes the log, once promises have settled. */
    async read(): Promise<string> {
        await new Promise((resolve) => setImmediate(resolve));
        return this.log.splice(0).join(', ');
    }

    #openSocket(handlers: SocketHandlers): Socket {
        const socket = new FakeSocket(this.sockets.length + 1, handlers, this.log);
        this.log.push(`open ${this.sockets.push(socket)}`);
        this.mostLiving = Math.max(this.mostLiving, this.sockets.filter(({ living }) => living).length);
        return socket;
    }
}

function describeState(state: ConnectionState, now: number): string {
    switch (state.name) {
        case 'connecting':
            return `connecting ${state.attempt}`;
        case 'waiting':
            return `waiting ${state.attempt} ${state.cause.code} ${state.retryAt - now}`;
        case 'connected':
        case 'disconnected':
            return state.name;
    }
}
