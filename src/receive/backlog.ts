// Frames that were kept, on their way to flows that run again: so many in each turn of the event loop, for what flows make
// of them comes on top. What arrives meanwhile comes after them.

import type { News } from './received-frame';

/** More than arrives in a turn (portions.ts), so that it comes to an end. */
export const MOST_A_TURN = 50;

export class Backlog {
    readonly #news: News[];
    readonly #tell: (news: News) => void;
    readonly #done: () => void;
    /** The next one to be told. */
    #next = 0;
    #isEnded = false;

    /** Tells the first of them at once with `start`, and calls `done` after the last one, unless ended before. */
    constructor(news: readonly News[], tell: (news: News) => void, done: () => void) {
        this.#news = [...news];
        this.#tell = tell;
        this.#done = done;
    }

    start(): void {
        const end = this.#next + MOST_A_TURN;
        while (!this.#isEnded && this.#next < Math.min(end, this.#news.length)) {
            this.#tell(this.#news[this.#next++] as News);
        }
        if (this.#isEnded) return;
        if (this.#next < this.#news.length) setImmediate(() => this.start());
        else this.#done();
    }

    add(news: News): void {
        this.#news.push(news);
    }

    /** Tells no more, and gives what is left. */
    end(): readonly News[] {
        this.#isEnded = true;
        return this.#news.splice(this.#next);
    }
}
