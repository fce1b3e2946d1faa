// The texts that a socket has taken and not confirmed yet, in their order. No set: one from which so many come and go is
// rebuilt all the time, and what it leaves behind keeps garbage alive.

import type { Reason } from '../base/errors';

type WriteCallback = (fault?: Reason) => void;

/** One text, told of once. */
export interface PendingWrite {
    written: WriteCallback | undefined;
}

export class InFlight {
    #texts: PendingWrite[] = [];
    /** Where the oldest stands, for those before it are done with. */
    #first = 0;

    get oldest(): PendingWrite | undefined {
        return this.#texts[this.#first];
    }

    add(written: WriteCallback): PendingWrite {
        const text = { written };
        this.#texts.push(text);
        return text;
    }

    /** Takes a text out and gives whom to tell; nobody where it is out already. */
    take(text: PendingWrite): WriteCallback | undefined {
        const { written } = text;
        text.written = undefined;
        while (this.oldest && !this.oldest.written) this.#first++;
        if (this.#first === this.#texts.length || this.#first > 1_000) {
            this.#texts = this.#texts.slice(this.#first);
            this.#first = 0;
        }
        return written;
    }

    /** Takes all out, and gives whom to tell, in order. */
    takeAll(): WriteCallback[] {
        const all = this.#texts.flatMap(({ written }) => written ?? []);
        for (const text of this.#texts) text.written = undefined;
        this.#texts = [];
        this.#first = 0;
        return all;
    }
}
