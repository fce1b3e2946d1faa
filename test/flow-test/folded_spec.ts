// Equal lines of a run as one line.

import assert from 'node:assert/strict';
import { folded } from '../../src/flow-test/folded';
import type { TestLine } from '../../src/flow-test/report';

const of = (node: string, at: number, more: Partial<TestLine> = {}): TestLine => ({
    ...{ node, type: 'clown-out', name: '', at, kind: 'command', topic: 'relay/-/set', payload: { state: true } },
    outcome: 'confirmed',
    ...more,
});

const shown = (lines: readonly TestLine[]): unknown =>
    folded(lines).map(({ line, times, lastAt }) => [line.node, line.at, times, lastAt]);

describe('equal lines of a run', () => {
    it('are one, with their number and the moment of the last', () => {
        assert.deepEqual(shown([of('a', 1), of('a', 2), of('a', 9)]), [['a', 1, 3, 9]]);
    });

    it('are one as well if lines of another node are between them', () => {
        assert.deepEqual(shown([of('a', 1), of('b', 1), of('a', 2), of('b', 2)]), [
            ['a', 1, 2, 2],
            ['b', 1, 2, 2],
        ]);
    });

    for (const [what, more] of [
        ['payload', { payload: { state: false } }],
        ['topic', { topic: 'relay/i2c0-3b/set' }],
        ['outcome', { outcome: 'no-answer' }],
        ['kind', { kind: 'input', outcome: undefined }],
    ] as const) {
        it(`are several if another ${what} of the same node is between them`, () => {
            assert.deepEqual(shown([of('a', 1), of('a', 2, more), of('a', 3)]), [
                ['a', 1, 1, 1],
                ['a', 2, 1, 2],
                ['a', 3, 1, 3],
            ]);
        });
    }

    it('are none of none', () => {
        assert.deepEqual(folded([]), []);
    });
});
