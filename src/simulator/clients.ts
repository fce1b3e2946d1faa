// All clients of a hub: numbers them, reads their lines, emits their events, and applies the present fault to each of
// them.

import type { WebSocket } from 'ws';
import { ClientSocket } from './client-socket';
import { Listeners, ReceivedLines } from './events';
import { checkFault, type Effect, effectOf, type Fault } from './simulated-faults';

/** What is behind the web server. */
export interface ClientProgram {
    join(client: ClientSocket): void;
    leave(client: ClientSocket): void;
    /** A line of a client; it may be blank. */
    input(client: ClientSocket, line: string): void;
}

export interface ClientsSetup {
    readonly program: ClientProgram;
    readonly pingSeconds: number;
    readonly pongSeconds: number;
    readonly fault: Fault | undefined;
}

/** All clients of one simulator. Throws a TypeError for a fault that cannot be put into force. */
export class Clients {
    readonly #setup: ClientsSetup;
    readonly #open = new Set<ClientSocket>();
    readonly listeners = new Listeners();
    readonly received = new ReceivedLines();
    /** Sockets opened so far. */
    connections = 0;
    /** Handshakes begun so far, also those refused or without a response. */
    attempts = 0;
    effect: Effect;

    constructor(setup: ClientsSetup) {
        this.#setup = setup;
        this.effect = effectOf(checkFault(setup.fault ?? null));
    }

    /** Sockets open now. */
    get count(): number {
        return this.#open.size;
    }

    /** Puts a fault into force, on open sockets as well; null heals. */
    fault(fault: Fault | null): void {
        this.effect = effectOf(checkFault(fault));
        this.each((clientSocket) => clientSocket.apply(this.effect));
    }

    each(act: (clientSocket: ClientSocket) => void): void {
        for (const clientSocket of [...this.#open]) act(clientSocket);
    }

    /** Resolves once all closed sockets have ended: `ws` emits that a tick later, and until then each has timers. */
    async ended(): Promise<void> {
        while (this.#open.size > 0) await new Promise((resolve) => setImmediate(resolve));
    }

    attempted(): void {
        this.attempts += 1;
        this.listeners.emit('attempt', { count: this.attempts });
    }

    add(socket: WebSocket): void {
        const { program, pingSeconds, pongSeconds } = this.#setup;
        this.connections += 1;
        const client = this.connections;
        const clientSocket: ClientSocket = new ClientSocket({
            socket,
            pingSeconds,
            pongSeconds,
            events: {
                line: (text) => {
                    if (text.trim() !== '') {
                        this.received.add(text);
                        this.listeners.emit('line', { client, text });
                    }
                    program.input(clientSocket, text);
                },
                closed: (code) => {
                    this.#open.delete(clientSocket);
                    program.leave(clientSocket);
                    this.listeners.emit('disconnect', { client, code });
                },
            },
        });
        this.#open.add(clientSocket);
        program.join(clientSocket);
        this.listeners.emit('connect', { client });
        clientSocket.apply(this.effect);
    }
}
