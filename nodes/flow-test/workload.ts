// What works in the present second of a test, for one that does not come to rest.

import { busiest, type Named } from './busiest';

/** Most messages and timers in one second: a flow that needs more will not come to rest. */
export const MAX_IN_SECOND = 100_000;

export class Workload {
    #workers = new Map<Named, number>();
    #count = 0;
    #second = 0;

    /** How much was done in this second. */
    get count(): number {
        return this.#count;
    }

    get isTooMuch(): boolean {
        return this.#count > MAX_IN_SECOND;
    }

    /** What a sentence calls the node that has worked most. */
    get busiest(): string {
        return busiest(this.#workers);
    }

    /** A node works: it receives a message, or sets a timer. */
    working(node: Named): void {
        this.#count++;
        this.#workers.set(node, (this.#workers.get(node) ?? 0) + 1);
    }

    /** The time has moved to the next timer, at this moment. */
    moved(ms: number): void {
        this.#count++;
        const second = Math.floor(ms / 1000);
        if (second === this.#second) return;
        this.#second = second;
        this.#count = 0;
        this.#workers = new Map();
    }
}
