// Decides when a sensor is overdue: after its publish interval if that is known, otherwise after a minute.

import type { DeviceEntry } from '../../src/devices/device-list';
import { SENSOR_TYPES } from '../../src/protocol/model';

/** Default limit for a sensor; a CO2 sensor first reports after about 90 s (clown-talk, section 9). */
const USUAL_MS = 60_000;
const CO2_MS = 120_000;
/** A reading may take several steps of its interval (clown-talk, section 9), and one may be lost. */
const STEPS = 3;
const SLACK_MS = 10_000;
/** Devices that report on events or after a command only. */
const EVENT_TYPES: readonly string[] = [
    'pir',
    'push-button',
    'relay',
    'led',
    'led-strip',
    'light',
    'display-oled',
    'i2c',
];

/** How long a device may be silent, in milliseconds; undefined without a limit. `seconds` is its interval, if known. */
export function maxSilenceMs(
    { type, kind }: Pick<DeviceEntry, 'type' | 'kind'>,
    seconds: number | null | undefined,
): number | undefined {
    const isSensor = (kind === 'sensor' || SENSOR_TYPES.includes(type)) && !EVENT_TYPES.includes(type);
    if (!isSensor || seconds === null) return undefined;
    if (seconds !== undefined) return STEPS * seconds * 1000 + SLACK_MS;
    return type === 'co2-sensor' ? CO2_MS : USUAL_MS;
}

/**
 * For how long a device of a connected hub has been silent, in milliseconds; undefined within its limit. The time before
 * the connection does not count.
 */
export function overdueMs(
    heardAt: number | undefined,
    connectedAt: number,
    limitMs: number | undefined,
    now: number,
): number | undefined {
    const silentMs = now - Math.max(heardAt ?? 0, connectedAt);
    return limitMs === undefined || silentMs <= limitMs ? undefined : silentMs;
}
