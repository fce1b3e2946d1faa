// Shows in time that a value has become old. One timer serves all nodes, because a flow may have thousands.

import type { Clock, Dispose } from '../../../src/base/clock';
import { systemClock } from '../../../src/base/system-clock';

/** A node with a value in its status. */
export interface AgingValue {
    /** Shows the value at its present age. */
    refresh(): void;
}

/** Least time between two rounds. How many values are shown in a round is limited by the status updater. */
const PAUSE_MS = 500;
/** A timer of Node.js cannot wait longer than 24 days, and a hub may confirm any interval. */
const LONGEST_MS = 86_400_000;

export class ValueAges {
    readonly #clock: Clock;
    /** When each node is to be refreshed, by the monotonic clock. */
    readonly #due = new Map<AgingValue, number>();
    #next: { readonly at: number; readonly timer: Dispose } | undefined;
    #refreshedAt = Number.NEGATIVE_INFINITY;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** Refreshes the node at this time instead of an earlier one. */
    set(one: AgingValue, at: number): void {
        this.#due.set(one, at);
        this.#schedule(at);
    }

    delete(one: AgingValue): void {
        this.#due.delete(one);
        if (this.#due.size > 0) return;
        this.#next?.timer();
        this.#next = undefined;
        // Nothing is left that would have to wait for a pause.
        this.#refreshedAt = Number.NEGATIVE_INFINITY;
    }

    #schedule(dueAt: number): void {
        const at = Math.max(dueAt, this.#refreshedAt + PAUSE_MS);
        // A timer that fires too early is not moved: most values are replaced before they are old.
        if (this.#next && this.#next.at <= at) return;
        this.#next?.timer();
        const ms = Math.min(at - this.#clock.monotonic(), LONGEST_MS);
        this.#next = { at, timer: this.#clock.after(Math.max(ms, 0), () => this.#refresh()) };
    }

    #refresh(): void {
        this.#next = undefined;
        const now = this.#clock.monotonic();
        this.#refreshedAt = now;
        let soonest = Number.POSITIVE_INFINITY;
        const old: AgingValue[] = [];
        for (const [one, at] of this.#due) {
            if (at <= now) old.push(one);
            else soonest = Math.min(soonest, at);
        }
        // Before the nodes are refreshed, which sets their next times.
        for (const one of old) this.#due.delete(one);
        if (this.#due.size > 0) this.#schedule(soonest);
        for (const one of old) one.refresh();
    }
}

/** Those of all nodes. */
export const valueAges = new ValueAges(systemClock);
