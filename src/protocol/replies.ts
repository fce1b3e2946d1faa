// Which frame answers which command: a hub gives its answers no number, so only topic and payload tell
// (clown-talk, sections 6, 8, 9, 11 and 12). Every form of answer that some hub is known to use counts.
// Who asks, and how long one waits, is in requests.ts.

import type { Command } from './commands';
import type { Frame, Json, JsonObject } from './frame';
import { i2cBytes } from './i2c';
import { FilterTree } from './topic';

/** What a frame is to a question: its answer, a refusal of it, or nothing to do with it. */
export type Verdict = 'response' | 'refusal' | 'other';
export type Matcher = (frame: Frame) => Verdict;

/**
 * What answers a command: a matcher, 'none' for a command that is never answered, undefined where nothing is known.
 * Other clients of the hub may ask the same at the same time, and nobody can tell their answers from ours.
 */
export function responseTo(command: Command): Matcher | 'none' | undefined {
    const { topic, type, device, action, request } = partsOf(command);
    if (NEVER_ANSWERED.has(`${type}/${action}`)) return 'none';
    const answers =
        action === 'config'
            ? configAnswers(device, request, command.payload)
            : deviceAnswers(type, device, action, command.payload);
    return answers && matcher(topic, answers);
}

/**
 * As `responseTo`, but the answer must show what the command wanted: the state of a relay or LED, the interval.
 * Undefined for a command whose effect no answer shows.
 */
export function confirmationOf(command: Command): Matcher | undefined {
    const { topic, type, device, action, request } = partsOf(command);
    if (action === 'config') {
        if (!setsInterval(request, command.payload)) return undefined;
        return matcher(topic, intervalAnswers(device, shows('publish-interval', command.payload)));
    }
    if (action !== 'set' || !HAS_STATE.has(type) || !Object.hasOwn(command.payload, 'state')) return undefined;
    return matcher(topic, [[device, shows('state', command.payload)]]);
}

/**
 * What answers a command when its owner has named the topics, by a valid filter. A hub behind a broker sends clients
 * their own commands back: that is an answer only to who names exactly the command's topic.
 */
export function responseUnder(filter: string, command: Command): Matcher {
    const { topic } = partsOf(command);
    const tree = new FilterTree<true>();
    tree.add(filter.toLowerCase(), true);
    const wantsEcho = filter.toLowerCase() === topic;
    const errors = new Set(errorTopics(topic));
    return (frame) => {
        const name = lowerCase(frame.topic);
        if (name === topic) return wantsEcho ? 'response' : 'other';
        if (errors.has(name)) return 'refusal';
        return tree.match(name).length > 0 ? 'response' : 'other';
    };
}

/** A CO2 sensor measures at its own pace, a display reports nothing (clown-talk, sections 8 and 9). */
const NEVER_ANSWERED: ReadonlySet<string> = new Set(['display-oled/set', 'display-oled/get', 'co2-sensor/get']);
/** Types that answer with their state. */
const HAS_STATE: ReadonlySet<string> = new Set(['relay', 'led']);

type Check = (payload: JsonObject) => boolean;
type Answers = readonly (readonly [topic: string, check: Check])[];

const anything: Check = () => true;

function deviceAnswers(type: string, device: string, action: string, wanted: JsonObject): Answers | undefined {
    if (action !== 'set' && action !== 'get') return undefined;
    if (type === 'i2c') return [[device, transfer(wanted, action === 'get')]];
    if (HAS_STATE.has(type)) return [[device, (payload) => Object.hasOwn(payload, 'state')]];
    return [
        [device, anything],
        // How a wireless base node answers for its LED strip.
        [`${device}/${action}/ok`, anything],
    ];
}

function configAnswers(device: string, request: string, wanted: JsonObject): Answers | undefined {
    const config = `${device}/config`;
    // These are answers themselves.
    if (request === 'ok' || request === 'error') return undefined;
    if (setsInterval(request, wanted)) {
        const isShown = shows('publish-interval', wanted);
        // Wireless nodes, which take no other word than `set`, need not show it.
        const mayLack = request === 'set';
        return intervalAnswers(device, (payload) => {
            return isShown(payload) || (mayLack && !Object.hasOwn(payload, 'publish-interval'));
        });
    }
    const own = [`${config}/${request}/ok`, anything] as const;
    if (device === '-/-' && request === 'list') return [own, [`${config}/ok`, listsDevices]];
    if (device.startsWith('i2c/') && request === 'scan') return [own];
    // A wireless base node answers `get` without an `ok`.
    if (request === 'get') return [own, [`${config}/ok`, anything], [config, anything]];
    return [own, [`${config}/ok`, anything]];
}

function setsInterval(request: string, wanted: JsonObject): boolean {
    return (request === 'update' || request === 'set') && Object.hasOwn(wanted, 'publish-interval');
}

/** All three for both words: who does not know what kind of node is there sends both. */
function intervalAnswers(device: string, check: Check): Answers {
    return ['ok', 'set/ok', 'update/ok'].map((end) => [`${device}/config/${end}`, check] as const);
}

function shows(key: string, wanted: JsonObject): Check {
    return (payload) => payload[key] === wanted[key];
}

/** The answer of another request, such as the interval of the node itself, holds neither. */
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
 * Whether the data of a response can be that of the command, in whatever form it is. A hub may leave out what it cannot
 * write, and what is no data at all says nothing of it.
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

/** A command's topic in lower case and taken apart; `request` is what follows `config`, and follows nothing else. */
function partsOf(command: Command) {
    const topic = command.topic.toLowerCase();
    const [type = '', address = '', action = '', request = '', ...more] = topic.split('/');
    const isKnown = more.length === 0 && (action === 'config') === (request !== '');
    return { topic, type, device: `${type}/${address}`, action: isKnown ? action : '', request };
}

/** Documented for configuration alone, and no known bridge sends any; other refusals would look alike. */
function errorTopics(topic: string): string[] {
    const [type = '', address = '', action] = topic.split('/');
    const device = `${type}/${address}`;
    return [`${device}/error`, `${topic}/error`, ...(action === 'config' ? [`${device}/config/error`] : [])];
}

function matcher(topic: string, answers: Answers): Matcher {
    const checks = new Map(answers);
    const errors = new Set(errorTopics(topic));
    return (frame) => {
        const name = lowerCase(frame.topic);
        if (checks.get(name)?.(frame.payload)) return 'response';
        return errors.has(name) ? 'refusal' : 'other';
    };
}

/** One frame is shown to many matchers, one after the other: its topic is converted for the first of them only. */
const last = { topic: '', lower: '' };

function lowerCase(topic: string): string {
    if (topic !== last.topic) {
        last.topic = topic;
        last.lower = topic.toLowerCase();
    }
    return last.lower;
}
