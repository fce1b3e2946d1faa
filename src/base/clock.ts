// The clock and timers of the pack, which tests replace with a manual clock.

/** Stops a timer or a subscription; calling it again does nothing. */
export type Dispose = () => void;

export interface Clock {
    /** Milliseconds since 1970, for times that are displayed. It can jump, forwards and backwards. */
    now(): number;
    /** Milliseconds from an arbitrary beginning, for durations and deadlines. It never jumps. */
    monotonic(): number;
    /** Calls `run` once after `ms` milliseconds, unless disposed of earlier. */
    after(ms: number, run: () => void): Dispose;
}

/** The clock of the operating system. */
export const systemClock: Clock = {
    now: Date.now,
    monotonic: () => performance.now(),
    after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
    },
};
