// The nodes that use one hub node: the first one dials, the last one hangs up, and all are told of its state.

import type { Node, NodeAPI } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { thrownText } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { HubState } from '../../../src/hub-types';
import { type Status, stateStatus } from '../status/status';

/** A node, as its hub node sees it. */
export interface HubUser {
    readonly node: Node;
    /** The state of the hub has changed; `status` is how it is shown. */
    changed(state: HubState, status: Status): void;
}

export class HubUsers {
    readonly #hub: Hub | undefined;
    readonly #all = new Set<HubUser>();
    #leave: Dispose | undefined;
    /** The latest state, and how it is shown: the same words for all, for to find them takes longer than to show them. */
    #now: { readonly state: HubState; readonly status: Status } | undefined;

    /** `hub` is undefined where its settings make none. */
    constructor(RED: NodeAPI, hub: Hub | undefined) {
        this.#hub = hub;
        hub?.watch((state) => {
            this.#now = { state, status: stateStatus(RED, state) };
            for (const user of this.#all) this.tell(user);
        });
    }

    get nodes(): readonly Node[] {
        return [...this.#all].map(({ node }) => node);
    }

    /** Counts a user, which is told of every change from now on. */
    add(user: HubUser): void {
        // A dial is no change for who causes it.
        this.#leave ??= this.#hub?.join();
        this.#all.add(user);
    }

    remove(user: HubUser): void {
        // Nor is a hang-up.
        this.#all.delete(user);
        if (this.#all.size > 0) return;
        this.#leave?.();
        this.#leave = undefined;
    }

    /** Tells one user of the state as it is now. One that throws keeps no other from being told. */
    tell(user: HubUser): void {
        if (!this.#now) return;
        try {
            user.changed(this.#now.state, this.#now.status);
        } catch (thrown) {
            user.node.error(thrownText(thrown));
        }
    }
}
