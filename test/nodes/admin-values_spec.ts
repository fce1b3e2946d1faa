// The views of frames and devices for the editor: short values.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_LINE, MAX_TEXT, MAX_VALUES, topicView, valueViews } from '../../nodes/admin/values';
import { parseFrame } from '../../src/protocol/frame';

/** The views of a frame with this payload, written as by a hub. */
function viewsOf(payload: string): unknown {
    const frame = parseFrame(`["a/b", ${payload}]`);
    assert.ok(frame.ok);
    return topicView({ frame: frame.value, text: '', time: 5, at: 5 }).values;
}

describe('values of a frame', () => {
    const rows: [name: string, payload: string, values: unknown][] = [
        ['a value with its unit', '{"temperature": [21.5, "\u2103"]}', [['temperature', 21.5, '°C']]],
        ['a value without one', '{"event-count": 3}', [['event-count', 3]]],
        [
            'states',
            '{"a": true, "b": null, "c": "1-dot"}',
            [
                ['a', true],
                ['b', null],
                ['c', '1-dot'],
            ],
        ],
        ['nothing', '{}', []],
        ['a list', '{"slaves": [["48", "x"], 2]}', [['slaves', '[[…], 2]']]],
        ['an object', '{"a": {"b": {"c": 1}}}', [['a', '{"b": {…}}']]],
        ['a pair that is none', '{"a": [true, "x"]}', [['a', '[true, "x"]']]],
        [
            'a number beyond numbers',
            '{"a": 1e999, "b": [-1e999, "m"]}',
            [
                ['a', 'Infinity'],
                ['b', '-Infinity', 'm'],
            ],
        ],
        [
            'names of the language',
            '{"constructor": 1, "toString": [2, "m"]}',
            [
                ['constructor', 1],
                ['toString', 2, 'm'],
            ],
        ],
        ['a prototype', '{"__proto__": {"x": 1}, "a": 1}', [['a', 1]]],
        ['control characters', '{"a": "x\\ny\\u0000"}', [['a', 'x\\u000ay\\u0000']]],
        ['a long text', `{"a": "${'x'.repeat(1000)}"}`, [['a', `${'x'.repeat(59)}…`]]],
        ['a text of just the length', `{"a": "${'x'.repeat(60)}"}`, [['a', 'x'.repeat(60)]]],
        [
            'a long name and unit',
            `{"${'q'.repeat(99)}": [1, "${'u'.repeat(99)}"]}`,
            [[`${'q'.repeat(59)}…`, 1, `${'u'.repeat(59)}…`]],
        ],
    ];
    for (const [name, payload, values] of rows) {
        it(name, () => {
            const flat = (viewsOf(payload) as { quantity: string; value: unknown; unit?: string }[]).map(
                ({ quantity, value, unit }) => (unit === undefined ? [quantity, value] : [quantity, value, unit]),
            );
            assert.deepEqual(flat, values);
        });
    }

    it('with the line of the hub, unless it is long', () => {
        const frame = { topic: 'a/b', payload: {} };
        const line = (length: number): string | undefined =>
            topicView({ frame, text: 'x'.repeat(length), time: 5, at: 5 }).text;
        assert.equal(line(MAX_LINE), 'x'.repeat(MAX_LINE));
        assert.equal(line(MAX_LINE + 1), undefined);
    });

    it('at most eight, the first ones, and of thousands as quickly [L6]', () => {
        const payload = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, [index, 'm']]));
        const values = valueViews(payload);
        assert.equal(values.length, MAX_VALUES);
        assert.deepEqual(values[7], { quantity: 'k7', value: 7, unit: 'm' });
    });

    it('are short plain values that survive JSON, whatever a hub sends [T11]', () => {
        fc.assert(
            fc.property(fc.json({ maxDepth: 6 }), fc.dictionary(fc.string(), fc.jsonValue()), (json, more) => {
                const frame = parseFrame(`["a/b", ${JSON.stringify({ ...more, json: JSON.parse(json) })}]`);
                if (!frame.ok) return;
                const values = valueViews(frame.value.payload);
                assert.ok(values.length <= MAX_VALUES);
                assert.deepEqual(JSON.parse(JSON.stringify(values)), values.map(zero));
                for (const { quantity, value, unit = '' } of values) {
                    for (const text of [quantity, value, unit]) {
                        assert.ok(text === null || ['string', 'number', 'boolean'].includes(typeof text));
                        if (typeof text === 'string') assert.ok(text.length <= MAX_TEXT && !/\p{Cc}/u.test(text));
                    }
                }
            }),
        );
    });
});

/** JSON knows no negative zero. */
function zero<T extends { value: unknown }>(view: T): T {
    return { ...view, value: view.value === 0 ? 0 : view.value };
}
