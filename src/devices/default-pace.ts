// Whether a device reports at its default pace again: it has then forgotten the publish interval that it confirmed.

import type { DeviceInterval } from '../settings/hub-options';

/** Readings so soon after configuring may be caused by it (clown-talk, section 8). */
const SETTLE_MS = 5_000;
const QUICK_READINGS = 3;
/** Longer than the default interval of a sensor: 1 s, and 26 s for CO2 (clown-talk, section 9). */
const DEFAULT_PACE_MS = { sensor: 3_000, co2: 40_000 };
/** Shorter intervals, in seconds, are too close to the default. */
const SHORTEST_CHECKED_S = 3;
/** The readings since an interval was confirmed: when the last came, and how many in a row close upon the one before. */
export interface ReadingPace {
    readonly since: number;
    lastAt: number;
    quick: number;
}

/** Readings closer together than this come at the default pace; 0 for rows where that cannot be distinguished. */
export function quickMs({ device, seconds }: DeviceInterval): number {
    const defaultMs = DEFAULT_PACE_MS[device.startsWith('co2-sensor/') ? 'co2' : 'sensor'];
    if (seconds === null) return defaultMs;
    return seconds < SHORTEST_CHECKED_S ? 0 : Math.min(seconds * 500, defaultMs);
}

/** Counts a reading; returns whether it is at least the third in a row at the default pace. */
export function isDefaultPace(readings: ReadingPace, quickMs: number, at: number): boolean {
    if (isWithin(SETTLE_MS, readings.since, at)) return false;
    readings.quick = isWithin(quickMs, readings.lastAt, at) ? readings.quick + 1 : 1;
    readings.lastAt = at;
    return readings.quick >= QUICK_READINGS;
}

/** Whether less than `ms` lie between: a frame may have come a little before. */
export function isWithin(ms: number, since: number, at: number): boolean {
    return Math.abs(at - since) < ms;
}
