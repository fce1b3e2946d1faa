// The timer behind the limits of silence: time in which the computer slept is no silence.

import type { Clock, Dispose } from '../base/clock';

/** A timer this late means that the computer slept or was very busy: nothing could be received meanwhile. */
const SLACK_MS = 5_000;

/** Calls `run` once after `ms`, with the delay of the timer; 0 below 5 s. */
export function after(clock: Clock, ms: number, run: (lateMs: number) => void): Dispose {
    const due = clock.monotonic() + ms;
    return clock.after(ms, () => {
        const lateMs = clock.monotonic() - due;
        run(lateMs > SLACK_MS ? lateMs : 0);
    });
}
