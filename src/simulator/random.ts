// Seeded chance: the same seed gives the same run, so that a failing test can be repeated.

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** A small 32-bit generator (mulberry32); good enough for weather and lost messages, not for secrets. */
export function seededRandom(seed: number): Random {
    let state = seed | 0;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
