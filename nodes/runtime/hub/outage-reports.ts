// Decides which changes of a connection are worth a line of the log or an error for Catch nodes. A connection that is
// cut again and again is one disturbance, and no rhythm of cuts, silences or requests of flows fills the log.

import type { Clock, Dispose } from '../../../src/base/clock';
import type { Reason } from '../../../src/base/errors';
import { sentenceKey } from '../../../src/base/reason-details';
import { isLasting } from '../../../src/connection/causes';
import { STABLE_MS } from '../../../src/connection/retries';
import type { HubState } from '../../../src/hub-types';

const HOUR_MS = 3_600_000;
/** A disturbance that follows another one this soon is a relapse, and has to stay away for as long. */
const RELAPSE_MS = HOUR_MS;
/**
 * Lines in an hour, after which changes are summarised. Changes of the connection count errors too; silence and a bridge
 * that has not started do not, for a connection that was lost may have silenced them.
 */
const LINES = 4;
/** The same for the end of a disturbance, which leaves room for the begin of the next one. */
const LINES_BEFORE_END = 3;

/** One line of the log; `lost` is an error. Durations in milliseconds. */
export type Report =
    | { readonly kind: 'connected' | 'disconnected' | 'given-up' | 'heard' | 'not-started' | 'started' }
    /** Readings arrive and commands do not, and commands arrive again. */
    | { readonly kind: 'one-way' | 'both-ways' }
    | { readonly kind: 'silent'; readonly ms: number }
    | { readonly kind: 'lost'; readonly cause: Reason }
    /** The first connection after a loss. */
    | { readonly kind: 'reconnected'; readonly ms: number }
    /** The end of a disturbance with several cuts. */
    | { readonly kind: 'steady'; readonly cuts: number; readonly ms: number }
    /** Changes without a line of their own, how many of them were cuts, and what came of it; at most one in an hour. */
    | { readonly kind: 'summary'; readonly changes: number; readonly cuts: number; readonly state: HubState };

/** From a loss until the connection has been stable. */
interface Disturbance {
    readonly since: number;
    /** How long a connection has to last to end it, or nobody may want one. */
    readonly calmMs: number;
    /** Causes already reported: the first one, and those that someone has to correct; each by its sentence. */
    readonly reported: Set<string>;
    /** Connections lost. */
    cuts: number;
    /** Whether the first return has passed. */
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
    /** Whether that has a line, and when the latest one was written. */
    #isNotStartedTold = false;
    #notStartedAt = Number.NEGATIVE_INFINITY;
    #disturbance: Disturbance | undefined;
    /** When the last disturbance ended. */
    #endedAt = Number.NEGATIVE_INFINITY;
    #calm: Dispose = () => {};
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
                this.#heard(state.silentMs);
                this.#started(state.notStarted !== true);
                this.#commands(state.isOneWay === true);
                break;
            case 'waiting':
                this.#calm();
                this.#lost(state.cause);
                break;
            case 'disconnected':
                this.#disconnected();
                break;
            case 'connecting':
                this.#calm();
                break;
        }
    }

    /** Nothing is reported from now on. */
    end(): void {
        this.#calm();
        this.#summary?.();
    }

    #connected(): void {
        this.#isConnected = true;
        const disturbance = this.#disturbance;
        if (!disturbance) {
            this.#tell({ kind: 'connected' });
            return;
        }
        if (disturbance.isBack) this.#unreport();
        else this.#tell({ kind: 'reconnected', ms: this.#clock.monotonic() - disturbance.since });
        disturbance.isBack = true;
        this.#watchCalm(disturbance, () => this.#steady(disturbance));
    }

    #heard(silentMs: number | undefined): void {
        const isSilent = silentMs !== undefined;
        if (isSilent === this.#isSilent) return;
        this.#isSilent = isSilent;
        this.#tell(isSilent ? { kind: 'silent', ms: silentMs } : { kind: 'heard' }, this.#plain);
    }

    #started(isStarted: boolean): void {
        if (isStarted !== this.#isNotStarted) return;
        this.#isNotStarted = !isStarted;
        const now = this.#clock.monotonic();
        // On each connection of a hub whose bridge does not start it is the same.
        const isRepeat = !isStarted && now - this.#notStartedAt < HOUR_MS;
        if (isRepeat || (isStarted && !this.#isNotStartedTold)) this.#unreport();
        else this.#isNotStartedTold = this.#tell({ kind: isStarted ? 'started' : 'not-started' }, this.#plain);
        if (this.#isNotStartedTold && !isStarted) this.#notStartedAt = now;
    }

    #commands(isOneWay: boolean): void {
        if (isOneWay === this.#isOneWay) return;
        this.#isOneWay = isOneWay;
        this.#tell({ kind: isOneWay ? 'one-way' : 'both-ways' }, this.#plain);
    }

    #left(): void {
        this.#isOneWay = false;
        this.#isConnected = false;
        this.#isSilent = false;
        this.#isNotStarted = false;
        this.#isNotStartedTold = false;
    }

    #lost(cause: Reason): void {
        const wasConnected = this.#isConnected;
        this.#left();
        this.#disturbance ??= this.#begin();
        const { reported } = this.#disturbance;
        if (wasConnected) this.#disturbance.cuts++;
        const name = sentenceKey(cause);
        // A server that has another cause each time gets no error for each, and what is left out has its turn later.
        const isNews = isLasting(cause) && !reported.has(name) && this.#restMs(this.#lines, LINES) === 0;
        if (reported.size === 0 || isNews) {
            reported.add(name);
            this.#write({ kind: 'lost', cause });
        } else if (wasConnected) {
            this.#unreported.cuts++;
            this.#unreport();
        }
    }

    #begin(): Disturbance {
        const since = this.#clock.monotonic();
        const calmMs = since - this.#endedAt < RELAPSE_MS ? RELAPSE_MS : STABLE_MS;
        return { since, calmMs, reported: new Set(), cuts: 0, isBack: false };
    }

    #disconnected(): void {
        if (this.#isConnected) this.#tell({ kind: 'disconnected' });
        else if (this.#disturbance) this.#tell({ kind: 'given-up' });
        this.#left();
        if (this.#disturbance) this.#watchCalm(this.#disturbance, () => {});
    }

    #watchCalm({ calmMs }: Disturbance, then: () => void): void {
        this.#calm();
        this.#calm = this.#clock.after(calmMs, () => {
            this.#disturbance = undefined;
            this.#endedAt = this.#clock.monotonic();
            then();
        });
    }

    #steady({ since, cuts }: Disturbance): void {
        if (cuts < 2) return;
        const report: Report = { kind: 'steady', cuts, ms: this.#clock.monotonic() - since };
        const isWritten = this.#tell(report, this.#lines, LINES_BEFORE_END);
        // It says all that the summary would.
        if (isWritten) this.#takeUnreported();
    }

    /** Reports a change that is no loss, or counts it where there were too many lines of late. */
    #tell(report: Report, lines = this.#lines, limit = LINES): boolean {
        // What has waited for the summary for up to an hour goes before what is new.
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
