// Limits the reports of a connection to a few lines in an hour, and summarises the changes beyond that.

import type { Clock, Dispose } from '../../../src/base/clock';
import type { Reason } from '../../../src/base/errors';
import type { HubState } from '../../../src/hub-types';

export const HOUR_MS = 3_600_000;
/**
 * Lines in an hour, after which changes are summarised. Errors count for changes of the connection, but not for those of
 * the bridge: a lost connection may have caused the bridge's silence.
 */
const LINES = 4;
/** The same for the end of an outage and for a summary; lower, so that the next outage can still be reported. */
const LINES_BEFORE_END = 3;

/** One line of the log; `lost` is an error. Durations in milliseconds. */
export type Report =
    | { readonly kind: 'connected' | 'disconnected' | 'given-up' | 'heard' | 'not-started' | 'started' }
    /** Readings arrive and commands do not; or commands arrive again. */
    | { readonly kind: 'one-way' | 'both-ways' }
    | { readonly kind: 'silent'; readonly ms: number }
    | { readonly kind: 'lost'; readonly cause: Reason }
    /** The first connection after a loss. */
    | { readonly kind: 'reconnected'; readonly ms: number }
    /** The end of an outage with several losses. */
    | { readonly kind: 'steady'; readonly cuts: number; readonly ms: number }
    /** Changes that were not reported, how many of them were losses, and the latest state; at most one in an hour. */
    | { readonly kind: 'summary'; readonly changes: number; readonly cuts: number; readonly state: HubState };

/** Changes of the bridge behind a connection. */
const BRIDGE_KINDS: readonly Report['kind'][] = ['heard', 'silent', 'started', 'not-started', 'one-way', 'both-ways'];

/** Passes on the reports of one connection within the limit, and counts all others for a summary. */
export class ReportLimit {
    readonly #clock: Clock;
    readonly #write: (report: Report) => void;
    readonly #state: () => HubState;
    /** When the latest lines were written, at most `LINES` of them. */
    #lines: readonly number[] = [];
    /** The same without errors. */
    #plain: readonly number[] = [];
    #unreported = { changes: 0, cuts: 0 };
    #summary: Dispose | undefined;

    /** `write` receives the reports within the limit; `state` gives the current state for a summary. */
    constructor(clock: Clock, write: (report: Report) => void, state: () => HubState) {
        this.#clock = clock;
        this.#write = write;
        this.#state = state;
    }

    /** Whether another loss may be reported. */
    get hasRoom(): boolean {
        return this.#restMs(this.#lines, LINES) === 0;
    }

    /** Reports a loss of the connection, also beyond the limit. */
    lost(cause: Reason): void {
        this.#report({ kind: 'lost', cause });
    }

    /** Reports any other change, or counts it if the limit is reached. Returns whether it was reported. */
    change(report: Report): boolean {
        const isEnd = report.kind === 'steady';
        const lines = BRIDGE_KINDS.includes(report.kind) ? this.#plain : this.#lines;
        // Changes counted for the summary come first; the end of an outage replaces the summary.
        const isLate = this.#summary !== undefined && !isEnd;
        const hasRoom = !isLate && this.#restMs(lines, isEnd ? LINES_BEFORE_END : LINES) === 0;
        if (!hasRoom) this.count();
        else {
            this.#report(report);
            if (isEnd) this.#takeUnreported();
        }
        return hasRoom;
    }

    /** Counts a change for the summary without a report of its own. */
    count({ isLoss = false } = {}): void {
        this.#unreported.changes++;
        if (isLoss) this.#unreported.cuts++;
        this.#summary ??= this.#clock.after(HOUR_MS, () => this.#summarise());
    }

    /** Drops a pending summary. */
    end(): void {
        this.#summary?.();
    }

    /** The time until fewer than `limit` of these lines are younger than an hour. */
    #restMs(lines: readonly number[], limit: number): number {
        const oldest = lines.at(-limit);
        return oldest === undefined ? 0 : Math.max(0, oldest + HOUR_MS - this.#clock.monotonic());
    }

    #summarise(): void {
        const restMs = this.#restMs(this.#lines, LINES_BEFORE_END);
        if (restMs > 0) {
            this.#summary = this.#clock.after(restMs, () => this.#summarise());
            return;
        }
        this.#report({ kind: 'summary', ...this.#takeUnreported(), state: this.#state() });
    }

    #takeUnreported(): { changes: number; cuts: number } {
        this.#summary?.();
        this.#summary = undefined;
        const unreported = this.#unreported;
        this.#unreported = { changes: 0, cuts: 0 };
        return unreported;
    }

    #report(report: Report): void {
        const now = this.#clock.monotonic();
        this.#lines = [...this.#lines, now].slice(-LINES);
        if (report.kind !== 'lost') this.#plain = [...this.#plain, now].slice(-LINES);
        this.#write(report);
    }
}
