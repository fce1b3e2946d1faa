// When a test gives up on a flow that does not come to rest.

import assert from 'node:assert/strict';
import { MAX_IN_SECOND, Workload } from '../../nodes/flow-test/workload';

const node = { id: 'n', type: 'function', name: 'Again' };

describe('flow test: workload', () => {
    it('is too much above its limit for one second, and begins at zero with each', () => {
        const load = new Workload();
        const work = (count: number): boolean => {
            for (let done = 0; done < count; done++) load.working(node);
            return load.isTooMuch;
        };
        assert.equal(work(MAX_IN_SECOND), false);
        assert.equal(work(1), true);
        load.moved(1_000);
        assert.deepEqual([load.count, load.isTooMuch, load.busiest], [0, false, '?']);
        load.moved(1_999);
        assert.equal(work(MAX_IN_SECOND - 1), false);
        load.moved(1_999);
        assert.equal(load.isTooMuch, true);
    });

    it('leaves room for busy flows', () => assert.equal(MAX_IN_SECOND, 100_000));

    it('names the node that has worked most', () => {
        const load = new Workload();
        const other = { ...node, id: 'm' };
        for (const one of [other, node, node]) load.working(one);
        assert.equal(load.busiest, '"Again" (n)');
        for (const one of [other, other]) load.working(one);
        assert.equal(load.busiest, '"Again" (m)');
    });
});
