// The time of a test. All clocks and timers of its process are faked, and stand still until nothing is left to do at a moment.
// Immediates, ticks and promises stay real. Install it before anything else is loaded, which may keep the real functions.

import os from 'node:os';
import timers from 'node:timers';
import { install } from '@sinonjs/fake-timers';
import type { Named } from './busiest';
import { inEachContext, useMoment } from './contexts';
import { faultOf } from './test-fault';
import { Workload } from './workload';

type Run = (...args: unknown[]) => void;

const realImmediate = setImmediate;
const realTimeout = setTimeout;
const realNow = performance.now.bind(performance);

/** Turns without any work after which a moment is over. Promises need none, because they settle within a turn. */
const QUIET_TURNS = 3;
/** Turns between two looks at the real clock. */
const TURNS_PER_LOOK = 500;
/** Longest delay of a timer; Node.js takes a longer one for the shortest. */
const LONGEST_MS = 2 ** 31 - 1;

export class VirtualTime {
    readonly #clock = install({
        now: Date.now(),
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance', 'hrtime'],
    });
    readonly #immediates = new Set<NodeJS.Immediate>();
    readonly #work = new Workload();
    #startMs = 0;
    #deadline = Number.POSITIVE_INFINITY;

    constructor() {
        this.#countImmediates();
        this.#watchTimers();
        os.uptime = () => performance.now() / 1000;
    }

    /** Milliseconds since the start of the recording. */
    get nowMs(): number {
        return Date.now() - this.#startMs;
    }

    /** A node works: it receives a message, or sets a timer. */
    working(node: Named): void {
        this.#work.working(node);
    }

    /** `Math.random` is this function from now on, and formats of dates have the time of the test, also in function nodes. */
    useEverywhere(random: () => number): void {
        inEachContext(({ Math: math, Intl: intl }) => {
            math.random = random;
            useMoment(intl, () => Date.now());
        });
    }

    /** Gives up after so much real time from now on. */
    limit(ms: number): void {
        this.#deadline = realNow() + ms;
    }

    /** Waits in real time until `isDone`; meanwhile the faked clock follows the real one. False if it takes too long. */
    async until(isDone: () => boolean, limitMs: number): Promise<boolean> {
        const start = realNow();
        let last = start;
        while (!isDone()) {
            if (realNow() - start > limitMs) return false;
            await new Promise<void>((resolve) => realTimeout(resolve, 1));
            const passed = Math.floor(realNow() - last);
            last += passed;
            this.#clock.tick(passed);
        }
        return true;
    }

    /** The recording begins now, at this time of its own, and nothing moves until `run`. */
    startAt(epochMs: number): void {
        this.#clock.setSystemTime(epochMs);
        this.#startMs = epochMs;
    }

    /** Waits in real time until `isDone`, while the faked clock stands still. False if it takes too long. */
    async standing(isDone: () => boolean, limitMs: number): Promise<boolean> {
        const start = realNow();
        while (!isDone()) {
            if (realNow() - start > limitMs) return false;
            await new Promise<void>((resolve) => realTimeout(resolve, 1));
        }
        return true;
    }

    /** Runs all that happens until then; `check` may end it after each moment. Throws a `TestFault` if it never ends. */
    async run(untilMs: number, check: () => void): Promise<void> {
        // So that no step goes further.
        this.#clock.setTimeout(() => {}, untilMs - this.nowMs);
        await this.#settle();
        while (this.nowMs < untilMs) {
            this.#step();
            await this.#settle();
            check();
        }
    }

    #step(): void {
        this.#clock.next();
        this.#work.moved(this.nowMs);
    }

    /** Lets everything happen that happens at this moment. */
    async #settle(): Promise<void> {
        let quiet = 0;
        for (let turn = 1; quiet < QUIET_TURNS; turn++) {
            const before = this.#work.count;
            await new Promise<void>((resolve) => realImmediate(resolve));
            quiet = this.#immediates.size === 0 && this.#work.count === before ? quiet + 1 : 0;
            if (this.#work.isTooMuch) throw this.#fault('no-rest');
            if (turn % TURNS_PER_LOOK === 0 || quiet > 0) this.#checkDeadline();
        }
    }

    #checkDeadline(): void {
        if (realNow() > this.#deadline) throw this.#fault('too-slow');
    }

    #fault(code: 'no-rest' | 'too-slow') {
        return faultOf(code, { at: this.nowMs, node: this.#work.busiest });
    }

    #countImmediates(): void {
        const pending = this.#immediates;
        const { clearImmediate: realClear } = globalThis;
        const counted = (run: Run, ...args: unknown[]): NodeJS.Immediate => {
            const immediate = realImmediate(() => {
                pending.delete(immediate);
                run(...args);
            });
            pending.add(immediate);
            return immediate;
        };
        globalThis.setImmediate = inPlaceOf(realImmediate, counted);
        globalThis.clearImmediate = (immediate) => {
            pending.delete(immediate as NodeJS.Immediate);
            realClear(immediate);
        };
        Object.assign(timers, { setImmediate: globalThis.setImmediate, clearImmediate: globalThis.clearImmediate });
    }

    /** Function nodes set their timers as methods of themselves, so that a node that sets many of them can be named. */
    #watchTimers(): void {
        const working = (setter: unknown): void => {
            if (isNamed(setter)) this.working(setter);
        };
        for (const name of ['setTimeout', 'setInterval'] as const) {
            const fake = globalThis[name] as unknown as (...args: unknown[]) => unknown;
            const watched = function (this: unknown, run: unknown, ms: unknown, ...args: unknown[]): unknown {
                working(this);
                const delay = Number(ms);
                return fake(run, delay >= 1 && delay <= LONGEST_MS ? delay : 1, ...args);
            };
            const replaced = { [name]: inPlaceOf(fake, watched) };
            Object.assign(globalThis, replaced);
            Object.assign(timers, replaced);
        }
    }
}

/** A function with the properties of another one, such as its form that returns a promise. */
function inPlaceOf<T extends object>(original: T, replacement: object): T {
    return Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original)) as T;
}

function isNamed(value: unknown): value is Named {
    const { id, type } = Object(value) as { id?: unknown; type?: unknown };
    return typeof id === 'string' && typeof type === 'string';
}
