// Writes connection reports to the log, and passes losses on to Catch nodes.

import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../../src/base/system-clock';
import type { HubState } from '../../../src/hub-types';
import { stateStatus } from '../status/status';
import { ownerError, sentence, text } from '../text';
import { OutageReports } from './outage-reports';
import type { Report } from './report-limit';

interface LogOptions {
    /** The name to log. */
    readonly hub: string;
    /** For hubs that are switched off at times. */
    readonly quiet: boolean;
    /** Passes on that the connection is lost. */
    error(error: Error): void;
}

/** The log of one hub node; call `changed` for each state and `end` when the node closes. */
export class ConnectionLog {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: string;
    readonly #quiet: boolean;
    readonly #error: (error: Error) => void;
    readonly #reports = new OutageReports(systemClock, (report) => this.#write(report));

    constructor(RED: NodeAPI, node: Node, { hub, quiet, error }: LogOptions) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#quiet = quiet;
        this.#error = error;
    }

    /** Call after every change of state. */
    changed(state: HubState): void {
        this.#reports.changed(state);
    }

    /** Stops its timers. */
    end(): void {
        this.#reports.end();
    }

    #write(report: Report): void {
        const message = this.#sentence(report);
        if (this.#quiet) this.#node.debug(message);
        else if (report.kind !== 'lost') this.#node.log(message);
        else this.#error(ownerError(message, report.cause.code));
    }

    #sentence(report: Report): string {
        const hub = this.#hub;
        switch (report.kind) {
            case 'connected':
            case 'disconnected':
            case 'given-up':
            case 'heard':
            case 'not-started':
            case 'started':
            case 'one-way':
            case 'both-ways':
                return text(this.#RED, `log.${report.kind}`, { hub });
            case 'silent':
                return text(this.#RED, 'log.silent', { hub, seconds: seconds(report.ms) });
            case 'reconnected':
                return text(this.#RED, 'log.reconnected', { hub, seconds: seconds(report.ms) });
            case 'lost':
                return text(this.#RED, 'log.lost', { hub, why: sentence(this.#RED, report.cause) });
            case 'steady': {
                const minutes = Math.round(report.ms / 60_000);
                return text(this.#RED, 'log.steady', { hub, count: report.cuts, minutes });
            }
            case 'summary': {
                const state = stateStatus(this.#RED, report.state).text ?? '';
                return text(this.#RED, 'log.summary', { hub, changes: report.changes, cuts: report.cuts, state });
            }
        }
    }
}

function seconds(ms: number): number {
    return Math.round(ms / 1000);
}
