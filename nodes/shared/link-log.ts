// What is said of the link in the log and to Catch nodes: changes, not attempts. A hub that is down all night costs
// two lines, one that comes and goes for ever does not fill a disk.

import type { Node, NodeAPI } from 'node-red';
import { type ConnectionState, MIN_UPTIME_MS } from '../../src/connection';
import type { Reason } from '../../src/errors';
import { isLasting } from '../../src/socket';
import { ownerError, sentence, text } from './text';

interface Outage {
    readonly since: number;
    /** Causes already told: the first one, and those that someone has to mend. */
    readonly told: Set<Reason['code']>;
    /** Whether the return was told. */
    back: boolean;
}

export class LinkLog {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: string;
    readonly #quiet: boolean;
    #connectedAt: number | undefined;
    #outage: Outage | undefined;

    /** `hub` is the name to write; `quiet` is for hubs that are meant to be off at times. */
    constructor(RED: NodeAPI, node: Node, { hub, quiet }: { hub: string; quiet: boolean }) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#quiet = quiet;
    }

    /** Call after every change of state. */
    changed(state: ConnectionState): void {
        switch (state.name) {
            case 'connected':
                this.#connectedAt = state.since;
                this.#connected(state.since);
                break;
            case 'waiting':
                this.#lost(state);
                break;
            case 'disconnected':
                if (this.#connectedAt !== undefined || this.#outage) this.#say('log.disconnected');
                this.#connectedAt = undefined;
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

    #lost({ cause }: ConnectionState & { name: 'waiting' }): void {
        const now = Date.now();
        const held = this.#connectedAt !== undefined && now - this.#connectedAt >= MIN_UPTIME_MS;
        this.#connectedAt = undefined;
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
