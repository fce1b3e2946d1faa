// The patterns of the schemas accept the same texts as the checks of the nodes.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import {
    ADDRESS,
    BOOLEAN,
    CLASSES,
    COMMAND_TOPIC,
    DECIMAL,
    devicePattern,
    FILTER,
    HEADER_NAME,
    intervalDevice,
    NAME,
    NAMED_DEVICE,
    NUMBER,
    SUBPROTOCOL,
    VARIABLE_PATTERN,
} from '../../scripts/schemas/patterns';
import { checkCommandTopic } from '../../src/protocol/commands';
import { checkFixedPlace, fixedValue } from '../../src/protocol/fixed-command';
import { COMMAND_KINDS, KINDS } from '../../src/protocol/kinds';
import { DEVICE_TYPES, isNumeric } from '../../src/protocol/model';
import { LIMITS } from '../../src/protocol/payloads';
import { checkFilter } from '../../src/protocol/topic';
import { checkAddress } from '../../src/settings/address';
import { checkName, tableDevice } from '../../src/settings/device-table';
import { checkHeaderName, checkSubprotocol } from '../../src/settings/handshake';
import { checkInterval } from '../../src/settings/hub-options';
import { readSchemas } from '../support/schemas';

/** Parts of texts, so that most of them are close to the limits of a rule. */
const PARTS = [
    ...[...DEVICE_TYPES.keys(), ...[...DEVICE_TYPES.values()].flatMap(({ addresses }) => addresses)],
    ...['/', '/', '/', '/', '//', '+', '#', ' ', '\t', '\n', '\0', '"', '\\', 'a', '-', 'x'.repeat(29), '0', '1', '7'],
    ...['i2c', 'I2C0-3B', 'i2c2-48', 'i2c9', 'i2c0-4', 'I2Cx', 'set', 'get', 'get/', 'config', 'update', 'abcdefg'],
    ...['connection', 'Sec-WebSocket-Key', 'Proxy-', 'TE', 'te', 'true', 'FALSE', '.', '5', 'e3', '0x1f', '0b1', '+'],
    ...['ws:', 'WSS:', 'http:', 'clown.talk', 'clown-talk', 'Infinity', 'X'.repeat(99), '${', '}'],
    ...['\u0085', '\u2028', '\u2029', '\u202e', '\ud800', '\u0661', '\u00e1'],
];
/** Whether a level is short or long in characters as it is in bytes, which no pattern counts. */
function isSameInBytes(level: string): boolean {
    return [...level].length > LIMITS.levelBytes || Buffer.byteLength(level) <= LIMITS.levelBytes;
}

const texts = fc
    .array(fc.constantFrom(...PARTS), { maxLength: 8 })
    .map((parts) => parts.join(''))
    .filter((text) => text.split('/').every((level) => isSameInBytes(level) && isSameInBytes(level.trim())));

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text.trim()));

/** With the device in place of a name, too. */
function isCommandTopic(text: string): boolean {
    const [name = '', ...rest] = text.split('/');
    const device = checkName(name).ok && checkCommandTopic(['relay', 'i2c0-3b', ...rest].join('/')).ok;
    return checkCommandTopic(text).ok || device;
}

const CHECKS: readonly (readonly [name: string, pattern: string, accepts: (text: string) => boolean])[] = [
    ['a filter', FILTER, (text) => checkFilter(text).ok],
    ['the topic of a command', COMMAND_TOPIC, isCommandTopic],
    ['a name', NAME, (text) => checkName(text).ok],
    ['a device with a name', NAMED_DEVICE, (text) => tableDevice(text, 1, text).ok],
    ['a number', NUMBER, isNumber],
    ['a decimal number', DECIMAL, isNumeric],
    ['on or off', BOOLEAN, (text) => fixedValue('payload', 'bool', text)?.ok === true],
    ['a header', HEADER_NAME, (text) => checkHeaderName(text, 1).ok],
    ['a subprotocol', SUBPROTOCOL, (text) => checkSubprotocol(text).ok],
    ['a variable', VARIABLE_PATTERN, (text) => /\$\{[^{}]+\}/.test(text)],
    ['a device with an interval', intervalDevice(), (text) => checkInterval({ device: text, seconds: 60 }, 1).ok],
    ...COMMAND_KINDS.filter((kind) => KINDS[kind].device !== 'none').map(
        (kind) =>
            [
                `the device of ${kind}`,
                devicePattern(kind),
                (text: string) => checkFixedPlace(kind, text).ok || checkName(text).ok,
            ] as const,
    ),
];

describe('patterns of the schemas', () => {
    for (const [name, pattern, accepts] of CHECKS) {
        it(`${name}: as the nodes check it`, () => {
            const regexp = new RegExp(pattern, 'u');
            fc.assert(
                fc.property(texts, (text) => assert.equal(regexp.test(text), accepts(text), JSON.stringify(text))),
                { numRuns: 1_000 },
            );
        });

        it(`${name}: accepts only what the nodes accept`, () => {
            if (name === 'a variable') return;
            const regexp = new RegExp(pattern, 'u');
            fc.assert(
                fc.property(texts.filter(accepts), (text) => assert.ok(regexp.test(text), JSON.stringify(text))),
                { numRuns: 50 },
            );
        });
    }

    it('have no class of characters that only JavaScript knows by its name', async () => {
        await buildIfNeeded();
        for (const [type, { schema }] of readSchemas()) {
            const patterns = [...JSON.stringify(schema).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
            for (const [, json = ''] of patterns) {
                const pattern = JSON.parse(json) as string;
                // Escaped punctuation, spaces, and characters by their numbers.
                assert.doesNotMatch(pattern, /\\(?![-.$+{}\\"|/]|[sS]|u[0-9a-f]{4})/, type);
                assert.doesNotMatch(pattern, /\(\?(?![:=!])/, type);
            }
            assert.ok(type === 'clown-in' || patterns.length > 5, type);
        }
    });

    for (const [name, characters] of Object.entries(CLASSES)) {
        it(`the characters of ${name} are those of Unicode`, () => {
            const [own, known] = [new RegExp(`[${characters}]`, 'u'), new RegExp(`\\p{${name}}`, 'u')];
            // No character above has one of them.
            for (let point = 0; point <= 0xffff; point++) {
                const character = String.fromCodePoint(point);
                assert.ok(own.test(character) === known.test(character), point.toString(16));
            }
        });
    }

    it('an address: refuses only what the nodes refuse', () => {
        const regexp = new RegExp(ADDRESS, 'u');
        fc.assert(fc.property(texts, (text) => assert.ok(regexp.test(text) || !checkAddress(text).ok, text)));
    });
});
