// Time as the connection sees it, so that its tests can turn the hands themselves.

/** Ends something; calling it again does nothing. */
export type Dispose = () => void;

export interface Clock {
    /** Milliseconds since 1970. */
    now(): number;
    /** Calls `run` once after `ms` milliseconds, unless disposed of before. */
    after(ms: number, run: () => void): Dispose;
}

export const systemClock: Clock = {
    now: Date.now,
    after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
    },
};
