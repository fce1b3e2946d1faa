// Plain JSON data out of what flows hold, and copies of it.

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Json } from '../../src/protocol/frame';
import { copyJson, isObject, MAX_DEPTH, toJson } from '../../src/protocol/json-data';
import { HOSTILE } from '../support/hostile';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

class Reading {
    readonly value = 1;
    get double(): number {
        return this.value * 2;
    }
}

function nested(levels: number): Json {
    let value: Json = 1;
    for (let level = 0; level < levels; level++) value = [value];
    return value;
}

const GOOD: readonly (readonly [name: string, value: unknown, json: Json])[] = [
    ['null', null, null],
    ['text', 'x', 'x'],
    ['lone surrogate', '\ud800', '\ud800'],
    ['number', -1.5, -1.5],
    ['minus zero, which JSON writes as zero', { a: [-0] }, { a: [0] }],
    ['list', [1, ['a', null]], [1, ['a', null]]],
    ['object', { a: { b: [true] } }, { a: { b: [true] } }],
    ['absent property', { a: undefined, b: 1 }, { b: 1 }],
    ['object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['instance of a class: its own properties', new Reading(), { value: 1 }],
    ['built-in names', { constructor: 1, toString: 2 }, { constructor: 1, toString: 2 }],
    ['date', new Date(0), '1970-01-01T00:00:00.000Z'],
    [
        'date of a Function node, which has a world of its own',
        runInNewContext('new Date(0)'),
        '1970-01-01T00:00:00.000Z',
    ],
    ['data of a Function node', runInNewContext('({ a: [1, { b: null }] })'), { a: [1, { b: null }] }],
    ['as deep as can be', nested(MAX_DEPTH), nested(MAX_DEPTH)],
    ['the same object twice is no cycle', ((one) => [one, one])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
];

const CODES: Readonly<Record<string, string>> = {
    // Without the inner workings of a Buffer they are plain objects.
    'Proxy of a Buffer': 'ok',
    'object with the prototype of a Buffer': 'ok',
    cycle: 'payload-deep',
    'shared tree': 'payload-large',
    'endless Proxy': 'payload-deep',
    'object that only calls itself a Date': 'payload-unreadable',
    'Uint8Array whose tag throws': 'payload-unreadable',
    'Proxy whose traps throw': 'payload-unreadable',
    'revoked Proxy': 'payload-unreadable',
    'getter that throws an Error': 'payload-unreadable',
    'getter that throws nothing': 'payload-unreadable',
    'getter that throws a trap': 'payload-unreadable',
    'getter that throws an Error with a bad name': 'payload-unreadable',
    'getter that throws an Error with a long name': 'payload-unreadable',
    '100,000 nested arrays': 'payload-deep',
    'list of a million': 'payload-large',
};

describe('frame: data out of a flow', () => {
    for (const [name, value, json] of GOOD) {
        it(name, () => {
            const converted = good(toJson(value));
            assert.deepEqual(converted, json);
            assert.deepEqual(JSON.parse(JSON.stringify(converted)), json);
        });
    }

    for (const [name, make] of HOSTILE) {
        it(`${CODES[name] === 'ok' ? 'accepts' : 'refuses'}: ${name}`, () => {
            assert.equal(outcome(toJson(make())), CODES[name] ?? 'payload-value');
            assert.equal(outcome(toJson({ in: [make()] })), CODES[name] ?? 'payload-value');
            assertPrototypesUnchanged();
        });
    }

    it('refuses one level too many, and one value too many', () => {
        assert.equal(outcome(toJson(nested(MAX_DEPTH + 1))), 'payload-deep');
        assert.equal(outcome(toJson(new Array(9_999).fill(0))), 'ok');
        assert.equal(outcome(toJson(new Array(10_000).fill(0))), 'payload-large');
    });

    it('names the place of the bad value', () => {
        assert.deepEqual(toJson({ a: [1, { 'b c': 1n }] }), {
            ok: false,
            reason: { code: 'payload-value', params: { path: 'payload.a[1].b c', found: '1' } },
        });
    });

    it('names only the kind of what a getter threw', () => {
        const thrown = (error: unknown): unknown => {
            const result = toJson(
                Object.defineProperty({}, 'a', { enumerable: true, get: () => assert.fail(error as Error) }),
            );
            return result.ok ? undefined : result.reason.params.found;
        };
        assert.equal(thrown(new TypeError('secret')), 'TypeError');
    });

    it('leaves the original alone and shares nothing with it', () => {
        const inner = Object.freeze({ c: Object.freeze([1]) });
        const original = Object.freeze({ a: inner, b: inner });
        const copy = good(toJson(original)) as { a: object; b: object };
        assert.notEqual(copy.a, inner);
        assert.notEqual(copy.a, copy.b);
    });

    it('accepts all JSON data unchanged', () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const json = JSON.parse(JSON.stringify(value)) as Json;
                if (JSON.stringify(json).includes('"__proto__":')) return;
                assert.deepEqual(good(toJson(json)), json);
            }),
        );
    });

    it('never throws, and what it accepts survives JSON', () => {
        const any = fc.anything({
            withBigInt: true,
            withDate: true,
            withMap: true,
            withSet: true,
            withTypedArray: true,
            withSparseArray: true,
            withNullPrototype: true,
        });
        fc.assert(
            fc.property(any, (value) => {
                const result = toJson(value);
                if (outcome(result) !== 'ok') return;
                const json = good(result);
                // JSON knows no minus zero.
                assert.equal(JSON.stringify(JSON.parse(JSON.stringify(json))), JSON.stringify(json));
            }),
        );
        assertPrototypesUnchanged();
    });
});

/** Every object and list within a value. */
function containers(value: Json): object[] {
    if (typeof value !== 'object' || value === null) return [];
    return [value, ...Object.values(value).flatMap((inner) => containers(inner))];
}

describe('frame: copies', () => {
    it('are equal and share nothing', () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const original = good(toJson(JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto'))));
                const copy = copyJson(original);
                assert.deepEqual(copy, original);
                const originals = new Set(containers(original));
                assert.ok(containers(copy).every((container) => !originals.has(container)));
            }),
        );
    });

    it('keep the order of keys', () => {
        const copy = copyJson({ z: 1, a: { y: 2, b: 3 } });
        assert.equal(JSON.stringify(copy), '{"z":1,"a":{"y":2,"b":3}}');
    });

    it('isObject is what JSON calls an object', () => {
        assert.deepEqual(
            [{}, [], null, 'a', 1, undefined].map((value) => isObject(value)),
            [true, false, false, false, false, false],
        );
    });
});
