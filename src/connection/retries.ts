// Decides when the next attempt to connect may begin. Owns the count of failures, which failed attempts, lost connections
// and requests of flows share. All durations are monotonic.

import type { Clock } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import { type BackoffOptions, backoffMs } from './backoff';
import { retryOf } from './retry-policy';

/**
 * A connection that lasts this long ends a series of failures. Servers and proxies may cut each connection after ten
 * seconds to a few minutes, which is not stable.
 */
export const STABLE_MS = 300_000;
/** Requests of flows that connect at once without a wait. */
export const REQUESTS = 3;
/** A granted request counts for this long. */
export const REQUEST_MS = 300_000;

/** The failures in a row, and the time of the next attempt. */
export class Retries {
    readonly #clock: Clock;
    readonly #backoff: BackoffOptions;
    #failures = 0;
    /** The earliest time of the next attempt, unless one is granted. */
    #dueAt = Number.NEGATIVE_INFINITY;
    #cause: Reason = refuse('reconnect-often').reason;
    /** Times of the latest granted requests, at most `REQUESTS`. */
    #grants: number[] = [];
    #openedAt: number | undefined;
    /** Since when no connection is requested. */
    #idleSince: number | undefined;

    constructor(clock: Clock, backoff: BackoffOptions) {
        this.#clock = clock;
        this.#backoff = backoff;
    }

    /** The number of the next attempt: 1 unless earlier ones of this series have failed. */
    get attempt(): number {
        return this.#failures + 1;
    }

    /** Milliseconds until an attempt may begin, and the cause of the wait. */
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

    /** No connection is requested from now on. */
    idle(): void {
        this.#idleSince ??= this.#clock.monotonic();
    }

    /** A connection is requested again. */
    wanted(): void {
        this.#forget(this.#idleSince);
        this.#idleSince = undefined;
    }

    /** The next attempt may begin at once. */
    clear(): void {
        this.#dueAt = Number.NEGATIVE_INFINITY;
    }

    /** As `clear`, for a request of a flow; returns `false` if there were too many requests. */
    grant(): boolean {
        if (this.pause.ms === 0) return true;
        const now = this.#clock.monotonic();
        this.#grants = this.#grants.filter((at) => now - at < REQUEST_MS);
        if (this.#grants.length >= REQUESTS) return false;
        this.#grants.push(now);
        this.clear();
        return true;
    }

    /** Resets the failures if `since` was long enough ago. */
    #forget(since: number | undefined): void {
        if (since !== undefined && this.#clock.monotonic() - since >= STABLE_MS) this.#failures = 0;
    }

    /** The delay for a cause, never less than the backoff for the failures in a row. */
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
