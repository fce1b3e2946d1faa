// What the kinds make of the values of a flow: lines and pictures, intervals, I2C data, raw text.

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { commandText } from '../../src/protocol/commands';
import type { Json } from '../../src/protocol/frame';
import { type CommandKind, kindCommand, rawText } from '../../src/protocol/kinds';
import { LIMITS } from '../../src/protocol/payloads';
import { HOSTILE } from '../support/hostile';
import { good, outcome } from '../support/results';

type Rows = readonly (readonly [name: string, value: unknown, sent: Json, long?: 'cut'])[];

const lines = (...texts: string[]): Json =>
    Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`line-${at}`, texts[at] ?? ' ']));
const long = 'x'.repeat(30);
const cut = 'x'.repeat(21);
const nine = '1\n2\n3\n4\n5\n6\n7\n8\n9';
const pixels = Buffer.from(Array.from({ length: 1024 }, (_, at) => (at * 7) % 256));
const raw = pixels.toString('base64');

const TEXT: Rows = [
    ['text clears the other lines', 'Hello', lines('Hello')],
    ['lines', 'a\nb\r\nc', lines('a', 'b', 'c')],
    ['empty lines stay in their place', 'a\n\nb', lines('a', ' ', 'b')],
    ['a newline at the end is no line', '1\n2\n3\n4\n5\n6\n7\n8\n', lines('1', '2', '3', '4', '5', '6', '7', '8')],
    ['empty text clears all', '', lines()],
    ['number', 22.5, lines('22.5')],
    ['Buffer', Buffer.from('a\nb'), lines('a', 'b')],
    ['bytes of a Function node', runInNewContext('new Uint8Array([97, 10, 98])'), lines('a', 'b')],
    ['list', ['a', 1, ''], lines('a', '1', ' ')],
    ['list of none', [], lines()],
    ['object sets its own lines only', { 'line-3': 'a', 'line-7': '' }, { 'line-3': 'a', 'line-7': '' }],
    ['text that looks like an object', '{"line-3": 1}', 'display-char'],
    ['nine lines', nine, 'display-lines'],
    ['list of nine', nine.split('\n'), 'display-lines'],
    ['long line', `a\n${long}`, 'display-text'],
    ['newline within a list', ['a\nb'], 'display-char'],
    ['null within a list', ['a', null], 'display-text'],
    ['list within a list', [['a']], 'display-text'],
    ['not ASCII', '22 °C', 'display-char'],
    ['nothing', undefined, 'display-line'],
    ['null', null, 'display-line'],
    ['true', true, 'display-line'],
    ['empty object', {}, 'display-line'],
    ['cut: long line', `a\n${long}`, lines('a', cut), 'cut'],
    ['cut: nine lines', nine, lines('1', '2', '3', '4', '5', '6', '7', '8'), 'cut'],
    ['cut: list', [long, 1e-7 / 3], lines(cut, String(1e-7 / 3).slice(0, 21)), 'cut'],
    ['cut: object', { 'line-3': long, 'line-8': 'x', 'line-12': 'x' }, { 'line-3': cut }, 'cut'],
    ['cut: object of numbers', { 'line-3': -1 / 3e7 }, { 'line-3': String(-1 / 3e7).slice(0, 21) }, 'cut'],
    ['cut: object of late lines only', { 'line-8': 'x' }, 'display-line', 'cut'],
    ['object with a long line', { 'line-3': long }, 'display-text'],
    ['object with a line that is no line', { 'line-9x': 'a' }, 'display-line'],
    ['number that is none', Number.NaN, 'payload-value'],
    ['cut: object with a line that is no line', { 'line-9x': 'a' }, 'display-line', 'cut'],
    ['cut: object with another key', { 'x-line-9': 'a' }, 'display-line', 'cut'],
    ['cut: null in a line', { 'line-1': null }, 'display-text', 'cut'],
    ['cut: true in a line', { 'line-1': true }, 'display-text', 'cut'],
    ['cut: picture stays whole', { raw }, { raw }, 'cut'],
    ['cut: not ASCII all the same', '°', 'display-char', 'cut'],
];

const PICTURE: Rows = [
    ['Buffer', pixels, { raw }],
    ['bytes', new Uint8Array(pixels), { raw }],
    [
        'bytes of a Function node',
        runInNewContext('new Uint8Array(1024)'),
        { raw: Buffer.alloc(1024).toString('base64') },
    ],
    ['a part of other bytes', Buffer.concat([pixels, pixels]).subarray(1024), { raw }],
    ['what JSON makes of a Buffer', pixels.toJSON(), { raw }],
    ['list of bytes', [...pixels], { raw }],
    ['base64', raw, { raw }],
    ['base64 without padding', raw.replace(/=/g, ''), { raw }],
    ['base64 with half of its padding', raw.slice(0, -1), { raw }],
    ['base64 with padding in its middle', `${raw.slice(0, 8)}=${raw.slice(8, -1)}`, 'display-raw'],
    ['base64 with another first letter', `-${raw.slice(1)}`, 'display-raw'],
    ['base64 with another last letter', `${raw.slice(0, -3)}-==`, 'display-raw'],
    ['an object with bytes that is no Buffer', { type: 'list', data: [...pixels] }, 'display-raw'],
    ['base64 over lines', raw.replace(/(.{76})/g, '$1\r\n'), { raw }],
    ['raw of base64', { raw }, { raw }],
    ['raw of a Buffer', { raw: pixels }, { raw }],
    ['raw of what JSON makes of a Buffer', { raw: pixels.toJSON() }, { raw }],
    ['JSON text', JSON.stringify({ raw }), { raw }],
    ['raw beside a line', { raw, 'line-0': 'x' }, 'display-raw'],
    ['raw within raw', { raw: { raw } }, 'display-raw'],
    ['bytes that are too few', pixels.subarray(1), 'display-raw'],
    ['bytes that are too many', Buffer.alloc(2048), 'display-raw'],
    ['bytes that are far too many', Buffer.alloc(1e6), 'display-raw'],
    ['no bytes', Buffer.alloc(0), 'display-raw'],
    ['wider numbers', new Uint16Array(1024), 'display-raw'],
    ['numbers that are no bytes', [...pixels.subarray(1), 256], 'display-raw'],
    ['list with holes', new Array(1024), 'display-raw'],
    ['base64 of a byte more', `${raw.slice(0, -2)}A=`, 'display-raw'],
    ['base64 of two bytes more', `${raw.slice(0, -2)}AA`, 'display-raw'],
    ['base64 of a byte less', Buffer.alloc(1023).toString('base64'), 'display-raw'],
    ['base64 for addresses', `-_${raw.slice(2)}`, 'display-raw'],
    ['much else', '='.repeat(5_000_000), 'display-raw'],
    ['nothing', undefined, 'display-raw'],
    ['number', 1024, 'display-raw'],
];

const INTERVAL: Rows = [
    ['number', 30, { 'publish-interval': 30 }],
    ['number as text', ' 30 ', { 'publish-interval': 30 }],
    ['number in a Buffer', Buffer.from('30'), { 'publish-interval': 30 }],
    ['null stops', null, { 'publish-interval': null }],
    ['object', { 'publish-interval': 30 }, { 'publish-interval': 30 }],
    ['JSON text', '{"publish-interval": null}', { 'publish-interval': null }],
    ['nothing', undefined, 'interval-missing'],
    ['empty object', {}, 'interval-missing'],
    ['empty text', '', 'interval'],
    ['the word null', 'null', 'interval'],
    ['more than a day', 86_401, 'interval'],
    ['true', true, 'payload-not-object'],
];

const READ: Rows = [
    [
        'all as a hub takes it',
        { address: '48', write: '00', 'read-length': 2 },
        { address: '48', write: '00', 'read-length': 2 },
    ],
    ['short form', { address: 72, length: 2 }, { address: '48', 'read-length': 2 }],
    ['low address', { address: 7, length: 2 }, { address: '07', 'read-length': 2 }],
    [
        'register as a list',
        { address: '48', write: [255], length: 1 },
        { address: '48', write: 'FF', 'read-length': 1 },
    ],
    ['both lengths', { address: '48', length: 9, 'read-length': 1 }, { address: '48', 'read-length': 1 }],
    ['JSON text', '{"address": 72, "write": [0, 1], "length": 2}', { address: '48', write: '00,01', 'read-length': 2 }],
    ['JSON text in a Buffer', Buffer.from('{"address": "48", "length": 2}'), { address: '48', 'read-length': 2 }],
    ['other keys are left out', { address: '48', length: 2, a: { b: 1 } }, { address: '48', 'read-length': 2 }],
    ['address of eight bits', { address: 128, length: 2 }, 'i2c-address'],
    ['broken address', { address: 7.5, length: 2 }, 'i2c-address'],
    ['register of three bytes', { address: '48', write: [0, 1, 2], length: 2 }, 'i2c-write'],
    ['no length', { address: '48' }, 'i2c-read'],
    ['list', [72, 2], 'i2c-payload'],
    ['text', '48', 'i2c-payload'],
    ['nothing', undefined, 'i2c-payload'],
];

const WRITE: Rows = [
    ['Buffer', { address: '48', write: Buffer.from([1, 0xa0]) }, { address: '48', write: '01,A0' }],
    [
        'bytes of a Function node',
        { address: '48', write: runInNewContext('new Uint8Array([9])') },
        { address: '48', write: '09' },
    ],
    [
        'what JSON makes of a Buffer',
        { address: '48', write: Buffer.from([1]).toJSON() },
        { address: '48', write: '01' },
    ],
    ['text in parentheses', { address: '48', write: '(ab)' }, { address: '48', write: '61,62' }],
    ['base64', { address: '48', write: 'AWA=' }, { address: '48', write: '01,60' }],
    ['base64 of 61 bytes', { address: '48', write: Buffer.alloc(61).toString('base64') }, 'i2c-write'],
    ['no byte', { address: '48', write: [256] }, 'i2c-write'],
    ['a negative byte', { address: '48', write: [-1] }, 'i2c-write'],
    ['half a byte', { address: '48', write: [0.5] }, 'i2c-write'],
    ['empty list', { address: '48', write: [] }, 'i2c-write'],
    ['list without end', { address: '48', write: new Array(2 ** 32 - 1) }, 'payload-value'],
    ['null', { address: '48', write: null }, 'i2c-write'],
    ['a length, which is a read', { address: '48', write: '01', length: 1 }, 'i2c-write-only'],
];

const TABLES: readonly (readonly [kind: Exclude<CommandKind, 'message' | 'raw'>, device: string, rows: Rows])[] = [
    ['text', 'i2c0-3c', TEXT],
    ['picture', 'i2c0-3c', PICTURE],
    ['interval', 'thermometer/i2c0-48', INTERVAL],
    ['i2c-read', '0', READ],
    ['i2c-write', '0', WRITE],
];
for (const [kind, device, rows] of TABLES) {
    describe(`kinds: values for ${kind}`, () => {
        for (const [name, value, expected, longer] of rows) {
            it(name, () => {
                const made = kindCommand(kind, device, value, longer);
                const sent = made.ok ? commandText(made.value.topic, made.value.payload) : made;
                assert.deepEqual(sent.ok ? (JSON.parse(String(sent.value)) as unknown[])[1] : outcome(sent), expected);
            });
        }
    });
}

describe('kinds: raw [O13]', () => {
    const most = LIMITS.rawBytes;
    const TAKEN: readonly (readonly [name: string, value: unknown])[] = [
        ['a frame', '["led/-/get", {}]'],
        ['no frame at all', ' \n'],
        ['Buffer', Buffer.from([0xff, 0])],
        ['bytes of a Function node', runInNewContext('new Uint8Array(3)')],
        ['text of ten mebibytes less one', 'x'.repeat(most)],
        ['the same in wide characters', 'ě'.repeat((most - 1) / 2)],
        ['bytes of ten mebibytes less one', new Uint8Array(most)],
    ];
    const REFUSED: readonly (readonly [name: string, value: unknown, code: string])[] = [
        ['empty text', '', 'raw-text'],
        ['no bytes', Buffer.alloc(0), 'raw-text'],
        ['nothing', undefined, 'raw-text'],
        ['number', 1, 'raw-text'],
        ['object', { a: 1 }, 'raw-text'],
        ['wider numbers', new Uint16Array(3), 'raw-text'],
        ['text of ten mebibytes', 'x'.repeat(most + 1), 'payload-large'],
        ['fewer characters of ten mebibytes', `x${'ě'.repeat((most + 1) / 2)}`, 'payload-large'],
        ['bytes of ten mebibytes', new Uint8Array(most + 1), 'payload-large'],
    ];
    it('the bound is that of the web server, less the line end that it adds', () => {
        assert.equal(most, 10_485_760 - 1);
    });
    for (const [name, value] of TAKEN) it(`${name} stays as it is`, () => assert.equal(good(rawText(value)), value));
    for (const [name, value, code] of REFUSED)
        it(`${name}: ${code}`, () => assert.equal(outcome(rawText(value)), code));
    for (const [name, make] of HOSTILE) it(name, () => assert.equal(outcome(rawText(make())), 'raw-text'));
    it('bytes that throw when they are measured', () => {
        const bytes = Object.defineProperty(new Uint8Array(2), 'length', { get: () => assert.fail() });
        assert.equal(outcome(rawText(bytes)), 'payload-unreadable');
    });
});
