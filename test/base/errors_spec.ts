// Reasons, and the pictures of what came that they carry: short, on one line, and never an error of their own.

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
    asData,
    escaped,
    ok,
    REASON_CODES,
    refuse,
    sample,
    shorten,
    thrownKind,
    thrownText,
    words,
} from '../../src/base/errors';
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
    ['function in a list', [() => 'secret'], '[function]'],
    ['bytes in an object', { a: new Uint8Array(3) }, '{"a": Uint8Array(3)}'],
    ['Map in a list', [new Map()], '[Map]'],
    ['null in an object', { a: null }, '{"a": null}'],
    ['five items', [1, 2, 3, 4, 5], '[1, 2, 3, 4, 5]'],
    ['five keys', { a: 1, b: 2, c: 3, d: 4, e: 5 }, '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}'],
    ['empty list', [], '[]'],
    ['list of another type', Object.assign([1], { [Symbol.toStringTag]: 'Odd' }), '[…]'],
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

describe('errors: what was thrown', () => {
    const throwing = (property: string): object =>
        Object.defineProperty({}, property, {
            get() {
                throw new Error('trap');
            },
        });
    const foreign: unknown = runInNewContext('new RangeError("secret")');
    const named = (name: unknown): Error => Object.assign(new Error('secret'), { name });

    const KINDS: readonly (readonly [name: string, thrown: unknown, kind: string])[] = [
        ['an error', new TypeError('secret'), 'TypeError'],
        ['an error of a Function node', foreign, 'RangeError'],
        ['an error that is no longer one by its tag', Object.assign(named('E'), { [Symbol.toStringTag]: 'x' }), 'E'],
        ['an error with a long name', named('x'.repeat(70)), `${'x'.repeat(60)}…`],
        ['an error with a name that is no text', named(7), '7'],
        ['a text', 'secret', 'string'],
        ['an object', { message: 'secret' }, 'object'],
        ['nothing', undefined, 'undefined'],
        ['an object that throws', throwing('toString'), 'object'],
        ['an error whose name throws', Object.create(new Error('secret'), { name: { get: assert.fail } }), 'object'],
    ];
    for (const [name, thrown, kind] of KINDS) {
        it(`${name} is shown by its kind only`, () => assert.equal(thrownKind(thrown), kind));
    }

    const WORDS: readonly (readonly [name: string, thrown: unknown, text: string])[] = [
        ['an error', new Error('no such file'), 'no such file'],
        [
            'an error of JSONata',
            { code: 'S0101', message: 'String literal\nmust end' },
            'String literal\\u000amust end',
        ],
        ['a long message', new Error('x'.repeat(80)), `${'x'.repeat(60)}…`],
        ['an empty message', new RangeError(''), 'RangeError'],
        ['a message that is no text', { message: 7 }, '[object Object]'],
        ['a text', 'broken', 'broken'],
        ['nothing', undefined, 'undefined'],
        ['null', null, 'null'],
        ['an object without a text', Object.create(null), 'object'],
        ['a message that throws', throwing('message'), 'object'],
    ];
    for (const [name, thrown, text] of WORDS) it(`the text of ${name}`, () => assert.equal(words(thrown), text));

    it('is cut to the wanted length', () => assert.equal(words(new Error('abcdef'), 3), 'abc…'));

    it('is a text for the log with its stack, of limited length', () => {
        const error = new Error('broken');
        assert.equal(thrownText(error), String(error.stack).slice(0, 2_000));
        const bare = Object.assign(new Error('broken'), { stack: undefined });
        assert.equal(thrownText(bare), 'broken');
        assert.equal(thrownText('x'.repeat(3_000)), 'x'.repeat(2_000));
        assert.equal(thrownText(7), '7');
        assert.equal(thrownText(Object.create(null)), 'object');
        const trap = Object.defineProperty(new Error('x'), 'stack', { get: () => assert.fail() });
        assert.equal(thrownText(trap), 'Error');
    });

    it('a text that is not cut has its control characters escaped as well', () => {
        assert.equal(escaped(`${'x'.repeat(100)}\n\u0085`), `${'x'.repeat(100)}\\u000a\\u0085`);
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
    it('only those between two pairs of underscores are marked, whatever the length of the name', () => {
        const params = { topic: '', ab: '__ab__ __topic__ __a__ _ab_ __topics__' };
        assert.equal(asData(params).ab, '_\u2060_ab__ _\u2060_topic__ __a__ _ab_ __topics__');
    });

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
