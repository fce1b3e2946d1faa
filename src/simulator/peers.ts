// All clients of a hub: numbers them, listens to them, tells what they do, and has every one of them
// feel the fault of the moment.

import type { WebSocket } from 'ws';
import { Heard, Listeners } from './events';
import { checkFault, type Effect, effectOf, type Fault } from './faults';
import { Peer } from './peer';
import type { Program } from './program';

export interface PeersSetup {
    readonly program: Program;
    readonly pingSeconds: number;
    readonly pongSeconds: number;
    readonly fault: Fault | undefined;
}

export class Peers {
    readonly #setup: PeersSetup;
    readonly #open = new Set<Peer>();
    readonly listeners = new Listeners();
    readonly heard = new Heard();
    /** Sockets opened so far. */
    connections = 0;
    /** Handshakes begun so far, also those refused or never answered. */
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
                        this.heard.add(text);
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
