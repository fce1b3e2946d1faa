// When a device is expected to report: its publish interval, when its value is old, when it is overdue, and after what silence
// to report it. Pure functions, for the status, the sidebar and the dialogs.

import type { DeviceEntry } from '../../src/devices/device-list';
import { CO2_READING_S, SENSOR_TYPES } from '../../src/protocol/model';

/** Where an interval comes from: confirmed by the hub, configured in its node, or the default of the device type. */
type Source = 'confirmed' | 'configured' | 'default';

/** The publish interval of a device in seconds; null while its regular reports are stopped. */
export interface KnownInterval {
    readonly seconds: number | null;
    readonly source: Source;
}

type Device = Pick<DeviceEntry, 'type' | 'kind'>;

/** A silent device counts as overdue after three intervals: a reading may take several steps, and one may be lost. */
const INTERVALS = 3;
const SLACK_MS = 10_000;
/** Limit for a device whose interval is not known. */
const USUAL_MS = 60_000;
/** A CO2 sensor first reports after about 90 s (clown-talk, section 9). */
const CO2_MS = 120_000;
/** Default intervals, in seconds (clown-talk, section 8). */
const DEFAULT_S = 1;
const CO2_DEFAULT_S = 16;
/** Silence limit, in seconds, for devices that do not report regularly. */
const LONG_S = 86_400;
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

/** Whether a device reports at its publish interval, without an event or a command. */
function isRegular({ type, kind }: Device): boolean {
    return (kind === 'sensor' || SENSOR_TYPES.includes(type)) && !EVENT_TYPES.includes(type);
}

/**
 * The interval of a device: the one in the latest response of the hub, else the configured one, else the default of its
 * type. Undefined for a device that has none, or of an unknown type. Both are in seconds, null if the reports are stopped.
 */
export function knownInterval(
    type: string,
    confirmed: unknown,
    configured: number | null | undefined,
): KnownInterval | undefined {
    if (typeof confirmed === 'number' || confirmed === null) return { seconds: confirmed, source: 'confirmed' };
    if (configured !== undefined) return { seconds: configured, source: 'configured' };
    if (!SENSOR_TYPES.includes(type)) return undefined;
    return { seconds: type === 'co2-sensor' ? CO2_DEFAULT_S : DEFAULT_S, source: 'default' };
}

/** Milliseconds of three intervals; undefined where none is known, as another program may have changed a default. */
function threeIntervalsMs(interval: KnownInterval | undefined): number | undefined {
    const isKnown = interval && interval.source !== 'default' && interval.seconds !== null;
    return isKnown ? INTERVALS * Number(interval.seconds) * 1000 : undefined;
}

/**
 * From what age, in milliseconds, a value is old; undefined for a device that reports only when something happens: its state
 * holds until the next report. `ownMs` as in `maxSilenceMs`.
 */
export function oldAfterMs(type: string, interval: KnownInterval | undefined, ownMs?: number): number | undefined {
    if (ownMs !== undefined) return ownMs || undefined;
    if (EVENT_TYPES.includes(type)) return undefined;
    return threeIntervalsMs(interval) ?? (type === 'co2-sensor' ? CO2_MS : USUAL_MS);
}

/**
 * How long a device may be silent before it counts as overdue, in milliseconds; undefined without a limit. `ownMs` is the limit
 * that its owner has set, 0 for none.
 */
export function maxSilenceMs(device: Device, interval: KnownInterval | undefined, ownMs?: number): number | undefined {
    if (ownMs !== undefined) return ownMs || undefined;
    if (!isRegular(device) || interval?.seconds === null) return undefined;
    const knownMs = threeIntervalsMs(interval);
    if (knownMs !== undefined) return knownMs + SLACK_MS;
    return device.type === 'co2-sensor' ? CO2_MS : USUAL_MS;
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

/** A device that may be watched for silence. */
export interface WatchedDevice extends Device {
    readonly device: string;
    readonly interval?: KnownInterval | undefined;
    /** The limit that its owner has set, in milliseconds. */
    readonly limitMs?: number;
}

/** A sensible limit for the silence of these devices, in whole seconds: the longest of their own limits. */
export function silenceLimitS(devices: readonly WatchedDevice[]): number {
    const limits = devices.flatMap((one) => maxSilenceMs(one, one.interval, one.limitMs) ?? []);
    if (limits.length > 0) return Math.ceil(Math.max(...limits) / 1000);
    return devices.length > 0 ? LONG_S : USUAL_MS / 1000;
}

/** Why a limit reports a device that works: it reports less often (`short`), or not regularly (`irregular`). */
export type SilenceFault =
    | { readonly kind: 'short'; readonly device: string; readonly seconds: number; readonly least: number }
    | { readonly kind: 'irregular'; readonly device: string };

/** The first device that a silence limit of so many seconds would report although it works. Too short is worse. */
export function silenceFault(limitS: number, devices: readonly WatchedDevice[]): SilenceFault | undefined {
    for (const one of devices) {
        const seconds = readingS(one);
        if (seconds === undefined || limitS > seconds) continue;
        return { kind: 'short', device: one.device, seconds, least: silenceLimitS([one]) };
    }
    const irregular = devices.find((one) => EVENT_TYPES.includes(one.type) || one.interval?.seconds === null);
    return irregular && { kind: 'irregular', device: irregular.device };
}

/** Seconds between two readings of a device; undefined if it does not report regularly, or nothing is known of it. */
function readingS({ type, kind, interval }: WatchedDevice): number | undefined {
    if (!isRegular({ type, kind }) || interval?.seconds == null) return undefined;
    return type === 'co2-sensor' ? Math.max(interval.seconds, CO2_READING_S) : interval.seconds;
}
