// Waits for tests. Each begins to listen before it returns, and rejects on expiry with a sentence
// that names what never came; none sleeps for luck.

import type { EventEmitter } from 'node:events';

/**
 * Default timeout of a wait, in milliseconds. It only ends a test that hangs: a busy machine may need many times as long as
 * an idle one. What has to happen sooner is compared with another event, with a count, or with the length of a timer.
 */
export const PATIENCE_MS = 10_000;

/** Calls the listener with each value, until the returned function is called. */
export type Subscribe<T> = (listener: (value: T) => void) => () => unknown;

/** The first value that is accepted. */
export function firstValue<T>(
    subscribe: Subscribe<T>,
    what: string,
    accept: (value: T) => boolean = () => true,
    ms: number = PATIENCE_MS,
): Promise<T> {
    return new Promise((resolve, reject) => {
        let dispose: () => unknown = () => {};
        const settle = (act: () => void): void => {
            clearTimeout(timer);
            dispose();
            act();
        };
        const timer = setTimeout(() => settle(() => reject(new Error(`${what} never came within ${ms} ms`))), ms);
        dispose = subscribe((value) => {
            if (accept(value)) settle(() => resolve(value));
        });
    });
}

/** The arguments of an emitter's next such event. */
export function next(emitter: EventEmitter, event: string, what = event, ms = PATIENCE_MS): Promise<unknown[]> {
    const subscribe: Subscribe<unknown[]> = (listener) => {
        const pack = (...values: unknown[]): void => listener(values);
        emitter.on(event, pack);
        return () => emitter.off(event, pack);
    };
    return firstValue(subscribe, what, () => true, ms);
}

/** Resolves once the condition holds; checks every few milliseconds, for conditions without an event. */
export async function until(condition: () => boolean, what: string, ms = PATIENCE_MS): Promise<void> {
    const end = Date.now() + ms;
    while (!condition()) {
        if (Date.now() > end) throw new Error(`${what} never came true within ${ms} ms`);
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}
