// Reports of what may happen very often: the first at once, the others at most once a minute, and none is left uncounted.

import assert from 'node:assert/strict';
import { type Reason, refuse } from '../../src/base/errors';
import { ThrottledReporter } from '../../src/base/throttled-reporter';
import { ManualClock } from '../support/manual-clock';

const reason = (found: string): Reason => refuse('frame-not-json', { found }).reason;

describe('reports of frequent events', () => {
    it('the first comes at once, then one each minute with the number since the last one, and the latest reason', () => {
        const clock = new ManualClock();
        const reports: [found: unknown, count: number][] = [];
        const reporter = new ThrottledReporter(clock, ({ params }, count) => reports.push([params.found, count]));
        assert.equal(reporter.total, 0);
        reporter.add(reason('a'));
        assert.deepEqual(reports, [['a', 1]]);
        for (const found of ['b', 'c']) reporter.add(reason(found));
        clock.advance(59_999);
        reporter.add(reason('d'));
        assert.equal(reports.length, 1);
        clock.advance(1);
        reporter.add(reason('e'));
        assert.deepEqual(reports.slice(1), [['e', 4]]);
        clock.advance(200_000);
        assert.equal(reports.length, 2);
        reporter.add(reason('f'));
        assert.deepEqual(reports.slice(2), [['f', 1]]);
        assert.equal(reporter.total, 6);
    });
});
