// Reports of something that may happen very often: at once, and then at most once a minute, with the number since.

import type { Clock } from './clock';
import type { Reason } from './errors';

const PAUSE_MS = 60_000;

export class ThrottledReporter {
    readonly #clock: Clock;
    readonly #report: (reason: Reason, count: number) => void;
    #reportedAt = Number.NEGATIVE_INFINITY;
    #unreported = 0;
    #total = 0;

    /** `report` gets the latest reason, and the number of those since the last report. */
    constructor(clock: Clock, report: (reason: Reason, count: number) => void) {
        this.#clock = clock;
        this.#report = report;
    }

    /** How many there were since the start. */
    get total(): number {
        return this.#total;
    }

    add(reason: Reason): void {
        const now = this.#clock.now();
        this.#total++;
        this.#unreported++;
        // The clock may have been set back.
        const isSoon = now >= this.#reportedAt && now - this.#reportedAt < PAUSE_MS;
        if (isSoon) return;
        this.#report(reason, this.#unreported);
        this.#reportedAt = now;
        this.#unreported = 0;
    }
}
