// The lengths of the timers that the pack sets: they show how long it waits, whatever the load of the machine.

import { systemClock } from '../../src/base/system-clock';

/** Notes each timer of the pack from now on, in milliseconds. `restore` ends this. */
export function noteTimers(): { readonly lengths: readonly number[]; restore(): void } {
    const { after } = systemClock;
    const lengths: number[] = [];
    systemClock.after = (ms, run) => {
        lengths.push(ms);
        return after(ms, run);
    };
    return {
        lengths,
        restore: () => {
            systemClock.after = after;
        },
    };
}
