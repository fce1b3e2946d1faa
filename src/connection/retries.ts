// Decides when the next attempt to connect may begin. Owns the one count of failures, which refused attempts, cut
// connections and the requests of flows share; all of its durations are monotonic.

import type { Clock } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import { type BackoffOptions, backoffMs } from './backoff';
import { retryOf } from './causes';

/**
 * A connection that lasts this long ends a series of failures. Servers and proxies cut connections in rhythms of ten
 * seconds to a few minutes; one that is cut in such a rhythm is not stable.
 */
export const STABLE_MS = 300_000;
/** Requests of flows that connect at once, however soon they come. */
export const REQUESTS = 3;
/** One more such request is granted after this time. */
export const REQUEST_MS = 300_000;

export class Retries {
    readonly #clock: Clock;
    readonly #backoff: BackoffOptions;
    #failures = 0;
    /** No attempt begins before, unless it is granted. */
    #dueAt = Number.NEGATIVE_INFINITY;
    #cause: Reason = refuse('reconnect-often').reason;
    /** When the latest granted requests came, at most `REQUESTS` of them. */
    #grants: number[] = [];
    #openedAt: number | undefined;
    /** Since when nobody wants a connection. */
    #idleSince: number | undefined;

    constructor(clock: Clock, backoff: BackoffOptions) {
        this.#clock = clock;
        this.#backoff = backoff;
    }

    /** The number of the next attempt: 1 unless earlier ones of this series have failed. */
    get attempt(): number {
        return this.#failures + 1;
    }

    /** The time until an attempt may begin, and the cause of the wait. */
    get pause(): { readonly ms: number; readonly cause: Reason } {
        return { ms: Math.max(0, this.#dueAt - this.#clock.monotonic()), cause: this.#cause };
    }

    opened(): void {
        this.#openedAt = this.#clock.monotonic();
    }

    /** An attempt failed, or a connection ended by itself. */
    failed(cause: Reason): void {
        this.#forget(this.#openedAt);
        this.#failures++;
        this.#wait(this.#delay(cause), cause);
    }

    /** An attempt or a connection is ended on request. */
    ended(): void {
        this.#forget(this.#openedAt);
        this.#wait(this.#backoff.ceilingMs, refuse('reconnect-often').reason);
    }

    /** From now on nobody wants a connection. */
    idle(): void {
        this.#idleSince ??= this.#clock.monotonic();
    }

    /** Somebody wants a connection again. */
    wanted(): void {
        this.#forget(this.#idleSince);
        this.#idleSince = undefined;
    }

    /** The next attempt may begin at once. */
    clear(): void {
        this.#dueAt = Number.NEGATIVE_INFINITY;
    }

    /** The same for a request of a flow, where requests do not come too often; otherwise it gives `false`. */
    grant(): boolean {
        if (this.pause.ms === 0) return true;
        const now = this.#clock.monotonic();
        this.#grants = this.#grants.filter((at) => now - at < REQUEST_MS);
        if (this.#grants.length >= REQUESTS) return false;
        this.#grants.push(now);
        this.clear();
        return true;
    }

    /** Forgets the failures where what began then lasted long enough. */
    #forget(since: number | undefined): void {
        if (since !== undefined && this.#clock.monotonic() - since >= STABLE_MS) this.#failures = 0;
    }

    /** What the cause asks for, and never less than the failures in a row do. */
    #delay(cause: Reason): number {
        const usual = backoffMs(this.#failures, this.#backoff);
        const retry = retryOf(cause);
        switch (retry.kind) {
            case 'backoff':
                return usual;
            case 'ceiling':
                return this.#backoff.ceilingMs;
            case 'after':
                return Math.max(retry.ms, usual);
            case 'between': {
                const { leastMs, mostMs } = retry;
                return Math.max(Math.round(leastMs + this.#backoff.random() * (mostMs - leastMs)), usual);
            }
        }
    }

    #wait(ms: number, cause: Reason): void {
        this.#openedAt = undefined;
        this.#dueAt = this.#clock.monotonic() + ms;
        this.#cause = cause;
    }
}
