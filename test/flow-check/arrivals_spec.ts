// Whose messages arrive at a place, compared with a plain search from each place.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arrivals, type Marks } from '../../src/flow-check/arrivals';
import type { FlowNode } from '../../src/flow-check/flow';
import { Graph, type Place, type Wire } from '../../src/flow-check/graph';
import { on, tab } from './flows';

const NODES = 7;

/** The mark of a place in these flows: one bit for each node. */
const markOf = (place: Place): Marks => 1n << BigInt(place.node.id);

function searched(place: Place, passes: (wire: Wire) => boolean): Marks {
    const seen = new Set([place]);
    let marks = 0n;
    for (const at of seen) {
        for (const wire of at.previous) {
            if (!passes(wire)) continue;
            marks |= markOf(wire.from);
            seen.add(wire.from);
        }
    }
    return marks;
}

describe('flow check: arrivals', () => {
    const id = fc.nat({ max: NODES - 1 });
    const wires = fc.array(fc.array(id, { maxLength: 3 }), { minLength: NODES, maxLength: NODES });

    it('are those of all places before, with loops and nodes that pass nothing on', () => {
        fc.assert(
            fc.property(wires, fc.array(id), fc.array(id), (targets, closed, asked) => {
                const nodes = targets.map((to, at): FlowNode => on(`${at}`, 'function', {}, ...to.map(String)));
                const { places } = new Graph([tab, ...nodes]);
                const passes = ({ from }: Wire): boolean => !closed.includes(Number(from.node.id));
                const some = places.filter(({ node }) => asked.includes(Number(node.id)));
                const found = arrivals(some, ({ from }) => markOf(from), passes);
                assert.deepEqual(
                    [...found],
                    some.map((place) => [place, searched(place, passes)]),
                );
            }),
            { numRuns: 300 },
        );
    });

    it('are none at a place that receives nothing', () => {
        const { places } = new Graph([tab, on('0', 'function')]);
        assert.deepEqual(
            [
                ...arrivals(
                    places,
                    () => 1n,
                    () => true,
                ).values(),
            ],
            [0n],
        );
    });
});
