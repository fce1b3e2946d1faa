// Checks, converts and copies the plain JSON data of payloads.

import { ok, type Result, refuse, sample, shorten, thrownKind } from '../base/errors';
import type { Json, JsonObject } from './json';

/** Deepest nesting that is accepted: copying more, here or in a later node, would exhaust the stack. */
export const MAX_DEPTH = 256;
/** Most values in one outgoing payload; a hub accepts far fewer (clown-talk, section 10). */
const MAX_VALUES = 10_000;

/** Whether it is an object in the sense of JSON. */
export function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deep copy of JSON data. Only for data from `parseFrame` or `toJson`, whose nesting is limited: it is recursive. */
export function copyJson<T extends Json>(value: T): T;
export function copyJson(value: Json): Json {
    if (!isNested(value)) return value;
    // Copied as a whole first: to fill an empty copy takes four times as long.
    if (Array.isArray(value)) {
        const copy = value.slice();
        for (let at = 0; at < copy.length; at++) {
            const item = copy[at] as Json;
            if (isNested(item)) copy[at] = copyJson(item);
        }
        return copy;
    }
    const copy = { ...value };
    for (const key in copy) {
        const inner = copy[key] as Json;
        if (isNested(inner)) copy[key] = copyJson(inner);
    }
    return copy;
}

function isNested(value: Json): value is Json[] | JsonObject {
    return typeof value === 'object' && value !== null;
}

/**
 * Converts any value of a flow to plain JSON data. Refuses what JSON would silently lose or change: NaN, functions, big
 * integers, Buffers, Maps, cycles. Undefined properties are left out.
 */
export function toJson(value: unknown): Result<Json> {
    const budget = { values: MAX_VALUES };
    try {
        return convert(value, 'payload', 0, budget);
    } catch (error) {
        // A getter or a Proxy of the flow threw.
        return refuse('payload-unreadable', { found: thrownKind(error) });
    }
}

function convert(value: unknown, path: string, depth: number, budget: { values: number }): Result<Json> {
    if (--budget.values < 0) return refuse('payload-large', { limit: MAX_VALUES });
    if (depth > MAX_DEPTH) return refuse('payload-deep', { path: shorten(path), limit: MAX_DEPTH });
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return ok(value);
    // JSON writes minus zero as zero.
    if (Number.isFinite(value)) return ok((value as number) || 0);
    if (Array.isArray(value)) {
        const list: Json[] = [];
        for (let index = 0; index < value.length; index++) {
            const item = convert(value[index] as unknown, `${path}[${index}]`, depth + 1, budget);
            if (!item.ok) return item;
            list.push(item.value);
        }
        return ok(list);
    }
    const tag = Object.prototype.toString.call(value);
    // Checks the tag: a Function node has a Date class of its own.
    const time = tag === '[object Date]' ? Date.prototype.getTime.call(value) : Number.NaN;
    if (!Number.isNaN(time)) return ok(new Date(time).toISOString());
    if (typeof value !== 'object' || tag !== '[object Object]') {
        return refuse('payload-value', { path: shorten(path), found: sample(value) });
    }
    const copy: JsonObject = {};
    for (const key of Object.keys(value)) {
        const inner = (value as Record<string, unknown>)[key];
        if (inner === undefined) continue;
        if (key === '__proto__') return refuse('payload-value', { path: key, found: sample(inner) });
        const item = convert(inner, `${path}.${key}`, depth + 1, budget);
        if (!item.ok) return item;
        copy[key] = item.value;
    }
    return ok(copy);
}

/** Finds the key in the text, also with escaped letters, so that other frames need one search only. */
export const PROTOTYPE_KEY = /__proto__|\\u00(?:5f|6f|7[024])/i;

/** Removes keys named `__proto__`, which would change a prototype in a later `Object.assign`. Recursive. */
export function dropPrototypeKeys(value: Json): void {
    if (typeof value !== 'object' || value === null) return;
    Reflect.deleteProperty(value, '__proto__');
    for (const inner of Object.values(value)) dropPrototypeKeys(inner);
}
