// Time as the connection sees it, so that its tests can turn the hands themselves.

/** Ends something; calling it again does nothing. */
export type Dispose = () => void;

export interface Clock {
    /** Milliseconds since 1970, for times that are displayed. It may be set, forwards and backwards. */
    now(): number;
    /** Milliseconds from an arbitrary beginning, for durations and deadlines. Nobody can set it. */
    monotonic(): number;
    /** Calls `run` once after `ms` milliseconds, unless disposed of before. */
    after(ms: number, run: () => void): Dispose;
}

export const systemClock: Clock = {
    now: Date.now,
    monotonic: () => performance.now(),
    after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
    },
};
