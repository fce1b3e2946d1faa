// Entries by name, in the order of their last renewal, which costs one number for each.
// The order is computed only when it is read, or when the oldest quarter is evicted.

import { flatString } from './flat-string';

interface Renewed {
    /** Higher for an entry that was renewed later. */
    turn: number;
}

/** A map without a limit of its own: its owner checks `size` and calls `evict`. */
export class BoundedMap<T extends Renewed> {
    readonly #things = new Map<string, T>();
    readonly #make: (name: string) => T;
    #turns = 0;

    /** `make` creates the entry for a new name. */
    constructor(make: (name: string) => T) {
        this.#make = make;
    }

    get size(): number {
        return this.#things.size;
    }

    get(name: string): T | undefined {
        return this.#things.get(name);
    }

    /** Returns the entry of a name as the newest one, and creates it if there is none. */
    renew(name: string): T {
        let thing = this.#things.get(name);
        if (!thing) {
            const own = flatString(name);
            thing = this.#make(own);
            this.#things.set(own, thing);
        }
        thing.turn = ++this.#turns;
        return thing;
    }

    /** Removes and returns the quarter that was renewed longest ago, at least one entry. */
    evict(): T[] {
        const old = this.#inOrder().slice(0, Math.ceil(this.size / 4));
        for (const [name] of old) this.#things.delete(name);
        return old.map(([, thing]) => thing);
    }

    /** All entries, those renewed longest ago first. */
    all(): T[] {
        return this.#inOrder().map(([, thing]) => thing);
    }

    #inOrder(): [string, T][] {
        return [...this.#things].sort(([, one], [, other]) => one.turn - other.turn);
    }
}
