// Who takes the lines of a client before its bridge has started: two threads read the same input and take turns, one
// that waits for the start message and one that waits for commands (clown-talk, section 4).

import type { Random } from './random';

export type StartupReader = 'start' | 'commands';

/** How often the reader of commands is the first, and how often a reader takes two lines in a row. */
const WRONG_FIRST = 0.35;
const SAME_AGAIN = 0.15;

/** Selects the reader of each line, at random but repeatable by the seed. */
export class StartupReaders {
    readonly #random: Random;
    #last: StartupReader | undefined;

    constructor(random: Random) {
        this.#random = random;
    }

    /** The reader that takes the next line, which may be blank. */
    next(): StartupReader {
        const chance = this.#random();
        if (this.#last === undefined) this.#last = chance < WRONG_FIRST ? 'commands' : 'start';
        else if (chance >= SAME_AGAIN) this.#last = this.#last === 'start' ? 'commands' : 'start';
        return this.#last;
    }
}
