// A simulated hub as a whole: joins the web server, the program behind it and the sensors, counts
// what happens, and puts faults into force.

import type { WebSocket } from 'ws';
import { type Clock, realClock } from './clock';
import { checkFault, effectOf, type Fault } from './faults';
import { type CheckedOptions, checkOptions, type SimulatorOptions } from './options';
import { Peer } from './peer';
import { Program } from './program';
import { seededRandom } from './random';
import { makeSensors } from './sensors';
import { Web } from './web';

export interface SimulatorEvents {
    /** A client's socket has opened; clients are numbered from 1. */
    connect: { client: number };
    /** A client's socket has ended, with its close code. */
    disconnect: { client: number; code: number };
    /** A client has sent a line; blank ones are left out. */
    line: { client: number; text: string };
    /** A handshake has begun, also one that is refused or never answered. */
    attempt: { count: number };
}

type Listener<E extends keyof SimulatorEvents> = (event: SimulatorEvents[E]) => void;

const KEPT_LINES = 10_000;
const KEPT_CHARS = 4 * 1024 * 1024;

/** A simulated hub, as `startSimulator` gives it. */
export class Simulator {
    readonly #options: CheckedOptions;
    readonly #clock: Clock;
    readonly #program: Program;
    readonly #web: Web;
    readonly #peers = new Set<Peer>();
    readonly #received: string[] = [];
    #receivedChars = 0;
    readonly #listeners = new Map<keyof SimulatorEvents, Set<(event: never) => void>>();
    #fault: Fault | null;
    #port = 0;
    #connections = 0;
    #attempts = 0;
    #closing = false;
    #work: Promise<void> = Promise.resolve();

    private constructor(options: SimulatorOptions) {
        this.#options = checkOptions(options);
        this.#fault = checkFault(options.fault ?? null);
        const { seed, speed, daySeconds } = this.#options;
        this.#clock = realClock(speed);
        this.#program = new Program({
            options: this.#options,
            clock: this.#clock,
            random: seededRandom(seed),
            measure: makeSensors(seed, daySeconds * 1000 * speed),
        });
        this.#web = new Web({
            options: this.#options,
            effect: () => effectOf(this.#fault),
            attempted: () => this.#emit('attempt', { count: ++this.#attempts }),
            opened: (socket) => this.#opened(socket),
        });
    }

    /** For `startSimulator`, the door. */
    static async start(options: SimulatorOptions): Promise<Simulator> {
        const simulator = new Simulator(options);
        try {
            simulator.#port = await simulator.#web.listen(simulator.host, simulator.#options.port);
        } catch (error) {
            await simulator.close();
            throw error;
        }
        return simulator;
    }

    /** Where to connect, without the login. */
    get url(): string {
        return this.urlFor(this.host);
    }

    /** The same by another of its host's names. */
    urlFor(host: string): string {
        const { tls, path } = this.#options;
        const shown = host.includes(':') ? `[${host}]` : host;
        return `${tls ? 'wss' : 'ws'}://${shown}:${this.#port}${path}`;
    }

    get host(): string {
        return this.#options.host;
    }

    get port(): number {
        return this.#port;
    }

    /** Clients connected now. */
    get clients(): number {
        return this.#peers.size;
    }

    /** Sockets opened so far. */
    get connections(): number {
        return this.#connections;
    }

    /** Handshakes begun so far, also those refused or never answered. */
    get attempts(): number {
        return this.#attempts;
    }

    /** The lines of all clients, oldest first, without blank ones; the last 10,000 are kept, or fewer long ones. */
    get received(): readonly string[] {
        return this.#received;
    }

    /** What a relay, such as `relay/i2c0-3b`, was last commanded; null before that. */
    relay(topic: string): boolean | null {
        return this.#program.relay(topic);
    }

    /** Prints a line, or several, as the bridge would: to every client that has started, through all limits and faults. */
    say(text: string): void {
        for (const line of text.split('\n')) this.#program.output(line);
    }

    /** Sends one message straight to every client, whatever it is; a Buffer goes as binary unless told otherwise. */
    send(message: string | Buffer, binary?: boolean): void {
        for (const peer of this.#peers) peer.send(message, binary);
    }

    /** Puts a fault into force, on open sockets as well, until the next call; null heals. */
    fault(fault: Fault | null): void {
        this.#fault = checkFault(fault);
        for (const peer of [...this.#peers]) peer.apply(effectOf(fault));
    }

    /** Ends all sockets without a close frame. */
    dropAll(): void {
        for (const peer of [...this.#peers]) peer.drop();
    }

    /** Closes all sockets politely. */
    closeAll(code = 1000, reason = ''): void {
        for (const peer of [...this.#peers]) peer.close(code, reason);
    }

    /** Calls the listener for each such event until the returned function is called. */
    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        const listeners = this.#listeners.get(event) ?? new Set();
        this.#listeners.set(event, listeners.add(listener));
        return () => listeners.delete(listener);
    }

    /**
     * Restarts the hub: all sockets drop, the bridge forgets its state, and for `downMs` real
     * milliseconds nobody listens on the port. Resolves when it listens again.
     */
    restart(downMs = 0): Promise<void> {
        return this.#enqueue(async () => {
            if (this.#closing) return;
            await this.#web.close();
            this.#program.restart();
            if (downMs > 0) await new Promise((resolve) => setTimeout(resolve, downMs));
            await this.#web.listen(this.#options.host, this.#port);
        });
    }

    /** Ends everything; no timer, socket or listener is left. Calling it again is harmless. */
    close(): Promise<void> {
        this.#closing = true;
        return this.#enqueue(async () => {
            await this.#web.close();
            // Their sockets are gone; `ws` says so a tick later, and until then each has timers.
            while (this.#peers.size > 0) await new Promise((resolve) => setImmediate(resolve));
            this.#program.close();
            this.#clock.stop();
            this.#listeners.clear();
        });
    }

    // One after the other: a close during a restart must find the server that it made.
    #enqueue(work: () => Promise<void>): Promise<void> {
        const done = this.#work.then(work);
        this.#work = done.catch(() => {});
        return done;
    }

    #opened(socket: WebSocket): void {
        const client = ++this.#connections;
        const peer: Peer = new Peer({
            socket,
            pingSeconds: this.#options.pingSeconds,
            pongSeconds: this.#options.pongSeconds,
            events: {
                line: (text) => this.#line(peer, client, text),
                closed: (code) => {
                    this.#peers.delete(peer);
                    this.#program.leave(peer);
                    this.#emit('disconnect', { client, code });
                },
            },
        });
        this.#peers.add(peer);
        this.#program.join(peer);
        this.#emit('connect', { client });
        peer.apply(effectOf(this.#fault));
    }

    #line(peer: Peer, client: number, text: string): void {
        this.#received.push(text);
        this.#receivedChars += text.length;
        while (this.#received.length > KEPT_LINES || this.#receivedChars > KEPT_CHARS) {
            this.#receivedChars -= this.#received.shift()?.length ?? 0;
        }
        this.#emit('line', { client, text });
        this.#program.input(peer, text);
    }

    #emit<E extends keyof SimulatorEvents>(event: E, value: SimulatorEvents[E]): void {
        for (const listener of this.#listeners.get(event) ?? []) (listener as Listener<E>)(value);
    }
}
