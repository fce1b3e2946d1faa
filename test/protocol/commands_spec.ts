// Commands, one by one: what is sent for the message of a flow, or the code of the refusal.

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { checkCommand, commandGapMs, commandText, plainTopic } from '../../src/protocol/commands';
import type { Json } from '../../src/protocol/frame';
import { LIMITS, ledState, relayState } from '../../src/protocol/payloads';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

type Rows = readonly (readonly [name: string, topic: unknown, payload: unknown, sent: Json | string])[];

/** What is sent: the payload as JSON, or the code of the refusal. */
function sent(topic: unknown, payload: unknown): unknown {
    const command = checkCommand(topic, payload);
    return command.ok ? command.value.payload : outcome(command);
}

const RELAY = 'relay/i2c0-3b/set';
const LED = 'led/-/set';
const UPDATE = 'thermometer/i2c0-48/config/update';
const CO2 = 'co2-sensor/i2c0-38/config/update';
const DISPLAY = 'display-oled/i2c0-3c/set';
const READ = 'i2c/0/get';
const WRITE = 'i2c/1/set';
const GET = 'thermometer/i2c0-48/get';
const picture = `${'A'.repeat(LIMITS.pictureChars - 2)}==`;
const base64 = (bytes: number): string => Buffer.alloc(bytes).toString('base64');
const level31 = 'x'.repeat(LIMITS.levelBytes);
const pairs = (count: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));

const TOPICS: Rows = [
    ['unknown type, three levels', 'window/-/set', { a: [1] }, { a: [1] }],
    ['unknown request, four levels', 'a/b/c/d', { a: 1 }, { a: 1 }],
    ['absent', undefined, {}, 'topic-missing'],
    ['empty', '', {}, 'topic-missing'],
    ['not a text', ['relay/i2c0-3b/set'], {}, 'topic-missing'],
    ['wildcard', 'relay/+/set', true, 'topic-wildcard'],
    ['empty level', 'relay//set', true, 'topic-empty-level'],
    ['two levels', 'relay/i2c0-3b', true, 'command-levels'],
    ['one level', 'boot', {}, 'command-levels'],
    ['five levels', 'a/b/c/d/e', {}, 'command-levels'],
    ['a get with a fourth level', 'relay/i2c0-3b/get/x', {}, 'get-levels'],
    ['a get of another device with one', 'window/-/get/x', {}, 'get-levels'],
    ['a get of a bus with one', 'i2c/0/get/x', { address: '48', 'read-length': 1 }, 'get-levels'],
    ['get as the fourth level', 'window/-/set/get', { a: 1 }, { a: 1 }],
    ['level of 31 bytes', `${level31}/-/set`, {}, {}],
    ['level of 32 bytes', `${level31}x/-/set`, {}, 'command-level-length'],
    ['last level of 32 bytes', `a/b/${level31}x`, {}, 'command-level-length'],
    ['31 bytes in 16 characters', `${'ě'.repeat(15)}x/-/set`, {}, {}],
    ['32 bytes in 16 characters', `${'ě'.repeat(16)}/-/set`, {}, 'command-level-length'],
    ['quote', 'a"/b/c', {}, 'topic-character'],
    ['backslash', 'a\\/b/c', {}, 'topic-character'],
    ['newline', 'a\n/b/c', {}, 'topic-character'],
    ['NUL', 'a\0/b/c', {}, 'topic-character'],
    ['an unknown request of a bus', 'i2c/0/gets', {}, 'i2c-topic'],
    ['seven characters that are no address, of an LED', 'led/kitchen/set', 'on', { state: 'on' }],
    ['an address that only ends like one', 'relay/xi2c2-3b/set', true, { state: true }],
    ['a longer address', 'relay/i2c0-3bb/set', true, { state: true }],
    ['a longer address on a bus too many', 'relay/i2c2-3bb/set', true, 'i2c-topic'],
    ['a fourth level after a command of a relay', 'relay/i2c0-3b/set/x', { a: 1 }, { a: 1 }],
    ['lone surrogate', 'a\ud800/b/c', {}, 'topic-character'],
];

const PAYLOADS: Rows = [
    ['JSON text', RELAY, ' {"state": true}', { state: true }],
    ['JSON text in a Buffer', RELAY, Buffer.from('{"x": 1, "state": "off"}'), { state: false, x: 1 }],
    ['plain text in a Buffer', RELAY, Buffer.from('ON'), { state: true }],
    ['plain text in bytes of a Function node', RELAY, runInNewContext('new Uint8Array([111, 110])'), { state: true }],
    ['bytes that are no text', RELAY, Buffer.from([0xff, 0xfe]), 'relay-state'],
    ['JSON text that is cut off', RELAY, '{"state": true', 'relay-state'],
    ['JSON text with a prototype', RELAY, '{"state": true, "__proto__": {"x": 1}}', 'payload-value'],
    ['JSON text with a number beyond all bounds', UPDATE, '{"publish-interval": 1e999}', 'payload-value'],
    ['text for an unknown command', 'window/-/set', 'open', 'payload-not-object'],
    ['list for an unknown command', 'window/-/set', [], 'payload-not-object'],
    ['null for an unknown command', 'window/-/set', null, 'payload-not-object'],
    ['nothing for an unknown command', 'window/-/set', undefined, 'payload-not-object'],
    ['20 tokens', 'window/-/set', { ...pairs(7), list: [1] }, { ...pairs(7), list: [1] }],
    ['21 tokens', 'window/-/set', { ...pairs(7), list: [1, 2] }, 'command-tokens'],
    ['21 tokens, one in the other', 'window/-/set', { a: { b: { c: [[[[[[[[[[[[[]]]]]]]]]]]]] } } }, 'command-tokens'],
];

const STATES: Rows = [
    ['state not first', RELAY, { x: 1, state: true }, { state: true, x: 1 }],
    ['state behind a key like a number', RELAY, { 1: 1, state: true }, 'state-first'],
    ['no state', RELAY, {}, 'relay-state'],
    ['inherited state', RELAY, Object.create({ state: true }), 'relay-state'],
    ['nothing', RELAY, undefined, 'relay-state'],
    ['state within state', RELAY, { state: { state: true } }, 'relay-state'],
    ['list', RELAY, [true], 'relay-state'],
    ['LED, state not first', LED, { x: 1, state: '2-DOT' }, { state: '2-dot', x: 1 }],
    ['LED, state behind a key like a number', LED, { 0: 1, state: 'on' }, 'state-first'],
    ['LED, no state', LED, {}, 'led-state'],
    ['LED, list', LED, ['on'], 'led-state'],
];

const INTERVALS: Rows = [
    ...[1, 2, 60, 86_400].map((value): Rows[number] => [
        `${value}`,
        UPDATE,
        { 'publish-interval': value },
        { 'publish-interval': value },
    ]),
    ...[-5, 2.9, 86_401, '', '86401', 'x', '1 s', [], [5], {}].map((value): Rows[number] => [
        `${JSON.stringify(value)} is refused`,
        UPDATE,
        { 'publish-interval': value },
        'interval',
    ]),
    ['null stops readings', UPDATE, { 'publish-interval': null }, { 'publish-interval': null }],
    ['number as text', UPDATE, { 'publish-interval': ' 30 ' }, { 'publish-interval': 30 }],
    ['number of the other notation as text', UPDATE, { 'publish-interval': '1E1' }, { 'publish-interval': 10 }],
    ['bare number', UPDATE, 30, { 'publish-interval': 30 }],
    ['bare text', UPDATE, '30', { 'publish-interval': 30 }],
    ['bare number of more than a day', UPDATE, 86_401, 'interval'],
    ['bare null stops readings', UPDATE, null, { 'publish-interval': null }],
    ['bare true', UPDATE, true, 'payload-not-object'],
    ['nothing as another setting', 'pir/-/config/set', undefined, 'payload-not-object'],
    ['nothing at all does not stop readings', UPDATE, undefined, 'interval-missing'],
    ['bare null is no setting of another kind', 'pir/-/config/set', null, 'payload-not-object'],
    ['other keys stay', UPDATE, { a: 1, 'publish-interval': '5' }, { a: 1, 'publish-interval': 5 }],
    ['documented config/set', 'pir/-/config/set', { 'publish-interval': 86_401 }, 'interval'],
    ['config/set of something else', 'led-strip/-/config/set', { mode: 'rgbw' }, { mode: 'rgbw' }],
    ['start message', 'clown.talk/-/config/set', {}, {}],
    ['nested, which a bridge takes all the same', UPDATE, { x: { 'publish-interval': 5 }, y: 1 }, 'interval-nested'],
    ['nested in a list', UPDATE, { x: [{ 'publish-interval': 5 }] }, 'interval-nested'],
    ['nested settings of something else', 'led-strip/-/config/set', { a: { b: 1 } }, { a: { b: 1 } }],
    ['CO2, 16', CO2, 16, { 'publish-interval': 16 }],
    ['CO2, 15', CO2, 15, 'interval-co2'],
    ['CO2, null', CO2, { 'publish-interval': null }, 'interval-co2'],
    ['CO2, 86401', CO2, 86_401, 'interval-co2'],
];

const QUESTIONS: Rows = [
    ...[
        GET,
        'relay/i2c0-3b/get',
        'led/-/get',
        '-/-/config/list',
        'i2c/0/config/scan',
        'relay/i2c0-3b/config/get',
    ].flatMap(
        (topic): Rows => [
            [`${topic}, nothing`, topic, undefined, {}],
            [`${topic}, {}`, topic, {}, {}],
            [`${topic}, the time of an inject node`, topic, 1700000000000, {}],
            [`${topic}, text`, topic, '', {}],
            [`${topic}, null`, topic, null, {}],
            [`${topic}, []`, topic, [], {}],
            [`${topic}, object`, topic, { a: 1 }, 'command-no-payload'],
            [`${topic}, list`, topic, [1], 'command-no-payload'],
            [`${topic}, JSON text`, topic, '{"a": 1}', 'command-no-payload'],
        ],
    ),
];

const DISPLAYS: Rows = [
    ['a line', DISPLAY, { 'line-0': 'Hello' }, { 'line-0': 'Hello' }],
    ['empty line', DISPLAY, { 'line-7': '' }, { 'line-7': '' }],
    ['21 characters', DISPLAY, { 'line-1': 'x'.repeat(21) }, { 'line-1': 'x'.repeat(21) }],
    ['22 characters', DISPLAY, { 'line-1': 'x'.repeat(22) }, 'display-text'],
    ['number', DISPLAY, { 'line-1': 22.5 }, { 'line-1': '22.5' }],
    ['not ASCII', DISPLAY, { 'line-1': '22 °C' }, 'display-char'],
    ['control character', DISPLAY, { 'line-1': 'a\n' }, 'display-char'],
    ['null', DISPLAY, { 'line-1': null }, 'display-text'],
    ['line 8', DISPLAY, { 'line-8': 'x' }, 'display-line'],
    ['line 00', DISPLAY, { 'line-00': 'x' }, 'display-line'],
    ['newline behind the name', DISPLAY, { 'line-0\n': 'x' }, 'display-line'],
    ['no line', DISPLAY, {}, 'display-line'],
    ['bare text', DISPLAY, 'Hello', 'payload-not-object'],
    ['picture', DISPLAY, { raw: picture }, { raw: picture }],
    ['picture beside a line', DISPLAY, { raw: picture, 'line-0': 'x' }, 'display-raw'],
    ['picture of 1022 bytes', DISPLAY, { raw: base64(1_022) }, 'display-raw'],
    ['picture, too short', DISPLAY, { raw: 'AA==' }, 'display-raw'],
    ['picture of 1025 bytes', DISPLAY, { raw: base64(1_025) }, 'display-raw'],
    ['line of another name', DISPLAY, { 'x-line-0': 'x' }, 'display-line'],
    ['a list in a line', DISPLAY, { 'line-1': ['°'] }, 'display-text'],
    ['picture of 1027 bytes', DISPLAY, { raw: base64(1_027) }, 'display-raw'],
    ['picture, not base64', DISPLAY, { raw: `-${picture.slice(1)}` }, 'display-raw'],
    ['picture null', DISPLAY, { raw: null }, 'display-raw'],
];

const I2C: Rows = [
    ...[
        ['00', '00'],
        ['0a,01', '0a,01'],
        ['(ab)', '61,62'],
        ['(")', '22'],
        ['(\\)', '5C'],
        ['AA==', '00'],
        ['AAF=', '00,01'],
        ['+/8=', 'FB,FF'],
    ].map(([write, list]): Rows[number] => [
        `read after ${write}`,
        READ,
        { address: '48', write, 'read-length': 60 },
        { address: '48', write: list as string, 'read-length': 60 },
    ]),
    ...['', '()', 'x(a)', '(a)x', '00,01,02', '(abc)', '0', '00,', '00,1', '(ab', '(\n)', '(\u00e9)', 7, 12, null].map(
        (write): Rows[number] => [
            `no read after ${write}`,
            READ,
            { address: '48', write, 'read-length': 1 },
            'i2c-write',
        ],
    ),
    ['read alone', READ, { address: '4A', 'read-length': 1 }, { address: '4A', 'read-length': 1 }],
    ...[undefined, 0, 1.5, '2', true, [2], null, { toString: 1, valueOf: 1 }].map((length): Rows[number] => [
        `read of ${JSON.stringify(length)}`,
        READ,
        { address: '48', 'read-length': length },
        'i2c-read',
    ]),
    ...['4', '480', '4g', '0x48', ' 48', '48\n', '80', 'ff'].map((address): Rows[number] => [
        `address ${JSON.stringify(address)}`,
        READ,
        { address, 'read-length': 1 },
        'i2c-address',
    ]),
    ['address 7f', READ, { address: '7f', 'read-length': 1 }, { address: '7f', 'read-length': 1 }],
    ['write', WRITE, { address: '48', write: '01,02,03' }, { address: '48', write: '01,02,03' }],
    [
        'write with a read-length, which is a read',
        WRITE,
        { address: '48', write: '01', 'read-length': 2 },
        'i2c-write-only',
    ],
    ['write base64 that is too short', WRITE, { address: '48', write: 'AA=' }, 'i2c-write'],
    ['write base64 with more after it', WRITE, { address: '48', write: 'AA==AAAA' }, 'i2c-write'],
    ['write base64 with a space before it', WRITE, { address: '48', write: ' AAA=' }, 'i2c-write'],
    ['write an empty text', WRITE, { address: '48', write: '' }, 'i2c-write'],
    [
        'write of 60 bytes',
        WRITE,
        { address: '48', write: `(${'a'.repeat(60)})` },
        { address: '48', write: Array.from({ length: 60 }, () => '61').join() },
    ],
    ['write of 61 bytes', WRITE, { address: '48', write: `(${'a'.repeat(61)})` }, 'i2c-write'],
    ['write of 61 bytes as base64', WRITE, { address: '48', write: base64(61) }, 'i2c-write'],
    ['write of 62 bytes as base64', WRITE, { address: '48', write: base64(62) }, 'i2c-write'],
    ['write to an address of one digit', WRITE, { address: '4', write: '01' }, 'i2c-address'],
    ['bare text', WRITE, '01', 'i2c-payload'],
    ['list', READ, [], 'i2c-payload'],
];

describe('commands: a topic in the spelling of the hub', () => {
    for (const [topic, plain] of [
        ['relay/I2C0-3B/set', 'relay/i2c0-3b/set'],
        ['relay/I2C1-3F', 'relay/i2c1-3f'],
        ['Relay/i2C0-4A/Config/SET', 'Relay/i2c0-4a/Config/SET'],
        // Only an address of two digits, in its place.
        ['relay/I2C0-3BX/set', 'relay/I2C0-3BX/set'],
        ['relay/xI2C0-3B/set', 'relay/xI2C0-3B/set'],
        ['relay/I2CX-3B/set', 'relay/I2CX-3B/set'],
        ['relay/I2C0-ZZ/set', 'relay/I2C0-ZZ/set'],
        ['I2C0-3B/a/set', 'I2C0-3B/a/set'],
        ['a/b/I2C0-3B', 'a/b/I2C0-3B'],
    ] as const) {
        it(`${topic} is ${plain}`, () => assert.equal(plainTopic(topic), plain));
    }

    it('only relays and buses need a pause, and only after a command', () => {
        const pauses = ['relay/a/set', 'i2c/0/set', 'i2c/0/get/x', 'i2c/0/config/scan'].map(commandGapMs);
        assert.deepEqual(pauses, [100, 20, 20, 200]);
        for (const topic of ['relay/a', 'relay/a/get', 'i2c/0', 'i2c/0/x', 'led/-/set', 'boot', 'i2c/0/get/x/y']) {
            assert.equal(commandGapMs(topic), 0, topic);
        }
    });
});

for (const [title, table] of Object.entries({
    topics: TOPICS,
    payloads: PAYLOADS,
    states: STATES,
    intervals: INTERVALS,
    questions: QUESTIONS,
    displays: DISPLAYS,
    I2C,
})) {
    describe(`commands: ${title}`, () => {
        for (const [name, topic, payload, expected] of table) {
            it(name, () => {
                assert.deepEqual(sent(topic, payload), expected);
                if (typeof expected !== 'string')
                    assert.deepEqual(JSON.parse(good(commandText(topic, payload))), [topic, expected]);
                assertPrototypesUnchanged();
            });
        }
    });
}

describe('commands: coercions', () => {
    const on: Json[] = [true, 1, 'on', 'ON', ' On\n', 'true', 'True', '1', ' 1 '];
    const off: Json[] = [false, 0, -0, 'off', 'OFF', '\toff', 'false', 'FALSE', '0'];
    const dots: Json[] = ['1-dot', ' 2-Dot ', '3-DOT'];
    const neither: Json[] = [
        null,
        2,
        -1,
        0.5,
        '',
        ' ',
        'yes',
        'no',
        '01',
        '1.0',
        'o n',
        'null',
        '4-dot',
        'blink',
        [],
        {},
    ];
    const rows = [
        ...on.map((value) => [value, true, 'on'] as const),
        ...off.map((value) => [value, false, 'off'] as const),
        ...dots.map((value) => [value, undefined, String(value).trim().toLowerCase()] as const),
        ...neither.map((value) => [value, undefined, undefined] as const),
    ];
    for (const [value, relay, led] of rows) {
        it(`${JSON.stringify(value)} is ${relay} for a relay and ${led} for an LED`, () => {
            assert.equal(relayState(value), relay);
            assert.equal(ledState(value), led);
            for (const payload of [value, { state: value }]) {
                assert.deepEqual(sent(RELAY, payload), relay === undefined ? 'relay-state' : { state: relay });
                assert.deepEqual(sent(LED, payload), led === undefined ? 'led-state' : { state: led });
            }
        });
    }
});
