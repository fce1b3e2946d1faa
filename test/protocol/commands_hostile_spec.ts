// Arbitrary commands: the check never throws, and every accepted command is within the limits of a bridge.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Result } from '../../src/base/errors';
import { checkCommand, commandText, textOf } from '../../src/protocol/commands';
import { parseFrame } from '../../src/protocol/frame';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { LIMITS } from '../../src/protocol/payloads';
import { understand } from '../../src/simulator/command-parser';
import { tokenize } from '../../src/simulator/json-tokenizer';
import { anyText } from '../support/any-text';
import { HOSTILE } from '../support/hostile';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

const RELAY = 'relay/i2c0-3b/set';
const TOPICS = [RELAY, 'led/-/get', 'pir/-/config/update', 'display-oled/i2c0-3c/set', 'i2c/0/get', 'window/-/set'];
/** Without the inner workings of a Buffer they are plain objects, which some commands accept. */
const PLAIN = ['Proxy of a Buffer', 'object with the prototype of a Buffer'];

describe('commands: hostile payloads', () => {
    for (const [name, make] of HOSTILE) {
        it(name, () => {
            for (const topic of [...TOPICS, make()]) {
                for (const payload of [make(), { state: make() }]) {
                    const text = commandText(topic, payload);
                    if (!PLAIN.includes(name)) assert.notEqual(outcome(text), 'ok');
                }
            }
            assertPrototypesUnchanged();
        });
    }

    it('a frame of as many bytes as are sent goes, one byte more is refused', () => {
        assert.equal(LIMITS.frameBytes, 2_048);
        for (const char of ['x', 'ě', '🤡']) {
            for (const limit of [60, 90, LIMITS.frameBytes]) {
                const frame = (bytes: number): Result<string> => {
                    const start = Buffer.byteLength('["window/-/set", {"a":""}]');
                    const room = bytes - start;
                    const size = Buffer.byteLength(char);
                    const a = char.repeat(Math.floor(room / size)) + 'x'.repeat(room % size);
                    return textOf({ topic: 'window/-/set', payload: { a } }, limit);
                };
                assert.equal(Buffer.byteLength(good(frame(limit))), limit + 1);
                const refused = frame(limit + 1);
                assert.deepEqual(!refused.ok && refused.reason, {
                    code: 'command-length',
                    params: { topic: 'window/-/set', bytes: limit + 1, limit },
                });
            }
        }
    });

    it('a frame that is too long is refused before it is read any further', () => {
        assert.equal(outcome(commandText('window/-/set', { a: 'x'.repeat(LIMITS.frameBytes) })), 'command-length');
        assert.equal(outcome(commandText('window/-/set', Buffer.alloc(5_000_000, '{'))), 'payload-not-object');
    });

    it('what a flow sends is not changed', () => {
        const payload = Object.freeze({ x: Object.freeze([1]), state: 'on' });
        const copy = good(checkCommand(RELAY, payload)).payload;
        assert.deepEqual(payload, { x: [1], state: 'on' });
        assert.notEqual(copy.x, payload.x);
    });
});

describe('commands: properties', () => {
    const type = fc.oneof(fc.constantFrom(...DEVICE_TYPES.keys(), '-'), fc.string({ maxLength: 33 }));
    const address = fc.oneof(fc.constantFrom('-', '0', '1', 'i2c0-3b'), anyText(33));
    const ending = fc.constantFrom(
        'get',
        'set',
        'config/update',
        'config/set',
        'config/list',
        'config/scan',
        '',
        'a/b/c',
    );
    const topic = fc.tuple(type, address, ending).map((levels) => levels.join('/'));

    const word = fc.constantFrom('on', '1-dot', 'true', '0', '30', '1e1', '00,01', '(a)', 'AA==', '48', 'a"\\\n');
    const value = fc.oneof(
        word,
        fc.integer({ min: -2, max: 100 }),
        fc.boolean(),
        fc.constant(null),
        fc.string(),
        fc.jsonValue(),
    );
    const key = fc.constantFrom(
        'state',
        'publish-interval',
        'line-0',
        'line-7',
        'raw',
        'address',
        'write',
        'read-length',
        '1',
        'a',
    );
    const payload = fc.oneof(
        fc.dictionary(key, value),
        value,
        fc.anything({ withBigInt: true, withMap: true, withTypedArray: true }),
    );
    const asSent = payload.chain((one) =>
        fc.constantFrom(one, typeof one === 'string' ? Buffer.from(one) : one, json(one)),
    );

    it('the check never throws, and what it accepts is within every limit', () => {
        const taken = new Map<string, number>();
        fc.assert(
            fc.property(topic, asSent, (name, data) => {
                const text = commandText(name, data);
                if (outcome(text) !== 'ok') return;
                const line = good(text);
                assert.ok(Buffer.byteLength(line) - 1 <= LIMITS.frameBytes);
                assert.equal(line.indexOf('\n'), line.length - 1);
                assert.deepEqual(good(parseFrame(line)), good(checkCommand(name, data)));
                const levels = name.split('/');
                assert.ok(levels.length >= LIMITS.minLevels && levels.length <= LIMITS.maxLevels);
                for (const level of levels) assert.ok(Buffer.byteLength(level) <= LIMITS.levelBytes);
                const { ok, list } = tokenize(line.trimEnd(), 100);
                assert.ok(ok && list.length <= LIMITS.tokens);
                // The bridge compares the bytes of the topic, without decoding JSON.
                assert.equal(list[1]?.text, name);
                taken.set(levels.at(-1) ?? '', (taken.get(levels.at(-1) ?? '') ?? 0) + 1);
            }),
            { numRuns: 5_000 },
        );
        for (const last of ['get', 'set', 'update', 'list', 'scan'])
            assert.ok((taken.get(last) ?? 0) > 20, `hardly any ${last}`);
        assertPrototypesUnchanged();
    });

    it('what it accepts neither ends nor floods the bridge, and a known command is understood', () => {
        fc.assert(
            fc.property(topic, asSent, (name, data) => {
                const text = commandText(name, data);
                if (!text.ok) return;
                const order = understand(text.value.trimEnd());
                assert.notEqual(order.act, 'crash');
                if (order.act === 'configure') {
                    for (const seconds of order.intervals) {
                        assert.ok(seconds === null || (seconds >= 1 && seconds <= LIMITS.maxInterval));
                    }
                }
                if (/^(?:relay\/i2c0-3[bf]|led\/-)\/[gs]et$/.test(name)) assert.match(order.act, /-(?:relay|led)$/);
                if (/^i2c\/[01]\/[gs]et$/.test(name)) assert.equal(order.act, 'i2c');
            }),
            { numRuns: 5_000 },
        );
    });

    it('everything outside the safe limits of a bridge is refused', () => {
        const outside = (least: number, most: number): fc.Arbitrary<unknown> =>
            fc.oneof(
                fc.integer({ max: least - 1 }),
                fc.integer({ min: most + 1 }),
                fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
                fc.boolean(),
            );
        const notText = fc.oneof(fc.integer(), fc.constant(null), fc.boolean());
        const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });
        const unpadded = bytes.map((some) => Buffer.from(some).toString('base64').replace(/=+$/, ''));
        const rows: readonly (readonly [code: string, topic: string, payload: fc.Arbitrary<unknown>])[] = [
            [
                'interval',
                'thermometer/i2c0-48/config/update',
                outside(1, LIMITS.maxInterval).map((seconds) => ({ 'publish-interval': seconds })),
            ],
            [
                'i2c-read',
                'i2c/0/get',
                outside(1, LIMITS.i2cBytes).map((length) => ({ address: '48', 'read-length': length })),
            ],
            ['i2c-address', 'i2c/0/get', notText.map((address) => ({ address, 'read-length': 1 }))],
            [
                'i2c-write',
                'i2c/0/set',
                fc.constantFrom(undefined, null, '', []).map((write) => ({ address: '48', write })),
            ],
            [
                'i2c-write',
                'i2c/0/set',
                unpadded.filter((write) => !/^..$/.test(write)).map((write) => ({ address: '48', write })),
            ],
            ['display-raw', 'display-oled/i2c0-3c/set', unpadded.map((raw) => ({ raw }))],
        ];
        for (const [code, topic, payload] of rows) {
            fc.assert(fc.property(payload, (one) => assert.equal(outcome(checkCommand(topic, one)), code)));
        }
    });

    it('I2C data in any form is sent as a hex list of the same bytes', () => {
        const FORMS: readonly ((bytes: Buffer) => string)[] = [
            (bytes) => `(${bytes.toString('latin1')})`,
            (bytes) => bytes.toString('base64'),
            (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(),
        ];
        const char = fc.integer({ min: 0x20, max: 0x7e });
        const asked = fc.tuple(fc.array(char, { minLength: 1, maxLength: 62 }), fc.constantFrom(...FORMS));
        fc.assert(
            fc.property(asked, ([codes, form]) => {
                const bytes = Buffer.from(codes);
                const write = form(bytes);
                const command = checkCommand('i2c/0/set', { address: '48', write });
                // Base64 whose length needs no padding could be a hex list without its commas.
                const isTaken = bytes.length <= LIMITS.i2cBytes && (form !== FORMS[1] || write.endsWith('='));
                assert.equal(outcome(command), isTaken ? 'ok' : 'i2c-write');
                if (!command.ok) return;
                const list = String(command.value.payload.write);
                assert.match(list, /^[0-9A-Fa-f]{2}(?:,[0-9A-Fa-f]{2})*$/);
                assert.deepEqual(Buffer.from(list.replaceAll(',', ''), 'hex'), bytes);
            }),
            { numRuns: 1_000 },
        );
    });

    it('what was taken once is taken again, unchanged', () => {
        fc.assert(
            fc.property(topic, asSent, (name, data) => {
                const command = checkCommand(name, data);
                if (command.ok) assert.deepEqual(checkCommand(name, command.value.payload), command);
            }),
            { numRuns: 2_000 },
        );
    });
});

/** JSON text of a value, or the value where JSON has none. */
function json(value: unknown): unknown {
    try {
        return JSON.stringify(value);
    } catch {
        return value;
    }
}
