// Limits how often the status under a node changes.

import type { Node, NodeStatus } from 'node-red';
import { thrownText } from '../../../src/base/errors';

/** Milliseconds between two changes; a higher rate would freeze an editor with many nodes. */
const LEAST_MS = 500;
/** Milliseconds by which a status may be late, so that many are shown together. */
const SLACK_MS = 10;

/** A status, or a function that creates it when it is shown: most values are never shown. */
export type PendingStatus = NodeStatus | (() => NodeStatus);

/** The status of one node: at most two changes a second, the last one always shown, equal ones dropped. */
export class StatusUpdater {
    readonly #node: Node;
    #shown: NodeStatus | undefined = undefined;
    /** By the monotonic clock. */
    #shownAt = Number.NEGATIVE_INFINITY;
    #ended = false;
    #isPending = false;

    constructor(node: Node) {
        this.#node = node;
    }

    show(status: PendingStatus): void {
        if (this.#ended) return;
        const { restMs } = this;
        if (restMs <= 0 && !this.#isPending) this.put(status);
        else {
            this.#isPending = true;
            delay(this, status, restMs);
        }
    }

    /** Whether a status waits until it may be shown. */
    get isPending(): boolean {
        return this.#isPending;
    }

    /** Drops a pending update; shows nothing after this. */
    end(): void {
        this.#ended = true;
        this.#isPending = false;
        cancel(this);
    }

    /** Time until the next change may be shown, in milliseconds. */
    get restMs(): number {
        return this.#shownAt + LEAST_MS - performance.now();
    }

    put(shown: PendingStatus): void {
        this.#isPending = false;
        const isMade = typeof shown === 'function';
        const status = isMade ? shown() : shown;
        const isNew = !isSame(status, this.#shown);
        // A repeated value has its pause, too: making it for each frame costs more than the frame.
        if (isNew || isMade) this.#shownAt = performance.now();
        if (!isNew) return;
        this.#shown = status;
        this.#node.status(status);
    }

    failed(thrown: unknown): void {
        this.#node.error(thrownText(thrown));
    }
}

function isSame(one: NodeStatus, other: NodeStatus | undefined): boolean {
    // Nodes of a hub share one status object.
    return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Pending updates with their status. One timer serves all, because a flow may have thousands of nodes. */
const pending = new Map<StatusUpdater, PendingStatus>();
let next: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;

function delay(updater: StatusUpdater, status: PendingStatus, restMs: number): void {
    pending.set(updater, status);
    schedule(restMs);
}

function cancel(updater: StatusUpdater): void {
    if (!pending.delete(updater) || pending.size > 0) return;
    clearTimeout(next?.timer);
    next = undefined;
}

function schedule(restMs: number): void {
    const at = performance.now() + restMs;
    if (next && next.at <= at) return;
    clearTimeout(next?.timer);
    next = { at, timer: setTimeout(showPending, restMs + SLACK_MS) };
}

function showPending(): void {
    next = undefined;
    let leastMs = LEAST_MS;
    try {
        // Showing one may end others, or change what they show.
        for (const [updater, status] of pending) {
            const { restMs } = updater;
            if (restMs > 1) leastMs = Math.min(leastMs, restMs);
            else {
                pending.delete(updater);
                put(updater, status);
            }
        }
    } finally {
        if (pending.size > 0) schedule(leastMs);
    }
}

/** Logs what one throws, so that all others are shown. */
function put(updater: StatusUpdater, status: PendingStatus): void {
    try {
        updater.put(status);
    } catch (thrown) {
        updater.failed(thrown);
    }
}
