// How a node finds its hub, shows its state, and lets go of it again.

import type { Node, NodeAPI } from 'node-red';
import type { DeviceEntry } from '../../src/device-list';
import { ok, type Reason, type Result, refuse } from '../../src/errors';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import { offDeploys, onDeploys } from './deploys';
import type { HubUser } from './hub-users';
import { faultStatus, NO_STATUS, type Shown, type Status, StatusLight } from './status';
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
 * `begin` is called with each hub that the node gets, and what it returns when the node leaves that hub; what waits there
 * of the node's own ends by itself.
 */
export function attach<T>(
    RED: NodeAPI,
    node: Node,
    hubId: string,
    settings: Result<T>,
    begin?: (attached: Attached<T>) => () => void,
): Attachment<T> {
    return new Attachment(RED, node, hubId, settings, begin);
}

/** A node and the hub that it has now. A flow may have thousands, so what they share is in the class and not in each. */
export class Attachment<T> {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hubId: string;
    readonly #settings: Result<T>;
    readonly #begin: ((attached: Attached<T>) => () => void) | undefined;
    readonly #light: StatusLight;
    #hubNode: ClownHubNode | null = null;
    #joined: Joined<T> | undefined;
    #end: (() => void) | undefined;
    #now: Result<Attached<T>>;

    constructor(
        RED: NodeAPI,
        node: Node,
        hubId: string,
        settings: Result<T>,
        begin: ((attached: Attached<T>) => () => void) | undefined,
    ) {
        this.#RED = RED;
        this.#node = node;
        this.#hubId = hubId;
        this.#settings = settings;
        this.#begin = begin;
        this.#light = new StatusLight(node);
        this.#hubNode = this.#find();
        this.#now = this.#join();
        onDeploys(RED, this);
        node.on('close', (_removed: boolean, done: () => void) => {
            this.#close();
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
        const joined = new Joined(this.#node, hubNode, hub, settings.value, this.#light);
        hubNode.nodes.add(joined);
        this.#end = this.#begin?.(joined);
        hubNode.nodes.tell(joined);
        this.#joined = joined;
        return ok(joined);
    }

    #fail(reason: Reason, isOwn: boolean): Result<Attached<T>> {
        // What is wrong with the hub node itself, that one has said, once for all its users.
        if (isOwn) this.#node.error(reasonError(this.#RED, reason));
        this.#light.show(faultStatus(this.#RED, reason));
        return { ok: false, reason };
    }

    #leave(): void {
        this.#end?.();
        this.#end = undefined;
        this.#joined?.leave();
        this.#joined = undefined;
    }

    #close(): void {
        offDeploys(this.#RED, this);
        this.#light.end();
        this.#leave();
    }
}

/** A node at one hub: shows the state of that, or what the node has to say while it is connected. */
class Joined<T> implements Attached<T>, HubUser {
    readonly node: Node;
    readonly hub: Hub;
    readonly settings: T;
    readonly #hubNode: ClownHubNode;
    readonly #light: StatusLight;
    #own: Status | undefined;
    #value: (() => Status) | undefined;

    constructor(node: Node, hubNode: ClownHubNode, hub: Hub, settings: T, light: StatusLight) {
        this.node = node;
        this.hub = hub;
        this.settings = settings;
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
        this.#hubNode.nodes.tell(this);
    }

    showValue(value: () => Status): void {
        this.#value = value;
        this.#hubNode.nodes.tell(this);
    }

    changed(state: HubState, status: Status): void {
        if (state.name !== 'connected') this.#value = undefined;
        this.#light.show(this.#face(state, status));
    }

    /** What it has sent and not heard of ends, and the hub is left. */
    leave(): void {
        this.hub.withdraw(this.node);
        this.#hubNode.nodes.remove(this);
    }

    #face(state: HubState, status: Status): Shown {
        if (!this.#hubNode.showStatus) return NO_STATUS;
        if (state.name !== 'connected') return status;
        const value = state.silentMs === undefined ? this.#value : undefined;
        return this.#own ?? value ?? status;
    }
}
