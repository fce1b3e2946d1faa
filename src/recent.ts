// Things by name, in the order in which they were put last. A map alone would do, with each name taken out and put in
// again, but would have to be rebuilt all the time; here a name that is known costs one look and moves by its links.

interface Entry<T> {
    readonly name: string;
    value: T;
    before: Entry<T>;
    after: Entry<T>;
}

/** Has no bound of its own: whoever keeps things here gives the oldest up in time. */
export class Recent<T> {
    readonly #entries = new Map<string, Entry<T>>();
    /** Those put last and first, undefined where there is none. */
    #newest: Entry<T> | undefined;

    get size(): number {
        return this.#entries.size;
    }

    get(name: string): T | undefined {
        return this.#entries.get(name)?.value;
    }

    /** Puts a value, as the newest, and gives the one that it takes the place of. */
    put(name: string, value: T): T | undefined {
        const known = this.#entries.get(name);
        if (known) {
            const old = known.value;
            known.value = value;
            this.#move(known);
            return old;
        }
        const entry = { name, value } as Entry<T>;
        this.#entries.set(name, entry);
        this.#link(entry);
        return undefined;
    }

    /** The value of a name, which is the newest from now on. */
    touch(name: string): T | undefined {
        const known = this.#entries.get(name);
        if (known) this.#move(known);
        return known?.value;
    }

    /** Takes out what was put longest ago. */
    shift(): T | undefined {
        const oldest = this.#newest?.after;
        if (!oldest) return undefined;
        this.#entries.delete(oldest.name);
        this.#unlink(oldest);
        return oldest.value;
    }

    /** Names and values, those put longest ago first. */
    *all(): Generator<readonly [name: string, value: T]> {
        if (!this.#newest) return;
        for (let entry = this.#newest.after; ; entry = entry.after) {
            yield [entry.name, entry.value];
            if (entry === this.#newest) return;
        }
    }

    clear(): void {
        this.#entries.clear();
        this.#newest = undefined;
    }

    #move(entry: Entry<T>): void {
        if (entry === this.#newest) return;
        this.#unlink(entry);
        this.#link(entry);
    }

    /** The links are a ring, in which the oldest follows the newest. */
    #link(entry: Entry<T>): void {
        const newest = this.#newest ?? entry;
        entry.before = newest;
        entry.after = newest === entry ? entry : newest.after;
        entry.after.before = entry;
        newest.after = entry;
        this.#newest = entry;
    }

    #unlink(entry: Entry<T>): void {
        entry.before.after = entry.after;
        entry.after.before = entry.before;
        if (entry === this.#newest) this.#newest = entry.before === entry ? undefined : entry.before;
    }
}
