// What a refusal tells an owner: the topic or device it is about, what was received, and what is allowed. Long texts are cut.

import assert from 'node:assert/strict';
import type { Reason, Result } from '../../src/base/errors';
import { checkCommand } from '../../src/protocol/commands';
import { checkFixedPayload, fixedValue } from '../../src/protocol/fixed-command';
import { MAX_FAULTS, parseFrame, readMessage } from '../../src/protocol/frame';
import { MAX_DEPTH, toJson } from '../../src/protocol/json-data';
import { kindCommand, rawText } from '../../src/protocol/kinds';
import { LIMITS } from '../../src/protocol/payloads';
import { checkFilter, checkTopic } from '../../src/protocol/topic';

type Params = Reason['params'];
type Rows = readonly (readonly [code: string, check: () => Result<unknown>, params: Params])[];

const RELAY = 'relay/i2c0-3b/set';
const LED = 'led/-/set';
const UPDATE = 'thermometer/i2c0-48/config/update';
const CO2 = 'co2-sensor/i2c0-38/config/update';
const DISPLAY = 'display-oled/i2c0-3c/set';
const WINDOW = 'window/-/set';
const READ = 'i2c/0/get';
const WRITE = 'i2c/1/set';

/** 80 characters, and what is shown of them. */
const LONG = 'x'.repeat(80);
const CUT = `${'x'.repeat(60)}…`;
/** The same as a value: the quote is one of the 60. */
const CUT_TEXT = `"${'x'.repeat(59)}…`;

const command =
    (topic: string, payload?: unknown): (() => Result<unknown>) =>
    () =>
        checkCommand(topic, payload);

const COMMANDS: Rows = [
    ['topic-character', command(`${LONG}"/b/c`), { topic: CUT }],
    ['get-levels', command('window/-/get/x'), { topic: 'window/-/get/x', plain: 'window/-/get' }],
    ['get-levels', command(`${LONG}/-/get/x`), { topic: CUT, plain: CUT }],
    ['command-level-length', command(`a/${LONG}/set`), { level: CUT, limit: 31 }],
    ['i2c-topic', command('i2c/2/get', {}), { topic: 'i2c/2/get' }],
    ['command-tokens', command(WINDOW, { a: Array(20).fill(1) }), { topic: WINDOW, count: 25, limit: 20 }],
    ['payload-not-object', command(WINDOW, LONG), { topic: WINDOW, found: CUT_TEXT }],
    ['payload-not-object', command('pir/-/config/set', null), { topic: 'pir/-/config/set', found: 'null' }],
    ['payload-value', command(WINDOW, { a: Number.NaN }), { path: 'payload.a', found: 'NaN' }],
    ['command-no-payload', command('led/-/get', { a: 1 }), { topic: 'led/-/get', found: '{"a": 1}' }],
    ['no-effect', command('thermometer/i2c0-48/set', {}), { topic: 'thermometer/i2c0-48/set' }],
    ['relay-state', command(RELAY, 'maybe'), { topic: RELAY, found: '"maybe"' }],
    ['relay-state', command(RELAY, { state: 7 }), { topic: RELAY, found: '{"state": 7}' }],
    ['led-state', command(LED, '4-dot'), { topic: LED, found: '"4-dot"' }],
    ['state-first', command(RELAY, { 1: 1, state: true }), { topic: RELAY, found: '{"1": 1, "state": true}' }],
];

const INTERVALS: Rows = [
    ['interval-missing', command(UPDATE), { topic: UPDATE, found: 'undefined' }],
    ['interval-missing', command(UPDATE, { a: 1 }), { topic: UPDATE, found: '{"a": 1}' }],
    ['interval-nested', command(UPDATE, { a: ['publish-interval'] }), { topic: UPDATE, found: '{"a": […]}' }],
    [
        'interval-nested',
        command(UPDATE, { 1: [], 'publish-interval': 5 }),
        { topic: UPDATE, found: '{"1": […], "publish-interval": 5}' },
    ],
    ['interval-relay', command('relay/i2c0-3b/config/update', 5), { topic: 'relay/i2c0-3b/config/update' }],
    ['interval', command(UPDATE, 0), { topic: UPDATE, found: '0', least: 1, most: 86_400 }],
    ['interval', command(UPDATE, 'soon'), { topic: UPDATE, found: '"soon"', least: 1, most: 86_400 }],
    ['interval-co2', command(CO2, 5), { topic: CO2, found: '5', least: 16, most: 86_400 }],
];

const DISPLAYS: Rows = [
    ['payload-not-object', command(DISPLAY, 'Hello'), { topic: DISPLAY, found: '"Hello"' }],
    ['display-line', command(DISPLAY, {}), { topic: DISPLAY, found: '{}' }],
    ['display-line', command(DISPLAY, { [LONG]: 'a' }), { topic: DISPLAY, found: CUT }],
    ['display-char', command(DISPLAY, { 'line-2': '5 €' }), { topic: DISPLAY, line: 'line-2', found: '€' }],
    [
        'display-text',
        command(DISPLAY, { 'line-3': null }),
        { topic: DISPLAY, line: 'line-3', found: 'null', limit: 21 },
    ],
    ['display-raw', command(DISPLAY, { raw: 'AA==' }), { topic: DISPLAY, limit: 1368 }],
    ['device-name', () => kindCommand('relay', '/i2c0-3b', true), { example: 'i2c0-3b', found: '"/i2c0-3b"' }],
    ['device-name', () => kindCommand('relay', 'led/', true), { example: 'i2c0-3b', found: '"led/"' }],
    ['display-line', () => kindCommand('text', 'i2c0-3c', true), { topic: DISPLAY, found: 'true' }],
];

const I2C: Rows = [
    ['i2c-payload', command(READ, '48'), { topic: READ, found: '"48"' }],
    ['i2c-address', command(READ, { address: 48 }), { topic: READ, found: '48' }],
    ['i2c-read', command(READ, { address: '48', 'read-length': 61 }), { topic: READ, found: '61', limit: 60 }],
    ['i2c-write', command(READ, { address: '48', write: '1', 'read-length': 1 }), { topic: READ, found: '"1"' }],
    ['i2c-write', command(WRITE, { address: '48' }), { topic: WRITE, found: 'undefined' }],
    [
        'i2c-write-only',
        command(WRITE, { address: '48', write: '01', 'read-length': 2 }),
        { topic: WRITE, found: '{"address": "48", "write": "01", "read-length": 2}' },
    ],
];

const TOPICS: Rows = [
    ['topic-missing', () => checkTopic(7), { found: '7' }],
    ['topic-missing', () => checkTopic(''), { found: '""' }],
    ['topic-wildcard', () => checkTopic(`${LONG}/#`), { topic: CUT }],
    ['topic-wildcard', () => checkTopic('a/+'), { topic: 'a/+' }],
    ['topic-character', () => checkTopic(`${LONG}\0`), { topic: CUT }],
    ['topic-empty-level', () => checkTopic(`${LONG}//a`), { topic: CUT }],
    ['filter-missing', () => checkFilter(''), { found: '""' }],
    ['filter-missing', () => checkFilter(null), { found: 'null' }],
    ['filter-plus', () => checkFilter(`${LONG}+`), { filter: CUT }],
    ['filter-hash', () => checkFilter(`${LONG}/#/a`), { filter: CUT }],
];

/** A line of a hub. */
const line =
    (text: string): (() => Result<unknown>) =>
    () =>
        parseFrame(text);

const FRAMES: Rows = [
    ['frame-deep', line('['.repeat(600)), { found: `${'['.repeat(60)}…`, limit: MAX_DEPTH }],
    ['frame-not-json', line(LONG), { found: CUT }],
    ['frame-not-array', line(`"${LONG}"`), { found: CUT_TEXT }],
    ['frame-length', line('["a/b"]'), { count: 1, found: '["a/b"]' }],
    ['frame-length', line('["a/b", {}, {}, {}]'), { count: 4, found: '["a/b", {}, {}, {}]' }],
    ['frame-topic', line('[1, {}]'), { found: '1' }],
    ['frame-payload', line(`["${LONG}", 1]`), { found: '1', topic: CUT }],
    ['frame-meta', line(`["${LONG}", {}, 1]`), { found: '1', topic: CUT }],
    [
        'frame-not-utf8',
        () => [...readMessage(Buffer.from([0xff, ...Buffer.from(LONG)]))][0]?.frame as Result<unknown>,
        { found: `\ufffd${'x'.repeat(59)}…` },
    ],
    [
        'frame-flood',
        () => [...readMessage(Buffer.from('x\n'.repeat(MAX_FAULTS + 5)))].at(-1)?.frame as Result<unknown>,
        { limit: MAX_FAULTS },
    ],
];

/** What a flow gives as a value. */
const VALUES: Rows = [
    ['payload-large', () => toJson(Array(10_000).fill(1)), { limit: 10_000 }],
    [
        'payload-deep',
        () => toJson(JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`)),
        { path: `payload${'[0]'.repeat(17)}[0…`, limit: MAX_DEPTH },
    ],
    ['payload-value', () => toJson({ [LONG]: 1n }), { path: `payload.${'x'.repeat(52)}…`, found: '1' }],
    ['payload-value', () => toJson(JSON.parse('{"__proto__": 7}')), { path: '__proto__', found: '7' }],
    ['raw-text', () => rawText(7), { found: '7' }],
    ['raw-text', () => rawText(''), { found: '""' }],
    ['payload-large', () => rawText(Buffer.alloc(LIMITS.rawBytes + 1)), { limit: 10_485_759 }],
    ['setting-choice', () => fixed('num', 'warm'), { setting: 'payload', found: '"warm"' }],
    ['setting-choice', () => fixed('bool', 'yes'), { setting: 'payload', found: '"yes"', known: 'true, false' }],
    ['setting-choice', () => fixed('str', { a: 1 }), { setting: 'payload', found: '{"a": 1}' }],
];

function fixed(type: string, stored: unknown): Result<unknown> {
    const value = fixedValue('payload', type, stored);
    return value?.ok === false ? value : checkFixedPayload('raw', undefined, value?.value.value);
}

for (const [subject, rows] of Object.entries({
    commands: COMMANDS,
    intervals: INTERVALS,
    displays: DISPLAYS,
    'I2C commands': I2C,
    'topics and filters': TOPICS,
    'frames of a hub': FRAMES,
    'values of a flow': VALUES,
})) {
    describe(`refusals: ${subject}`, () => {
        for (const [code, check, params] of rows) {
            it(`${code} names ${JSON.stringify(params).replaceAll('x'.repeat(50), '')}`, () => {
                const result = check();
                if (result.ok) assert.fail('accepted');
                assert.deepEqual({ code: result.reason.code, params: result.reason.params }, { code, params });
            });
        }
    });
}
