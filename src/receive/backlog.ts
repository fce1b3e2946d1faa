// Frames that were kept, on their way to flows that run again: so many in each turn of the event loop, for what flows make
// of them comes on top. What arrives meanwhile comes after them.

import type { ReceivedFrame } from './received-frame';

/** More than arrives in a turn (portions.ts), so that it comes to an end. */
export const MAX_FRAMES_PER_TURN = 50;

export class Backlog {
    readonly #news: ReceivedFrame[];
    readonly #tell: (news: ReceivedFrame) => void;
    readonly #done: () => void;
    /** The next one to be told. */
    #next = 0;
    #isEnded = false;

    /** Tells the first of them at once with `start`, and calls `done` after the last one, unless ended before. */
    constructor(news: readonly ReceivedFrame[], tell: (news: ReceivedFrame) => void, done: () => void) {
        this.#news = [...news];
        this.#tell = tell;
        this.#done = done;
    }

    start(): void {
        const end = this.#next + MAX_FRAMES_PER_TURN;
        while (!this.#isEnded && this.#next < Math.min(end, this.#news.length)) {
            this.#tell(this.#news[this.#next++] as ReceivedFrame);
        }
        if (this.#isEnded) return;
        if (this.#next < this.#news.length) setImmediate(() => this.start());
        else this.#done();
    }

    add(news: ReceivedFrame): void {
        this.#news.push(news);
    }

    /** Tells no more, and gives what is left. */
    end(): readonly ReceivedFrame[] {
        this.#isEnded = true;
        return this.#news.splice(this.#next);
    }
}
