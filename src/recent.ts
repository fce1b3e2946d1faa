// Things by name, and the order in which they were put last, which costs one number for each. It is looked at when somebody
// asks, or when there are too many: then the oldest quarter is given up at once.

interface Entry<T> {
    value: T;
    /** Whatever was put later has a higher one. */
    turn: number;
}

/** Has no bound of its own: whoever keeps things here gives old ones up in time. */
export class Recent<T> {
    readonly #entries = new Map<string, Entry<T>>();
    #turns = 0;

    get size(): number {
        return this.#entries.size;
    }

    get(name: string): T | undefined {
        return this.#entries.get(name)?.value;
    }

    /** Puts a value, as the newest, and gives the one that it takes the place of. */
    put(name: string, value: T): T | undefined {
        const turn = ++this.#turns;
        const known = this.#entries.get(name);
        if (!known) {
            this.#entries.set(name, { value, turn });
            return undefined;
        }
        const old = known.value;
        known.value = value;
        known.turn = turn;
        return old;
    }

    /** The value of a name, which is the newest from now on. */
    touch(name: string): T | undefined {
        const known = this.#entries.get(name);
        if (known) known.turn = ++this.#turns;
        return known?.value;
    }

    /** Takes out the quarter that was put longest ago, at least one, and gives its values. */
    giveUp(): T[] {
        const old = this.#inOrder().slice(0, Math.ceil(this.size / 4));
        for (const [name] of old) this.#entries.delete(name);
        return old.map(([, { value }]) => value);
    }

    /** Names and values, those put longest ago first. */
    all(): (readonly [name: string, value: T])[] {
        return this.#inOrder().map(([name, { value }]) => [name, value]);
    }

    clear(): void {
        this.#entries.clear();
    }

    #inOrder(): [string, Entry<T>][] {
        return [...this.#entries].sort(([, one], [, other]) => one.turn - other.turn);
    }
}
