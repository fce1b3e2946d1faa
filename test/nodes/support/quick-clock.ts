// The pack's own clock, many times as fast, for what would take minutes in a real Node-RED: all timers and times of the
// hub and of what keeps it. Times that Node-RED or a node takes by itself stay as they are.

import { systemClock } from './pack-under-test';

const { now, monotonic, after } = systemClock;

/** Makes it `times` as fast from now on, until `restoreClock`. */
export function quicken(times: number): void {
    const [begin, origin] = [now(), monotonic()];
    systemClock.monotonic = () => origin + (monotonic() - origin) * times;
    systemClock.now = () => begin + (now() - begin) * times;
    systemClock.after = (ms, run) => after(ms / times, run);
}

/** Moves its hands forward by this much, once, until `restoreClock`; timers stay. */
export function advance(ms: number): void {
    systemClock.now = () => now() + ms;
    systemClock.monotonic = () => monotonic() + ms;
}

/** Puts it back to the usual pace and time. The end of the flows does it, so that no test can leave it changed. */
export function restoreClock(): void {
    Object.assign(systemClock, { now, monotonic, after });
}
