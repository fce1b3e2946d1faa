// The delay before the next attempt to connect.

export interface BackoffOptions {
    /** Upper bound of the first delay, in milliseconds. */
    readonly firstMs: number;
    /** Upper bound of every delay, in milliseconds. */
    readonly ceilingMs: number;
    /** A number from 0 up to 1. */
    readonly random: () => number;
}

/** Shortest delay, so that a hub that refuses at once does not cause a tight loop. */
const LEAST_MS = 100;

/**
 * The delay in milliseconds after `failures` failed attempts in a row (1 or more): a random share of a bound that
 * doubles from `firstMs` to `ceilingMs`, so that many clients of one restarted hub do not return at the same moment.
 */
export function backoffMs(failures: number, { firstMs, ceilingMs, random }: BackoffOptions): number {
    const bound = Math.min(ceilingMs, firstMs * 2 ** Math.min(failures - 1, 30));
    return Math.round(Math.min(ceilingMs, Math.max(LEAST_MS, random() * bound)));
}
