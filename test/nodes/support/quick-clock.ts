// The pack's own clock, many times as fast, for what would take minutes in a real Node-RED: all timers and times of the
// hub and of what keeps it. Times that Node-RED or a node takes by itself stay as they are.

import { systemClock } from '../../../src/clock';

const { now, after } = systemClock;

/** Makes it `times` as fast from now on, until the returned function is called. */
export function quicken(times: number): () => void {
    const begin = now();
    systemClock.now = () => begin + (now() - begin) * times;
    systemClock.after = (ms, run) => after(ms / times, run);
    return restore;
}

/** Moves its hands forward by this much, once; timers stay. The returned function moves them back. */
export function advance(ms: number): () => void {
    systemClock.now = () => now() + ms;
    return restore;
}

function restore(): void {
    Object.assign(systemClock, { now, after });
}
