// Matches responses to commands by topic and payload, because frames have no request number (clown-talk, sections 6, 8, 9,
// 11 and 12). Every form of response that a known hub uses is accepted. Pending requests and timeouts are in requests.ts.

import type { Command } from './commands';
import type { Json, JsonObject } from './frame';
import { i2cBytes } from './i2c-commands';
import { WITHOUT_RESPONSE } from './model';
import { type Matcher, type Parts, partsOf, type Verdict } from './response-parts';
import { FilterTree } from './topic';

export type { Matcher, Verdict };

/**
 * The matcher for responses to a command; 'none' if a hub never responds to it, undefined if that is unknown. Responses to
 * the same request of another client look alike.
 */
export function responseTo(command: Command): Matcher | 'none' | undefined {
    const parts = partsOf(command);
    if (dependsOnPayload(parts, command.payload)) return findMatcher(parts, command.payload);
    if (!parts.isKnown) {
        parts.matcher = findMatcher(parts, command.payload);
        parts.isKnown = true;
    }
    return parts.matcher;
}

function findMatcher(parts: Parts, wanted: JsonObject): Matcher | 'none' | undefined {
    const { type, device, action, request } = parts;
    if (WITHOUT_RESPONSE.has(`${type}/${action}`)) return 'none';
    const responses =
        action === 'config' ? configResponses(device, request, wanted) : deviceResponses(type, device, action, wanted);
    return responses && matcher(parts, responses);
}

/** For all other commands the response depends on the topic alone. */
function dependsOnPayload({ type, action, request }: Parts, payload: JsonObject): boolean {
    return action === 'config' ? setsInterval(request, payload) : type === 'i2c';
}

/**
 * As `responseTo`, but the response must show the requested state of a relay or LED, or the requested interval. Undefined
 * for a command whose effect no response shows.
 */
export function confirmationOf(command: Command): Matcher | undefined {
    const parts = partsOf(command);
    const { type, device, action, request } = parts;
    if (action === 'config') {
        if (!setsInterval(request, command.payload)) return undefined;
        return matcher(parts, intervalResponses(device, shows('publish-interval', command.payload)));
    }
    if (action !== 'set' || !HAS_STATE.has(type) || !Object.hasOwn(command.payload, 'state')) return undefined;
    return matcher(parts, [[device, shows('state', command.payload)]]);
}

/**
 * The matcher for responses whose topics a valid filter of the user names. A hub behind a broker sends commands back to
 * their client: such an echo counts only if the filter is exactly the topic of the command.
 */
export function responseUnder(filter: string, command: Command): Matcher {
    const { topic, errors } = partsOf(command);
    const tree = new FilterTree<true>();
    tree.add(filter.toLowerCase(), true);
    const wantsEcho = filter.toLowerCase() === topic;
    return (frame) => {
        const name = lowerCase(frame.topic);
        if (name === topic) return wantsEcho ? 'response' : 'other';
        if (errors.includes(name)) return 'refusal';
        return tree.match(name).length > 0 ? 'response' : 'other';
    };
}

/** Types that respond with their state. */
const HAS_STATE: ReadonlySet<string> = new Set(['relay', 'led']);

type Check = (payload: JsonObject) => boolean;
type Responses = readonly (readonly [topic: string, check: Check])[];

const anything: Check = () => true;

function deviceResponses(type: string, device: string, action: string, wanted: JsonObject): Responses | undefined {
    if (action !== 'set' && action !== 'get') return undefined;
    if (type === 'i2c') return [[device, transfer(wanted, action === 'get')]];
    if (HAS_STATE.has(type)) return [[device, (payload) => Object.hasOwn(payload, 'state')]];
    return [
        [device, anything],
        // A wireless base node responds so for its LED strip.
        [`${device}/${action}/ok`, anything],
    ];
}

function configResponses(device: string, request: string, wanted: JsonObject): Responses | undefined {
    const config = `${device}/config`;
    // These are responses themselves.
    if (request === 'ok' || request === 'error') return undefined;
    if (setsInterval(request, wanted)) {
        const isShown = shows('publish-interval', wanted);
        // Wireless nodes, which accept only `set`, may leave it out.
        const mayLack = request === 'set';
        return intervalResponses(device, (payload) => {
            return isShown(payload) || (mayLack && !Object.hasOwn(payload, 'publish-interval'));
        });
    }
    const own = [`${config}/${request}/ok`, anything] as const;
    if (device === '-/-' && request === 'list') return [own, [`${config}/ok`, listsDevices]];
    if (device.startsWith('i2c/') && request === 'scan') return [own];
    // A wireless base node responds to `get` without an `ok`.
    if (request === 'get') return [own, [`${config}/ok`, anything], [config, anything]];
    return [own, [`${config}/ok`, anything]];
}

function setsInterval(request: string, wanted: JsonObject): boolean {
    return (request === 'update' || request === 'set') && Object.hasOwn(wanted, 'publish-interval');
}

/** All three for `set` and `update`: a client that does not know the kind of node sends both. */
function intervalResponses(device: string, check: Check): Responses {
    return ['ok', 'set/ok', 'update/ok'].map((end) => [`${device}/config/${end}`, check] as const);
}

function shows(key: string, wanted: JsonObject): Check {
    return (payload) => payload[key] === wanted[key];
}

/** The response to another request, such as the interval of the node itself, has neither. */
function listsDevices(payload: JsonObject): boolean {
    return Object.hasOwn(payload, 'sensors') || Object.hasOwn(payload, 'actuators');
}

/** The hub repeats address and data of an I2C command in its own spelling, and adds what it has read. */
function transfer(wanted: JsonObject, reads: boolean): Check {
    return (payload) =>
        Object.hasOwn(payload, 'read') === reads &&
        plain(payload.address) === plain(wanted.address) &&
        isSameData(wanted.write, payload.write);
}

/**
 * Whether the data of a response can be that of the command, in any form. A hub may leave out data that it cannot write, so
 * missing or unreadable data matches.
 */
function isSameData(wanted: Json | undefined, shown: Json | undefined): boolean {
    if (wanted === undefined) return shown === undefined || shown === '';
    const ours = i2cBytes(wanted);
    const theirs = i2cBytes(shown);
    return !ours || !theirs || ours.join() === theirs.join();
}

function plain(value: Json | undefined): Json | undefined {
    return typeof value === 'string' ? value.toLowerCase() : value;
}

function matcher({ errors }: Parts, responses: Responses): Matcher {
    return (frame) => {
        const name = lowerCase(frame.topic);
        // At most four, which is too few for a map.
        for (const [topic, check] of responses) {
            if (topic === name) return check(frame.payload) ? 'response' : 'other';
        }
        return errors.includes(name) ? 'refusal' : 'other';
    };
}

/** The last topic in lower case: many matchers receive the same frame in a row. */
const last = { topic: '', lower: '' };

function lowerCase(topic: string): string {
    if (topic !== last.topic) {
        last.topic = topic;
        last.lower = topic.toLowerCase();
    }
    return last.lower;
}
