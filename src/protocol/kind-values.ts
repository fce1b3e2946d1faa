// Converts values of flows into payloads for the kinds of commands: lines and pictures of a display, and I2C data.
// The payloads are checked in commands.ts.

import { ok, type Result, refuse, sample } from '../base/errors';
import { bytesAsText, isBytes, unpack } from './flow-payload';
import type { JsonObject } from './frame';
import { hexByte, hexList } from './i2c-commands';
import { isObject, toJson } from './json-data';
import { LIMITS } from './payloads';

/** What is done with display text that is too long. */
export type Long = 'refuse' | 'cut';

/** Makes the payload of a topic. Throws what a getter or a Proxy in the value throws. */
export type Make = (value: unknown, topic: string, long: Long) => Result<unknown>;

/** All eight lines of a display, so that none of its old text remains; an object sets only the lines in it. */
export function lines(value: unknown, topic: string, long: Long): Result<unknown> {
    const data = toJson(bytesAsText(value) ?? null);
    if (!data.ok) return data;
    const given = data.value;
    if (isObject(given)) return ok(long === 'cut' ? cutLines(given) : given);
    const text = typeof given === 'number' ? String(given) : given;
    const list = typeof text === 'string' ? text.replace(/\r?\n$/, '').split(/\r?\n/) : text;
    if (!Array.isArray(list)) return refuse('display-line', { topic, found: sample(value) });
    if (list.length > LIMITS.displayLines && long !== 'cut') {
        return refuse('display-lines', { count: list.length, limit: LIMITS.displayLines });
    }
    const all: JsonObject = {};
    for (let line = 0; line < LIMITS.displayLines; line++) {
        const item = list[line];
        all[`line-${line}`] = item === undefined || item === '' ? ' ' : item;
    }
    return ok(long === 'cut' ? cutLines(all) : all);
}

function cutLines(all: JsonObject): JsonObject {
    const cut: JsonObject = {};
    for (const [key, value] of Object.entries(all)) {
        const line = /^line-(\d+)$/.exec(key)?.[1];
        const text = typeof value === 'number' ? String(value) : value;
        if (line === undefined || typeof text !== 'string') cut[key] = value;
        else if (Number(line) < LIMITS.displayLines) cut[key] = text.slice(0, LIMITS.displayChars);
    }
    return cut;
}

/** A picture of 1024 bytes or its base64, also as `raw` of an object (clown-talk, section 10). */
export function picture(value: unknown, topic: string): Result<unknown> {
    const given = typeof value === 'string' ? unpack(value) : value;
    const isWrapped = isObject(given) && Object.keys(given).join() === 'raw';
    const inner: unknown = isWrapped ? given.raw : given;
    const bytes = bytesOf(inner);
    const raw = bytes?.length === LIMITS.pictureBytes ? btoa(String.fromCharCode(...bytes)) : padded(inner);
    return raw === undefined ? refuse('display-raw', { topic, limit: LIMITS.pictureChars }) : ok({ raw });
}

/** Base64 of a picture as a hub needs it: in one line and with padding. */
function padded(base64: unknown): string | undefined {
    if (typeof base64 !== 'string') return undefined;
    const text = base64.replace(/\s/g, '').replace(/==?$/, '');
    return text.length === LIMITS.pictureChars - 2 && /^[A-Za-z0-9+/]+$/.test(text) ? `${text}==` : undefined;
}

/** An I2C command: the address may be a number, the data may be bytes, and `length` is accepted for `read-length`. */
export function chip(value: unknown): Result<unknown> {
    const given = unpack(value);
    if (!isObject(given)) return ok(given);
    const address: unknown = given.address;
    const bytes = bytesOf(given.write);
    const payload = {
        address: isByte(address) ? hexByte(address) : address,
        write: bytes ? hexList(bytes) : given.write,
        'read-length': given['read-length'] ?? given.length,
    };
    return ok(Object.fromEntries(Object.entries(payload).filter(([, field]) => field !== undefined)));
}

/** A copy of bytes that a flow gives as a Buffer, as the JSON of a Buffer, or as a list. */
function bytesOf(value: unknown): Uint8Array | undefined {
    if (isBytes(value)) return new Uint8Array(value);
    const list: unknown = isObject(value) && value.type === 'Buffer' ? value.data : value;
    // No command needs more, and the length of a Proxy may be without limit.
    const length = Array.isArray(list) ? list.length : Number.POSITIVE_INFINITY;
    if (!Array.isArray(list) || length > LIMITS.pictureBytes) return undefined;
    const bytes = Array.from({ length }, (_, at) => list[at] as unknown);
    return bytes.every(isByte) ? Uint8Array.from(bytes) : undefined;
}

function isByte(value: unknown): value is number {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xff;
}
