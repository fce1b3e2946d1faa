// The clock and timers of the pack, which tests replace with a manual clock.

/** Stops a timer or a subscription; calling it again does nothing. */
export type Dispose = () => void;

export interface Clock {
    /** Milliseconds since 1970, only for times that are displayed. It can jump, forwards and backwards. */
    now(): number;
    /**
     * Milliseconds from an arbitrary beginning, for all durations and deadlines. Time in which the computer slept counts;
     * setting the clock of the computer changes nothing.
     */
    monotonic(): number;
    /** Calls `run` once after `ms` milliseconds, unless disposed of earlier. The timer stands still while the computer sleeps. */
    after(ms: number, run: () => void): Dispose;
}

/** A time of the monotonic clock as milliseconds since 1970, by the clock of the computer as it is set now. */
export function wallTime(clock: Clock, at: number): number {
    return Math.round(clock.now() - clock.monotonic() + at);
}
