// Those who are told of something. One that throws affects nobody else, and each can be ended on its own.

import type { Dispose } from './clock';

export class Listeners<T> {
    readonly #all = new Set<(value: T) => void>();
    readonly #failed: (error: unknown) => void;

    /** `failed` hears of whatever a listener throws. */
    constructor(failed: (error: unknown) => void) {
        this.#failed = failed;
    }

    /** Tells this listener too, until disposed of; the same one may be added twice. */
    add(listener: (value: T) => void): Dispose {
        const own = (value: T): void => listener(value);
        this.#all.add(own);
        return () => {
            this.#all.delete(own);
        };
    }

    /** Tells all of them what `value` is when their turn has come, for as long as `isTrue` says so. */
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

    /** Tells nobody any more. */
    clear(): void {
        this.#all.clear();
    }
}
