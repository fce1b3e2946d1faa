// What may be sent to a hub: one table of the known commands, and the bounds that hold for every frame. A real bridge refuses nothing aloud, and a careless frame can end it (clown-talk, sections 8
// and 10): what it would ignore, misread or fall over is refused here, with the reason.

import { ok, type Reason, type Result, refuse, shorten } from './errors';
import { formatFrame, type Json, type JsonObject, toJson } from './frame';
import {
    type Check,
    display,
    i2cRead,
    i2cWrite,
    interval,
    LIMITS,
    led,
    noPayload,
    objectOnly,
    relay,
} from './payloads';
import { checkTopic } from './topic';

/** A frame that a hub will understand. */
export interface Command {
    readonly topic: string;
    readonly payload: JsonObject;
}

/** The text of a checked command, newline included, ready for the socket. */
export function commandText(topic: unknown, payload: unknown): Result<string> {
    const command = checkCommand(topic, payload);
    if (!command.ok) return command;
    const text = formatFrame(command.value.topic, command.value.payload);
    return text.length > LIMITS.text ? refuse('payload-large', { limit: LIMITS.text }) : ok(text);
}

/**
 * Checks what a flow wants to send. A payload with one plain meaning is put into the form that the hub takes (`true`
 * for a relay becomes `{"state": true}`, JSON text becomes its object); what the hub would not understand is refused.
 */
export function checkCommand(topic: unknown, payload: unknown): Result<Command> {
    const name = checkCommandTopic(topic);
    if (!name.ok) return name;
    const data = readPayload(payload);
    if (!data.ok) return data;
    const levels = name.value.split('/');
    const check = RULES.find(([pattern]) => fits(pattern, levels))?.[1] ?? objectOnly;
    const checked = check(data.value, levels);
    if (!checked.ok) return withTopic(checked.reason, name.value);
    const tokens = 2 + countTokens(checked.value);
    if (tokens > LIMITS.tokens) {
        return refuse('command-tokens', { topic: name.value, count: tokens, limit: LIMITS.tokens });
    }
    return ok({ topic: name.value, payload: checked.value });
}

function withTopic(reason: Reason, topic: string): { ok: false; reason: Reason } {
    return { ok: false, reason: { code: reason.code, params: { topic, ...reason.params } } };
}

/** A topic that a bridge reads as a command: 3 or 4 levels of at most 31 bytes, nothing that JSON would escape. */
export function checkCommandTopic(topic: unknown): Result<string> {
    const checked = checkTopic(topic);
    if (!checked.ok) return checked;
    const name = checked.value;
    // What JSON would have to escape: the bridge compares topics without decoding escapes.
    if (/["\\\p{Cc}\p{Cs}]/u.test(name)) return refuse('topic-character', { topic: shorten(name) });
    const levels = name.split('/');
    if (levels.length < LIMITS.minLevels || levels.length > LIMITS.maxLevels) {
        return refuse('command-levels', { topic: shorten(name), count: levels.length });
    }
    const long = levels.find((level) => new TextEncoder().encode(level).length > LIMITS.levelBytes);
    if (long) return refuse('command-level-length', { level: shorten(long), limit: LIMITS.levelBytes });
    return ok(name);
}

/** What a flow sent, as JSON data: nothing at all is null, and text or bytes that hold a JSON object are that object. */
function readPayload(payload: unknown): Result<Json> {
    if (payload === undefined) return ok(null);
    const text = bytesAsText(payload);
    if (typeof text !== 'string') return toJson(text);
    if (!text.trimStart().startsWith('{')) return ok(text);
    try {
        return toJson(JSON.parse(text));
    } catch {
        return ok(text);
    }
}

/** Bytes as the text they hold, anything else as it is. By its tag: the Uint8Array of a Function node is not ours. */
function bytesAsText(payload: unknown): unknown {
    try {
        const isBytes =
            ArrayBuffer.isView(payload) && Object.prototype.toString.call(payload) === '[object Uint8Array]';
        return isBytes ? new TextDecoder().decode(payload) : payload;
    } catch {
        return payload; // refused later, as what it is
    }
}

/** JSON tokens as the bridge counts them: containers, keys and values, one each. */
function countTokens(value: Json): number {
    if (typeof value !== 'object' || value === null) return 1;
    const keys = Array.isArray(value) ? 0 : Object.keys(value).length;
    return Object.values(value).reduce<number>((sum, inner) => sum + countTokens(inner), 1 + keys);
}

/** The known commands; `+` stands for any level. The first that fits is the one that counts. */
const RULES: readonly (readonly [pattern: string, check: Check])[] = [
    ['relay/+/set', relay],
    ['led/+/set', led],
    ['display-oled/+/set', display],
    ['i2c/+/set', i2cWrite],
    ['i2c/+/get', i2cRead],
    ['+/+/get', noPayload],
    ['+/+/config/update', interval],
    ['+/+/config/set', interval],
    ['+/+/config/get', noPayload],
    ['+/+/config/list', noPayload],
    ['+/+/config/scan', noPayload],
];

function fits(pattern: string, levels: readonly string[]): boolean {
    const names = pattern.split('/');
    return names.length === levels.length && names.every((name, at) => name === '+' || name === levels[at]);
}
