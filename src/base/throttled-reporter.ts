// Reports an event that may happen very often: at once, then at most once a minute with the number since.

import type { Clock } from './clock';
import type { Reason } from './errors';

const PAUSE_MS = 60_000;

/** Counts all events and reports few of them. */
export class ThrottledReporter {
    readonly #clock: Clock;
    readonly #report: (reason: Reason, count: number) => void;
    #reportedAt = Number.NEGATIVE_INFINITY;
    #unreported = 0;
    #total = 0;

    /** `report` receives the latest reason and the number of events since the last report. */
    constructor(clock: Clock, report: (reason: Reason, count: number) => void) {
        this.#clock = clock;
        this.#report = report;
    }

    /** Events since the start. */
    get total(): number {
        return this.#total;
    }

    add(reason: Reason): void {
        const now = this.#clock.monotonic();
        this.#total++;
        this.#unreported++;
        if (now - this.#reportedAt < PAUSE_MS) return;
        this.#report(reason, this.#unreported);
        this.#reportedAt = now;
        this.#unreported = 0;
    }
}
