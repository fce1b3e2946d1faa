// Kinds with devices and values from anywhere: the command is within every limit of a bridge, and means the same.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandText } from '../../src/protocol/commands';
import { COMMAND_KINDS, type CommandKind, kindCommand, knownDevices } from '../../src/protocol/kinds';
import { understand } from '../../src/simulator/command-parser';
import { anyText } from '../support/any-text';
import { dataOf, type Payload, withinBounds } from '../support/bounds';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

type Made = Exclude<CommandKind, 'message' | 'raw'>;
const MADE = COMMAND_KINDS.filter((kind): kind is Made => kind !== 'message' && kind !== 'raw');

describe('kinds: properties', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const bytes = fc.uint8Array({ maxLength: 70 });
    const word = fc.constantFrom(
        'on',
        'OFF',
        '1-dot',
        'toggle',
        '30',
        '0',
        'a\nb',
        '48',
        '00,01',
        '(ab)',
        'AA==',
        '{"a":1}',
    );
    const plain = fc.oneof(word, fc.string(), fc.integer({ min: -2, max: 90_000 }), fc.boolean(), fc.constant(null));
    const inner = fc.oneof(plain, bytes, fc.array(fc.oneof(byte, plain), { maxLength: 10 }), fc.jsonValue());
    const key = fc.constantFrom(
        'state',
        'publish-interval',
        'line-0',
        'line-7',
        'line-8',
        'raw',
        'address',
        'write',
        'length',
        '1',
        'a',
    );
    const picture = fc.uint8Array({ minLength: 1022, maxLength: 1026, size: 'max' });
    const chip = fc.record(
        {
            address: fc.constantFrom(0, 0x48, 0x7f, 0x80, '4a'),
            write: fc.oneof(bytes, fc.uint8Array({ maxLength: 3 }), fc.constantFrom('00', '(a)', 'AA==', 'AWA=')),
            length: fc.integer({ min: 0, max: 61 }),
        },
        { requiredKeys: ['address', 'write'] },
    );
    const usual: Readonly<Record<'state' | 'text' | 'picture' | 'interval' | 'chip', fc.Arbitrary<unknown>>> = {
        state: word,
        text: fc.oneof(
            fc.stringMatching(/^[ -~\n]{0,60}$/),
            fc.array(fc.stringMatching(/^[ -~]{0,23}$/), { maxLength: 9 }),
        ),
        picture: fc.oneof(
            picture,
            picture.map((pixels) => Buffer.from(pixels).toString('base64')),
        ),
        interval: fc.integer({ min: -2, max: 90_000 }),
        chip,
    };
    const usualOf = (kind: Made): fc.Arbitrary<unknown> => {
        if (kind === 'text' || kind === 'picture' || kind === 'interval') return usual[kind];
        return usual[kind.startsWith('i2c') ? 'chip' : 'state'];
    };
    const value = fc.oneof(
        inner,
        ...Object.values(usual),
        fc.dictionary(key, inner),
        fc.array(inner, { maxLength: 10 }),
        fc.anything({ withBigInt: true, withMap: true, withTypedArray: true, withSparseArray: true }),
    );
    const device = fc.oneof(
        fc.constantFrom(...MADE.flatMap((kind) => knownDevices(kind)), ''),
        fc
            .tuple(fc.constantFrom('relay', 'led', 'i2c', 'window', 'x'.repeat(32)), anyText())
            .map((two) => two.join('/')),
        fc.anything(),
    );
    const long = fc.constantFrom('cut' as const, 'refuse' as const);

    const attempt = fc.constantFrom(...MADE).chain((kind) => {
        const known = fc.constantFrom(...knownDevices(kind), '');
        return fc.tuple(
            fc.constant(kind),
            fc.oneof({ weight: 3, arbitrary: known }, device),
            fc.oneof(usualOf(kind), value),
            long,
        );
    });

    it('every command is within the limits, and no bridge is ended, flooded or ignores it', () => {
        const taken = new Map<string, number>();
        fc.assert(
            fc.property(attempt, ([kind, where, what, longer]) => {
                const made = kindCommand(kind, where, what, longer);
                outcome(made);
                if (!made.ok) return;
                const text = commandText(made.value.topic, made.value.payload);
                outcome(text);
                if (!text.ok) return;
                const [topic] = withinBounds(text.value);
                taken.set(kind, (taken.get(kind) ?? 0) + 1);
                const order = understand(text.value.trimEnd());
                assert.notEqual(order.act, 'crash');
                const isKnown = knownDevices(kind).some((one) => `/${topic}`.includes(`/${one}/`));
                if (isKnown) assert.notEqual(order.act, 'nothing', text.value);
            }),
            { numRuns: 10_000 },
        );
        for (const kind of MADE) assert.ok((taken.get(kind) ?? 0) > 20, `${kind}: ${taken.get(kind)}`);
        assertPrototypesUnchanged();
    });

    /** The payload that is sent for a value of this kind. */
    const sent = (kind: Made, where: unknown, what: unknown, longer?: 'cut'): Payload => {
        const { topic, payload } = good(kindCommand(kind, where, what, longer));
        return withinBounds(good(commandText(topic, payload)))[1];
    };

    it('text is what the display shows, and nothing else', () => {
        const line = fc.stringMatching(/^[ !#-[\]-~]{0,21}$/);
        fc.assert(
            fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (texts) => {
                const shown = texts.map((text) => text || ' ');
                while (shown.length < 8) shown.push(' ');
                assert.deepEqual(Object.values(sent('text', 'i2c0-3c', texts)), shown);
                assert.deepEqual(Object.values(sent('text', 'i2c0-3c', `${texts.join('\n')}\n`)), shown);
            }),
        );
    });

    it('text that is cut is the start of what was given', () => {
        const line = fc.stringMatching(/^[ -!#-[\]-~]{1,40}$/);
        fc.assert(
            fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (texts) => {
                const shown = Object.values(sent('text', 'i2c1-3c', texts.join('\n'), 'cut'));
                for (const [at, text] of texts.slice(0, 8).entries()) assert.equal(shown[at], text.slice(0, 21));
            }),
        );
    });

    it('a picture in any form keeps every pixel', () => {
        fc.assert(
            fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024, size: 'max' }), (pixels) => {
                const buffer = Buffer.from(pixels);
                const base64 = buffer.toString('base64');
                for (const form of [
                    pixels,
                    buffer,
                    buffer.toJSON(),
                    [...pixels],
                    base64,
                    { raw: base64 },
                    { raw: pixels },
                ]) {
                    assert.deepEqual(Buffer.from(String(sent('picture', 'i2c0-3c', form).raw), 'base64'), buffer);
                }
            }),
            { numRuns: 20 },
        );
    });

    it('I2C data keep every byte, address and length', () => {
        const data = fc.uint8Array({ minLength: 1, maxLength: 60 });
        fc.assert(
            fc.property(
                fc.integer({ min: 0, max: 127 }),
                data,
                fc.integer({ min: 1, max: 60 }),
                (address, written, length) => {
                    const buffer = Buffer.from(written);
                    for (const write of [written, buffer, buffer.toJSON(), [...written]]) {
                        const command = sent('i2c-write', 1, { address, write });
                        assert.equal(Number.parseInt(String(command.address), 16), address);
                        assert.deepEqual(dataOf(command.write), buffer);
                        const register = sent('i2c-read', 0, { address, write: [...written].slice(0, 2), length });
                        assert.deepEqual(dataOf(register.write), buffer.subarray(0, 2));
                        assert.equal(register['read-length'], length);
                    }
                },
            ),
        );
    });
});
