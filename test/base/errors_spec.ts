// Reasons, and the pictures of what came that they carry: short, on one line, and never an error of their own.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asData, ok, REASON_CODES, refuse, sample, shorten } from '../../src/base/errors';
import { anyText } from '../support/any-text';
import { HOSTILE } from '../support/hostile';

const MOST_ITEMS = 5;

const PICTURES: readonly (readonly [name: string, value: unknown, picture: string])[] = [
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['number', -0.5, '-0.5'],
    ['big integer', 10n, '10'],
    ['symbol', Symbol('x'), 'Symbol(x)'],
    ['text', 'a "b"', '"a \\"b\\""'],
    ['long text', 'x'.repeat(1e6), `"${'x'.repeat(59)}…`],
    ['text with control characters', 'a\n\u0085', '"a\\n\\u0085"'],
    ['function', () => 'secret', 'function'],
    ['list', [1, 'a', [2], { b: 3 }], '[1, "a", […], {…}]'],
    ['long list', [1, 2, 3, 4, 5, 6], '[1, 2, 3, 4, 5, …]'],
    ['object', { a: 1, b: [], c: {} }, '{"a": 1, "b": […], "c": {…}}'],
    ['large object', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, …}'],
    ['object without a prototype', Object.create(null), '{}'],
    ['Buffer', Buffer.from('secret'), 'Buffer(6)'],
    ['Map', new Map([['secret', 1]]), 'Map'],
    ['Date', new Date(0), 'Date'],
    ['Error', new Error('secret'), 'Error'],
];

describe('errors: sample', () => {
    for (const [name, value, picture] of PICTURES) {
        it(name, () => assert.equal(sample(value), picture));
    }

    for (const [name, make] of HOSTILE) {
        it(`survives: ${name}`, () => {
            for (const value of [make(), [make()], { in: make() }]) assert.ok(sample(value).length <= 400);
        });
    }

    it('looks at no more than it shows', () => {
        let looks = 0;
        const getter = { enumerable: true, get: () => looks++ };
        const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 0]));
        sample(Object.defineProperties(wide, Object.fromEntries(Object.keys(wide).map((key) => [key, getter]))));
        assert.ok(looks <= MOST_ITEMS, `${looks} properties were read`);
    });

    it('takes no longer for three million elements than for five', () => {
        assert.equal(sample(new Array(3_000_000).fill(0)), '[0, 0, 0, 0, 0, …]');
    });

    it('is bounded and on one line for any value', () => {
        fc.assert(
            fc.property(fc.anything({ withBigInt: true, withMap: true, withTypedArray: true }), (value) => {
                const picture = sample(value);
                assert.ok(picture.length <= 400);
                assert.doesNotMatch(picture, /\p{Cc}/u);
            }),
        );
    });
});

describe('errors: shorten', () => {
    const rows: readonly (readonly [name: string, text: string, short: string])[] = [
        ['short text', 'abc', 'abc'],
        ['as long as can be', 'x'.repeat(60), 'x'.repeat(60)],
        ['one more', 'x'.repeat(61), `${'x'.repeat(60)}…`],
        ['control characters', 'a\r\n\t\0\x7f\x85', 'a\\u000d\\u000a\\u0009\\u0000\\u007f\\u0085'],
    ];
    for (const [name, text, short] of rows) {
        it(name, () => assert.equal(shorten(text), short));
    }

    it('any text stays bounded and on one line', () => {
        fc.assert(
            fc.property(anyText(300), fc.integer({ min: 0, max: 100 }), (text, length) => {
                const short = shorten(text, length);
                assert.ok(short.length <= 6 * length + 1);
                assert.doesNotMatch(short, /\p{Cc}/u);
            }),
        );
    });
});

describe('errors: reasons', () => {
    it('every code is there once, in the same spelling', () => {
        assert.equal(new Set(REASON_CODES).size, REASON_CODES.length);
        for (const code of REASON_CODES) assert.match(code, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    });

    it('a result is a value or a reason', () => {
        assert.deepEqual(ok(1), { ok: true, value: 1 });
        assert.deepEqual(refuse('lookup'), { ok: false, reason: { code: 'lookup', params: {} } });
    });
});

describe('parameters of sentences', () => {
    it('none passes for the place of another', () => {
        const { topic, count } = asData({ topic: 'x/__count__', count: 3 });
        assert.doesNotMatch(String(topic), /__count/);
        assert.equal(String(topic).replaceAll('\u2060', ''), 'x/__count__');
        assert.equal(count, 3);
        const others = { a: '____ __found__ __a_b__', b: '_' };
        assert.deepEqual(asData(others), others);
        assert.deepEqual(asData({ a: '__b____b__', b: 1 }), { a: '_\u2060_b___\u2060_b__', b: 1 });
    });

    it('marks of direction are shown for what they are, as control characters are', () => {
        assert.equal(shorten('a\u202eb\u2066c\n'), 'a\\u202eb\\u2066c\\u000a');
        assert.equal(shorten('a\u2028b\u2029'), 'a\\u2028b\\u2029');
    });
});
