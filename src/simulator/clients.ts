// All clients of a hub: numbers them, reads their lines, emits their events, and applies the present fault to each of
// them.

import type { WebSocket } from 'ws';
import { Peer } from './client-socket';
import { Listeners, ReceivedLines } from './events';
import type { Program } from './program';
import { checkFault, type Effect, effectOf, type Fault } from './simulated-faults';

export interface PeersSetup {
    readonly program: Program;
    readonly pingSeconds: number;
    readonly pongSeconds: number;
    readonly fault: Fault | undefined;
}

/** All clients of one simulator. Throws a TypeError for a fault that cannot be put into force. */
export class Peers {
    readonly #setup: PeersSetup;
    readonly #open = new Set<Peer>();
    readonly listeners = new Listeners();
    readonly received = new ReceivedLines();
    /** Sockets opened so far. */
    connections = 0;
    /** Handshakes begun so far, also those refused or without a response. */
    attempts = 0;
    effect: Effect;

    constructor(setup: PeersSetup) {
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
        this.each((peer) => peer.apply(this.effect));
    }

    each(act: (peer: Peer) => void): void {
        for (const peer of [...this.#open]) act(peer);
    }

    attempted(): void {
        this.attempts += 1;
        this.listeners.emit('attempt', { count: this.attempts });
    }

    add(socket: WebSocket): void {
        const { program, pingSeconds, pongSeconds } = this.#setup;
        this.connections += 1;
        const client = this.connections;
        const peer: Peer = new Peer({
            socket,
            pingSeconds,
            pongSeconds,
            events: {
                line: (text) => {
                    if (text.trim() !== '') {
                        this.received.add(text);
                        this.listeners.emit('line', { client, text });
                    }
                    program.input(peer, text);
                },
                closed: (code) => {
                    this.#open.delete(peer);
                    program.leave(peer);
                    this.listeners.emit('disconnect', { client, code });
                },
            },
        });
        this.#open.add(peer);
        program.join(peer);
        this.listeners.emit('connect', { client });
        peer.apply(this.effect);
    }
}
