// Decides which changes of a connection are reported to the log, or to Catch nodes as errors. A connection that is lost
// again and again is one outage, and the number of lines in an hour is limited.

import type { Clock, Dispose } from '../../../src/base/clock';
import type { Reason } from '../../../src/base/errors';
import { sentenceKey } from '../../../src/base/reason-details';
import { STABLE_MS } from '../../../src/connection/retries';
import { isLasting } from '../../../src/connection/retry-policy';
import type { HubState } from '../../../src/hub-types';

const HOUR_MS = 3_600_000;
/** An outage that follows another one within this time ends only after a stable connection of the same time. */
const RELAPSE_MS = HOUR_MS;
/**
 * Lines in an hour, after which changes are summarised. For changes of the connection errors count too; for silence and
 * a bridge that has not started they do not.
 */
const LINES = 4;
/** The same for the end of an outage; lower, so that the next outage can still be reported. */
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

/** An outage: from a loss until the connection has been stable. */
interface Outage {
    readonly since: number;
    /** How long the connection has to be stable, or unused, to end the outage. */
    readonly stableMs: number;
    /** Causes already reported: the first one, and those that someone has to correct; each by the key of its sentence. */
    readonly reported: Set<string>;
    /** Number of connections lost. */
    cuts: number;
    /** Whether the first reconnect was reported. */
    isBack: boolean;
}

export class OutageReports {
    readonly #clock: Clock;
    readonly #report: (report: Report) => void;
    #state: HubState = { name: 'disconnected' };
    #isConnected = false;
    #isSilent = false;
    #isOneWay = false;
    #isNotStarted = false;
    /** Whether it was reported, and when last. */
    #isNotStartedReported = false;
    #notStartedAt = Number.NEGATIVE_INFINITY;
    #outage: Outage | undefined;
    /** When the last outage ended. */
    #endedAt = Number.NEGATIVE_INFINITY;
    #endWatch: Dispose = () => {};
    /** When the latest lines were written, at most `LINES` of them. */
    #lines: readonly number[] = [];
    /** The same without errors. */
    #plain: readonly number[] = [];
    #unreported = { changes: 0, cuts: 0 };
    #summary: Dispose | undefined;

    constructor(clock: Clock, report: (report: Report) => void) {
        this.#clock = clock;
        this.#report = report;
    }

    /** Call after every change of state. */
    changed(state: HubState): void {
        this.#state = state;
        switch (state.name) {
            case 'connected':
                if (!this.#isConnected) this.#connected();
                this.#silenceChanged(state.silentMs);
                this.#startChanged(state.notStarted !== true);
                this.#directionChanged(state.isOneWay === true);
                break;
            case 'waiting':
                this.#endWatch();
                this.#lost(state.cause);
                break;
            case 'disconnected':
                this.#disconnected();
                break;
            case 'connecting':
                this.#endWatch();
                break;
        }
    }

    /** Nothing is reported from now on. */
    end(): void {
        this.#endWatch();
        this.#summary?.();
    }

    #connected(): void {
        this.#isConnected = true;
        const outage = this.#outage;
        if (!outage) {
            this.#reportOrCount({ kind: 'connected' });
            return;
        }
        if (outage.isBack) this.#unreport();
        else this.#reportOrCount({ kind: 'reconnected', ms: this.#clock.monotonic() - outage.since });
        outage.isBack = true;
        this.#watchStable(outage, () => this.#steady(outage));
    }

    #silenceChanged(silentMs: number | undefined): void {
        const isSilent = silentMs !== undefined;
        if (isSilent === this.#isSilent) return;
        this.#isSilent = isSilent;
        this.#reportOrCount(isSilent ? { kind: 'silent', ms: silentMs } : { kind: 'heard' }, this.#plain);
    }

    #startChanged(isStarted: boolean): void {
        if (isStarted !== this.#isNotStarted) return;
        this.#isNotStarted = !isStarted;
        const now = this.#clock.monotonic();
        // A bridge that does not start causes this on each connection.
        const isRepeat = !isStarted && now - this.#notStartedAt < HOUR_MS;
        if (isRepeat || (isStarted && !this.#isNotStartedReported)) this.#unreport();
        else
            this.#isNotStartedReported = this.#reportOrCount(
                { kind: isStarted ? 'started' : 'not-started' },
                this.#plain,
            );
        if (this.#isNotStartedReported && !isStarted) this.#notStartedAt = now;
    }

    #directionChanged(isOneWay: boolean): void {
        if (isOneWay === this.#isOneWay) return;
        this.#isOneWay = isOneWay;
        this.#reportOrCount({ kind: isOneWay ? 'one-way' : 'both-ways' }, this.#plain);
    }

    #left(): void {
        this.#isOneWay = false;
        this.#isConnected = false;
        this.#isSilent = false;
        this.#isNotStarted = false;
        this.#isNotStartedReported = false;
    }

    #lost(cause: Reason): void {
        const wasConnected = this.#isConnected;
        this.#left();
        this.#outage ??= this.#begin();
        const { reported } = this.#outage;
        if (wasConnected) this.#outage.cuts++;
        const name = sentenceKey(cause);
        // Limits the errors for a server that fails with another cause each time; a cause left out may be reported later.
        const isNewCause = isLasting(cause) && !reported.has(name) && this.#restMs(this.#lines, LINES) === 0;
        if (reported.size === 0 || isNewCause) {
            reported.add(name);
            this.#write({ kind: 'lost', cause });
        } else if (wasConnected) {
            this.#unreported.cuts++;
            this.#unreport();
        }
    }

    #begin(): Outage {
        const since = this.#clock.monotonic();
        const stableMs = since - this.#endedAt < RELAPSE_MS ? RELAPSE_MS : STABLE_MS;
        return { since, stableMs, reported: new Set(), cuts: 0, isBack: false };
    }

    #disconnected(): void {
        if (this.#isConnected) this.#reportOrCount({ kind: 'disconnected' });
        else if (this.#outage) this.#reportOrCount({ kind: 'given-up' });
        this.#left();
        if (this.#outage) this.#watchStable(this.#outage, () => {});
    }

    #watchStable({ stableMs }: Outage, then: () => void): void {
        this.#endWatch();
        this.#endWatch = this.#clock.after(stableMs, () => {
            this.#outage = undefined;
            this.#endedAt = this.#clock.monotonic();
            then();
        });
    }

    #steady({ since, cuts }: Outage): void {
        if (cuts < 2) return;
        const report: Report = { kind: 'steady', cuts, ms: this.#clock.monotonic() - since };
        const isWritten = this.#reportOrCount(report, this.#lines, LINES_BEFORE_END);
        // The report replaces the summary.
        if (isWritten) this.#takeUnreported();
    }

    /** Reports a change other than a loss, or counts it for the summary if the limit is reached. Returns whether it was reported. */
    #reportOrCount(report: Report, lines = this.#lines, limit = LINES): boolean {
        // Changes counted for the summary come first.
        const isLate = this.#summary !== undefined && report.kind !== 'steady';
        const hasRoom = !isLate && this.#restMs(lines, limit) === 0;
        if (hasRoom) this.#write(report);
        else this.#unreport();
        return hasRoom;
    }

    /** The time until fewer than `limit` of these lines are younger than an hour. */
    #restMs(lines: readonly number[], limit: number): number {
        const oldest = lines.at(-limit);
        return oldest === undefined ? 0 : Math.max(0, oldest + HOUR_MS - this.#clock.monotonic());
    }

    #unreport(): void {
        this.#unreported.changes++;
        this.#summary ??= this.#clock.after(HOUR_MS, () => this.#summarise());
    }

    #summarise(): void {
        const restMs = this.#restMs(this.#lines, LINES_BEFORE_END);
        if (restMs > 0) {
            this.#summary = this.#clock.after(restMs, () => this.#summarise());
            return;
        }
        this.#write({ kind: 'summary', ...this.#takeUnreported(), state: this.#state });
    }

    #takeUnreported(): { changes: number; cuts: number } {
        this.#summary?.();
        this.#summary = undefined;
        const unreported = this.#unreported;
        this.#unreported = { changes: 0, cuts: 0 };
        return unreported;
    }

    #write(report: Report): void {
        const now = this.#clock.monotonic();
        this.#lines = [...this.#lines, now].slice(-LINES);
        if (report.kind !== 'lost') this.#plain = [...this.#plain, now].slice(-LINES);
        this.#report(report);
    }
}
