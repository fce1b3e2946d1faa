// The priority of the processes of a test. The Node-RED that switches relays may run on the same computer, which may be a small one.

import { constants, getPriority, setPriority } from 'node:os';

/** Gives this process a lower priority than the one that has started it, from which it has its own. */
export function lowerPriority(): void {
    try {
        setPriority(lowerThan(getPriority()));
    } catch {
        // Some systems do not allow it. The process keeps its priority there.
    }
}

/** A priority that is lower, if there is one. The lower it is, the higher is its number. */
export function lowerThan(priority: number): number {
    const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
    return Math.min(Math.max(PRIORITY_BELOW_NORMAL, priority + 1), PRIORITY_LOW);
}
