// The timer behind the limits of silence: a clock that was set, or a computer that slept, is no silence.

import type { Clock, Dispose } from '../base/clock';

/**
 * A timer this far from its time means that the clock was set or the computer slept: nothing could be received
 * meanwhile.
 */
const SLACK_MS = 5_000;

/** Calls `run` once after `ms`, with the deviation of the clock in that time; 0 below 5 s. */
export function after(clock: Clock, ms: number, run: (wrongMs: number) => void): Dispose {
    const due = clock.now() + ms;
    return clock.after(ms, () => {
        const wrongMs = clock.now() - due;
        run(Math.abs(wrongMs) > SLACK_MS ? wrongMs : 0);
    });
}
