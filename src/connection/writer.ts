// Writes to one socket, until the operating system has taken each text: reports each outcome once, and detects a peer that
// stopped reading.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import { InFlight, type PendingWrite } from './in-flight';
import type { SendCallback, Socket } from './socket-types';

/** Receives the outcome of a write: nothing if the socket took the text, otherwise the reason. Must not throw. */
export type WriteCallback = (fault?: Reason) => void;

/** Timeout of a write: after this time the peer has stopped reading. */
export const WRITE_MS = 10_000;
/** Most bytes buffered for sending. */
export const MAX_WAITING = 1024 * 1024;

/** The writes of one socket. */
export class Writer {
    readonly #clock: Clock;
    readonly #socket: Socket;
    readonly #stuck: () => void;
    readonly #pending = new InFlight();
    /** Since when the oldest pending text is the oldest, once one before it was taken. */
    #oldestSince = 0;
    /** Stops the timer of the write timeout, if one runs. */
    #watch: Dispose | undefined;

    /** `stuck` is called when a text was not taken within `WRITE_MS`. */
    constructor(clock: Clock, socket: Socket, stuck: () => void) {
        this.#clock = clock;
        this.#socket = socket;
        this.#stuck = stuck;
    }

    /** Whether the socket has so much buffered that it accepts nothing more for now. */
    get isFull(): boolean {
        return this.#socket.bytesWaiting > MAX_WAITING;
    }

    /** Hands text or bytes to the socket. */
    send(data: string | Uint8Array, written: WriteCallback, atOnce: boolean): void {
        const text = this.#pending.add(written);
        const done: SendCallback = (error, hasMore = false) => {
            const callback = this.#pending.take(text);
            if (!callback) return;
            if (!this.#pending.oldest) this.stop();
            else if (!hasMore) this.#oldestSince = this.#clock.monotonic();
            callback(error ? refuse('not-written').reason : undefined);
        };
        this.#socket.send(data, done, atOnce);
        // Only now, because nothing is to delay a command.
        if (text.written && !this.#watch) this.#watchOldest(text, WRITE_MS);
    }

    /** Stops the write timeout. Texts may still be confirmed. */
    stop(): void {
        this.#watch?.();
        this.#watch = undefined;
    }

    /** Fails the texts that the socket did not confirm before its end. */
    abandon(): void {
        for (const written of this.#pending.takeAll()) written(refuse('not-written').reason);
    }

    /** One timer for many texts: if its text was taken in time, it continues with the one that is oldest then. */
    #watchOldest(oldest: PendingWrite, ms: number): void {
        this.#watch = this.#clock.after(ms, () => {
            this.#watch = undefined;
            if (oldest.written) return this.#stuck();
            const next = this.#pending.oldest;
            const restMs = this.#oldestSince + WRITE_MS - this.#clock.monotonic();
            // Nothing is written while the computer sleeps: after that it gets the full timeout.
            if (next) this.#watchOldest(next, restMs >= 0 ? restMs : WRITE_MS);
        });
    }
}
