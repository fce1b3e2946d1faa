// The steps of one check as they are reported: in order, each with its duration, and skipped after a failure.

import { CHECK_STEPS, type CheckStep, type CheckStepName, type Finding } from './steps';

export class Report {
    readonly #onStep: (step: CheckStep) => void;
    #next = 0;
    #since = performance.now();
    #failed = false;

    constructor(onStep: (step: CheckStep) => void) {
        this.#onStep = onStep;
    }

    /** The step that is under way; undefined when all are reported. */
    get step(): CheckStepName | undefined {
        return CHECK_STEPS[this.#next];
    }

    get isFailed(): boolean {
        return this.#failed;
    }

    ok(finding: Finding): void {
        this.#finish('ok', finding);
    }

    warn(finding: Finding): void {
        this.#finish('warning', finding);
    }

    fail(finding: Finding): void {
        this.#failed = true;
        this.#finish('failed', finding);
        while (this.step) this.#finish('skipped', { code: 'skipped' });
    }

    #finish(outcome: CheckStep['outcome'], { code, params = {}, reason }: Finding): void {
        const { step } = this;
        if (!step) return;
        const now = performance.now();
        const ms = Math.round(now - this.#since);
        this.#since = now;
        this.#next++;
        this.#onStep({ step, outcome, ms, code, params, ...(reason ? { reason } : {}) });
    }
}
