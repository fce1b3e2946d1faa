// The bytes of raw I2C commands and of their responses: text in parentheses, a hex list, or base64 (clown-talk, section 8).

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatI2cData, parseI2cData } from '../../src/simulator/i2c-data';

describe('simulator: I2C data', () => {
    const ROWS: readonly (readonly [name: string, text: string, bytes: string, back: string | undefined])[] = [
        ['one hex byte', '0f', '0f', '0F'],
        ['hex list', '17,6a', '176a', '17,6A'],
        ['hex list that ends in a comma', '17,6a,', '176a', '17,6A'],
        ['hex digits in upper case', 'FF,0A', 'ff0a', 'FF,0A'],
        ['no hex digits', 'zz,01', '0001', '00,01'],
        ['hex list with an empty part', '17,,6a', '', ''],
        ['hex list with a part of one digit', '17,6', '', ''],
        ['hex list with a part of three digits', '17,6a5', '', ''],
        ['text', '(ab)', '6162', '(ab)'],
        ['text of one character', '(a)', '61', '(a)'],
        ['text of none', '()', '', ''],
        ['text with parentheses', '(a)b)', '612962', '(a)b)'],
        ['text with escapes', '(\\b\\f\\n\\r\\t)', '080c0a0d09', '(\\b\\f\\n\\r\\t)'],
        ['text with a quote, a backslash and a slash', '(\\"\\\\\\/)', '225c2f', '(\\"\\\\\\/)'],
        ['text with an unknown escape', '(\\q)', '71', '(q)'],
        ['text from the first to the last printable character', '( ~\x7f)', '207e7f', '( ~\x7f)'],
        ['text with a letter beyond ASCII', '(é)', 'c3a9', 'C3,A9'],
        ['text with NUL', '(a\0)', '6100', '61,00'],
        ['base64, which a bridge cannot write', 'AQ==', '01', undefined],
        ['base64 of three characters', 'AQI', '0102', undefined],
        ['base64 of nothing', '====', '', ''],
    ];
    for (const [name, text, bytes, back] of ROWS) {
        it(name, () => {
            const data = parseI2cData(text);
            assert.ok(data);
            assert.equal(data.bytes.toString('hex'), bytes);
            assert.equal(formatI2cData(data), back);
        });
    }

    for (const text of ['', '0', '(', '(ab', '(a)b']) {
        it(`${JSON.stringify(text)} is refused`, () => assert.equal(parseI2cData(text), undefined));
    }

    it('text that cannot be printed comes back in hex', () => {
        assert.equal(formatI2cData({ encoding: 'text', bytes: Buffer.from([0, 200]) }), '00,C8');
        assert.equal(formatI2cData({ encoding: 'text', bytes: Buffer.from([0x80]) }), '80');
    });

    it('what is written is read as the same bytes', () => {
        const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });
        fc.assert(
            fc.property(bytes, fc.constantFrom('text' as const, 'hex' as const), (some, encoding) => {
                const text = formatI2cData({ encoding, bytes: Buffer.from(some) });
                assert.deepEqual(parseI2cData(text ?? '')?.bytes, Buffer.from(some));
            }),
        );
    });
});
