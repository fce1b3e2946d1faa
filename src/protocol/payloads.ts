// The payloads of the known commands: converts what has one clear meaning into the form that a hub accepts, and refuses the
// rest with a reason (clown-talk, sections 6, 8 and 10). commands.ts assigns them to commands.

import { ok, type Result, refuse, sample, shorten } from '../base/errors';
import type { Json, JsonObject } from './frame';
import { isObject } from './json-data';
import { isNumeric, LED_STATES, SENSOR_TYPES } from './model';

/** Limits of the bridge's parser and of its devices (clown-talk, sections 8 and 10); intervals in seconds. */
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
    /** Bytes of one raw message: the web server accepts 10 MiB, line end included (section 3). */
    rawBytes: 10 * 1024 * 1024 - 1,
} as const;

/** Checks the payload of one command, undefined if a flow gave none; `levels` are those of its topic. */
export type Check = (value: Json | undefined, levels: readonly string[]) => Result<JsonObject>;

/** For unknown commands: any object. */
export function objectOnly(value: Json | undefined): Result<JsonObject> {
    return isObject(value) ? ok(value) : refuse('payload-not-object', { found: sample(value) });
}

/** A request has no payload: a bare value is dropped, an object that is not empty is refused. */
export function noPayload(value: Json | undefined): Result<JsonObject> {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
        return refuse('command-no-payload', { found: sample(value) });
    }
    return ok({});
}

/** Refuses a request to which a bridge never responds (clown-talk, sections 8 and 9); a wireless CO2 sensor may. */
export function silent(value: Json | undefined, [type, address = '']: readonly string[]): Result<JsonObject> {
    return type === 'co2-sensor' && !address.startsWith('i2c') ? noPayload(value) : refuse('no-effect');
}

/** Refuses a state for a sensor of a bridge, which ignores it; other devices may accept one. */
export function setState(value: Json | undefined, [type = '', address = '']: readonly string[]): Result<JsonObject> {
    return SENSOR_TYPES.includes(type) && address.startsWith('i2c') ? refuse('no-effect') : objectOnly(value);
}

/** A bare value becomes `state`, which must be the first key (clown-talk, section 6). */
function stateFirst(code: 'relay-state' | 'led-state', read: (value: Json | undefined) => Json | undefined): Check {
    return (value) => {
        const rest = isObject(value) ? value : { state: value };
        const state = Object.hasOwn(rest, 'state') ? read(rest.state) : undefined;
        if (state === undefined) return refuse(code, { found: sample(value) });
        const payload: JsonObject = Object.assign({ state }, rest, { state });
        // JavaScript puts keys such as "1" before all others.
        if (Object.keys(payload)[0] !== 'state') return refuse('state-first', { found: sample(value) });
        return ok(payload);
    };
}

export const relay: Check = stateFirst('relay-state', relayState);
export const led: Check = stateFirst('led-state', ledState);

/** Reads on or off from true, 1, "on", "TRUE", "1" and their opposites; undefined for anything else. */
export function relayState(value: Json | undefined): boolean | undefined {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (word === true || word === 1 || word === 'on' || word === 'true' || word === '1') return true;
    if (word === false || word === 0 || word === 'off' || word === 'false' || word === '0') return false;
    return undefined;
}

/** Reads one of the five states of an LED by name, or from what means on or off. */
export function ledState(value: Json | undefined): string | undefined {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    const named = LED_STATES.find((state) => state === word);
    if (named) return named;
    const on = relayState(value);
    return on === undefined ? undefined : on ? 'on' : 'off';
}

const INTERVAL = 'publish-interval';

/** The range of the interval for a device of this type, in seconds. */
export function intervalRange(type: string | undefined): { readonly least: number; readonly most: number } {
    return { least: type === 'co2-sensor' ? LIMITS.minCo2Interval : 1, most: LIMITS.maxInterval };
}

/** Checks an interval so that every bridge reads it correctly (clown-talk, section 8, `publish-interval`). */
export function interval(value: Json | undefined, [type, , , word]: readonly string[]): Result<JsonObject> {
    // `config/update` is only for intervals; `config/set` is also for other settings and for the start message.
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

/** Whether `publish-interval` is nested in a value, as key or text: a bridge would read it as the interval. */
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
        // Base64 of this many bytes ends in two padding characters.
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
