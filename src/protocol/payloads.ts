// The payloads of the known commands: the form that a hub takes, what has one plain meaning and is put into it, and
// what is refused with the reason (clown-talk, sections 6, 8 and 10). Which command takes which is in commands.ts.

import { ok, type Result, refuse, sample, shorten } from '../base/errors';
import { isObject, type Json, type JsonObject } from './frame';
import { isNumeric, LED_STATES, SENSOR_TYPES } from './model';

/** Bounds of the bridge's parser and of its devices (clown-talk, sections 8 and 10). */
export const LIMITS = {
    tokens: 20,
    minLevels: 3,
    maxLevels: 4,
    levelBytes: 31,
    displayLines: 8,
    displayChars: 21,
    pictureBytes: 1024,
    pictureChars: 1368,
    maxInterval: 86_400,
    minCo2Interval: 16,
    i2cBytes: 60,
    registerBytes: 2,
    /** Bytes of one frame without its line end: a picture needs 1.4 kB, and more than this can end a bridge. */
    frameBytes: 2_048,
    /** Bytes of one message that is sent as it is: the web server takes 10 MiB, line end included (section 3). */
    rawBytes: 10 * 1024 * 1024 - 1,
} as const;

/** The check of one command's payload, undefined where a flow gave none; `levels` are those of its topic. */
export type Check = (value: Json | undefined, levels: readonly string[]) => Result<JsonObject>;

/** For commands that we do not know: any object. */
export function objectOnly(value: Json | undefined): Result<JsonObject> {
    return isObject(value) ? ok(value) : refuse('payload-not-object', { found: sample(value) });
}

/** A question carries nothing: any bare value beside it is dropped, an object with something in it is a mistake. */
export function noPayload(value: Json | undefined): Result<JsonObject> {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
        return refuse('command-no-payload', { found: sample(value) });
    }
    return ok({});
}

/** A question that a bridge never answers (clown-talk, sections 8 and 9); a wireless CO2 sensor may. */
export function silent(value: Json | undefined, [type, address = '']: readonly string[]): Result<JsonObject> {
    return type === 'co2-sensor' && !address.startsWith('i2c') ? noPayload(value) : refuse('no-effect');
}

/** A state for a sensor of a bridge, which ignores it; others may take one. */
export function setState(value: Json | undefined, [type = '', address = '']: readonly string[]): Result<JsonObject> {
    return SENSOR_TYPES.includes(type) && address.startsWith('i2c') ? refuse('no-effect') : objectOnly(value);
}

/** `state` must be the first key, and a bare value means the state (clown-talk, section 6). */
function stateFirst(code: 'relay-state' | 'led-state', read: (value: Json | undefined) => Json | undefined): Check {
    return (value) => {
        const rest = isObject(value) ? value : { state: value };
        const state = Object.hasOwn(rest, 'state') ? read(rest.state) : undefined;
        if (state === undefined) return refuse(code, { found: sample(value) });
        const payload: JsonObject = Object.assign({ state }, rest, { state });
        // JavaScript puts keys such as "1" in front of all others.
        if (Object.keys(payload)[0] !== 'state') return refuse('state-first', { found: sample(value) });
        return ok(payload);
    };
}

export const relay: Check = stateFirst('relay-state', relayState);
export const led: Check = stateFirst('led-state', ledState);

/** What has one plain meaning as on or off: true, 1, "on", "TRUE", "1", and their opposites. */
export function relayState(value: Json | undefined): boolean | undefined {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (word === true || word === 1 || word === 'on' || word === 'true' || word === '1') return true;
    if (word === false || word === 0 || word === 'off' || word === 'false' || word === '0') return false;
    return undefined;
}

/** An LED takes its five states by name, and what is plainly on or off. */
export function ledState(value: Json | undefined): string | undefined {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    const named = LED_STATES.find((state) => state === word);
    if (named) return named;
    const on = relayState(value);
    return on === undefined ? undefined : on ? 'on' : 'off';
}

const INTERVAL = 'publish-interval';

/** The seconds that a device of this type takes as its interval. */
export function intervalRange(type: string | undefined): { readonly least: number; readonly most: number } {
    return { least: type === 'co2-sensor' ? LIMITS.minCo2Interval : 1, most: LIMITS.maxInterval };
}

/** An interval that every bridge reads as it is meant (clown-talk, section 8, `publish-interval`). */
export function interval(value: Json | undefined, [type, , , word]: readonly string[]): Result<JsonObject> {
    // The word of the bridges alone is about nothing else: `config/set` carries many settings, and the start message.
    const isUpdate = word === 'update';
    const isBare = typeof value === 'number' || typeof value === 'string' || (value === null && isUpdate);
    const payload = isBare ? { [INTERVAL]: value } : value;
    const missing = (): Result<JsonObject> => refuse('interval-missing', { found: sample(value) });
    if (!isObject(payload)) return payload === undefined && isUpdate ? missing() : objectOnly(payload);
    if (Object.values(payload).some(holdsInterval)) return refuse('interval-nested', { found: sample(payload) });
    if (!Object.hasOwn(payload, INTERVAL)) return isUpdate ? missing() : ok(payload);
    if (type === 'relay') return refuse('interval-relay');
    const raw = payload[INTERVAL] as Json;
    const seconds = typeof raw === 'string' && isNumeric(raw) ? Number(raw) : raw;
    const co2 = type === 'co2-sensor';
    const { least, most } = intervalRange(type);
    const fits =
        seconds === null ? !co2 : Number.isInteger(seconds) && Number(seconds) >= least && Number(seconds) <= most;
    if (!fits) {
        return refuse(co2 ? 'interval-co2' : 'interval', { found: sample(raw), least, most });
    }
    const sent: JsonObject = Object.assign({ [INTERVAL]: seconds }, payload, { [INTERVAL]: seconds });
    // A bridge walks keys and values in turn and misses the interval behind something nested.
    const isMissed = Object.keys(sent)[0] !== INTERVAL && Object.values(sent).some(isContainer);
    return isMissed ? refuse('interval-nested', { found: sample(payload) }) : ok(sent);
}

/** Whether the word stands within a value: as it walks, a bridge takes it for its own there, be it key or text. */
function holdsInterval(value: Json): boolean {
    if (!isContainer(value)) return false;
    return Object.entries(value).some(([key, inner]) => key === INTERVAL || inner === INTERVAL || holdsInterval(inner));
}

function isContainer(value: Json): value is Json[] | JsonObject {
    return typeof value === 'object' && value !== null;
}

/** Lines 0 to 7 of at most 21 plain characters, or one picture alone (clown-talk, section 10). */
export function display(value: Json | undefined): Result<JsonObject> {
    if (!isObject(value)) return objectOnly(value);
    const keys = Object.keys(value);
    if (keys.includes('raw')) {
        const raw = value.raw as Json;
        // A picture of this many bytes has two.
        const isPicture = typeof raw === 'string' && raw.endsWith('==') && isPaddedBase64(raw);
        const fits = isPicture && raw.length === LIMITS.pictureChars;
        return fits && keys.length === 1 ? ok(value) : refuse('display-raw', { limit: LIMITS.pictureChars });
    }
    const payload: JsonObject = {};
    if (keys.length === 0) return refuse('display-line', { found: sample(value) });
    for (const key of keys) {
        if (!/^line-[0-7]$/.test(key)) return refuse('display-line', { found: shorten(key) });
        const raw = value[key] as Json;
        const text = typeof raw === 'number' ? String(raw) : raw;
        // Without " and \, which the display shows as JSON escapes them.
        const strange = typeof text === 'string' ? /[^ !#-[\]-~]/u.exec(text)?.[0] : undefined;
        if (strange !== undefined) return refuse('display-char', { line: key, found: shorten(strange) });
        if (typeof text !== 'string' || text.length > LIMITS.displayChars) {
            return refuse('display-text', { line: key, found: sample(raw), limit: LIMITS.displayChars });
        }
        payload[key] = text;
    }
    return ok(payload);
}

/** Base64 that ends in `=`: a bridge needs the padding of a picture (clown-talk, section 10). */
export function isPaddedBase64(text: string): boolean {
    return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={1,2}$/.test(text);
}
