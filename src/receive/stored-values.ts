// Kept values in the form in which a store outside this process holds them. What comes back may be anything.

import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock';
import { parseFrame } from '../protocol/frame';
import { isObject } from '../protocol/json-data';
import { isValue, type KeptValue, MAX_LINE_BYTES, MAX_VALUES, timeOf } from './kept-values';

const VERSION = 1;

/** JSON; a value is `[time, line]`, the one received longest ago first. */
export interface StoredValues {
    readonly version: typeof VERSION;
    readonly hub: string;
    readonly values: readonly (readonly [time: number, line: string])[];
}

/** Identifies the place of a hub, to which values belong. An address may hold a secret, so it is not stored itself. */
export function hubKey(place: string): string {
    return createHash('sha256').update(place).digest('hex');
}

export function toStored(values: readonly KeptValue[], hub: string, clock: Clock): StoredValues {
    return { version: VERSION, hub, values: values.map((value) => [timeOf(value, clock), value.text]) };
}

/** The values of this hub; none if those of another hub are stored, and undefined if what is stored is malformed. */
export function fromStored(stored: unknown, hub: string, clock: Clock): KeptValue[] | undefined {
    if (stored === undefined || stored === null) return [];
    if (!isObject(stored) || stored.version !== VERSION || typeof stored.hub !== 'string') return undefined;
    const rows: unknown = stored.values;
    if (!Array.isArray(rows) || rows.length > MAX_VALUES) return undefined;
    if (stored.hub !== hub) return [];
    const restoredAt = clock.monotonic();
    const values = rows.map((row) => fromRow(row, restoredAt));
    return values.includes(undefined) ? undefined : (values as KeptValue[]);
}

function fromRow(row: unknown, restoredAt: number): KeptValue | undefined {
    if (!Array.isArray(row) || row.length !== 2) return undefined;
    const [time, text] = row as unknown[];
    if (!Number.isFinite(time) || typeof text !== 'string' || Buffer.byteLength(text) > MAX_LINE_BYTES)
        return undefined;
    const frame = parseFrame(text);
    if (!frame.ok || !isValue(frame.value.topic)) return undefined;
    return { topic: frame.value.topic, text, time: time as number, at: restoredAt, restoredAt };
}
