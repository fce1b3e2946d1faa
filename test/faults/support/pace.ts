// How fast the pack's own clock runs: quick, so that back-off, heartbeat and deadlines of seconds take a fraction of one,
// and, unlike in other tests, never with a jump when the pace changes, unless the jump is the fault.

import assert from 'node:assert/strict';
import { systemClock } from '../../nodes/support/pack-under-test';
import { firstValue } from '../../support/wait.js';

const { now, monotonic, after } = systemClock;

/** How many times as fast the clock runs in the fault catalogue. */
export const TIMES = 10;

/** Timers of the pack that have neither run nor been disposed of, each with its length. */
const living = new Map<object, number>();
/** Called with the length of each timer when it is set. */
const listeners = new Set<(ms: number) => void>();

let times = 1;
let realBegin = 0;
let begin = 0;
let passed = 0;

/** Makes the clock that many times as fast from now on. */
export function pace(next: number): void {
    const [time, sofar] = [systemClock.now(), systemClock.monotonic()];
    const realOrigin = monotonic();
    [realBegin, begin, passed, times] = [now(), time, sofar, next];
    systemClock.monotonic = () => passed + (monotonic() - realOrigin) * next;
    systemClock.now = () => begin + (now() - realBegin) * times;
    systemClock.after = watchedAfter;
}

function watchedAfter(ms: number, run: () => void): () => void {
    const timer = {};
    living.set(timer, ms);
    const stop = after(ms / times, () => {
        living.delete(timer);
        run();
    });
    for (const listener of listeners) listener(ms);
    return () => {
        living.delete(timer);
        stop();
    };
}

/** Resolves when the pack next sets a timer of this length, a heartbeat for instance. */
export async function timerOf(ms: number): Promise<void> {
    const subscribe = (listener: (ms: number) => void): (() => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    };
    await firstValue(subscribe, `a timer of ${ms} ms`, (length) => length === ms);
}

/** Fails where a timer of the pack is left once all has ended; for afterEach. */
export function assertNoTimers(): void {
    const lengths = [...living.values()];
    living.clear();
    assert.deepEqual(lengths, [], 'timers are left, of so many milliseconds');
}

/** Sets the clock of the computer, as a time synchronization does. */
export function setClock(ms: number): void {
    begin += ms;
}

/** Lets this much time pass without anything happening, as a computer does that sleeps. */
export function sleep(ms: number): void {
    begin += ms;
    passed += ms;
}

/** The clock as it was. */
export function realPace(): void {
    Object.assign(systemClock, { now, monotonic, after });
    times = 1;
}
