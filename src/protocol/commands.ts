// What may be sent to a hub: one table of the known commands, and the limits of every frame. A real bridge reports no
// refusal, and a wrong frame may crash it (clown-talk, sections 8 and 10). Such commands are refused here with a reason.

import { ok, type Reason, type Result, refuse, shorten } from '../base/errors';
import { flatString } from '../base/flat-string';
import { readPayload } from './flow-payload';
import { formatFrame, type Json, type JsonObject, longestLine } from './frame';
import { i2cRead, i2cWrite } from './i2c-commands';
import { isObject } from './json-data';
import { DEVICE_TYPES } from './model';
import { type Check, display, interval, LIMITS, led, noPayload, objectOnly, relay, setState, silent } from './payloads';
import { checkTopic } from './topic';
import { levelsReason } from './topic-levels';

/** A frame that a hub understands. */
export interface Command {
    readonly topic: string;
    readonly payload: JsonObject;
}

/** Checks a command of a flow and formats it, with its line end. */
export function commandText(topic: unknown, payload: unknown): Result<string> {
    const command = checkCommand(topic, payload);
    return command.ok ? textOf(command.value) : command;
}

/** Formats a checked command, with its line end; `limit` is in bytes without it. */
export function textOf({ topic, payload }: Command, limit: number = LIMITS.frameBytes): Result<string> {
    const text = formatFrame(topic, payload);
    const bytes = longestLine(text, limit);
    return bytes > limit ? refuse('command-length', { topic: shorten(topic), bytes, limit }) : ok(text);
}

/**
 * Checks a command of a flow. A payload with one clear meaning is converted: `true` for a relay becomes `{"state": true}`,
 * JSON text becomes its object. What the hub would not understand is refused.
 */
export function checkCommand(topic: unknown, payload: unknown): Result<Command> {
    const place = placeOf(topic);
    if (!place.ok) return place;
    const data = readPayload(payload);
    if (!data.ok) return data;
    const { name, plain, levels, isKnownBus, check } = place.value;
    if (!isKnownBus) return refuse('i2c-topic', { topic: name });
    const checked = check(data.value, levels);
    if (!checked.ok) return withTopic(checked.reason, name);
    const tokens = 2 + countTokens(checked.value);
    if (tokens > LIMITS.tokens) return refuse('command-tokens', { topic: name, count: tokens, limit: LIMITS.tokens });
    return ok({ topic: plain, payload: checked.value });
}

/** What is known about the commands of a topic. */
interface Place {
    readonly name: string;
    /** In its canonical spelling. */
    readonly plain: string;
    readonly levels: readonly string[];
    readonly isKnownBus: boolean;
    readonly check: Check;
    readonly isRelay: boolean;
}

/** Most cached places, by the topics that flows use, and the longest such topic: no hub has more. */
const MAX_PLACES = 1_000;
const MAX_PLACE_LENGTH = 200;
const places = new Map<string, Result<Place>>();

function placeOf(topic: unknown): Result<Place> {
    const isShort = typeof topic === 'string' && topic.length <= MAX_PLACE_LENGTH;
    const known = isShort ? places.get(topic) : undefined;
    if (known) return known;
    if (!isShort) return findPlace(topic);
    const own = flatString(topic);
    const place = findPlace(own);
    if (places.size >= MAX_PLACES) places.clear();
    places.set(own, place);
    return place;
}

function findPlace(topic: unknown): Result<Place> {
    const checked = checkCommandTopic(topic);
    if (!checked.ok) return checked;
    const name = checked.value;
    const levels = name.split('/');
    const [, check] = ruleFor(levels) ?? ['', objectOnly];
    const isRelay = fits('relay/+/set', levels);
    return ok({ name, plain: plainTopic(name), levels, isKnownBus: isOnI2c(levels), check, isRelay });
}

/** The canonical spelling of a topic: a hub accepts I2C addresses in upper case too (clown-talk, section 6). */
export function plainTopic(topic: string): string {
    return topic.replace(/^([^/]*\/)(i2c\d-[0-9a-f]{2})(?=\/|$)/i, (_whole, type: string, address: string) => {
        return type + address.toLowerCase();
    });
}

function withTopic(reason: Reason, topic: string): { ok: false; reason: Reason } {
    return { ok: false, reason: { code: reason.code, params: { topic, ...reason.params } } };
}

/** Characters that JSON escapes: the bridge compares topics without decoding the escapes. */
export const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/**
 * Checks a topic that a bridge reads as a command: 3 or 4 levels of at most 31 bytes, without characters that JSON escapes.
 * A `get` has three: a fourth level makes a relay repeat its last pulse (clown-talk, section 12).
 */
export function checkCommandTopic(topic: unknown): Result<string> {
    const checked = checkTopic(topic);
    if (!checked.ok) return checked;
    const name = checked.value;
    if (ESCAPED.test(name)) return refuse('topic-character', { topic: shorten(name) });
    const levels = name.split('/');
    if (levels.length < LIMITS.minLevels || levels.length > LIMITS.maxLevels) {
        return { ok: false, reason: levelsReason(name, levels) };
    }
    if (levels.length > LIMITS.minLevels && levels[2] === 'get') {
        const plain = levels.slice(0, LIMITS.minLevels).join('/');
        return refuse('get-levels', { topic: shorten(name), plain: shorten(plain) });
    }
    const long = levels.find((level) => new TextEncoder().encode(level).length > LIMITS.levelBytes);
    if (long) return refuse('command-level-length', { level: shorten(long), limit: LIMITS.levelBytes });
    return ok(name);
}

/** Least time between this command and the next one of its topic, in milliseconds; 0 for most. */
export function commandGapMs(topic: string): number {
    // A short cut: few commands need a pause.
    if (!topic.startsWith('relay/') && !topic.startsWith('i2c/')) return 0;
    return ruleFor(topic.split('/'))?.[2] ?? 0;
}

/** Whether a command toggles a relay. No hub knows `toggle`, so it must be replaced by a state. Never throws. */
export function isToggle(topic: unknown, payload: unknown): boolean {
    if (typeof topic !== 'string' || !topic.startsWith('relay/')) return false;
    const place = placeOf(topic);
    if (!place.ok || !place.value.isRelay) return false;
    const data = readPayload(payload);
    if (!data.ok) return false;
    const isState = isObject(data.value) && Object.keys(data.value).join() === 'state';
    const word = isState ? data.value.state : data.value;
    return typeof word === 'string' && word.trim().toLowerCase() === 'toggle';
}

/** JSON tokens as the bridge counts them: containers, keys and values, one each. */
function countTokens(value: Json): number {
    if (typeof value !== 'object' || value === null) return 1;
    const keys = Array.isArray(value) ? 0 : Object.keys(value).length;
    return Object.values(value).reduce<number>((sum, inner) => sum + countTokens(inner), 1 + keys);
}

/** An address on one of the buses of a bridge. */
export const BRIDGE_ADDRESS = /^i2c[01]-[0-9a-f]{2}$/i;

/**
 * Whether a bridge has such a bus and knows the request. It ignores another bus, or takes it for bus 1. It reads any seven
 * characters as an address, and repeats its last action for an unknown request (clown-talk, section 6).
 */
function isOnI2c([type = '', address = '', request = '']: readonly string[]): boolean {
    if (type === 'i2c') return /^[01]$/.test(address) && /^(?:get|set|config)$/.test(request);
    if (!DEVICE_TYPES.get(type)?.addresses.some((known) => known.startsWith('i2c'))) return true;
    return address.length === 7 ? BRIDGE_ADDRESS.test(address) : !/^i2c[2-9]-/i.test(address);
}

/** A relay merges commands that follow within this time (clown-talk, section 9). */
const RELAY_GAP_MS = 100;

/**
 * The known commands; `+` matches any level, and the first match counts. `gapMs` is the pause after a command: ten I2C
 * requests may be pending (clown-talk, sections 8 and 9).
 */
const RULES: readonly (readonly [pattern: string, check: Check, gapMs?: number])[] = [
    ['relay/+/set', relay, RELAY_GAP_MS],
    ['led/+/set', led],
    ['display-oled/+/set', display],
    ['i2c/+/set', i2cWrite, 20],
    ['i2c/+/get', i2cRead, 20],
    // The bridge does not read the fourth level.
    ['i2c/+/set/+', i2cWrite, 20],
    ['i2c/+/get/+', i2cRead, 20],
    ['co2-sensor/+/get', silent],
    ['display-oled/+/get', silent],
    ['+/+/get', noPayload],
    ['+/+/set', setState],
    ['+/+/config/update', interval],
    ['+/+/config/set', interval],
    ['+/+/config/get', noPayload],
    ['+/+/config/list', noPayload],
    ['i2c/+/config/scan', noPayload, 200],
    ['+/+/config/scan', noPayload],
];

function ruleFor(levels: readonly string[]): (typeof RULES)[number] | undefined {
    return RULES.find(([pattern]) => fits(pattern, levels));
}

function fits(pattern: string, levels: readonly string[]): boolean {
    const names = pattern.split('/');
    return names.length === levels.length && names.every((name, at) => name === '+' || name === levels[at]);
}
