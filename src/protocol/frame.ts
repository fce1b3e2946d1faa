// Reads and writes frames of Clown.Talk (clown-talk, section 5).
// Knows no socket and no device: the rules for commands are in commands.ts.

import { ok, type Result, refuse, sample, shorten } from '../base/errors';
import type { Json, JsonObject } from './json';
import { dropPrototypeKeys, isObject, MAX_DEPTH, PROTOTYPE_KEY } from './json-data';
import { isNestedDeeper } from './nesting';
import { checkTopic } from './topic';

export type { Json, JsonObject };

/** One frame. `meta` is the reserved third element: accepted, never sent (clown-talk, section 5). */
export interface Frame {
    readonly topic: string;
    readonly payload: JsonObject;
    readonly meta?: JsonObject;
    /** Returns the payload and forgets it, so that the caller may change it. Absent if the frame cannot make another one. */
    take?(): JsonObject;
}

/** What a client must send first, exactly these bytes (clown-talk, section 4). */
export const START_MESSAGE = '["clown.talk/-/config/set", {}]\n';

/** A non-blank line of a message, and its frame or the reason why it is not one. */
export interface Line {
    readonly text: string;
    readonly frame: Result<Frame>;
}

/** Most bad lines in one message; after these the rest is dropped, because each costs far more than a frame. */
export const MAX_FAULTS = 1_000;

/**
 * Reads one WebSocket message, text or binary: the frame or fault of each non-blank line, in order and one at a time. A line
 * that is not UTF-8 does not affect others (clown-talk, sections 3 and 5).
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
 * The non-blank lines: as text, or as bytes if they are not UTF-8. Each is decoded alone, because a line that is cut out of
 * a longer text keeps all of it in memory.
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

const strict = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of bytes; undefined if they are not UTF-8. */
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

/** Reads one line as a frame; the reason names what is wrong. Never throws. */
export function parseFrame(line: string): Result<Frame> {
    // Checked on the text: parsing costs far more, and other code may walk the data recursively.
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

/** Parses the payload of a plain frame, which is known to be an object without deep nesting. */
export function parsePayload(text: string): JsonObject {
    const payload = JSON.parse(text) as JsonObject;
    // A cheaper search first: most texts contain neither.
    const isOdd = text.includes('__') || text.includes('\\u00');
    if (isOdd && PROTOTYPE_KEY.test(text)) dropPrototypeKeys(payload);
    return payload;
}

/** Writes a frame with its line end. For a topic that `checkTopic` accepted, and JSON data. */
export function formatFrame(topic: string, payload: JsonObject): string {
    return `${startOf(topic)}${payloadText(payload)}]\n`;
}

/** Most states with a cached payload, and the longest such state. */
const MAX_STATES = 100;
const MAX_STATE_LENGTH = 20;
const states = new Map<boolean | string, string>();

/** A cache, because most commands hold only a state, and there are few states. */
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

/** Most topics with a cached start of the frame, and the longest such topic. */
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

const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes of the longest line in UTF-8 without its line end; 0 if the whole data certainly fits into `most`. */
export function longestLine(data: string | Uint8Array, most: number): number {
    // UTF-8 has at most three bytes for each UTF-16 unit.
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
