// Held frames on their way to flows that run again: a bounded number in each turn of the event loop, for flows need
// time for each. What arrives meanwhile comes after them.

import type { ReceivedFrame } from './received-frame';

/** More than arrives in a turn (read-quota.ts), so that it comes to an end. */
export const MAX_FRAMES_PER_TURN = 50;

export class Backlog {
    readonly #frames: ReceivedFrame[];
    readonly #deliver: (received: ReceivedFrame) => void;
    readonly #done: () => void;
    /** Index of the next frame to deliver. */
    #next = 0;
    #isEnded = false;

    /** `start` delivers the first portion at once; `done` is called after the last frame, unless ended before. */
    constructor(frames: readonly ReceivedFrame[], deliver: (received: ReceivedFrame) => void, done: () => void) {
        this.#frames = [...frames];
        this.#deliver = deliver;
        this.#done = done;
    }

    start(): void {
        const end = this.#next + MAX_FRAMES_PER_TURN;
        while (!this.#isEnded && this.#next < Math.min(end, this.#frames.length)) {
            this.#deliver(this.#frames[this.#next++] as ReceivedFrame);
        }
        if (this.#isEnded) return;
        if (this.#next < this.#frames.length) setImmediate(() => this.start());
        else this.#done();
    }

    add(received: ReceivedFrame): void {
        this.#frames.push(received);
    }

    /** Stops, and returns the frames that are left. */
    end(): readonly ReceivedFrame[] {
        this.#isEnded = true;
        return this.#frames.splice(this.#next);
    }
}
