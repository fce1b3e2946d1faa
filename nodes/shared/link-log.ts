// What is said of the link in the log and to Catch nodes: changes, not attempts. A hub that is down all night costs
// two lines, one that comes and goes for ever does not fill a disk.

import type { Node, NodeAPI } from 'node-red';
import { isLasting } from '../../src/causes';
import { MIN_UPTIME_MS } from '../../src/connection';
import type { Reason } from '../../src/errors';
import type { HubState } from '../../src/hub-types';
import { ownerError, sentence, text } from './text';

interface Outage {
    readonly since: number;
    /** Causes already told: the first one, and those that someone has to mend. */
    readonly told: Set<Reason['code']>;
    /** Whether the return was told. */
    back: boolean;
}

/** A bridge that has not started is one line of the log in this time, however often its hub reconnects. */
const NOT_STARTED_MS = 3_600_000;

export class LinkLog {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: string;
    readonly #quiet: boolean;
    #connectedAt: number | undefined;
    #silent = false;
    /** Of the bridge on this connection; `at` is when the log was last told, on any. */
    #notStarted: { readonly isNow: boolean; readonly isTold: boolean; readonly at: number | undefined } = {
        isNow: false,
        isTold: false,
        at: undefined,
    };
    #outage: Outage | undefined;

    /** `hub` is the name to write; `quiet` is for hubs that are meant to be off at times. */
    constructor(RED: NodeAPI, node: Node, { hub, quiet }: { hub: string; quiet: boolean }) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#quiet = quiet;
    }

    /** Call after every change of state. */
    changed(state: HubState): void {
        switch (state.name) {
            case 'connected':
                if (this.#connectedAt === undefined) this.#connected(state.since);
                this.#connectedAt ??= state.since;
                this.#heard(state.silentMs);
                this.#started(state.notStarted === true);
                break;
            case 'waiting':
                this.#lost(state);
                break;
            case 'disconnected':
                if (this.#connectedAt !== undefined) this.#say('log.disconnected');
                else if (this.#outage) this.#say('log.given-up');
                this.#connectedAt = undefined;
                this.#silent = false;
                this.#notStarted = { ...this.#notStarted, isNow: false, isTold: false };
                this.#outage = undefined;
                break;
            case 'connecting':
                break;
        }
    }

    #connected(now: number): void {
        const outage = this.#outage;
        if (!outage) this.#say('log.connected');
        else if (!outage.back) this.#say('log.reconnected', { seconds: Math.round((now - outage.since) / 1000) });
        if (outage) outage.back = true;
    }

    #heard(silentMs: number | undefined): void {
        const silent = silentMs !== undefined;
        if (silent === this.#silent) return;
        this.#silent = silent;
        if (silent) this.#say('log.silent', { seconds: Math.round(silentMs / 1000) });
        else this.#say('log.heard');
    }

    /** Two lines an hour at most, for connections that come and go. */
    #started(notStarted: boolean): void {
        const { isNow, isTold, at } = this.#notStarted;
        if (notStarted === isNow) return;
        const now = Date.now();
        const isSoon = at !== undefined && now >= at && now - at < NOT_STARTED_MS;
        if (!notStarted) {
            this.#notStarted = { isNow: false, isTold: false, at };
            if (isTold) this.#say('log.started');
        } else if (isSoon) {
            this.#notStarted = { isNow: true, isTold: false, at };
        } else {
            this.#notStarted = { isNow: true, isTold: true, at: now };
            this.#say('log.not-started');
        }
    }

    #lost({ cause }: HubState & { name: 'waiting' }): void {
        const now = Date.now();
        const held = this.#connectedAt !== undefined && now - this.#connectedAt >= MIN_UPTIME_MS;
        this.#connectedAt = undefined;
        this.#silent = false;
        this.#notStarted = { ...this.#notStarted, isNow: false, isTold: false };
        if (!this.#outage || held) this.#outage = { since: now, told: new Set(), back: false };
        const { told } = this.#outage;
        if (told.has(cause.code) || (told.size > 0 && !isLasting(cause))) return;
        told.add(cause.code);
        const message = text(this.#RED, 'log.lost', { hub: this.#hub, why: sentence(this.#RED, cause) });
        if (this.#quiet) this.#node.debug(message);
        else this.#node.error(ownerError(message, cause.code), { clown: { hub: this.#hub } });
    }

    #say(key: string, params: Reason['params'] = {}): void {
        const message = text(this.#RED, key, { hub: this.#hub, ...params });
        if (this.#quiet) this.#node.debug(message);
        else this.#node.log(message);
    }
}
