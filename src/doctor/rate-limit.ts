// How often a check may run: one at a time, and a few in a minute, for each of them connects to a host.

import { ok, type Result, refuse } from '../base/errors';

const MINUTE_MS = 60_000;
export const CHECKS_PER_MINUTE = 10;

export class RateLimit {
    readonly #now: () => number;
    #begun: number[] = [];
    #busy = false;

    constructor(now: () => number = () => performance.now()) {
        this.#now = now;
    }

    /** Starts a check, to be ended by calling the value once; or the reason why none may start now. */
    take(): Result<() => void> {
        if (this.#busy) return refuse('check-busy');
        const now = this.#now();
        this.#begun = this.#begun.filter((time) => now - time < MINUTE_MS);
        const [oldest = now] = this.#begun;
        if (this.#begun.length >= CHECKS_PER_MINUTE) {
            const seconds = Math.ceil((oldest + MINUTE_MS - now) / 1000);
            return refuse('check-often', { limit: CHECKS_PER_MINUTE, seconds });
        }
        this.#begun.push(now);
        this.#busy = true;
        return ok(() => {
            this.#busy = false;
        });
    }
}
