// How a node finds its hub, shows its state, and lets go of it again.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Reason, type Result, refuse } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import type { DeviceEntry } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import type { HubState } from '../../../src/hub-types';
import type { DeviceNames } from '../../../src/protocol/device-names';
import type { KnownInterval } from '../../shared/expected-readings';
import { stateWord } from '../../shared/state-word';
import { type Deployed, offDeploys, onDeploys } from '../hub/deploys';
import type { FilterHints } from '../hub/filter-hints';
import type { HubUser } from '../hub/hub-users';
import type { SilenceLimits } from '../hub/publish-intervals';
import { statusClosed, statusStarted } from '../status/closed-nodes';
import { type AgedStatus, faultStatus, NO_STATUS, type Status } from '../status/status';
import { type PendingStatus, StatusUpdater } from '../status/status-updater';
import { type AgingValue, valueAges } from '../status/value-ages';
import { reasonError } from '../text';
import type { ClownHubNode, HubRecordings } from '../types';
import type { Attached, ShownValue } from './attached';
import { faultOf, hubNodeOf, namesOf } from './found-hub';

export type Send = (msg: NodeMessage | (NodeMessage | null)[]) => void;
export type Done = (error?: Error) => void;

/**
 * Starts a node: it uses its hub, shows a status, receives messages of the flow, and leaves the hub when it closes.
 * Without a usable hub, or with invalid settings, it shows a red status, does not connect, and reports why.
 */
export function attach<T>(attachment: Attachment<T>): void {
    const { node } = attachment;
    (node as AttachedNode)[ATTACHMENT] = attachment;
    attachment.begin();
    node.on('input', onInput);
    node.on('close', closed);
}

const ATTACHMENT = Symbol('clown-hub');
type AttachedNode = Node & { [ATTACHMENT]: Attachment<unknown> };

/** One listener for all nodes, because a flow may have thousands. */
function onInput(this: Node, msg: NodeMessage, send: Send, done: Done): void {
    (this as AttachedNode)[ATTACHMENT].input(msg, send, done);
}

function closed(this: Node): void {
    (this as AttachedNode)[ATTACHMENT].close();
}

/** A node with its current hub; holds all state of the node in one object. */
export abstract class Attachment<T> implements Attached<T>, Deployed, HubUser, AgingValue {
    readonly RED: NodeAPI;
    readonly node: Node;
    readonly #hubId: string;
    /** Its settings with the names of its hub, or why they are invalid. */
    protected checked: Result<T>;
    readonly #statusUpdater: StatusUpdater;
    #hubNode: ClownHubNode | null;
    #isClosed = false;
    /** Why it cannot work. */
    #fault: Reason | undefined = undefined;
    #status: Status | undefined = undefined;
    #hint: Status | undefined = undefined;
    #value: ShownValue | undefined = undefined;

    constructor(RED: NodeAPI, node: Node, hubId: string, checked: Result<T>) {
        this.RED = RED;
        this.node = node;
        this.#hubId = hubId;
        this.#hubNode = hubNodeOf(this.RED, this.#hubId);
        this.checked = checked;
        this.#statusUpdater = new StatusUpdater(node);
        // Nodes are created only while flows start.
        this.#statusUpdater.hold();
    }

    /** A message of the flow; `done` is called exactly once. */
    abstract input(msg: NodeMessage, send: Send, done: Done): void;

    /** Called after the node has joined its hub. */
    protected joined(): void {}

    /** Called before the node leaves its hub; its pending commands end without further action. */
    protected leaving(): void {}

    /** Checks its settings once more, with the names of another hub. */
    protected abstract recheck(names: DeviceNames): Result<T>;

    /** Whether there may be a value from before the hub node started to show, because none was received since. */
    protected get hasKept(): boolean {
        return false;
    }

    /** Its status, if there is one. */
    protected keptStatus(): AgedStatus | undefined {
        return undefined;
    }

    /** Why the node cannot work; undefined if it can. */
    get fault(): Reason | undefined {
        return this.#fault;
    }

    /** Throws if there is a fault, as `settings` does. */
    get hub(): Hub {
        return known((this.#hubNode as ClownHubNode).hub);
    }

    get settings(): T {
        return known(this.checked);
    }

    get label(): string {
        return this.#hubNode?.label ?? '';
    }

    /** Only without a fault, as `hub`. */
    get recordings(): HubRecordings {
        return (this.#hubNode as ClownHubNode).recordings as HubRecordings;
    }

    devices(): readonly DeviceEntry[] {
        return this.#hubNode?.devices() ?? [];
    }

    get names(): DeviceNames {
        return namesOf(this.#hubNode);
    }

    interval(device: string): KnownInterval | undefined {
        return this.#hubNode?.interval(device);
    }

    get silenceLimits(): SilenceLimits {
        return this.#hubNode?.silenceLimits ?? new Map();
    }

    show(status: Status | undefined): void {
        this.#status = status;
        this.#hubNode?.nodes.notify(this);
    }

    get hints(): FilterHints | undefined {
        return this.#hubNode?.showStatus ? this.#hubNode.hints : undefined;
    }

    showHint(hint: Status | undefined): void {
        this.#hint = hint;
        this.refresh();
    }

    showValue(value: ShownValue): void {
        // The pending status takes the latest value when it is shown.
        const isPending = this.isValuePending;
        this.#value = value;
        if (!isPending) this.refresh();
    }

    /** Whether an earlier value is not shown yet, because the status changes only so often. */
    protected get isValuePending(): boolean {
        return this.#value !== undefined && this.#statusUpdater.isPending;
    }

    refresh(): void {
        this.#hubNode?.nodes.notify(this);
    }

    changed(state: HubState, status: Status): void {
        if (state.name !== 'connected') this.#dropValue();
        this.#statusUpdater.show(this.#face(state, status));
    }

    begin(): void {
        statusStarted(this.RED, this.node);
        this.#join();
        onDeploys(this.RED, this);
    }

    starting(): void {
        this.#statusUpdater.hold();
    }

    /**
     * After a deploy. Node-RED restarts the nodes that name a changed hub in a setting, but not those that
     * take it from a subflow or an environment variable.
     */
    started(): void {
        const found = hubNodeOf(this.RED, this.#hubId);
        if (found !== this.#hubNode) this.#changeHub(found);
        this.#statusUpdater.release();
    }

    close(): void {
        this.#isClosed = true;
        offDeploys(this.RED, this);
        if (this.#statusUpdater.hasStatus) statusClosed(this.RED, this.node);
        this.#statusUpdater.end();
        this.#leave();
        // Node-RED may still pass on a message in flight.
        this.#fault = refuse('stopped', { topic: 'msg' }).reason;
    }

    /** Counts a command that failed; its error reaches no Catch node if it failed because the flows stop. */
    protected countFailed(topic: string): void {
        if (this.#isClosed) this.#hubNode?.stopReport.add(topic);
    }

    #changeHub(found: ClownHubNode | null): void {
        const names = namesOf(found);
        const isSame = names === this.names;
        const isOwn = !this.checked.ok && this.#fault === this.checked.reason;
        // Its own fault is reported once.
        if (isSame && isOwn && (!faultOf(found) || this.#fault?.code === 'variable-missing')) return;
        this.#leave();
        this.#hubNode = found;
        if (!isSame) this.checked = this.recheck(names);
        this.#join();
    }

    #join(): void {
        const hubNode = this.#hubNode;
        this.#fault = undefined;
        const fault = faultOf(hubNode);
        const own = this.checked.ok ? undefined : this.checked.reason;
        // First the hub: without its names, a setting with a name seems wrong. A variable that is missing has no name yet.
        if (fault && own?.code !== 'variable-missing') this.#fail(fault, fault.code === 'hub-missing');
        else if (own) this.#fail(own, true);
        else {
            hubNode?.nodes.add(this);
            this.joined();
            hubNode?.nodes.notify(this);
        }
    }

    #fail(reason: Reason, isOwn: boolean): void {
        this.#fault = reason;
        // The hub node reports its own faults, once for all its users.
        if (isOwn) this.node.error(reasonError(this.RED, reason));
        this.#statusUpdater.show(faultStatus(this.RED, reason));
    }

    /** Ends the pending commands of this node, and leaves the hub. */
    #leave(): void {
        this.#status = undefined;
        this.#hint = undefined;
        this.#dropValue();
        if (this.#fault) return;
        this.leaving();
        this.hub.withdraw(this.node);
        this.#hubNode?.nodes.remove(this);
    }

    #face(state: HubState, status: Status): PendingStatus {
        if (!this.#hubNode?.showStatus) return NO_STATUS;
        if (state.name !== 'connected') return status;
        if (this.#status) return this.#status;
        if (stateWord(state) !== 'connected') return status;
        if (this.#hint) return this.#hint;
        const isShown = this.#value !== undefined || this.hasKept;
        return isShown ? () => this.#valueStatus() ?? status : status;
    }

    #valueStatus(): Status | undefined {
        const now = systemClock.monotonic();
        const value = this.#value ? this.#value.valueAt(now) : this.keptStatus();
        if (!value) return undefined;
        const { status, nextMs } = value;
        if (nextMs === undefined) valueAges.delete(this);
        else valueAges.set(this, now + nextMs);
        return status;
    }

    #dropValue(): void {
        this.#value = undefined;
        valueAges.delete(this);
    }
}

function known<T>(result: Result<T>): T {
    if (!result.ok) throw new Error(result.reason.code);
    return result.value;
}
