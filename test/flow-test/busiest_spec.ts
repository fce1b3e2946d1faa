// How a report names nodes, and which one has worked most.

import assert from 'node:assert/strict';
import { busiest, idOf, placeOf } from '../../nodes/flow-test/busiest';
import { momentOf } from '../../nodes/flow-test/texts';

describe('flow test: names of nodes', () => {
    const node = { id: 'copy', type: 'function', name: 'Again' };

    it('have the ids of the flow, with those of the subflows around it', () => {
        assert.deepEqual(
            [undefined, 'f', 'f/n', 'f/i1/n', 'f/i1/i2/n'].map((path) => idOf({ ...node, _path: path })),
            ['copy', 'copy', 'n', 'i1/n', 'i1/i2/n'],
        );
    });

    it('have the name, or else the type', () => {
        assert.equal(placeOf({ ...node, _path: 'f/i1/n' }), '"Again" (i1/n)');
        assert.equal(placeOf({ ...node, name: '' }), '"function" (copy)');
        assert.equal(placeOf({ id: 'n', type: 'delay' }), '"delay" (n)');
    });

    it('are of the node that has worked most, or of the first of these', () => {
        const of = (...counts: readonly number[]): string =>
            busiest(new Map(counts.map((count, at) => [{ id: `${at}`, type: 'x' }, count])));
        assert.deepEqual([of(), of(1, 3, 2), of(2, 2), of(1, 2)], ['?', '"x" (1)', '"x" (0)', '"x" (1)']);
    });
});

it('flow test: a moment has minutes, seconds and milliseconds', () => {
    assert.deepEqual([0, 5, 999, 1_000, 59_999, 60_000, 3_661_007, 12.4].map(momentOf), [
        '0:00.000',
        '0:00.005',
        '0:00.999',
        '0:01.000',
        '0:59.999',
        '1:00.000',
        '61:01.007',
        '0:00.012',
    ]);
});
