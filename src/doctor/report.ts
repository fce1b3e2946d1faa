// The steps of one check as they are told: in their order, each with its time, and nothing after one that failed.

import { CHECK_STEPS, type CheckStep, type CheckStepName, type Finding } from './steps';

export class Report {
    readonly #tell: (step: CheckStep) => void;
    #next = 0;
    #since = performance.now();
    #failed = false;

    constructor(tell: (step: CheckStep) => void) {
        this.#tell = tell;
    }

    /** The step that is under way; undefined when all have been told. */
    get step(): CheckStepName | undefined {
        return CHECK_STEPS[this.#next];
    }

    get isFailed(): boolean {
        return this.#failed;
    }

    ok(finding: Finding): void {
        this.#told('ok', finding);
    }

    warn(finding: Finding): void {
        this.#told('warning', finding);
    }

    fail(finding: Finding): void {
        if (this.#failed) return;
        this.#failed = true;
        this.#told('failed', finding);
        while (this.step) this.#told('skipped', { code: 'skipped' });
    }

    #told(outcome: CheckStep['outcome'], { code, params = {}, reason }: Finding): void {
        const { step } = this;
        if (!step) return;
        const now = performance.now();
        const ms = Math.round(now - this.#since);
        this.#since = now;
        this.#next++;
        this.#tell({ step, outcome, ms, code, params, ...(reason ? { reason } : {}) });
    }
}
