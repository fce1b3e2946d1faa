// The simulator's time: simulated milliseconds that may run faster than real ones, and every
// timer of the simulated bridge. A unit test puts a clock of its own in this place.

/** Cancels what it was given for; calling it again does nothing. */
export type Cancel = () => void;

export interface Clock {
    /** Simulated milliseconds since the simulator started. */
    now(): number;
    /** Runs `run` once, `ms` simulated milliseconds from now; never in the same tick. */
    after(ms: number, run: () => void): Cancel;
    /** A clock with the same time whose `stop` touches only its own timers. */
    fork(): Clock;
    /** Cancels all timers of this clock and starts no further ones. */
    stop(): void;
}

// setTimeout fires at once when asked for more than this.
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A clock that runs `speed` times as fast as the wall clock. No timer is shorter than one real
 * millisecond: that bounds the flood of `publish-interval` 0.
 */
export function realClock(speed: number): Clock {
    const started = performance.now();
    const now = (): number => (performance.now() - started) * speed;
    const make = (): Clock => {
        const pending = new Set<NodeJS.Timeout>();
        let stopped = false;
        const wait = (restMs: number, run: () => void, hold: (timer: NodeJS.Timeout) => void): void => {
            const partMs = Math.min(Math.max(restMs, 1), LONGEST_MS);
            const timer = setTimeout(() => {
                pending.delete(timer);
                if (restMs > partMs) wait(restMs - partMs, run, hold);
                else run();
            }, partMs);
            pending.add(timer);
            hold(timer);
        };
        const after = (ms: number, run: () => void): Cancel => {
            if (stopped) return () => {};
            let current: NodeJS.Timeout | undefined;
            wait(ms / speed, run, (timer) => {
                current = timer;
            });
            return () => {
                clearTimeout(current);
                if (current) pending.delete(current);
            };
        };
        const stop = (): void => {
            stopped = true;
            for (const timer of pending) clearTimeout(timer);
            pending.clear();
        };
        return { now, after, fork: make, stop };
    };
    return make();
}
