// The flows of an owner of the previous release: every setting of every node in each of its choices, and the messages that
// show what each node makes of them.

import type { Item } from '../flows';

/** Where the hubs of the flows are. */
export interface Places {
    readonly main: string;
    readonly held: string;
    readonly changed: string;
    readonly secure: string;
    readonly proxied: string;
    readonly proxyPort: number;
}

type Settings = Readonly<Record<string, unknown>>;

/** Gives the settings that the dialog of the previous release stores for a new node. */
export type Defaults = (type: string) => Settings;

/** A message to a node. */
export interface Stimulus {
    readonly to: string;
    readonly msg: Settings;
}

const RELAY = 'relay/i2c0-3b/set';
const LONG_TEXT = 'A line of text that is longer than a display has places for, many times over, '.repeat(3);

/** The login of the hub `changed`. */
export const LOGIN = { user: 'clown', password: 'sesame' };

/** Environment variables that the flows use. */
export const ENVIRONMENT = { CLOWN_UPGRADE_SECONDS: '23', CLOWN_UPGRADE_DEVICE: 'i2c0-3b' };

/** Settings that a new node of this release does not have; the previous release stored their defaults. */
const ABSENT_IN: Settings = absent('name', 'listen', 'quantity', 'replay', 'skipRequested', 'silentAfter');
const ABSENT_PLACE: Settings = absent('topic', 'topicType', 'deviceType', 'payload', 'payloadType');
const ABSENT_COMMAND: Settings = { ...ABSENT_PLACE, ...absent('name', 'long', 'confirm', 'tries') };
const ABSENT_OUT: Settings = { ...ABSENT_COMMAND, ...absent('offline', 'queueSize', 'queueAge') };
const ABSENT_REQUEST: Settings = { ...ABSENT_COMMAND, ...absent('answer', 'timeout') };

function absent(...names: readonly string[]): Settings {
    return Object.fromEntries(names.map((name) => [name, undefined]));
}

const INS: Readonly<Record<string, Settings>> = {
    'in-payload': { topic: 'lux-meter/+' },
    'in-values': { topic: 'thermometer/attic', output: 'values' },
    'in-quantity': {
        topic: 'thermometer/attic',
        output: 'quantity',
        quantity: 'temperature',
        name: 'Living room',
    },
    'in-plain': { topic: 'thermometer/attic', output: 'quantity', quantity: 'temperature', showValue: false },
    'in-each': { topic: 'humidity-sensor/+', output: 'each' },
    'in-text': { topic: 'co2-sensor/i2c0-38', output: 'text' },
    'in-silent': { topic: 'barometer/+', silentAfter: '1', outputs: 2 },
    'in-replay': { listen: 'dynamic', topic: '', replay: true, inputs: 1 },
    'in-dynamic': { listen: 'dynamic', topic: '', inputs: 1 },
    'in-invalid': { topic: 'a//b' },
    'in-new': { ...ABSENT_IN, topic: 'thermometer/attic' },
};

const HUBS_OF_INS: Readonly<Record<string, Settings>> = {
    'in-held-state': { listen: 'state', hub: 'held' },
    'in-changed': { hub: 'changed', topic: 'thermometer/attic' },
    'in-secure': { hub: 'secure', topic: 'thermometer/attic' },
    'in-proxied': { hub: 'proxied', topic: 'thermometer/attic' },
    'in-without-hardware': { hub: 'without-hardware', topic: 'nothing/-' },
};

const OUTS: Readonly<Record<string, Settings>> = {
    'out-message': { name: 'Any command' },
    'out-fixed': { topic: RELAY, topicType: 'str', payload: 'false', payloadType: 'bool', outputs: 1 },
    'out-expression': { payload: '$not(payload)', payloadType: 'jsonata' },
    'out-relay': { command: 'relay', device: 'i2c0-3f', payload: 'value' },
    'out-device': { command: 'relay', device: 'place', deviceType: 'msg' },
    'out-variable': { command: 'relay', device: 'CLOWN_UPGRADE_DEVICE', deviceType: 'env' },
    'out-led': { command: 'led', payload: '2-dot', payloadType: 'str' },
    'out-cut': { command: 'text', device: 'i2c0-3c', long: 'cut' },
    'out-refuse': { command: 'text', device: 'i2c0-3c' },
    'out-interval': { command: 'interval', device: 'thermometer/i2c0-48', payload: '30', payloadType: 'num' },
    'out-get': { command: 'get', device: 'thermometer/i2c0-48' },
    'out-read': {
        command: 'i2c-read',
        device: '0',
        payload: '{"address":"48","write":"00","read-length":2}',
        payloadType: 'json',
    },
    'out-write': {
        command: 'i2c-write',
        device: '0',
        payload: '{"address":"48","write":"01,60"}',
        payloadType: 'json',
    },
    'out-list': { command: 'list' },
    'out-scan': { command: 'scan', device: '0' },
    'out-raw': { command: 'raw' },
    'out-confirm': { command: 'relay', device: 'i2c0-3b', confirm: true, tries: '2' },
    'out-held-fail': { hub: 'held' },
    'out-held-newest': { hub: 'held', offline: 'newest' },
    'out-held-queue': { hub: 'held', offline: 'queue', queueSize: '1' },
    'out-held-age': { hub: 'held', offline: 'queue', queueAge: '1' },
    'out-new': { ...ABSENT_OUT, ...absent('command', 'device') },
    'out-new-relay': { ...ABSENT_OUT, command: 'relay', device: 'i2c0-3f' },
};

const REQUESTS: Readonly<Record<string, Settings>> = {
    'request-list': {},
    'request-secure': { hub: 'secure' },
    'request-get': { command: 'get', device: 'relay/i2c0-3f', name: 'Lamp' },
    'request-place': { command: 'get', device: 'place', deviceType: 'msg' },
    'request-relay': {
        command: 'relay',
        device: 'i2c0-3f',
        payload: 'true',
        payloadType: 'bool',
        confirm: true,
        tries: '1',
    },
    'request-text': { command: 'text', device: 'i2c0-3c', long: 'cut' },
    'request-answer': {
        command: 'message',
        topic: 'attic/-/set',
        topicType: 'str',
        answer: 'special/+',
        payload: 'value',
    },
    'request-unanswered': { command: 'message', topic: 'cellar/-/set', topicType: 'str', timeout: '0.3', outputs: 2 },
    'request-new': { ...ABSENT_REQUEST, ...absent('device') },
};

/** What is sent to the nodes, in this order; each message ends in one `done`. */
export const STIMULI: readonly Stimulus[] = [
    { to: 'out-message', msg: { topic: RELAY, payload: true } },
    { to: 'out-message', msg: { topic: 'a/+', payload: true } },
    {
        to: 'out-message',
        msg: {
            payload: [
                [RELAY, false],
                ['led/-/set', 'on'],
            ],
        },
    },
    { to: 'out-fixed', msg: { topic: 'led/-/set', payload: 'on' } },
    { to: 'out-expression', msg: { topic: RELAY, payload: false } },
    { to: 'out-relay', msg: { payload: false, value: 'on' } },
    { to: 'out-relay', msg: { payload: true } },
    { to: 'out-device', msg: { place: 'i2c0-3f', payload: 0 } },
    { to: 'out-device', msg: { payload: 1 } },
    { to: 'out-variable', msg: { payload: true } },
    { to: 'out-led', msg: { payload: 'off' } },
    { to: 'out-cut', msg: { payload: LONG_TEXT } },
    { to: 'out-refuse', msg: { payload: LONG_TEXT } },
    { to: 'out-interval', msg: { payload: 5 } },
    { to: 'out-get', msg: {} },
    { to: 'out-read', msg: {} },
    { to: 'out-write', msg: {} },
    { to: 'out-list', msg: {} },
    { to: 'out-scan', msg: {} },
    { to: 'out-raw', msg: { payload: '["led/-/set", {"state":"off"}]' } },
    { to: 'out-confirm', msg: { payload: false } },
    { to: 'out-new', msg: { topic: RELAY, payload: true } },
    { to: 'out-new-relay', msg: { payload: false } },
    { to: 'request-new', msg: {} },
    { to: 'request-list', msg: {} },
    { to: 'request-secure', msg: {} },
    { to: 'request-get', msg: {} },
    { to: 'request-place', msg: { place: 'relay/i2c0-3b' } },
    { to: 'request-relay', msg: {} },
    { to: 'request-text', msg: { payload: LONG_TEXT } },
    { to: 'request-answer', msg: { value: { a: 1 } } },
    { to: 'request-unanswered', msg: { payload: {} } },
    { to: 'in-replay', msg: { action: 'subscribe', topic: 'lux-meter/+' } },
    { to: 'in-replay', msg: { action: 'list' } },
    { to: 'in-dynamic', msg: { action: 'subscribe', topic: 'lux-meter/+' } },
];

/** What is sent while the hub `held` is not connected; the last message connects it. Their ends come when they can. */
export const HELD_STIMULI: readonly Stimulus[] = [
    { to: 'out-held-fail', msg: { topic: RELAY, payload: true } },
    { to: 'out-held-age', msg: { topic: 'relay/i2c0-3f/set', payload: true } },
    { to: 'out-held-newest', msg: { topic: RELAY, payload: true } },
    { to: 'out-held-newest', msg: { topic: RELAY, payload: false } },
    { to: 'out-held-queue', msg: { topic: 'led/-/set', payload: 'on' } },
    { to: 'out-held-queue', msg: { topic: 'led/-/set', payload: '1-dot' } },
];

/** Their number of ends before the hub connects: not connected, displaced, queue full, and one that became too old. */
export const HELD_ENDS = 4;

/** Frames that the hub `main` sends. */
export const FRAMES = [
    '["lux-meter/i2c0-44", {"illuminance": [49.99, "lux"]}]',
    '["thermometer/attic", {"temperature": [21.5, "\\u2103"]}]',
    '["humidity-sensor/i2c0-40", {"relative-humidity": [40.5, "%"], "temperature": [20, "\\u2103"]}]',
    '["co2-sensor/i2c0-38", {"concentration": [612, "ppm"]}]',
    '["barometer/i2c0-60", {"pressure": [101.3, "kPa"]}]',
];

const FILES = { cert: '', key: '', ca: '', certname: '', keyname: '', caname: '' };
const TLS = {
    id: 'tls',
    type: 'tls-config',
    name: '',
    ...FILES,
    servername: '',
    verifyservercert: false,
    alpnprotocol: '',
};
const AT = { x: 100, y: 100 };

/** The flow file, with every setting that the dialogs of the previous release store. */
export function ownersFlows(defaults: Defaults, places: Places): Item[] {
    const hub = (id: string, settings: Settings): Item => ({
        id,
        type: 'clown-hub',
        ...defaults('clown-hub'),
        ...settings,
    });
    const node = (type: string, id: string, settings: Settings): Item[] => {
        const stored = Object.entries({ ...defaults(type), ...settings }).filter(([, value]) => value !== undefined);
        const own: Settings = Object.fromEntries(stored);
        const outputs = Number(own.outputs ?? 0);
        const probes = Array.from({ length: outputs }, (_, port) => probe(`${id}:${port}`));
        const wires = probes.map((item) => [item.id]);
        return [{ ...own, hub: settings.hub ?? 'main', id, type, z: 'f1', ...AT, wires }, ...probes];
    };
    const nodes = (type: string, table: Readonly<Record<string, Settings>>): Item[] =>
        Object.entries(table).flatMap(([id, settings]) => node(type, id, settings));
    const stimuli = [...STIMULI, ...HELD_STIMULI, CONNECT].map((stimulus, index) => inject(index, stimulus));
    const targets = [...new Set([...STIMULI, ...HELD_STIMULI].map(({ to }) => to))];
    return [
        { id: 'f1', type: 'tab', label: 'Owner', disabled: false },
        hub('main', { address: places.main, name: 'Attic' }),
        hub('held', { address: places.held, autoConnect: false }),
        hub('changed', {
            address: places.changed,
            handshake: '7',
            heartbeat: '21',
            retryCeiling: '33',
            maxSize: '77',
            gap: '25',
            silence: '$'.concat('{CLOWN_UPGRADE_SECONDS}'),
            intervals: [
                { device: 'thermometer/i2c0-48', seconds: '30' },
                { device: 'barometer/i2c0-60', seconds: '' },
                { device: 'lux-meter/i2c0-44', seconds: 45 },
            ],
            startFrames: '["lux-meter/i2c0-44/get", {}]\n["thermometer/i2c1-49/get", {}]',
            goodbyeFrames: '["led/-/set", {"state": "off"}]',
            quiet: true,
            showStatus: false,
        }),
        hub('secure', { address: places.secure, tls: 'tls' }),
        hub('proxied', { address: places.proxied, proxy: 'proxy' }),
        hub('without-hardware', { place: 'simulated' }),
        TLS,
        { id: 'proxy', type: 'http proxy', name: '', url: `http://127.0.0.1:${places.proxyPort}`, noproxy: [] },
        ...nodes('clown-in', { ...INS, ...HUBS_OF_INS }),
        ...nodes('clown-out', OUTS),
        ...nodes('clown-request', REQUESTS),
        ...stimuli,
        listener('complete', targets),
        listener('catch', null),
        ...['complete', 'catch'].map((id) => probe(`${id}:0`)),
    ];
}

/** Connects the hub `held`. */
export const CONNECT: Stimulus = { to: 'out-held-fail', msg: { action: 'connect' } };

function inject(index: number, { to, msg }: Stimulus): Item {
    const props = Object.entries(msg).map(([p, value]) => ({ p, v: JSON.stringify(value), vt: 'json' }));
    return { id: `inject-${index}`, type: 'inject', z: 'f1', props, once: false, repeat: '', ...AT, wires: [[to]] };
}

function listener(type: string, scope: readonly string[] | null): Item {
    return { id: type, type, z: 'f1', scope, uncaught: false, ...AT, wires: [[`${type}:0`]] };
}

function probe(id: string): Item {
    const func = "node.log('PROBE ' + JSON.stringify(msg));";
    return { id, type: 'function', z: 'f1', name: id, func, outputs: 0, ...AT, wires: [] };
}
