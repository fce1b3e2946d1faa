// The steps of a check in order: each once, with its duration, and skipped after a failure.

import assert from 'node:assert/strict';
import { refuse } from '../../src/base/errors';
import { Report } from '../../src/doctor/report';
import { CHECK_STEPS, type CheckStep } from '../../src/doctor/steps';

function report(): { report: Report; steps: CheckStep[] } {
    const steps: CheckStep[] = [];
    return { steps, report: new Report((step) => steps.push(step)) };
}

describe('report of a check', () => {
    it('has each step once, in order, and nothing after the last', () => {
        const { report: own, steps } = report();
        for (const step of CHECK_STEPS) {
            assert.equal(own.step, step);
            own.ok({ code: 'start-ok' });
        }
        assert.equal(own.step, undefined);
        own.ok({ code: 'start-ok' });
        own.warn({ code: 'list-empty' });
        assert.deepEqual(
            steps.map(({ step }) => step),
            CHECK_STEPS,
        );
        assert.equal(own.isFailed, false);
    });

    it('skips the rest after a failure, and has one failure', () => {
        const { report: own, steps } = report();
        own.ok({ code: 'address-simulated' });
        own.warn({ code: 'list-empty' });
        assert.equal(own.isFailed, false);
        own.fail({ code: 'simulator' });
        own.fail({ code: 'broken' });
        own.ok({ code: 'start-ok' });
        assert.equal(own.isFailed, true);
        assert.deepEqual(
            steps.map(({ outcome, code }) => [outcome, code]),
            [
                ['ok', 'address-simulated'],
                ['warning', 'list-empty'],
                ['failed', 'simulator'],
                ...Array.from({ length: CHECK_STEPS.length - 3 }, () => ['skipped', 'skipped']),
            ],
        );
    });

    it('has the parameters of each sentence, and a reason only where there is one', () => {
        const { report: own, steps } = report();
        const { reason } = refuse('address-missing');
        own.ok({ code: 'address-ok', params: { place: 'x' } });
        own.fail({ code: 'settings', reason });
        assert.deepEqual(
            steps.slice(0, 3).map(({ step: _step, ms: _ms, ...rest }) => rest),
            [
                { outcome: 'ok', code: 'address-ok', params: { place: 'x' } },
                { outcome: 'failed', code: 'settings', params: {}, reason },
                { outcome: 'skipped', code: 'skipped', params: {} },
            ],
        );
    });

    it('has the duration of each step since the one before, in whole milliseconds', () => {
        const { now } = performance;
        let time = 1_000.25;
        performance.now = () => time;
        try {
            const { report: own, steps } = report();
            time += 20.4;
            own.ok({ code: 'lookup-none' });
            time += 7;
            own.ok({ code: 'lookup-none' });
            own.fail({ code: 'simulator' });
            assert.deepEqual(
                steps.slice(0, 4).map(({ ms }) => ms),
                [20, 7, 0, 0],
            );
        } finally {
            performance.now = now;
        }
    });
});
