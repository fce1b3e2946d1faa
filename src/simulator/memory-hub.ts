// A hub in memory: the sockets of a client without a network, in front of a program such as a player. For tests of flows, whose
// time is not that of a network.

import { type Reason, refuse } from '../base/errors';
import { closeCause } from '../connection/causes';
import { ReadQuota } from '../connection/read-quota';
import type { OpenSocket, SendCallback, Socket, SocketHandlers } from '../connection/socket-types';
import { DIALECTS } from './bridge-dialects';
import { isStartMessage } from './line-parser';
import type { Listener } from './player';

/** What is behind the sockets. */
export interface MemoryProgram {
    join(client: Listener): void;
    leave(client: Listener): void;
    /** A line of a client; it may be blank. */
    input(client: Listener, line: string): void;
}

/** A hub that accepts everything and sends nothing. It has started, so that no command waits. */
export const SILENT_PROGRAM: MemoryProgram = {
    join: () => {},
    leave: () => {},
    input: (client, line) => {
        if (isStartMessage(line)) client.send(DIALECTS.bridge.response);
    },
};

/** Bytes of a pong. */
const PONG_BYTES = 2;
const CLOSED_NORMALLY = 1000;

export class MemoryHub {
    readonly #program: MemoryProgram;
    readonly #sockets = new Set<MemorySocket>();
    #isDown = false;

    constructor(program: MemoryProgram) {
        this.#program = program;
    }

    readonly openSocket: OpenSocket = (handlers) => {
        const socket: MemorySocket = new MemorySocket(this.#program, handlers, () => this.#sockets.delete(socket));
        setImmediate(() => {
            if (this.#isDown) socket.end(refuse('refused').reason);
            else if (socket.open()) this.#sockets.add(socket);
        });
        return socket;
    };

    /** An outage begins: all sockets end, and none opens until `up`. */
    down(done: () => void): void {
        setImmediate(() => {
            this.#isDown = true;
            for (const socket of [...this.#sockets]) socket.end(refuse('dropped').reason);
            done();
        });
    }

    up(done: () => void): void {
        setImmediate(() => {
            this.#isDown = false;
            done();
        });
    }
}

/** One socket. All that it reports comes in a later turn than the call that caused it, and in the order of the calls. */
class MemorySocket implements Socket {
    readonly #program: MemoryProgram;
    readonly #handlers: SocketHandlers;
    readonly #ended: () => void;
    readonly #quota: ReadQuota;
    readonly #client: Listener;
    #state: 'opening' | 'open' | 'closed' = 'opening';
    #bytes = 0;
    readonly bytesWaiting = 0;

    constructor(program: MemoryProgram, handlers: SocketHandlers, ended: () => void) {
        this.#program = program;
        this.#handlers = handlers;
        this.#ended = ended;
        this.#quota = new ReadQuota(handlers.message, { pause: () => {}, resume: () => {} });
        this.#client = { send: (message) => this.#receive(message) };
    }

    get bytesReceived(): number {
        return this.#bytes + this.#quota.handed;
    }

    /** False if it was closed meanwhile. */
    open(): boolean {
        if (this.#state !== 'opening') return false;
        this.#state = 'open';
        this.#handlers.opened();
        this.#program.join(this.#client);
        return true;
    }

    /** The hub ends it. What was received before is passed on first. */
    end(cause: Reason): void {
        if (this.#state === 'closed') return;
        this.#release();
        this.#quota.finish(() => this.#handlers.closed(cause));
    }

    send(data: string | Uint8Array, done: SendCallback): void {
        const isOpen = this.#state === 'open';
        setImmediate(() => {
            done(isOpen ? null : new Error('The socket is closed.'));
            // Like a real one, it takes what was sent before it was closed.
            if (!isOpen) return;
            for (const line of Buffer.from(data).toString().split('\n')) {
                if (line.trim() !== '') this.#program.input(this.#client, line);
            }
        });
    }

    ping(): void {
        setImmediate(() => {
            if (this.#state === 'open') this.#bytes += PONG_BYTES;
        });
    }

    close(): void {
        this.#close(closeCause(CLOSED_NORMALLY, ''));
    }

    terminate(): void {
        this.#close(refuse('dropped').reason);
    }

    /** The client ends it, and receives nothing more. */
    #close(cause: Reason): void {
        if (this.#state === 'closed') return;
        this.#quota.end();
        const isOpen = this.#state === 'open';
        this.#state = 'closed';
        setImmediate(() => {
            if (isOpen) this.#leave();
            this.#handlers.closed(cause);
        });
    }

    #release(): void {
        const isOpen = this.#state === 'open';
        this.#state = 'closed';
        if (isOpen) this.#leave();
    }

    #leave(): void {
        this.#ended();
        this.#program.leave(this.#client);
    }

    #receive(message: string | Buffer): void {
        if (this.#state !== 'open') return;
        const data = Buffer.from(message as string);
        this.#bytes += data.length;
        this.#quota.turn();
        this.#quota.add(data);
    }
}
