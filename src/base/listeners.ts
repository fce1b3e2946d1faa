// The listeners of one event. One that throws affects no other, and each can be removed on its own.

import type { Dispose } from './clock';

/** Listeners that receive values of type `T`, in the order in which they were added. */
export class Listeners<T> {
    readonly #all = new Set<(value: T) => void>();
    readonly #failed: (error: unknown) => void;

    /** `failed` receives what a listener throws. */
    constructor(failed: (error: unknown) => void) {
        this.#failed = failed;
    }

    /** Adds a listener until disposed of; the same one may be added twice. */
    add(listener: (value: T) => void): Dispose {
        const own = (value: T): void => listener(value);
        this.#all.add(own);
        return () => {
            this.#all.delete(own);
        };
    }

    /** Calls each listener with a fresh `value()`, and stops as soon as `isTrue` returns false. */
    notify(value: () => T, isTrue: () => boolean): void {
        for (const listener of this.#all) {
            if (!isTrue()) return;
            try {
                listener(value());
            } catch (error) {
                this.#failed(error);
            }
        }
    }

    /** Removes all listeners. */
    clear(): void {
        this.#all.clear();
    }
}
