// The nodes that use one hub node: the first connects, the last disconnects, and all receive its state.

import type { Node, NodeAPI } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { thrownText } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { HubState } from '../../../src/hub-types';
import { type Status, stateStatus } from '../status/status';

/** A node that uses a hub. */
export interface HubUser {
    readonly node: Node;
    /** The state of the hub has changed; `status` is how it is shown. */
    changed(state: HubState, status: Status): void;
}

/** The users of one hub: connects it while there are any, and passes its states to them. */
export class HubUsers {
    readonly #hub: Hub | undefined;
    readonly #all = new Set<HubUser>();
    #leave: Dispose | undefined;
    /** The latest state with its status, computed once for all users because that costs more than showing it. */
    #now: { readonly state: HubState; readonly status: Status } | undefined;

    /** `hub` is undefined if its settings are invalid. */
    constructor(RED: NodeAPI, hub: Hub | undefined) {
        this.#hub = hub;
        hub?.watch((state) => {
            this.#now = { state, status: stateStatus(RED, state) };
            for (const user of this.#all) this.notify(user);
        });
    }

    get nodes(): readonly Node[] {
        return [...this.#all].map(({ node }) => node);
    }

    /** Adds a user, which receives every later change; the first user connects the hub. */
    add(user: HubUser): void {
        // Join first: the user that connects the hub receives no change for it.
        this.#leave ??= this.#hub?.join();
        this.#all.add(user);
    }

    remove(user: HubUser): void {
        // Remove first: the last user receives no change for its own disconnect.
        this.#all.delete(user);
        if (this.#all.size > 0) return;
        this.#leave?.();
        this.#leave = undefined;
    }

    /** Passes the current state to one user; logs what the user throws, so that all others still receive it. */
    notify(user: HubUser): void {
        if (!this.#now) return;
        try {
            user.changed(this.#now.state, this.#now.status);
        } catch (thrown) {
            user.node.error(thrownText(thrown));
        }
    }
}
