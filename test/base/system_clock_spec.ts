// Time that passes: sleeping counts, setting the clock does not.

import assert from 'node:assert/strict';
import { makeMonotonic, type TimeSources } from '../../src/base/system-clock';

/** A computer whose clock can be set, and that can sleep. */
class Computer implements TimeSources {
    uptimeCalls = 0;
    #wall = 1_700_000_000_000;
    #running = 5_000;
    #uptime = 900_000;
    readonly #resolutionMs: number;

    constructor(resolutionMs = 10) {
        this.#resolutionMs = resolutionMs;
    }

    wall(): number {
        return this.#wall;
    }

    running(): number {
        return this.#running;
    }

    uptime(): number {
        this.uptimeCalls++;
        return Math.floor(this.#uptime / this.#resolutionMs) * this.#resolutionMs;
    }

    pass(ms: number): void {
        this.#running += ms;
        this.sleep(ms);
    }

    sleep(ms: number): void {
        this.#uptime += ms;
        this.#wall += ms;
    }

    set(ms: number): void {
        this.#wall += ms;
    }
}

describe('The clock for durations', () => {
    for (const [label, ms] of [
        ['a second forwards', 1_001],
        ['a second backwards', -1_001],
        ['two hours forwards', 7_200_000],
        ['two hours backwards', -7_200_000],
        ['three days forwards', 259_200_000],
        ['three days backwards', -259_200_000],
    ] as const) {
        it(`does not notice that the clock of the computer is set ${label}`, () => {
            const computer = new Computer();
            const monotonic = makeMonotonic(computer);
            const begin = monotonic();
            computer.pass(400);
            computer.set(ms);
            computer.pass(600);
            assert.equal(monotonic() - begin, 1_000);
            computer.pass(500);
            assert.equal(monotonic() - begin, 1_500);
        });
    }

    it('counts each sleep once', () => {
        const computer = new Computer();
        const monotonic = makeMonotonic(computer);
        const begin = monotonic();
        for (let night = 1; night <= 3; night++) {
            computer.pass(1_000);
            computer.sleep(28_800_000);
            assert.equal(monotonic() - begin, night * 28_801_000);
            assert.equal(monotonic() - begin, night * 28_801_000);
        }
    });

    it('counts a sleep during which the clock was set back by as much', () => {
        const computer = new Computer();
        const monotonic = makeMonotonic(computer);
        const begin = monotonic();
        computer.sleep(3_600_000);
        assert.equal(monotonic() - begin, 3_600_000);
        computer.set(-3_600_000);
        assert.equal(monotonic() - begin, 3_600_000);
    });

    it('never goes back, also where the uptime has whole seconds only', () => {
        const computer = new Computer(1_000);
        const monotonic = makeMonotonic(computer);
        let last = monotonic();
        for (let step = 0; step < 200; step++) {
            computer.pass(137);
            if (step % 5 === 0) computer.set(step % 2 === 0 ? 5_000 : -5_000);
            if (step % 50 === 7) computer.sleep(10_000);
            const now = monotonic();
            assert(now - last >= 137, `step ${step} took ${now - last} ms`);
            last = now;
        }
    });

    it('asks for the uptime only when the other clocks disagree', () => {
        const computer = new Computer();
        const monotonic = makeMonotonic(computer);
        const calls = computer.uptimeCalls;
        for (let step = 0; step < 1_000; step++) {
            computer.pass(10);
            monotonic();
        }
        assert.equal(computer.uptimeCalls, calls);
        computer.set(10_000);
        monotonic();
        monotonic();
        assert.equal(computer.uptimeCalls, calls + 1);
    });
});
