// How fast the pack's own clock runs: quick, so that back-off, heartbeat and deadlines of seconds take a fraction of one,
// and, unlike in other tests, never with a jump when the pace changes, unless the jump is the fault.

import { systemClock } from '../../../src/clock';

const { now, after } = systemClock;

/** How many times as fast the clock runs in the fault catalogue. */
export const TIMES = 10;

let times = 1;
let realBegin = 0;
let begin = 0;

/** Makes the clock that many times as fast from now on. */
export function pace(next: number): void {
    const time = systemClock.now();
    [realBegin, begin, times] = [now(), time, next];
    systemClock.now = () => begin + (now() - realBegin) * times;
    systemClock.after = (ms, run) => after(ms / times, run);
}

/** Sets the clock, as a computer does that has slept, or one that has asked what time it is. */
export function jump(ms: number): void {
    begin += ms;
}

/** The clock as it was. */
export function realPace(): void {
    Object.assign(systemClock, { now, after });
    times = 1;
}
