// The simulator's time: simulated milliseconds that may run faster than real ones, and every
// timer of the simulated bridge. A unit test puts a clock of its own in this place.

/** Cancels what it was given for; calling it again does nothing. */
export type Cancel = () => void;

export interface Clock {
    /** Simulated milliseconds since the simulator started. */
    now(): number;
    /** Runs `run` once, `ms` simulated milliseconds from now; never in the same tick. */
    after(ms: number, run: () => void): Cancel;
    /** Cancels all timers of this clock and starts no further ones. */
    stop(): void;
}

// setTimeout fires at once for a longer delay than this.
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A clock that runs `speed` times as fast as the wall clock. No timer is shorter than one real
 * millisecond, so that no interval makes it spin.
 */
export function realClock(speed: number): Clock {
    const started = performance.now();
    const wait = (restMs: number, run: () => void, hold: (timer: NodeJS.Timeout) => void): void => {
        const partMs = Math.min(Math.max(restMs, 1), LONGEST_MS);
        const timer = setTimeout(() => {
            if (restMs > partMs) wait(restMs - partMs, run, hold);
            else run();
        }, partMs);
        hold(timer);
    };
    return fork({
        now: () => (performance.now() - started) * speed,
        after: (ms, run) => {
            let current: NodeJS.Timeout | undefined;
            wait(ms / speed, run, (timer) => {
                current = timer;
            });
            return () => clearTimeout(current);
        },
    });
}

/** A clock with the time of another, whose `stop` touches only its own timers. */
export function fork(whole: Pick<Clock, 'now' | 'after'>): Clock {
    const pending = new Set<Cancel>();
    let stopped = false;
    return {
        now: () => whole.now(),
        after: (ms, run) => {
            if (stopped) return () => {};
            const cancelWhole = whole.after(ms, () => {
                pending.delete(cancel);
                run();
            });
            const cancel = (): void => {
                pending.delete(cancel);
                cancelWhole();
            };
            pending.add(cancel);
            return cancel;
        },
        stop: () => {
            stopped = true;
            for (const cancel of [...pending]) cancel();
        },
    };
}
