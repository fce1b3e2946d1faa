// What a bridge would ignore or misread, or what may crash it (clown-talk, sections 8 and 10, and the notes on
// `publish-interval`): what a flow gives, and the code that it is refused with. And, beside each limit, the last that
// still goes.

import type { ReasonCode } from '../../../src/base/errors';

export interface Refusal {
    readonly name: string;
    /** The settings of the node; without any it sends the message as it is. */
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly msg: { readonly topic?: unknown; readonly payload?: unknown; readonly device?: unknown };
    readonly code: ReasonCode;
}

type Named = readonly [name: string, payload: unknown];

const THERMOMETER = 'thermometer/i2c0-48';
const CO2 = 'co2-sensor/i2c0-38';
const DISPLAY = 'display-oled/i2c0-3c/set';
const LONG = 'x'.repeat(31);
const INTERVAL = 'publish-interval';
const PICTURE = Buffer.alloc(1024).toString('base64');
const DEVICE_OF_MSG = { device: 'device', deviceType: 'msg' };

/** One topic, or the command of a dialog, with many payloads. */
function rows(
    place: string | Readonly<Record<string, unknown>>,
    code: ReasonCode,
    payloads: readonly Named[],
): Refusal[] {
    return payloads.map(([name, payload]) =>
        typeof place === 'string'
            ? { name: `${place}: ${name}`, msg: { topic: place, payload }, code }
            : { name: `${Object.values(place).join(' ')}: ${name}`, settings: place, msg: { payload }, code },
    );
}

const topics = (code: ReasonCode, named: readonly (readonly [name: string, topic: unknown])[]): Refusal[] =>
    named.map(([name, topic]) => ({ name: `a topic with ${name}`, msg: { topic, payload: {} }, code }));

const NO_INTERVALS: readonly Named[] = [
    ['a negative number', -1],
    ['a fraction, which is cut', 2.9],
    ['more than a day', 86_401],
    ['a word', 'soon'],
    ['nothing', ''],
];

export const REFUSALS: readonly Refusal[] = [
    ...topics('command-levels', [
        ['one level', 'led'],
        ['two levels', 'led/-'],
        ['five levels', 'a/b/c/d/e'],
    ]),
    ...topics('command-level-length', [
        ['a type of 32 bytes', `${LONG}x/-/set`],
        ['an address of 32 bytes', `a/${LONG}x/set`],
        ['32 bytes in 16 letters', `a/${'ž'.repeat(16)}/set`],
        ['a last level of 32 bytes', `a/b/c/${LONG}x`],
    ]),
    ...topics('topic-character', [
        ['a quote', 'a/b"/set'],
        ['a backslash', 'a/b\\/set'],
        ['a line end', 'a/b\n/set'],
        ['NUL', 'a/b\0/set'],
        ['half a character', 'a/b\ud800/set'],
    ]),
    ...topics('topic-wildcard', [
        ['+', 'relay/+/set'],
        ['#', 'relay/i2c0-3b/#'],
    ]),
    ...topics('topic-empty-level', [
        ['an empty level', 'relay//set'],
        ['a slash at the end', 'relay/i2c0-3b/set/'],
    ]),
    ...topics('topic-missing', [
        ['nothing in it', ''],
        ['no text', { a: 1 }],
    ]),
    ...rows('window/-/set', 'command-tokens', [
        ['21 tokens in a list', { a: Array.from({ length: 16 }, () => 0) }],
        ['21 tokens in keys', Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`k${n}`, n]))],
    ]),
    ...rows('window/-/set', 'payload-not-object', [
        ['a text', 'open'],
        ['a number', 7],
        ['true', true],
        ['null', null],
    ]),
    ...rows('window/-/set', 'command-length', [['more than 2,048 bytes', { a: 'x'.repeat(2_048) }]]),
    ...['relay/i2c0-3b/get/x', 'i2c/0/get/x'].flatMap((topic) =>
        rows(topic, 'get-levels', [['a level after get', {}]]),
    ),
    ...rows('relay/i2c0-3b/set', 'relay-state', [
        ['a word', 'maybe'],
        ['null', null],
        ['an empty object', {}],
        ['another key', { on: true }],
        ['two', 2],
    ]),
    ...rows('relay/i2c0-3b/set', 'state-first', [['a key that JavaScript puts first', { state: true, 1: 1 }]]),
    ...rows({ command: 'relay', device: 'i2c0-3b' }, 'relay-state', [['a word', 'maybe']]),
    ...rows('led/-/set', 'led-state', [
        ['four dots', '4-dot'],
        ['a number', 2],
        ['nothing', undefined],
    ]),
    ...rows({ command: 'led', device: '' }, 'led-state', [['four dots', { state: '4-dot' }]]),
    ...['led/-/get', '-/-/config/list', 'i2c/0/config/scan', `${THERMOMETER}/config/get`].flatMap((topic) =>
        rows(topic, 'command-no-payload', [['with content', { a: 1 }]]),
    ),
    ...rows(`${CO2}/get`, 'no-effect', [['never answered', {}]]),
    ...rows('display-oled/i2c0-3c/get', 'no-effect', [['never answered', {}]]),
    ...rows({ command: 'get', device: CO2 }, 'no-effect', [['never answered', undefined]]),
    ...rows(`${THERMOMETER}/set`, 'no-effect', [['nothing to set', { state: true }]]),
    ...rows(DISPLAY, 'display-line', [
        ['line-8', { 'line-8': 'x' }],
        ['a key of another spelling', { 'Line-0': 'x' }],
        ['no line', {}],
    ]),
    ...rows(DISPLAY, 'display-text', [
        ['22 characters', { 'line-0': 'x'.repeat(22) }],
        ['true', { 'line-0': true }],
    ]),
    ...rows(DISPLAY, 'display-char', [
        ['characters of several bytes', { 'line-0': '21 °C' }],
        ['a quote, which is drawn as its escape', { 'line-0': '"' }],
        ['a line end', { 'line-0': 'a\nb' }],
    ]),
    ...rows(DISPLAY, 'display-raw', [
        ['a picture of 1025 bytes', { raw: Buffer.alloc(1025).toString('base64') }],
        ['a picture of 1023 bytes', { raw: Buffer.alloc(1023).toString('base64') }],
        ['a picture and a line', { raw: PICTURE, 'line-0': 'x' }],
    ]),
    ...rows({ command: 'text', device: 'i2c0-3c' }, 'display-lines', [['nine lines', 'a\n'.repeat(9)]]),
    ...rows({ command: 'text', device: 'i2c0-3c' }, 'display-text', [['22 characters', 'x'.repeat(22)]]),
    ...rows({ command: 'picture', device: 'i2c0-3c' }, 'display-raw', [
        ['1023 bytes', Buffer.alloc(1023)],
        ['a word', 'kitten'],
    ]),
    ...rows('i2c/0/set', 'i2c-write', [
        ['with empty data', { address: '48', write: '' }],
        ['with half a hex list', { address: '48', write: '00,' }],
        ['with a number', { address: '48', write: 1 }],
    ]),
    ...rows({ command: 'i2c-write', device: '0' }, 'i2c-write', [['empty data', { address: '48', write: '' }]]),
    ...rows('i2c/0/set', 'i2c-write-only', [['a read-length', { address: '48', write: '00', 'read-length': 1 }]]),
    ...rows('i2c/0/get', 'i2c-write', [
        ['three bytes of register', { address: '48', write: '00,01,02', 'read-length': 1 }],
    ]),
    ...rows('i2c/0/get', 'i2c-read', [
        ['0 bytes', { address: '48', 'read-length': 0 }],
        ['half a byte', { address: '48', 'read-length': 0.5 }],
        ['a length as text', { address: '48', 'read-length': '2' }],
        ['no length', { address: '48' }],
    ]),
    ...rows({ command: 'i2c-read', device: '0' }, 'i2c-read', [['0 bytes', { address: 0x48, length: 0 }]]),
    ...rows('i2c/0/get', 'i2c-address', [
        ['a digit too many', { address: '480', 'read-length': 1 }],
        ['eight bits', { address: '80', 'read-length': 1 }],
    ]),
    ...rows('i2c/2/get', 'i2c-topic', [['no such bus', { address: '48', 'read-length': 1 }]]),
    ...rows('i2c/0/scan', 'i2c-topic', [['no such request', {}]]),
    ...rows('thermometer/i2c2-48/get', 'i2c-topic', [['no such bus', {}]]),
    ...['update', 'set'].flatMap((word) =>
        NO_INTERVALS.concat([['an object', {}]]).flatMap(([name, value]) =>
            rows(`${THERMOMETER}/config/${word}`, 'interval', [[name, { [INTERVAL]: value }]]),
        ),
    ),
    ...rows(`${THERMOMETER}/config/update`, 'interval-missing', [
        ['nothing', undefined],
        ['an empty object', {}],
    ]),
    ...rows(`${THERMOMETER}/config/update`, 'interval-nested', [['within something', { a: { [INTERVAL]: 1 } }]]),
    ...rows({ command: 'interval', device: THERMOMETER }, 'interval', NO_INTERVALS),
    ...rows({ command: 'interval', device: CO2 }, 'interval-co2', [
        ['null, which repeats', null],
        ['1', 1],
        ['15', 15],
    ]),
    ...rows(`${CO2}/config/update`, 'interval-co2', [['15', 15]]),
    ...rows('relay/i2c0-3b/config/update', 'interval-relay', [['it would repeat its pulse', 60]]),
    ...[
        ['nothing', undefined, 'device-missing'] as const,
        ['a type alone', 'thermometer', 'device-missing'] as const,
        ['three levels', `${THERMOMETER}/get`, 'device-name'] as const,
        ['an object', {}, 'device-name'] as const,
        ['a relay', 'relay/i2c0-3b', 'interval-relay'] as const,
        ['a wildcard', 'thermometer/+', 'topic-wildcard'] as const,
    ].map(([name, device, code]) => ({
        name: `a device of the message: ${name}`,
        settings: { command: 'interval', ...DEVICE_OF_MSG },
        msg: { device, payload: 60 },
        code,
    })),
    {
        name: 'a bus of the message that is not there',
        settings: { command: 'scan', ...DEVICE_OF_MSG },
        msg: { device: 2 },
        code: 'i2c-topic',
    },
];

/** The last that goes, beside each limit. */
export const LIMITS: readonly (readonly [name: string, topic: string, payload: Readonly<Record<string, unknown>>])[] = [
    ['20 tokens in a list', 'window/-/set', { a: Array.from({ length: 15 }, () => 0) }],
    ['19 tokens in keys', 'window/-/set', Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`k${n}`, n]))],
    ['31 bytes in each of four levels', [LONG, LONG, LONG, LONG].join('/'), {}],
    ['31 bytes in 16 letters', `a/${'ž'.repeat(15)}x/set`, {}],
    ['21 characters in a line', DISPLAY, { 'line-7': 'x'.repeat(21) }],
    ['a whole picture', DISPLAY, { raw: PICTURE }],
    ['60 bytes', 'i2c/0/get', { address: '48', write: '00,01', 'read-length': 60 }],
    ['an interval of a day', `${THERMOMETER}/config/update`, { [INTERVAL]: 86_400 }],
    ['the shortest interval of a CO2 sensor', `${CO2}/config/update`, { [INTERVAL]: 16 }],
];
