// How a node finds its hub, shows its state, and lets go of it again.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Reason, type Result, refuse } from '../../../src/base/errors';
import type { DeviceEntry } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import type { HubState } from '../../../src/hub-types';
import { stateWord } from '../../shared/state-word';
import { type Deployed, offDeploys, onDeploys } from '../hub/deploys';
import type { HubUser } from '../hub/hub-users';
import { faultStatus, NO_STATUS, type Status } from '../status/status';
import { type Shown, StatusUpdater } from '../status/status-updater';
import { reasonError } from '../text';
import type { ClownHubNode } from '../types';

/** What a node works with: its hub, the hub's name and devices, and its own checked settings. */
export interface Attached<T> {
    readonly RED: NodeAPI;
    readonly node: Node;
    readonly hub: Hub;
    readonly label: string;
    readonly settings: T;
    devices(): readonly DeviceEntry[];
    /** Shows a status of the node's own while the hub is connected, or no longer. */
    show(status: Status | undefined): void;
    /** Shows a value of the hub in place of `connected`, until the link is lost; made only when it is really shown. */
    showValue(value: () => Status): void;
}

export type Send = (msg: NodeMessage | (NodeMessage | null)[]) => void;
export type Done = (error?: Error) => void;

/**
 * Starts a node: from now on it is a user of its hub, with its status, gets the messages of the flow, and lets go when it
 * closes. Without a usable hub, or with settings of its own that do not hold, it shows red, dials nothing, and says why.
 */
export function attach<T>(attachment: Attachment<T>): void {
    const { node } = attachment;
    (node as OwnNode)[OWN] = attachment;
    attachment.begin();
    node.on('input', heard);
    node.on('close', closed);
}

const OWN = Symbol('clown-hub');
type OwnNode = Node & { [OWN]?: Attachment<unknown> };

/** One listener for all nodes, for a flow may have thousands. */
function heard(this: Node, msg: NodeMessage, send: Send, done: Done): void {
    (this as OwnNode)[OWN]?.input(msg, send, done);
}

function closed(this: Node): void {
    (this as OwnNode)[OWN]?.close();
}

/** A node and the hub that it has now: all that is the node's own, in one object. */
export abstract class Attachment<T> implements Attached<T>, Deployed, HubUser {
    readonly RED: NodeAPI;
    readonly node: Node;
    readonly #hubId: string;
    /** Its settings, or what is wrong with them. */
    protected readonly checked: Result<T>;
    readonly #light: StatusUpdater;
    #hubNode: ClownHubNode | null = null;
    /** Why it has no hub to work with. */
    #fault: Reason | undefined = undefined;
    #own: Status | undefined = undefined;
    #value: (() => Status) | undefined = undefined;

    constructor(RED: NodeAPI, node: Node, hubId: string, settings: Result<T>) {
        this.RED = RED;
        this.node = node;
        this.#hubId = hubId;
        this.checked = settings;
        this.#light = new StatusUpdater(node);
    }

    /** A message of the flow; `done` is called exactly once. */
    abstract input(msg: NodeMessage, send: Send, done: Done): void;

    /** It has a hub to work with from now on. */
    protected joined(): void {}

    /** It has to let go of its hub; what waits there of the node's own ends by itself. */
    protected leaving(): void {}

    /** Why it has nothing to work with, where that is so. */
    get fault(): Reason | undefined {
        return this.#fault;
    }

    /** Only where there is no fault; throws otherwise, as `settings` does. */
    get hub(): Hub {
        return known((this.#hubNode as ClownHubNode).hub);
    }

    get settings(): T {
        return known(this.checked);
    }

    get label(): string {
        return this.#hubNode?.label ?? '';
    }

    devices(): readonly DeviceEntry[] {
        return this.#hubNode?.devices() ?? [];
    }

    show(status: Status | undefined): void {
        this.#own = status;
        this.#hubNode?.nodes.tell(this);
    }

    showValue(value: () => Status): void {
        this.#value = value;
        this.#hubNode?.nodes.tell(this);
    }

    changed(state: HubState, status: Status): void {
        if (state.name !== 'connected') this.#value = undefined;
        this.#light.show(this.#face(state, status));
    }

    begin(): void {
        this.#hubNode = this.#find();
        this.#join();
        onDeploys(this.RED, this);
    }

    /**
     * After a deploy. Node-RED restarts the nodes that name a changed hub in a setting of theirs, but not those that have
     * it from a subflow or an environment variable.
     */
    started(): void {
        const found = this.#find();
        if (found === this.#hubNode || !this.checked.ok) return;
        this.#leave();
        this.#hubNode = found;
        this.#join();
    }

    close(): void {
        offDeploys(this.RED, this);
        this.#light.end();
        this.#leave();
        // Node-RED may still hand it a message that was on its way.
        this.#fault = refuse('stopped', { topic: 'msg' }).reason;
    }

    #find(): ClownHubNode | null {
        return (this.RED.nodes.getNode(this.#hubId) as ClownHubNode | null | undefined) ?? null;
    }

    #join(): void {
        const hubNode = this.#hubNode;
        this.#fault = undefined;
        const isHub = hubNode?.type === 'clown-hub';
        if (!this.checked.ok) this.#fail(this.checked.reason, true);
        else if (!isHub) this.#fail(refuse('hub-missing').reason, true);
        else if (!hubNode.hub.ok) this.#fail(hubNode.hub.reason, false);
        else {
            hubNode.nodes.add(this);
            this.joined();
            hubNode.nodes.tell(this);
        }
    }

    #fail(reason: Reason, isOwn: boolean): void {
        this.#fault = reason;
        // What is wrong with the hub node itself, that one has said, once for all its users.
        if (isOwn) this.node.error(reasonError(this.RED, reason));
        this.#light.show(faultStatus(this.RED, reason));
    }

    /** What it has sent and not heard of ends, and the hub is left. */
    #leave(): void {
        this.#own = undefined;
        this.#value = undefined;
        if (this.#fault) return;
        this.leaving();
        this.hub.withdraw(this.node);
        this.#hubNode?.nodes.remove(this);
    }

    #face(state: HubState, status: Status): Shown {
        if (!this.#hubNode?.showStatus) return NO_STATUS;
        if (state.name !== 'connected') return status;
        const value = stateWord(state) === 'connected' ? this.#value : undefined;
        return this.#own ?? value ?? status;
    }
}

function known<T>(result: Result<T>): T {
    if (!result.ok) throw new Error(result.reason.code);
    return result.value;
}
