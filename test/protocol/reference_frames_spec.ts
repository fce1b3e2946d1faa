// Every row of frames.jsonl against our reading and our sending: what is understood, what is survived and why, and
// the result of each careless command.

import assert from 'node:assert/strict';
import { commandText } from '../../src/protocol/commands';
import type { Frame, JsonObject } from '../../src/protocol/frame';
import { isObject } from '../../src/protocol/json-data';
import { understand } from '../../src/simulator/command-parser';
import { bytes, linesOf, type Row, rows } from '../support/frames';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

function framesOf({ frame }: Row): Frame[] {
    return linesOf(bytes(frame)).map((line) => good(line.frame));
}

/** A command as its row has it, without the reading that would already refuse some. */
function commandOf({ frame }: Row): [topic: unknown, payload: unknown] {
    const [topic, payload] = JSON.parse(frame.split('\n')[0] ?? '') as unknown[];
    return [topic, payload];
}

/** Rows whose note is more precise than "it is valid", and their exact result. */
const MEANINGS: readonly (readonly [note: string, ...frames: (readonly [topic: string, payload: JsonObject])[]])[] = [
    [
        'answer to the start message from bridge 1.1.1, captured; uneven spacing is real',
        [
            'clown.talk/-/config/ok',
            {
                ack: false,
                device: 'bridge',
                capabilities: 1,
                'firmware-datetime': '2017-01-12T10:00:00Z',
                'firmware-release': '1.1.1',
            },
        ],
    ],
    ['scenario 1, notification, one-level topic', ['boot', { 'reason-for-reset': 'power-on' }]],
    [
        'scenario 2; bridge writes the unit as a JSON escape, captured',
        ['thermometer/i2c0-48', { temperature: [22.56, '℃'] }],
    ],
    ['negative value with a trailing zero, captured', ['thermometer/i2c0-48', { temperature: [-5.5, '℃'] }]],
    ['unit as a raw character, as in the documentation', ['thermometer/i2c0-48', { temperature: [20.01, '℃'] }]],
    [
        'unit written as degree sign plus C, as in the Blynk page',
        ['thermometer/i2c0-48', { temperature: [20.01, '°C'] }],
    ],
    [
        'altitude below zero as the bridge prints it: -120 m becomes 65416.0',
        ['barometer/i2c1-60', { altitude: [65416, 'm'], pressure: [97.83, 'kPa'] }],
    ],
    ['device without I2C address, bare value without unit', ['pir/-', { 'event-count': 1467 }]],
    ['relay never set since the bridge started, captured', ['relay/i2c0-3b', { state: null }]],
    ['raw I2C answer, captured', ['i2c/0', { address: '48', write: '00', read: '16,90' }]],
    [
        'answer to config/update, config/get and config/list, captured',
        ['thermometer/i2c0-48/config/ok', { 'publish-interval': 5 }],
    ],
    [
        'its answer: request and event both kept, five levels',
        ['led-strip/-/config/set/ok', { count: 150, mode: 'rgb' }],
    ],
    ['answer, dialect of bridge 0.1.0', ['$config/devices/thermometer/i2c0-48', { 'publish-interval': 5 }]],
    ['likewise a list request', ['-/-/config/list', {}]],
    ['CRLF ending', ['thermometer/i2c0-48', { temperature: [22.56, '℃'] }]],
    [
        'two frames and a blank line in one message',
        ['relay/i2c0-3b', { state: true }],
        ['relay/i2c0-3f', { state: false }],
    ],
    [
        'third element, metadata object: documented as optional and unused; accept and ignore',
        ['relay/i2c0-3b', { state: true }],
    ],
    [
        'decimal comma: still JSON, but the value list now has three elements',
        ['thermometer/i2c0-48', { temperature: [22, 56, '℃'] }],
    ],
    ['number that underflows to minus zero', ['thermometer/i2c0-48', { temperature: [-0, '℃'] }]],
    ['integer beyond exact range', ['co2-sensor/i2c0-38', { concentration: [1.2345678901234568e29, 'ppm'] }]],
    ['bare value where a pair is usual', ['thermometer/i2c0-48', { temperature: 22.5 }]],
    ['relay state as a number: not a boolean', ['relay/i2c0-3b', { state: 1 }]],
    ['__proto__ key: must become plain data or be dropped, never a prototype', ['relay/i2c0-3b', {}]],
    ['prototype names in topic and payload', ['__proto__/constructor', { constructor: { prototype: { x: 1 } } }]],
    ['names of built-in members', ['toString/-', { hasOwnProperty: 1, toString: 2, valueOf: 3, length: 4 }]],
    ['duplicate key: the last one counts', ['relay/i2c0-3b', { state: false }]],
    ['empty key', ['relay/i2c0-3b', { '': true }]],
    ['escaped lone high surrogate: legal JSON, not legal Unicode', ['pir/-', { x: '\ud800' }]],
    ['proper surrogate pair', ['pir/-', { x: '🤡' }]],
    ['character outside the basic plane', ['pir/-', { x: '🤡' }]],
    ['escaped NUL in a value', ['pir/-', { x: 'a\0b' }]],
    ['line and paragraph separators are not line ends here', ['pir/-', { x: '\u2028\u2029' }]],
    ['escaped newline inside a string is not a frame end', ['pir/-', { x: 'line\nbreak' }]],
    ['non-ASCII topic and key', ['teploměr/-', { teplota: [21.5, '℃'] }]],
    ['escape inside the topic equals the plain topic', ['thermometer/i2c0-48', { temperature: [21.5, '℃'] }]],
    [
        'escaped slash equals a plain slash for a client (the bridge itself does not unescape topics)',
        ['thermometer/i2c0-48', { temperature: [21.5, '℃'] }],
    ],
    ['upper case: a different topic', ['RELAY/I2C0-3B', { state: true }]],
    ['address that does not follow the pattern', ['thermometer/i2c9-zz', { temperature: [1, '℃'] }]],
    ['LED state outside the table would be the string null (not reachable in 1.1.1)', ['led/-', { state: 'null' }]],
];

/** Bad rows from the hub, in the order of the file, and the result of each line. */
const SURVIVED: readonly (readonly [note: RegExp, codes: string])[] = [
    [/^empty text frame/, ''],
    [/^blank line only/, ''],
    [/^white space only/, ''],
    [/^good, bad, good/, 'ok frame-not-json ok'],
    [/^two frames with nothing between/, 'frame-not-json'],
    [/^trailing text/, 'frame-not-json'],
    [/^cut off in the middle/, 'frame-not-json'],
    [/^byte order mark/, 'frame-not-json'],
    [/^NUL after the frame/, 'frame-not-json'],
    [/^a frame broken over two lines/, 'frame-not-json frame-not-json'],
    [/closing brace missing$/, 'frame-not-json'],
    [/closing brace missing$/, 'frame-not-json'],
    [/^empty array/, 'frame-length'],
    [/^object instead of an array/, 'frame-not-array'],
    [/^object instead of an array/, 'frame-not-array'],
    [/^bare string/, 'frame-not-array'],
    [/^bare null/, 'frame-not-array'],
    [/^bare boolean/, 'frame-not-array'],
    [/^payload missing/, 'frame-length'],
    [/^payload null/, 'frame-payload'],
    [/^payload boolean/, 'frame-payload'],
    [/^payload string/, 'frame-payload'],
    [/^topic null/, 'frame-topic'],
    [/^topic array/, 'frame-topic'],
    [/^topic object/, 'frame-topic'],
    [/^third element present but not an object/, 'frame-meta'],
    [/^frame inside an array/, 'frame-length'],
    [/^array of frames/, 'frame-topic'],
    [/^unquoted topic/, 'frame-not-json'],
    [/^single quotes/, 'frame-not-json'],
    [/^unquoted key/, 'frame-not-json'],
    [/^trailing comma in the object/, 'frame-not-json'],
    [/^trailing comma in the array/, 'frame-not-json'],
    [/^upper-case literal/, 'frame-not-json'],
    [/^Python literal/, 'frame-not-json'],
    [/^undefined/, 'frame-not-json'],
    [/^closed in the wrong order/, 'frame-not-json'],
    [/^comment/, 'frame-not-json'],
    [/^bad escape/, 'frame-not-json'],
    [/^short unicode escape/, 'frame-not-json'],
    [/^NaN text/, 'frame-not-json'],
    [/^nan as C prints it/, 'frame-not-json'],
    [/^Infinity text/, 'frame-not-json'],
    [/^plus sign/, 'frame-not-json'],
    [/^no digit before the point/, 'frame-not-json'],
    [/^no digit after the point/, 'frame-not-json'],
    [/^hexadecimal number/, 'frame-not-json'],
    [/^empty topic/, 'topic-missing'],
    [/^wildcard in a concrete topic/, 'topic-wildcard'],
    [/^wildcard in a concrete topic/, 'topic-wildcard'],
    [/^wildcard in a concrete topic/, 'topic-wildcard'],
    [/^NUL in a topic/, 'topic-character'],
    [/^leading slash/, 'topic-empty-level'],
    [/^empty level/, 'topic-empty-level'],
    [/^trailing slash/, 'topic-empty-level'],
];

/** Careless commands, in the order of the file: the code of the refusal, or the frame that is sent for them. */
const CARELESS: readonly (readonly [note: RegExp, outcome: string])[] = [
    [/^never send a third element/, '["relay/i2c0-3b/set", {"state":true}]\n'],
    [/^negative is ignored/, 'interval'],
    [/^1 to 15 is ignored/, 'interval-co2'],
    [/^does not stop the CO2 module/, 'interval-co2'],
    [/^string state is ignored/, '["relay/i2c0-3b/set", {"state":true}]\n'],
    [/^number state is ignored/, '["relay/i2c0-3b/set", {"state":true}]\n'],
    [/^state must be the first key/, '["relay/i2c0-3b/set", {"state":true,"x":1}]\n'],
    [/^no state: ignored/, 'relay-state'],
    [/^unknown LED state/, 'led-state'],
    [/^list with a payload/, 'command-no-payload'],
    [/^escaped slash in a topic/, '["relay/i2c0-3b/get", {}]\n'],
    [/^more than 22 bytes/, 'display-text'],
    [/^wildcard/, 'topic-wildcard'],
    [/^wildcard/, 'topic-wildcard'],
    [/^refused by us: an interval is a whole number from 1 to 86400/, 'interval'],
    [/^refused by us: an interval is a whole number/, 'interval'],
];

/** Calls `check` with each row and the outcome that the table has for it; both must have the same row. */
function inStep(
    all: readonly Row[],
    table: readonly (readonly [note: RegExp, outcome: string])[],
    check: (row: Row, expected: string) => void,
): void {
    it('has an entry for every row', () => assert.equal(table.length, all.length));
    for (const [index, row] of all.entries()) {
        it(`${row.note} (${row.frame.slice(0, 40).trim()})`, () => {
            const [note, expected] = table[index] ?? [/no entry/, ''];
            assert.match(row.note, note);
            check(row, expected);
        });
    }
}

describe('reference: good frames from a hub', () => {
    for (const row of rows('hub->client', true)) {
        it(row.note, () => {
            const frames = framesOf(row);
            const meant = MEANINGS.find(([note]) => note === row.note)?.slice(1) as [string, JsonObject][] | undefined;
            assert.equal(frames.length, meant?.length ?? 1);
            for (const { topic, payload } of frames) {
                assert.equal(typeof topic, 'string');
                assert.ok(isObject(payload));
                assert.equal(Object.getPrototypeOf(payload), Object.prototype);
            }
            if (meant)
                assert.deepEqual(
                    frames.map(({ topic, payload }) => [topic, payload]),
                    meant,
                );
            assertPrototypesUnchanged();
        });
    }

    it('every meaning belongs to a row', () => {
        const notes = new Set(rows('hub->client', true).map((row) => row.note));
        assert.deepEqual(
            MEANINGS.filter(([note]) => !notes.has(note)),
            [],
        );
    });
});

describe('reference: bad frames from a hub', () => {
    inStep(rows('hub->client', false), SURVIVED, ({ frame }, codes) => {
        const lines = linesOf(bytes(frame));
        assert.equal(lines.map((line) => outcome(line.frame)).join(' '), codes);
    });
});

describe('reference: good commands', () => {
    for (const row of rows('client->hub', true)) {
        // A topic of five levels is written out of bounds by every later bridge, so it is no longer sent.
        const fromOldBridge = row.note === 'dialect of bridge 0.1.0';
        it(`${row.note} (${row.frame.slice(0, 40).trim()})`, () => {
            for (const { topic, payload } of framesOf(row)) {
                const text = commandText(topic, payload);
                if (fromOldBridge) return assert.equal(outcome(text), 'command-levels');
                const sent = payload.write === '(ab)' ? { ...payload, write: '61,62' } : payload;
                assert.deepEqual(JSON.parse(good(text)), [topic, sent]);
                assert.notEqual(understand(good(text).trimEnd()).act, 'crash');
            }
        });
    }
});

describe('reference: careless commands', () => {
    inStep(rows('client->hub', false), CARELESS, (row, expected) => {
        const text = commandText(...commandOf(row));
        assert.equal(text.ok ? text.value : outcome(text), expected);
        if (text.ok) assert.match(understand(text.value.trimEnd()).act, /^(?:set|report)-relay$/);
    });
});
