// Decides which changes of a connection are reported to the log, or to Catch nodes as errors. A connection that is lost
// again and again is one outage.

import type { Clock, Dispose } from '../../../src/base/clock';
import type { Reason } from '../../../src/base/errors';
import { sentenceKey } from '../../../src/base/reason-details';
import { STABLE_MS } from '../../../src/connection/retries';
import { isLasting } from '../../../src/connection/retry-policy';
import type { HubState } from '../../../src/hub-types';
import { HOUR_MS, type Report, ReportLimit } from './report-limit';

/** An outage that follows another one within this time ends only after a stable connection of the same time. */
const RELAPSE_MS = HOUR_MS;

/** An outage: from a loss until the connection has been stable. */
interface Outage {
    readonly since: number;
    /** How long the connection has to be stable, or unused, to end the outage. */
    readonly stableMs: number;
    /**
     * Causes already reported: the first one, and those that someone has to correct; each by the key of its sentence.
     */
    readonly reported: Set<string>;
    /** Number of connections lost. */
    cuts: number;
    /** Whether the first reconnect was reported. */
    isBack: boolean;
}

/** Turns the states of one connection into reports. Durations are measured with the monotonic clock. */
export class OutageReports {
    readonly #clock: Clock;
    readonly #reports: ReportLimit;
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

    constructor(clock: Clock, report: (report: Report) => void) {
        this.#clock = clock;
        this.#reports = new ReportLimit(clock, report, () => this.#state);
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
        this.#reports.end();
    }

    #connected(): void {
        this.#isConnected = true;
        const outage = this.#outage;
        if (!outage) {
            this.#reports.change({ kind: 'connected' });
            return;
        }
        if (outage.isBack) this.#reports.count();
        else this.#reports.change({ kind: 'reconnected', ms: this.#clock.monotonic() - outage.since });
        outage.isBack = true;
        this.#watchStable(outage, () => this.#steady(outage));
    }

    #silenceChanged(silentMs: number | undefined): void {
        const isSilent = silentMs !== undefined;
        if (isSilent === this.#isSilent) return;
        this.#isSilent = isSilent;
        this.#reports.change(isSilent ? { kind: 'silent', ms: silentMs } : { kind: 'heard' });
    }

    #startChanged(isStarted: boolean): void {
        if (isStarted !== this.#isNotStarted) return;
        this.#isNotStarted = !isStarted;
        const now = this.#clock.monotonic();
        // A bridge that does not start causes this on each connection.
        const isRepeat = !isStarted && now - this.#notStartedAt < HOUR_MS;
        if (isRepeat || (isStarted && !this.#isNotStartedReported)) this.#reports.count();
        else this.#isNotStartedReported = this.#reports.change({ kind: isStarted ? 'started' : 'not-started' });
        if (this.#isNotStartedReported && !isStarted) this.#notStartedAt = now;
    }

    #directionChanged(isOneWay: boolean): void {
        if (isOneWay === this.#isOneWay) return;
        this.#isOneWay = isOneWay;
        this.#reports.change({ kind: isOneWay ? 'one-way' : 'both-ways' });
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
        // Limits the errors for a server that fails with another cause each time; a cause left out may be reported
        // later.
        const isNewCause = isLasting(cause) && !reported.has(name) && this.#reports.hasRoom;
        if (reported.size === 0 || isNewCause) {
            reported.add(name);
            this.#reports.lost(cause);
        } else if (wasConnected) this.#reports.count({ isLoss: true });
    }

    #begin(): Outage {
        const since = this.#clock.monotonic();
        const stableMs = since - this.#endedAt < RELAPSE_MS ? RELAPSE_MS : STABLE_MS;
        return { since, stableMs, reported: new Set(), cuts: 0, isBack: false };
    }

    #disconnected(): void {
        if (this.#isConnected) this.#reports.change({ kind: 'disconnected' });
        else if (this.#outage) this.#reports.change({ kind: 'given-up' });
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
        this.#reports.change({ kind: 'steady', cuts, ms: this.#clock.monotonic() - since });
    }
}
