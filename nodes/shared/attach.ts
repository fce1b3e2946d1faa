// How a node finds its hub, shows its state, and lets go of it again.

import type { Node, NodeAPI } from 'node-red';
import type { DeviceEntry } from '../../src/device-list';
import { ok, type Reason, type Result, refuse } from '../../src/errors';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import { onDeploys } from './deploys';
import { faultStatus, NO_STATUS, type Shown, type Status, StatusLight, stateStatus } from './status';
import { reasonError } from './text';
import type { ClownHubNode } from './types';

/** What a node works with: its hub, the hub's name and devices, and its own checked settings. */
export interface Attached<T> {
    readonly hub: Hub;
    readonly label: string;
    readonly settings: T;
    devices(): readonly DeviceEntry[];
    /** Shows a status of the node's own while the hub is connected, or no longer. */
    show(status: Status | undefined): void;
    /** Shows a value of the hub in place of `connected`, until the link is lost; made only when it is really shown. */
    showValue(value: () => Status): void;
}

/**
 * Makes `node` a user of the hub with this id, with its status, until the node closes, and gives what it works with
 * now. Without a usable hub, or with settings of its own that do not hold, it shows red, dials nothing, and says why.
 * `begin` is called with each hub that the node gets, and what it returns when the node leaves that hub.
 */
export function attach<T>(
    RED: NodeAPI,
    node: Node,
    hubId: string,
    settings: Result<T>,
    begin: (attached: Attached<T>) => () => void,
): Attachment<T> {
    return new Attachment(RED, node, hubId, settings, begin);
}

/** A node and the hub that it has now. A flow may have thousands, so what they share is in the class and not in each. */
export class Attachment<T> {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hubId: string;
    readonly #settings: Result<T>;
    readonly #begin: (attached: Attached<T>) => () => void;
    readonly #light: StatusLight;
    readonly #forget: () => void;
    #hubNode: ClownHubNode | null = null;
    #ends: readonly (() => void)[] = [];
    #now: Result<Attached<T>>;

    constructor(
        RED: NodeAPI,
        node: Node,
        hubId: string,
        settings: Result<T>,
        begin: (attached: Attached<T>) => () => void,
    ) {
        this.#RED = RED;
        this.#node = node;
        this.#hubId = hubId;
        this.#settings = settings;
        this.#begin = begin;
        this.#light = new StatusLight(node);
        this.#hubNode = this.#find();
        this.#now = this.#join();
        this.#forget = onDeploys(RED, this);
        node.on('close', (_removed: boolean, done: () => void) => {
            this.#end();
            done();
        });
    }

    /** What the node works with, or why there is nothing. */
    get now(): Result<Attached<T>> {
        return this.#now;
    }

    /**
     * After a deploy. Node-RED restarts the nodes that name a changed hub in a setting of theirs, but not those that have
     * it from a subflow or an environment variable.
     */
    started(): void {
        const found = this.#find();
        if (found === this.#hubNode || !this.#settings.ok) return;
        this.#hubNode = found;
        this.#leave();
        this.#now = this.#join();
    }

    #find(): ClownHubNode | null {
        return (this.#RED.nodes.getNode(this.#hubId) as ClownHubNode | null | undefined) ?? null;
    }

    #join(): Result<Attached<T>> {
        const settings = this.#settings;
        const hubNode = this.#hubNode;
        if (!settings.ok) return this.#fail(settings.reason, true);
        if (hubNode?.type !== 'clown-hub') return this.#fail(refuse('hub-missing').reason, true);
        if (!hubNode.hub.ok) return this.#fail(hubNode.hub.reason, false);
        const hub = hubNode.hub.value;
        const attached = new Joined(this.#RED, hubNode, hub, settings.value, this.#light);
        const leave = hub.join();
        const end = this.#begin(attached);
        // The state is watched from after the dial until before the hang-up, for both change it.
        this.#ends = [end, hubNode.adopt(this.#node), hub.watch((state) => attached.changed(state)), leave];
        return ok(attached);
    }

    #fail(reason: Reason, isOwn: boolean): Result<Attached<T>> {
        // What is wrong with the hub node itself, that one has said, once for all its users.
        if (isOwn) this.#node.error(reasonError(this.#RED, reason));
        this.#light.show(faultStatus(this.#RED, reason));
        return { ok: false, reason };
    }

    #leave(): void {
        const ends = this.#ends;
        this.#ends = [];
        for (const end of ends) end();
    }

    #end(): void {
        this.#forget();
        this.#light.end();
        this.#leave();
    }
}

/** A node at one hub: shows the state of that, or what the node has to say while it is connected. */
class Joined<T> implements Attached<T> {
    readonly hub: Hub;
    readonly settings: T;
    readonly #RED: NodeAPI;
    readonly #hubNode: ClownHubNode;
    readonly #light: StatusLight;
    #own: Status | undefined;
    #value: (() => Status) | undefined;

    constructor(RED: NodeAPI, hubNode: ClownHubNode, hub: Hub, settings: T, light: StatusLight) {
        this.hub = hub;
        this.settings = settings;
        this.#RED = RED;
        this.#hubNode = hubNode;
        this.#light = light;
    }

    get label(): string {
        return this.#hubNode.label;
    }

    devices(): readonly DeviceEntry[] {
        return this.#hubNode.devices();
    }

    show(status: Status | undefined): void {
        this.#own = status;
        this.changed(this.hub.state);
    }

    showValue(value: () => Status): void {
        this.#value = value;
        this.changed(this.hub.state);
    }

    /** The state of the hub, after every change. */
    changed(state: HubState): void {
        if (state.name !== 'connected') this.#value = undefined;
        this.#light.show(this.#face(state));
    }

    #face(state: HubState): Shown {
        if (!this.#hubNode.showStatus) return NO_STATUS;
        if (state.name !== 'connected') return stateStatus(this.#RED, state);
        const value = state.silentMs === undefined ? this.#value : undefined;
        return this.#own ?? value ?? stateStatus(this.#RED, state);
    }
}
