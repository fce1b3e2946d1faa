// What one socket was given to send, until the operating system has taken it: each text is told of once, and a peer that
// stopped reading is noticed.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import { InFlight, type PendingWrite } from './in-flight';
import type { Socket } from './socket';

/** How the outcome of a write is told: nothing when the socket took the text, otherwise why not. Must not throw. */
export type WriteCallback = (fault?: Reason) => void;

/** A text that the operating system does not take for this long means a peer that stopped reading. */
export const WRITE_MS = 10_000;
/** Bytes that may wait to be sent. */
export const MAX_WAITING = 1024 * 1024;

export class Writer {
    readonly #clock: Clock;
    readonly #socket: Socket;
    readonly #stuck: () => void;
    readonly #pending = new InFlight();
    /** When the oldest of them became that. */
    #oldestSince = 0;
    /** Ends the watch for texts that are not taken, where there is one. */
    #watch: Dispose | undefined;

    /** `stuck` is told when a text was not taken for too long. */
    constructor(clock: Clock, socket: Socket, stuck: () => void) {
        this.#clock = clock;
        this.#socket = socket;
        this.#stuck = stuck;
    }

    /** Whether so much waits in the socket that it takes no more for now. */
    get isFull(): boolean {
        return this.#socket.bytesWaiting > MAX_WAITING;
    }

    /** Hands text or bytes to the socket. */
    send(data: string | Uint8Array, written: WriteCallback, atOnce: boolean): void {
        if (!this.#pending.oldest) this.#oldestSince = this.#clock.now();
        const text = this.#pending.add(written);
        if (!this.#watch) this.#look(text, WRITE_MS);
        const done = (error?: Error | null): void => {
            const told = this.#pending.take(text);
            if (!told) return;
            if (this.#pending.oldest) this.#oldestSince = this.#clock.now();
            else this.stop();
            told(error ? refuse('not-written').reason : undefined);
        };
        this.#socket.send(data, done, atOnce);
    }

    /** Watches no longer. Texts may still be confirmed. */
    stop(): void {
        this.#watch?.();
        this.#watch = undefined;
    }

    /** Fails the texts that the socket did not confirm before it went. */
    abandon(): void {
        for (const written of this.#pending.takeAll()) written(refuse('not-written').reason);
    }

    /** One timer for many texts: when its time has come and the text is gone, it waits for the one that is oldest then. */
    #look(oldest: PendingWrite, ms: number): void {
        this.#watch = this.#clock.after(ms, () => {
            this.#watch = undefined;
            if (oldest.written) return this.#stuck();
            const next = this.#pending.oldest;
            const restMs = this.#oldestSince + WRITE_MS - this.#clock.now();
            // After the clock was set, it gets the whole time.
            if (next) this.#look(next, restMs > 0 && restMs <= WRITE_MS ? restMs : WRITE_MS);
        });
    }
}
