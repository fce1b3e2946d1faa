// How deep a text is nested: the same as parsing it would show, found before it is parsed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFrame } from '../../src/protocol/frame';
import { MAX_DEPTH } from '../../src/protocol/json-data';
import { isNestedDeeper } from '../../src/protocol/nesting';
import { outcome } from '../support/results';

/** Levels of objects and lists within each other. */
function depth(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 0;
    return 1 + Math.max(0, ...Object.values(value).map(depth));
}

/** How often a text is parsed while `run` runs. */
function parses(run: () => void): number {
    const { parse } = JSON;
    let count = 0;
    JSON.parse = (text: string): unknown => {
        count++;
        return parse(text);
    };
    try {
        run();
    } finally {
        JSON.parse = parse;
    }
    return count;
}

describe('the nesting of a text', () => {
    it('is that of the data, with any keys and texts', () => {
        const text = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', 'ž') });
        const { value } = fc.letrec((tie) => ({
            value: fc.oneof(
                { depthSize: 'medium' },
                text,
                fc.constantFrom(null, 1, true),
                fc.array(tie('value'), { maxLength: 3 }),
                fc.dictionary(text, tie('value'), { maxKeys: 3 }),
            ),
        }));
        fc.assert(
            fc.property(value, fc.nat(6), fc.constantFrom(undefined, 1), (data, levels, space) => {
                // Short texts cannot be deep enough to be looked at.
                const written = `${JSON.stringify(data, null, space)}${' '.repeat(2 * levels + 1)}`;
                assert.equal(isNestedDeeper(written, levels), depth(JSON.parse(written)) > levels);
            }),
            { numRuns: 1_000 },
        );
    });

    it('is found for the shortest text that is too deep', () => {
        for (const levels of [1, 2, 10]) {
            assert.equal(isNestedDeeper('['.repeat(levels) + ']'.repeat(levels), levels), false);
            assert.equal(isNestedDeeper('['.repeat(levels + 1) + ']'.repeat(levels + 1), levels), true);
        }
    });

    it('of a text that is too short to be closed again is not looked at', () => {
        assert.equal(isNestedDeeper('[[[', 2), false);
        assert.equal(isNestedDeeper('[[[[', 2), false);
        assert.equal(isNestedDeeper('[[[[[', 2), true);
    });

    it('is found before the text is parsed', () => {
        const line = (levels: number): string => `["a", {"b": ${'['.repeat(levels)}${']'.repeat(levels)}}]`;
        assert.equal(
            parses(() => assert.equal(outcome(parseFrame(line(MAX_DEPTH - 2))), 'ok')),
            1,
        );
        assert.equal(
            parses(() => assert.equal(outcome(parseFrame(line(MAX_DEPTH - 1))), 'frame-deep')),
            0,
        );
    });

    it('of a text that does not end is found too', () => {
        assert.equal(isNestedDeeper('["'.padEnd(100, '['), 10), false);
        assert.equal(isNestedDeeper('["a\\'.padEnd(100, '"'), 10), false);
    });
});
