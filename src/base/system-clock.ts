// The clock of the operating system. A timer of Node.js and `performance.now` stand still while a computer sleeps (on
// Linux), and the wall clock jumps when it is set: neither alone measures a duration.

import { uptime } from 'node:os';
import type { Clock } from './clock';

/** Below this difference nothing is corrected. The uptime of some systems is known to the second only. */
const TOLERANCE_MS = 1_000;

/** Where times come from, in milliseconds; tests replace it. */
export interface TimeSources {
    /** Since 1970. */
    wall(): number;
    /** Since any moment, without time asleep. */
    running(): number;
    /** Since any moment, with time asleep. It is slow (8 µs). */
    uptime(): number;
}

const SYSTEM: TimeSources = {
    wall: Date.now,
    running: () => performance.now(),
    uptime: () => uptime() * 1000,
};

/**
 * Measures time that passes, asleep or awake. To the wall clock a sleep and a new setting look alike. So when it and the
 * running time disagree, and only then, the uptime decides which of them it was.
 */
export function makeMonotonic(source: TimeSources = SYSTEM): () => number {
    const start = source.running();
    const awakeAhead = source.uptime() - start;
    let wallAhead = source.wall() - start;
    let asleepMs = 0;
    return () => {
        const awakeMs = source.running();
        const ahead = source.wall() - awakeMs;
        if (Math.abs(ahead - wallAhead) > TOLERANCE_MS) {
            wallAhead = ahead;
            const measuredMs = source.uptime() - awakeMs - awakeAhead;
            if (measuredMs - asleepMs > TOLERANCE_MS) asleepMs = measuredMs;
        }
        return awakeMs + asleepMs;
    };
}

/** The clock of the operating system. */
export const systemClock: Clock = {
    now: Date.now,
    monotonic: makeMonotonic(),
    after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
    },
};
