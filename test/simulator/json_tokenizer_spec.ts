// How a bridge splits a line into JSON tokens: what is valid like any parser, and what is not in its own lenient way (clown-talk,
// section 10).

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Token, tokenize } from '../../src/simulator/json-tokenizer';

type Expected = Omit<Token, 'start'>;

/** The tokens of a value, as its text has them in order. */
function tokensOf(value: unknown): Expected[] {
    const text = JSON.stringify(value);
    if (typeof value === 'string') return [{ type: 'string', text: text.slice(1, -1), size: 0 }];
    if (Array.isArray(value)) return [{ type: 'array', text, size: value.length }, ...value.flatMap(tokensOf)];
    if (typeof value !== 'object' || value === null) return [{ type: 'primitive', text, size: 0 }];
    const pairs = Object.entries(value).flatMap(([key, inside]): Expected[] => {
        const name = { type: 'string', text: JSON.stringify(key).slice(1, -1), size: 1 } as const;
        return [name, ...tokensOf(inside)];
    });
    return [{ type: 'object', text, size: Object.keys(value).length }, ...pairs];
}

const short = (line: string, most = 100): string => {
    const { ok, list } = tokenize(line, most);
    return `${ok ? '' : 'refused: '}${list.map(({ type, text, size }) => `${type} ${text} ${size}`).join(', ')}`;
};

describe('simulator: JSON tokens', () => {
    const json = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));

    it('of valid JSON are its values, with their children counted and in their place', () => {
        fc.assert(
            fc.property(json, (value) => {
                const line = JSON.stringify(value);
                const { ok, list } = tokenize(line, 10_000);
                assert.ok(ok);
                assert.deepEqual(
                    list.map(({ type, text, size }) => ({ type, text, size })),
                    tokensOf(JSON.parse(line)),
                );
                for (const { start, text } of list) assert.equal(line.slice(start, start + text.length), text);
            }),
        );
    });

    it('are as many as are allowed, and no more', () => {
        fc.assert(
            fc.property(json, fc.nat(20), (value, most) => {
                const line = JSON.stringify(value);
                assert.equal(tokenize(line, most).list.length, Math.min(most, tokensOf(JSON.parse(line)).length));
            }),
        );
    });

    const ROWS: readonly (readonly [name: string, line: string, tokens: string])[] = [
        ['white space of each kind', ' [\t"a"\r,\n1 ] ', 'array [\t"a"\r,\n1 ] 2, string a 0, primitive 1 0'],
        [
            'an object without commas',
            '{"a": 1 "b": 2}',
            'object {"a": 1 "b": 2} 1, string a 2, primitive 1 0, string b 1, primitive 2 0',
        ],
        ['unquoted words', '{a: on, b}', 'object {a: on, b} 2, primitive a 1, primitive on 0, primitive b 0'],
        [
            'a word to each end',
            '[a:b c]d}',
            'refused: array [a:b c] 1, primitive a 2, primitive b 0, primitive c 0, primitive d 0',
        ],
        [
            'what comes behind the array',
            '[1] x [2]',
            'array [1] 1, primitive 1 0, primitive x 0, array [2] 1, primitive 2 0',
        ],
        ['nothing', '', ''],
        ['a comma and a colon alone', ', :', ''],
        ['NUL, behind which nothing is read', '[1]\0["', 'array [1] 1, primitive 1 0'],
        ['NUL in a word', '[1\0', 'refused: array [1\0 1, primitive 1 0'],
        ['NUL in a text', '["a\0"]', 'refused: array ["a\0"] 0'],
        ['an open array', '[1', 'refused: array [1 1, primitive 1 0'],
        ['an open object in an array', '[{]', 'refused: array [{] 1, object {] 0'],
        ['a bracket for a brace', '{]', 'refused: object {] 0'],
        ['a brace for a bracket', '[}', 'refused: array [} 0'],
        ['a bracket that closes nothing', ']', 'refused: '],
        ['a second one that closes nothing', '[]]', 'refused: array [] 0'],
        ['an open text', '["a', 'refused: array ["a 0'],
        ['a text of escapes', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF"', 'string \\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF 0'],
        ['an unknown escape', '["\\x"]', 'refused: array ["\\x"] 0'],
        ['an escape that ends the line', '["\\', 'refused: array ["\\ 0'],
        ['an escape of three digits', '["\\u123"]', 'refused: array ["\\u123"] 0'],
        ['an escape of other letters', '["\\u12g4"]', 'refused: array ["\\u12g4"] 0'],
        ['a letter with an accent in a text', '["ž"]', 'array ["ž"] 1, string ž 0'],
        ['a letter with an accent in a word', '[ž]', 'refused: array [ž] 0'],
        ['a control character in a word', '[a\u0001]', 'refused: array [a\u0001] 0'],
        ['all that a word may hold', '[ !~"a]', 'array [ !~"a] 1, primitive !~"a 0'],
        [
            'a list for a value, and what follows it',
            '{"a": [1, 2], "b": 3}',
            'object {"a": [1, 2], "b": 3} 2, string a 1, array [1, 2] 2, primitive 1 0, primitive 2 0, string b 1, primitive 3 0',
        ],
        [
            'a colon behind a list, which gets what follows',
            '[[]:2,3]',
            'array [[]:2,3] 1, array [] 2, primitive 2 0, primitive 3 0',
        ],
        ['a value behind a comma outside of everything', '"a": 1, 2', 'string a 2, primitive 1 0, primitive 2 0'],
    ];
    for (const [name, line, tokens] of ROWS) {
        it(name, () => assert.equal(short(line), tokens));
    }
});
