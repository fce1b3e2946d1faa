// Clown.Talk text <-> frames (clown-talk, section 5), and the plain JSON data that frames carry.
// Knows no socket and no device: what a command may say is in model.ts.

import { ok, type Result, refuse, sample, shorten, thrownKind } from '../base/errors';
import type { Json, JsonObject } from './json';
import { isNestedDeeper } from './nesting';
import { checkTopic } from './topic';

export type { Json, JsonObject };

/** One message on the wire. `meta` is the reserved third element: accepted, never sent (clown-talk, section 5). */
export interface Frame {
    readonly topic: string;
    readonly payload: JsonObject;
    readonly meta?: JsonObject;
    /** Gives the payload away: whoever asks for it later gets another one. Only some frames can. */
    take?(): JsonObject;
}

/** What a client must say first, to the byte (clown-talk, section 4). */
export const START_MESSAGE = '["clown.talk/-/config/set", {}]\n';

/** Deeper nesting than this is refused: copying it, here or in a node after us, would exhaust the stack. */
export const MAX_DEPTH = 256;
/** More values than this in one outgoing payload are refused; a hub takes far fewer (clown-talk, section 10). */
const MAX_VALUES = 10_000;

/** A line of a message that is not blank, and what it says. */
export interface Line {
    readonly text: string;
    readonly frame: Result<Frame>;
}

/** Lines that are no frames, in one message, after which the rest of it is not read: each costs far more than a frame. */
export const MAX_FAULTS = 1_000;

/**
 * Reads one WebSocket message, text or binary: the frame or the fault of each line that is not blank, in order, each when
 * it is asked for. A line that is no UTF-8 spoils no other (clown-talk, sections 3 and 5).
 */
export function* readMessage(data: Uint8Array): Generator<Line, void> {
    let faults = 0;
    for (const piece of pieces(data)) {
        const line = typeof piece === 'string' ? { text: piece, frame: parseFrame(piece) } : undecodable(piece);
        if (!line.frame.ok && ++faults > MAX_FAULTS) {
            yield { text: '', frame: refuse('frame-flood', { limit: MAX_FAULTS }) };
            return;
        }
        yield line;
    }
}

/**
 * The lines that are not blank: as text, or as bytes where they are no UTF-8. Each is decoded by itself, for a line that
 * is cut out of a longer text would keep all of that in memory for as long as somebody remembers the frame.
 */
function* pieces(data: Uint8Array): Generator<string | Uint8Array> {
    for (let from = 0, at = 0; at < data.length; at++) {
        const byte = data[at];
        if (byte === 0x0a) from = at + 1;
        else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) {
            const newline = data.indexOf(0x0a, at);
            at = newline < 0 ? data.length : newline;
            const bytes = data.subarray(from, at);
            yield decode(bytes) ?? bytes;
            from = at + 1;
        }
    }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes, if they are UTF-8. */
export function decode(data: Uint8Array): string | undefined {
    try {
        return strict.decode(data);
    } catch {
        return undefined;
    }
}

function undecodable(bytes: Uint8Array): Line {
    const text = lenient.decode(bytes);
    return { text, frame: refuse('frame-not-utf8', { found: shorten(text) }) };
}

/** Reads one line as a frame. Never throws: whatever a hub sends is a frame or a reason. */
export function parseFrame(line: string): Result<Frame> {
    // On the text: parsing it costs far more, and whatever walks the data later may recurse.
    if (isNestedDeeper(line, MAX_DEPTH)) return refuse('frame-deep', { found: shorten(line), limit: MAX_DEPTH });
    let data: unknown;
    try {
        data = JSON.parse(line);
    } catch {
        return refuse('frame-not-json', { found: shorten(line) });
    }
    if (!Array.isArray(data)) return refuse('frame-not-array', { found: shorten(line) });
    if (data.length < 2 || data.length > 3) {
        return refuse('frame-length', { count: data.length, found: shorten(line) });
    }
    const [topic, payload, meta] = data as unknown[];
    if (typeof topic !== 'string') return refuse('frame-topic', { found: sample(topic) });
    if (!isObject(payload)) return refuse('frame-payload', { found: sample(payload), topic: shorten(topic) });
    if (data.length === 3 && !isObject(meta)) {
        return refuse('frame-meta', { found: sample(meta), topic: shorten(topic) });
    }
    const checked = checkTopic(topic);
    if (!checked.ok) return checked;
    if (PROTOTYPE_KEY.test(line)) dropPrototypeKeys(data as Json[]);
    return ok(isObject(meta) ? { topic, payload, meta } : { topic, payload });
}

/** The payload of a plain frame, whose form is known to be right: an object without deep nesting. */
export function parsePayload(text: string): JsonObject {
    const payload = JSON.parse(text) as JsonObject;
    // Found sooner than the key itself, which most texts have no part of.
    const isOdd = text.includes('__') || text.includes('\\u00');
    if (isOdd && PROTOTYPE_KEY.test(text)) dropPrototypeKeys(payload);
    return payload;
}

/** Writes a frame, with the newline that ends it. For a topic that `checkTopic` took and JSON data. */
export function formatFrame(topic: string, payload: JsonObject): string {
    return `${startOf(topic)}${payloadText(payload)}]\n`;
}

/** States whose payload is remembered, and the longest one that is. */
const MAX_STATES = 100;
const MAX_STATE_LENGTH = 20;
const states = new Map<boolean | string, string>();

/** Most commands hold a state and nothing else, and there are few of those. */
function payloadText(payload: JsonObject): string {
    const { state } = payload;
    const isShort = typeof state === 'boolean' || (typeof state === 'string' && state.length <= MAX_STATE_LENGTH);
    if (!isShort) return JSON.stringify(payload);
    for (const key in payload) if (key !== 'state') return JSON.stringify(payload);
    let text = states.get(state);
    if (text === undefined) {
        text = JSON.stringify({ state });
        if (states.size >= MAX_STATES) states.clear();
        states.set(state, text);
    }
    return text;
}

/** Topics whose start of a frame is remembered, and the longest one that is. */
const MAX_STARTS = 1_000;
const MAX_START_LENGTH = 200;
const starts = new Map<string, string>();

function startOf(topic: string): string {
    const known = starts.get(topic);
    if (known !== undefined) return known;
    const start = `[${JSON.stringify(topic)}, `;
    if (topic.length > MAX_START_LENGTH) return start;
    if (starts.size >= MAX_STARTS) starts.clear();
    starts.set(topic, start);
    return start;
}

const encoder = new TextEncoder();

/** Bytes of the longest line, in UTF-8 and without its line end; not counted where all fit into `most`, then 0. */
export function longestLine(data: string | Uint8Array, most: number): number {
    // No character has more than three bytes for each of its units.
    if ((typeof data === 'string' ? 3 : 1) * data.length <= most) return 0;
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    let longest = 0;
    for (let from = 0; from < bytes.length; ) {
        const newline = bytes.indexOf(0x0a, from);
        const end = newline < 0 ? bytes.length : newline;
        longest = Math.max(longest, end - from);
        from = end + 1;
    }
    return longest;
}

/** Whether JSON would call it an object. */
export function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of JSON data that shares nothing with the original. For data from `parseFrame` or `toJson` only: it is recursive. */
export function copyJson<T extends Json>(value: T): T;
export function copyJson(value: Json): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => copyJson(item));
    const copy: JsonObject = {};
    for (const key in value) copy[key] = copyJson(value[key] as Json);
    return copy;
}

/**
 * Plain JSON data out of anything that a flow may hold. Refuses what JSON would lose or change without a word: NaN,
 * functions, big integers, Buffers, Maps, cycles. Absent properties (`undefined`) stay absent.
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
    // JSON has no minus zero: its text would be that of zero.
    if (typeof value === 'number' && Number.isFinite(value)) return ok(value === 0 ? 0 : value);
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
    // By its tag: the Date of a Function node is not ours.
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

/** Finds the key in the text, even with a letter of it escaped, so that ordinary frames pay for one search only. */
const PROTOTYPE_KEY = /__proto__|\\u00(?:5f|6f|7[024])/i;

/**
 * Removes keys named `__proto__`: harmless here, they would change prototypes in the next `Object.assign`. For data whose
 * nesting is bounded.
 */
function dropPrototypeKeys(value: Json): void {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) Reflect.deleteProperty(value, '__proto__');
    for (const inner of Object.values(value)) dropPrototypeKeys(inner);
}
