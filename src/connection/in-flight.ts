// The texts in flight: taken by a socket and not confirmed yet, in order. An array, because a Set with such a turnover is
// rebuilt all the time and keeps garbage alive.

import type { Reason } from '../base/errors';

type WriteCallback = (fault?: Reason) => void;

/** One text; its callback is called once. */
export interface PendingWrite {
    written: WriteCallback | undefined;
}

/** In the place of a text that is done. */
const DONE: PendingWrite = { written: undefined };

/**
 * The callbacks of texts in flight. What is done is let go of at once: an old list that is garbage keeps all in it in
 * memory until the next full collection, which costs more than sending.
 */
export class InFlight {
    #texts: PendingWrite[] = [];
    /** The index of the oldest; those before it are done. */
    #first = 0;

    get oldest(): PendingWrite | undefined {
        return this.#texts[this.#first];
    }

    add(written: WriteCallback): PendingWrite {
        const text = { written };
        this.#texts.push(text);
        return text;
    }

    /** Removes a text and returns its callback; undefined if it was removed before. */
    take(text: PendingWrite): WriteCallback | undefined {
        const { written } = text;
        text.written = undefined;
        while (this.oldest && !this.oldest.written) this.#texts[this.#first++] = DONE;
        if (this.#first === this.#texts.length || this.#first > 1_000) {
            this.#texts = this.#texts.slice(this.#first);
            this.#first = 0;
        }
        return written;
    }

    /** Removes all texts and returns their callbacks, in order. */
    takeAll(): WriteCallback[] {
        const all = this.#texts.flatMap(({ written }) => written ?? []);
        for (const text of this.#texts) text.written = undefined;
        this.#texts = [];
        this.#first = 0;
        return all;
    }
}
