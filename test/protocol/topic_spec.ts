// Topics and filters: which are valid, which match, and what a match costs.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    checkFilter,
    checkTopic,
    countLevels,
    FilterTree,
    MAX_LEVELS,
    MAX_TOPIC_BYTES,
} from '../../src/protocol/topic';
import { anyText } from '../support/any-text';
import { HOSTILE } from '../support/hostile';
import { outcome } from '../support/results';

/** As many levels, all of them the same. */
const deep = (levels: number, level = 'a'): string => Array<string>(levels).fill(level).join('/');

const TOPICS: readonly (readonly [name: string, topic: unknown, code: string])[] = [
    ['notification', 'boot', 'ok'],
    ['state', 'relay/i2c0-3b', 'ok'],
    ['the node itself', '-/-/config/list', 'ok'],
    ['internal chip', '!i2c-selector', 'ok'],
    ['first bridges', '$config/devices/-/-', 'ok'],
    ['not ASCII', 'teploměr/-', 'ok'],
    ['a space is a level', 'a/ /b', 'ok'],
    ['empty', '', 'topic-missing'],
    ['absent', undefined, 'topic-missing'],
    ['null', null, 'topic-missing'],
    ['number', 1, 'topic-missing'],
    ['list of a text', ['a/b'], 'topic-missing'],
    ['boxed text', Object('a/b'), 'topic-missing'],
    ['plus', 'relay/+', 'topic-wildcard'],
    ['plus within a level', 'relay/a+b', 'topic-wildcard'],
    ['hash', '#', 'topic-wildcard'],
    ['hash within a level', 'a#/b', 'topic-wildcard'],
    ['slash alone', '/', 'topic-empty-level'],
    ['slash in front', '/a', 'topic-empty-level'],
    ['slash at the end', 'a/', 'topic-empty-level'],
    ['two slashes', 'a//b', 'topic-empty-level'],
    ['NUL', 'a\0', 'topic-character'],
    ['as many levels as can be', deep(MAX_LEVELS), 'ok'],
    ['one level more', deep(MAX_LEVELS + 1), 'topic-levels'],
    ['as long as can be', 'a'.repeat(MAX_TOPIC_BYTES), 'ok'],
    ['one byte longer', 'a'.repeat(MAX_TOPIC_BYTES + 1), 'topic-long'],
    ['as long as can be in letters of two bytes', 'ž'.repeat(MAX_TOPIC_BYTES / 2), 'ok'],
    ['one letter of two bytes more', 'ž'.repeat(MAX_TOPIC_BYTES / 2 + 1), 'topic-long'],
    ['one byte too long in letters of three bytes', `${'℃'.repeat((MAX_TOPIC_BYTES - 1) / 3)}aa`, 'topic-long'],
    ['a million levels', deep(1_000_000), 'topic-long'],
];

const FILTERS: readonly (readonly [name: string, filter: unknown, code: string])[] = [
    ['a topic', 'relay/i2c0-3b', 'ok'],
    ['everything', '#', 'ok'],
    ['one level', '+', 'ok'],
    ['plus anywhere', '+/a/+/b/+', 'ok'],
    ['hash last', 'a/b/#', 'ok'],
    ['both', '+/#', 'ok'],
    ['empty', '', 'filter-missing'],
    ['absent', undefined, 'filter-missing'],
    ['number', 1, 'filter-missing'],
    ['list of a text', ['#'], 'filter-missing'],
    ['plus with more', 'a/b+', 'filter-plus'],
    ['two plus', 'a/++', 'filter-plus'],
    ['hash not last', 'a/#/b', 'filter-hash'],
    ['hash with more', 'a/b#', 'filter-hash'],
    ['two hashes', '#/#', 'filter-hash'],
    ['hash and plus in one level', '#+', 'filter-plus'],
    ['slash at the end', 'a/#/', 'topic-empty-level'],
    ['slash in front', '/#', 'topic-empty-level'],
    ['two slashes', '+//+', 'topic-empty-level'],
    ['NUL', '\0/#', 'topic-character'],
    ['as many levels as can be', `${deep(MAX_LEVELS - 1, '+')}/#`, 'ok'],
    ['one level more', `${deep(MAX_LEVELS, '+')}/#`, 'topic-levels'],
    ['one level more, all of them +', deep(MAX_LEVELS + 1, '+'), 'topic-levels'],
    ['one byte too long', `${'a'.repeat(MAX_TOPIC_BYTES - 1)}/#`, 'topic-long'],
];

const MATCHES: readonly (readonly [filter: string, topic: string, matches: boolean])[] = [
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'A', false],
    ['a', 'a/b', false],
    ['a/b', 'a', false],
    ['a/b', 'a/b', true],
    ['a/b', 'a/bc', false],
    ['a/b', 'a/b/c', false],
    ['+', 'a', true],
    ['+', 'a/b', false],
    ['+/b', 'a/b', true],
    ['+/b', 'b', false],
    ['a/+', 'a', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+/c', 'a/b/c', true],
    ['+/+', 'a/b', true],
    ['+/+', 'a', false],
    ['#', 'a', true],
    ['#', 'a/b/c', true],
    ['#', '$config/devices/-/-', true],
    ['+/#', '$config/devices/-/-', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'b', false],
    ['a/#', 'ab', false],
    ['a/b/#', 'a', false],
    ['a/+/#', 'a', false],
    ['a/+/#', 'a/b', true],
    ['+/#', 'a', true],
    ['__proto__', '__proto__', true],
    ['constructor/+', 'constructor/toString', true],
    ['a', 'toString', false],
];

/** The meaning of filters, as simple as possible. */
function matches(filter: readonly string[], topic: readonly string[]): boolean {
    const [first, ...filters] = filter;
    const [level, ...levels] = topic;
    if (first === '#') return true;
    if (first === undefined || level === undefined) return first === level;
    return (first === '+' || first === level) && matches(filters, levels);
}

/** How many branches of the tree are looked up while `topic` is matched. */
function lookUps(tree: FilterTree<unknown>, topic: string): number {
    const { get } = Map.prototype;
    let count = 0;
    Map.prototype.get = function (key: unknown): unknown {
        count++;
        return get.call(this, key) as unknown;
    };
    try {
        tree.match(topic);
    } finally {
        Map.prototype.get = get;
    }
    return count;
}

describe('topic: validity', () => {
    for (const [name, topic, code] of TOPICS) {
        it(`topic, ${name}`, () => assert.equal(outcome(checkTopic(topic)), code));
    }
    for (const [name, filter, code] of FILTERS) {
        it(`filter, ${name}`, () => assert.equal(outcome(checkFilter(filter)), code));
    }

    it('blanks around a filter are no part of it', () => {
        assert.deepEqual(checkFilter(' thermometer/+\u00a0\t'), { ok: true, value: 'thermometer/+' });
        for (const filter of [' ', ' /a', 'a/ ', '+a ']) assert.notEqual(outcome(checkFilter(filter)), 'ok', filter);
    });

    it('a refusal names the received length and the allowed one', () => {
        assert.deepEqual(checkFilter(deep(MAX_LEVELS + 1, '+')), {
            ok: false,
            reason: {
                code: 'topic-levels',
                params: { topic: `${deep(30, '+')}/…`, count: MAX_LEVELS + 1, limit: MAX_LEVELS },
            },
        });
        assert.deepEqual(checkTopic('ž'.repeat(MAX_TOPIC_BYTES)), {
            ok: false,
            reason: {
                code: 'topic-long',
                params: { topic: `${'ž'.repeat(60)}…`, count: 2 * MAX_TOPIC_BYTES, limit: MAX_TOPIC_BYTES },
            },
        });
    });

    it('nothing makes the checks throw', () => {
        for (const [, make] of HOSTILE) {
            assert.equal(outcome(checkTopic(make())), 'topic-missing');
            assert.equal(outcome(checkFilter(make())), 'filter-missing');
        }
        fc.assert(
            fc.property(anyText(), (text) => {
                outcome(checkTopic(text));
                outcome(checkFilter(text));
            }),
        );
    });

    it('every topic is a filter that matches itself alone', () => {
        fc.assert(
            fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '/', '+', '#', '$') }), (text) => {
                if (!checkTopic(text).ok) return;
                assert.equal(outcome(checkFilter(text)), 'ok');
                const tree = new FilterTree<string>();
                tree.add(text, 'x');
                assert.deepEqual(tree.match(text), ['x']);
                assert.deepEqual(tree.match(`${text}a`), []);
            }),
        );
    });
});

describe('topic: matching', () => {
    for (const [filter, topic, expected] of MATCHES) {
        it(`${filter} ${expected ? 'matches' : 'does not match'} ${topic}`, () => {
            const tree = new FilterTree<string>();
            tree.add(filter, 'x');
            assert.deepEqual(tree.match(topic), expected ? ['x'] : []);
            assert.equal(tree.matches(topic), expected);
            assert.equal(matches(filter.split('/'), topic.split('/')), expected);
        });
    }

    it('returns a value once, however many of its filters match', () => {
        const tree = new FilterTree<string>();
        for (const filter of ['#', 'a/#', 'a/+', 'a/b', 'a/b/#', 'a/b']) tree.add(filter, 'x');
        assert.deepEqual(tree.match('a/b'), ['x']);
        for (const filter of ['#', 'a/#', 'a/+', 'a/b']) tree.remove(filter, 'x');
        assert.deepEqual(tree.match('a/b'), ['x']);
        tree.remove('a/b/#', 'x');
        assert.equal(lookUps(tree, 'a/b'), 0);
    });

    it('several values of one filter are all found, in the order in which they were added', () => {
        for (const one of ['a/b', 'a/+', 'a/#']) {
            const tree = new FilterTree<string>();
            for (const value of ['x', 'y', 'x', 'z']) tree.add(one, value);
            assert.deepEqual(tree.match('a/b'), ['x', 'y', 'z']);
            tree.remove(one, 'x');
            assert.deepEqual(tree.match('a/b'), ['y', 'z']);
        }
    });

    it('values of exact levels come before those of wildcards of the same level', () => {
        const tree = new FilterTree<string>();
        for (const one of ['+/+', 'a/+', '+/b', 'a/b', 'a/#', '#']) tree.add(one, one);
        assert.deepEqual(tree.match('a/b'), ['#', 'a/#', 'a/b', 'a/+', '+/b', '+/+']);
    });

    it('counts levels, empty ones too', () => {
        assert.deepEqual(['a', 'a/b', '/a', 'a//b/'].map(countLevels), [1, 2, 2, 4]);
    });

    it('removing what is not there harms nothing', () => {
        const tree = new FilterTree<string>();
        tree.add('a/b', 'x');
        for (const filter of ['a', 'a/b/c', 'a/#', '#', '+/b', 'c']) tree.remove(filter, 'x');
        tree.remove('a/b', 'y');
        assert.deepEqual(tree.match('a/b'), ['x']);
    });

    const level = fc.constantFrom('a', 'b', 'c');
    const levels = fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 });
    const filter = fc
        .tuple(levels, fc.boolean())
        .map(([names, hash]) => (hash || names.length === 0 ? [...names, '#'] : names).join('/'));
    const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
    const step = fc.record({ filter, value: fc.constantFrom('x', 'y'), add: fc.boolean() });

    it('agrees with the plain meaning after any adds and removes, and is empty when all is removed', () => {
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), fc.array(topic), (steps, topics) => {
                const tree = new FilterTree<string>();
                const stored = new Map<string, Set<string>>();
                for (const { filter: pattern, value, add } of steps) {
                    const values = stored.get(pattern) ?? new Set();
                    stored.set(pattern, values);
                    if (add) {
                        tree.add(pattern, value);
                        values.add(value);
                    } else {
                        tree.remove(pattern, value);
                        values.delete(value);
                    }
                }
                for (const name of topics) {
                    const fitting = [...stored].filter(([pattern]) => matches(pattern.split('/'), name.split('/')));
                    const expected = new Set(fitting.flatMap(([, values]) => [...values]));
                    assert.deepEqual(tree.match(name).sort(), [...expected].sort());
                    assert.equal(tree.matches(name), expected.size > 0);
                }
                for (const [pattern, values] of stored) for (const value of values) tree.remove(pattern, value);
                for (const name of ['a', 'a/b', ...topics]) {
                    assert.deepEqual(tree.match(name), []);
                    assert.equal(lookUps(tree, name), 0);
                }
            }),
            { numRuns: 500 },
        );
    });

    it('costs no more among 10,000 filters that do not match than among 10', () => {
        const costs = [10, 10_000].map((count) => {
            const tree = new FilterTree<number>();
            for (let index = 0; index < count; index++) {
                tree.add(`thermometer/i2c0-${index}`, index);
                tree.add(`device-${index}/+/config/#`, index);
                tree.add(`+/i2c1-${index}`, index);
            }
            tree.add('thermometer/+', -1);
            assert.deepEqual(tree.match('thermometer/i2c9-48'), [-1]);
            return lookUps(tree, 'thermometer/i2c9-48');
        });
        assert.equal(costs[0], costs[1]);
        assert.ok(Number(costs[1]) > 0);
    });

    it('a deep topic costs no more than the filters are deep', () => {
        const tree = new FilterTree<string>();
        tree.add('a/+/a', 'x');
        tree.add('a/+/a/#', 'y');
        const long = deep(1_000_000);
        assert.deepEqual(tree.match(long), ['y']);
        assert.ok(lookUps(tree, long) < 10);
    });

    for (const levels of [MAX_LEVELS, MAX_LEVELS + 1, 100_000]) {
        it(`filters of ${levels} levels are stored, matched and removed without recursion`, () => {
            const tree = new FilterTree<string>();
            const filters = [deep(levels), deep(levels, '+'), `${deep(levels - 1)}/#`, `${deep(levels - 1, '+')}/#`];
            for (const filter of filters) tree.add(filter, filter);
            assert.deepEqual(tree.match(deep(levels)).sort(), [...filters].sort());
            assert.deepEqual(tree.match(deep(levels + 1)).sort(), filters.slice(2).sort());
            for (const filter of filters) tree.remove(filter, filter);
            assert.equal(lookUps(tree, deep(levels)), 0);
        });
    }

    it('values of exact levels come before those of +, and those of # before both', () => {
        const tree = new FilterTree<string>();
        for (const filter of ['+/+', '+/b', 'a/+', 'a/b', 'a/#', '#', '+/#']) tree.add(filter, filter);
        assert.deepEqual(tree.match('a/b'), ['#', 'a/#', 'a/b', 'a/+', '+/#', '+/b', '+/+']);
    });

    it('visits no branch twice, not even for a name with a wildcard', () => {
        const tree = new FilterTree<string>();
        tree.add(deep(MAX_LEVELS, '+'), 'x');
        const name = deep(MAX_LEVELS, '+');
        assert.deepEqual(tree.match(name), ['x']);
        assert.ok(lookUps(tree, name) <= 2 * MAX_LEVELS);
    });
});
