// Commands for I2C chips. A flow gives their data in one of three forms. They are sent as a hex list, the only form that
// every hub reads and repeats in its response (clown-talk, section 8).

import { ok, type Result, refuse, sample } from '../base/errors';
import type { Json, JsonObject } from './frame';
import { isObject } from './json-data';
import { isPaddedBase64, LIMITS } from './payloads';

/** Checks a write: the address of the chip, and data that becomes a hex list. */
export function i2cWrite(value: Json | undefined): Result<JsonObject> {
    const checked = i2cFields(value);
    if (!checked.ok) return checked;
    // The bridge would take it for a read.
    if (checked.value['read-length'] !== undefined) return refuse('i2c-write-only', { found: sample(value) });
    return withHexData(checked.value, LIMITS.i2cBytes);
}

/** Checks a read: the address of the chip, the number of bytes, and optionally a register to write first. */
export function i2cRead(value: Json | undefined): Result<JsonObject> {
    const fields = i2cFields(value);
    if (!fields.ok) return fields;
    const checked = fields.value.write === undefined ? fields : withHexData(fields.value, LIMITS.registerBytes);
    if (!checked.ok) return checked;
    const { 'read-length': length } = checked.value;
    const fits = typeof length === 'number' && Number.isInteger(length) && length >= 1 && length <= LIMITS.i2cBytes;
    return fits ? checked : refuse('i2c-read', { found: sample(length), limit: LIMITS.i2cBytes });
}

/** Keeps only what a bridge reads: it walks keys and values in turn, so a nested value would hide the rest. */
function i2cFields(value: Json | undefined): Result<JsonObject> {
    if (!isObject(value)) return refuse('i2c-payload', { found: sample(value) });
    const { address } = value;
    // Seven bits: the bridge ignores more.
    if (typeof address !== 'string' || !/^[0-7][0-9a-f]$/i.test(address)) {
        return refuse('i2c-address', { found: sample(address) });
    }
    const fields: JsonObject = { address };
    for (const name of ['write', 'read-length']) {
        if (Object.hasOwn(value, name)) fields[name] = value[name] as Json;
    }
    return ok(fields);
}

/** The same fields with their data as a hex list of at most `most` bytes. */
function withHexData(fields: JsonObject, most: number): Result<JsonObject> {
    const bytes = i2cBytes(fields.write);
    if (!bytes || bytes.length > most) return refuse('i2c-write', { found: sample(fields.write) });
    // A hex list is sent as the user wrote it.
    return ok(isHexList(fields.write) ? fields : { ...fields, write: hexList(bytes) });
}

/** The bytes of I2C data, at least one: `(text)`, `HH,HH` or base64 that ends in `=`; undefined for anything else. */
export function i2cBytes(data: Json | undefined): readonly number[] | undefined {
    if (typeof data !== 'string') return undefined;
    if (/^\([ -~]+\)$/.test(data)) return codesOf(data.slice(1, -1));
    if (isHexList(data)) return data.split(',').map((pair) => Number.parseInt(pair, 16));
    return isPaddedBase64(data) ? codesOf(atob(data)) : undefined;
}

/** Bytes as `HH,HH`. */
export function hexList(bytes: Iterable<number>): string {
    return Array.from(bytes, hexByte).join();
}

/** A byte as `HH`. */
export function hexByte(byte: number): string {
    return byte.toString(16).toUpperCase().padStart(2, '0');
}

function isHexList(data: Json | undefined): data is string {
    return typeof data === 'string' && /^[0-9a-f]{2}(?:,[0-9a-f]{2})*$/i.test(data);
}

function codesOf(text: string): number[] {
    return Array.from(text, (char) => char.charCodeAt(0));
}
