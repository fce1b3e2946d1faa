// One client's WebSocket as the hub's web server treats it: lines in, lines out, pings, limits, and
// the fault of the moment. What the lines mean is decided elsewhere.

import type { RawData, WebSocket } from 'ws';
import { type Effect, effectOf } from './simulated-faults';

export interface ClientSocketEvents {
    line(text: string): void;
    closed(code: number): void;
}

export interface ClientSocketSetup {
    readonly socket: WebSocket;
    readonly pingSeconds: number;
    readonly pongSeconds: number;
    readonly events: ClientSocketEvents;
}

// An output line of this many bytes breaks the web server's scanner (clown-talk, section 3).
const LINE_LIMIT = 65_536;
const STUCK_WRITE_MS = 10_000;
const GOING_AWAY = 1001;

/** A connected client. Sends lines as frames, reports its lines and its end, and drops it if pongs are missing. */
export class ClientSocket {
    readonly #socket: WebSocket;
    readonly #events: ClientSocketEvents;
    readonly #pinger: NodeJS.Timeout;
    readonly #pongTimeoutMs: number;
    #deadline: NodeJS.Timeout;
    #stuck: NodeJS.Timeout | undefined;
    #unwritten = 0;
    #effect: Effect = effectOf(null);
    #framesLeft = Number.POSITIVE_INFINITY;
    #rubbishAt = 0;
    /** It has sent a part of a message, and sends nothing else. */
    #isBroken = false;

    constructor({ socket, pingSeconds, pongSeconds, events }: ClientSocketSetup) {
        this.#socket = socket;
        this.#events = events;
        this.#pongTimeoutMs = pongSeconds * 1000;
        this.#pinger = setInterval(() => this.#ping(), pingSeconds * 1000);
        this.#deadline = setTimeout(() => this.drop(), this.#pongTimeoutMs);
        // `ws` follows an error with 'close'; without a listener it would end the host process.
        socket.on('error', () => {});
        socket.on('message', (data) => this.#read(data));
        // Only a pong moves the deadline, data does not (clown-talk, section 3).
        socket.on('pong', () => {
            clearTimeout(this.#deadline);
            this.#deadline = setTimeout(() => this.drop(), this.#pongTimeoutMs);
        });
        socket.on('ping', (data) => {
            if (this.#effect.pongs && this.#isOpen) socket.pong(data, false, () => {});
        });
        socket.on('close', (code) => {
            clearInterval(this.#pinger);
            clearTimeout(this.#deadline);
            clearTimeout(this.#stuck);
            this.#events.closed(code);
        });
    }

    /** Whether the fault of the moment lets its frames through and its commands in. */
    get passesFrames(): boolean {
        return this.#effect.passesFrames;
    }

    /** Whether the fault of the moment lets the bridge receive its commands. */
    get obeys(): boolean {
        return this.#effect.obeys;
    }

    get #isOpen(): boolean {
        return this.#socket.readyState === this.#socket.OPEN;
    }

    /** Puts a fault's effect, or a healthy hub's, into force on this socket. */
    apply(effect: Effect): void {
        this.#effect = effect;
        this.#framesLeft = effect.framesLeft;
        if (effect.close) this.#socket.close(effect.close.code, effect.close.reason);
        else if (this.#framesLeft <= 0) this.drop();
        else for (const message of effect.rubbish) this.send(message);
    }

    /** One output line of the program: one text message with the ends trimmed (clown-talk, section 3). */
    write(line: string): void {
        if (!this.#effect.passesFrames) return;
        if (Buffer.byteLength(line) >= LINE_LIMIT) {
            this.#socket.close(GOING_AWAY, 'bufio.Scanner: token too long');
            return;
        }
        const { rubbish } = this.#effect;
        if (rubbish.length > 0) this.send(rubbish[this.#rubbishAt++ % rubbish.length] ?? '');
        this.send(line.trim());
        this.#framesLeft -= 1;
        if (this.#framesLeft <= 0) this.drop();
    }

    /** Sends one message unchanged: a string as text, a Buffer as binary by default. */
    send(message: string | Buffer, binary: boolean = typeof message !== 'string'): void {
        if (!this.#isOpen || this.#isBroken) return;
        this.#unwritten += 1;
        this.#watchWrite();
        this.#socket.send(message, { binary }, () => {
            this.#unwritten -= 1;
            clearTimeout(this.#stuck);
            this.#stuck = undefined;
            this.#watchWrite();
        });
    }

    close(code: number, reason: string): void {
        this.#socket.close(code, reason);
    }

    /** Ends it without a close frame: the client sees 1006. */
    drop(): void {
        this.#socket.terminate();
    }

    // A client that accepts no data for ten seconds is dropped, so that nothing accumulates here.
    #watchWrite(): void {
        if (this.#stuck || this.#unwritten === 0 || !this.#isOpen) return;
        this.#stuck = setTimeout(() => this.drop(), STUCK_WRITE_MS);
    }

    #ping(): void {
        if (this.#isOpen) this.#socket.ping(undefined, undefined, () => {});
    }

    // Text and binary alike, with a newline after each message: one of the client's own makes a blank line.
    #read(data: RawData): void {
        // `ws` passes a Buffer by default.
        if (!Buffer.isBuffer(data)) return;
        for (const line of data.toString().split('\n')) {
            this.#events.line(line);
            if (line.trim() === '') continue;
            if (this.#effect.burst && !this.#isBroken) this.#burst(this.#effect.burst);
            if (!this.#isOpen) return;
        }
    }

    #burst(frames: readonly string[]): void {
        const last = frames.at(-1) ?? '';
        for (const frame of frames.slice(0, -1)) this.send(frame);
        // A first fragment without its end, then nothing more, which would become the rest of it.
        this.#isBroken = true;
        this.#socket.send(last.slice(0, last.length / 2), { fin: false }, () => this.drop());
    }
}
