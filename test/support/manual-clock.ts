// A clock that moves only when a test advances it. It fits wherever `now` and `after` are required.

import type { Cancel, Clock } from '../../src/simulator/bridge-clock';

interface Due {
    readonly at: number;
    readonly run: () => void;
}

/** A clock in milliseconds whose timers run only in `advance`. */
export class ManualClock implements Clock {
    #now = 0;
    #due: Due[] = [];

    /** Timers that have yet to fire. */
    get pending(): number {
        return this.#due.length;
    }

    now(): number {
        return this.#now;
    }

    monotonic(): number {
        return this.#now;
    }

    after(ms: number, run: () => void): Cancel {
        const due = { at: this.#now + ms, run };
        this.#due.push(due);
        return () => {
            this.#due = this.#due.filter((other) => other !== due);
        };
    }

    stop(): void {
        this.#due = [];
    }

    /** Lets time pass without anything happening, as a computer does that sleeps; what fell due meanwhile happens late. */
    sleep(ms: number): void {
        this.slept(ms);
        this.advance(0);
    }

    /** The same, before anything that fell due meanwhile happens. */
    slept(ms: number): void {
        this.#now += ms;
    }

    /** Lets time pass, and all that falls due in it happen, in order and at its own moment. */
    advance(ms: number): void {
        const end = this.#now + ms;
        for (;;) {
            const first = this.#due.reduce<Due | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
            if (!first || first.at > end) break;
            this.#due = this.#due.filter((due) => due !== first);
            this.#now = Math.max(this.#now, first.at);
            first.run();
        }
        this.#now = end;
    }
}
