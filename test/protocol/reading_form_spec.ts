// Readings that differ in one number: made from the form of an earlier line, each is what parsing gives.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FormPlace, LazyFrame } from '../../src/protocol/lazy-frame';
import { plainTopicEnd } from '../../src/protocol/plain-line';

function read(line: string, place: FormPlace): unknown {
    const bytes = Buffer.from(line);
    const end = plainTopicEnd(bytes, bytes.length);
    assert.ok(end > 0, line);
    return new LazyFrame(line, line.slice(2, end), place).payload;
}

function parsed(line: string): unknown {
    return (JSON.parse(line) as readonly unknown[])[1];
}

/** Objects that are equal to all that can be seen of them, also -0 and the order of keys. */
function assertSame(line: string, place: FormPlace): void {
    const [payload, wanted] = [read(line, place), parsed(line)];
    assert.deepEqual(payload, wanted, line);
    assert.equal(JSON.stringify(payload), JSON.stringify(wanted), line);
}

const line = (number: string, quantity = 'temperature', unit = '\\u2103'): string =>
    `["a/b", {"${quantity}": [${number}, "${unit}"]}]`;

describe('the form of a reading', () => {
    it('gives each payload its own objects', () => {
        const place: FormPlace = { form: undefined };
        const all = ['1', '2', '2'].map((number) => read(line(number), place) as { temperature: unknown[] });
        assert.ok(place.form);
        assert.deepEqual(all, [{ temperature: [1, '℃'] }, { temperature: [2, '℃'] }, { temperature: [2, '℃'] }]);
        assert.equal(new Set(all).size, 3);
        assert.equal(new Set(all.map(({ temperature }) => temperature)).size, 3);
        all[1]?.temperature.push('changed');
        assertSame(line('3'), place);
    });

    it('is that of a single pair of a number and a unit', () => {
        const others = ['{}', '{"n": 1}', '{"n": [1]}', '{"n": [1, 2]}', '{"n": [null, "x"]}', '{"n": ["1", "x"]}'];
        for (const payload of [
            ...others,
            '{"n": [1, "x"], "m": [2, "x"]}',
            '{"n": 2, "n": [1, "x"]}',
            '{"__proto__": [1, "x"]}',
        ]) {
            const place: FormPlace = { form: undefined };
            read(`["a/b", ${payload}]`, place);
            assert.equal(place.form, null, payload);
        }
    });

    it('leaves other lines of its topic to be parsed, and is used again afterwards', () => {
        const place: FormPlace = { form: undefined };
        assertSame(line('1'), place);
        const { form } = place;
        for (const other of ['["a/b", {}]', line('null'), line('1e3'), line('"1"'), line('1, 2'), line('true')]) {
            assertSame(other, place);
            assert.equal(place.form, form);
        }
        for (const other of [
            line('2', 'humidity', '%'),
            line('2', 'temperature', 'K'),
            '["a/b",{"temperature":[1,"\\u2103"]}]',
        ]) {
            assertSame(other, place);
        }
        assertSame(line('-7.25'), place);
        assert.equal(place.form, form);
    });

    it('reads a line with another number without parsing it, and leaves any other line', () => {
        const place: FormPlace = { form: undefined };
        read(line('1'), place);
        const { form } = place;
        assert.ok(form);
        const of = (text: string): unknown => form.read(text, 5);
        const numbers = ['0', '7', '9', '10', '-7.25', '0.5', '-0.05', '20.', '123456789012345', '-12345678.901234'];
        for (const number of numbers) {
            assert.deepEqual(of(line(number)), { temperature: [Number(number), '℃'] }, number);
        }
        for (const number of ['1234567890123456', '1e3', '1.2.3', 'null', '1/2', '1:2', '--1', '1-', '']) {
            assert.equal(of(line(number)), undefined, number);
        }
        for (const text of [line('1', 'pressure'), line('1', 'temperature', 'K'), line('1').slice(1), '["a/b", {}]']) {
            assert.equal(of(text), undefined, text);
        }
        assert.equal(of('["a/b", {"temperature": [, "\\u2103"]}]'), undefined);
    });

    it('is one object for all topics with such readings, and another for each other quantity and unit', () => {
        const formOf = (text: string): unknown => {
            const place: FormPlace = { form: undefined };
            read(text, place);
            return place.form;
        };
        const form = formOf(line('1'));
        assert.ok(form);
        assert.equal(formOf(line('2').replace('a/b', 'longer/topic')), form);
        assert.notEqual(formOf(line('2', 'humidity')), form);
        assert.notEqual(formOf(line('2', 'temperature', 'K')), form);
        const texts = (length: number): string => line('1', 'x'.repeat(length));
        assert.ok(formOf(texts(70)));
        assert.equal(formOf(texts(100)), null);
    });

    it('gives every number as parsing does', () => {
        const digits = (least: number, most: number): fc.Arbitrary<string> =>
            fc.stringMatching(new RegExp(`^\\d{${least},${most}}$`));
        const whole = fc.oneof(
            fc.constant('0'),
            fc.tuple(fc.constantFrom('1', '5', '9'), digits(0, 17)).map((two) => two.join('')),
        );
        const number = fc
            .tuple(
                fc.constantFrom('', '-'),
                whole,
                fc.oneof(
                    fc.constant(''),
                    digits(1, 18).map((text) => `.${text}`),
                ),
            )
            .map((parts) => parts.join(''));
        fc.assert(
            fc.property(
                fc.oneof(number, fc.double({ noNaN: true, noDefaultInfinity: true }).map(JSON.stringify)),
                (text) => {
                    const place: FormPlace = { form: undefined };
                    read(line('1'), place);
                    assertSame(line(text), place);
                },
            ),
            { numRuns: 3_000 },
        );
    });

    it('is told apart by quantity, unit and spaces, whatever these are', () => {
        const text = fc.stringMatching(/^[ !#-[\]-~]{0,20}$/);
        fc.assert(
            fc.property(fc.array(fc.tuple(text, text, fc.boolean(), fc.nat()), { maxLength: 5 }), (all) => {
                const place: FormPlace = { form: undefined };
                for (const [quantity, unit, isTight, value] of all) {
                    if (quantity === '__proto__') continue;
                    const one = line(`${value / 8}`, quantity, unit);
                    assertSame(isTight ? one.replace(', {', ',{').replace('": [', '":[') : one, place);
                }
            }),
            { numRuns: 1_000 },
        );
    });
});
