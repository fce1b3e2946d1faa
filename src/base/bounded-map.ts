// Things by name, and the order in which they were renewed last, which costs one number for each. It is looked at when
// somebody asks, or when there are too many: then the oldest quarter is given up at once.

import { flatString } from './flat-string';

interface Renewed {
    /** Whatever was renewed later has a higher one. */
    turn: number;
}

/** Has no bound of its own: whoever keeps things here gives old ones up in time. */
export class BoundedMap<T extends Renewed> {
    readonly #things = new Map<string, T>();
    readonly #make: (name: string) => T;
    #turns = 0;

    /** `make` gives the thing of a name that is not known yet. */
    constructor(make: (name: string) => T) {
        this.#make = make;
    }

    get size(): number {
        return this.#things.size;
    }

    get(name: string): T | undefined {
        return this.#things.get(name);
    }

    /** The thing of a name, made where there is none, and the newest from now on. */
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

    /** Takes out the quarter that was renewed longest ago, at least one, and gives it. */
    evict(): T[] {
        const old = this.#inOrder().slice(0, Math.ceil(this.size / 4));
        for (const [name] of old) this.#things.delete(name);
        return old.map(([, thing]) => thing);
    }

    /** All of them, those renewed longest ago first. */
    all(): T[] {
        return this.#inOrder().map(([, thing]) => thing);
    }

    #inOrder(): [string, T][] {
        return [...this.#things].sort(([, one], [, other]) => one.turn - other.turn);
    }
}
