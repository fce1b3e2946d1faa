// Limits how often the status under a node changes.

import type { NodeStatus } from 'node-red';
import { thrownText } from '../../../src/base/errors';

/** Milliseconds between two changes; a higher rate would freeze an editor with many nodes. */
const LEAST_MS = 500;
/**
 * Values that are shown in that time, whatever the number of nodes: one costs as much as a few frames, and nobody reads
 * thousands. States of the connection are not limited.
 */
const MAX_VALUES = 100;
/** Milliseconds by which a status may be late, so that many are shown together. */
const SLACK_MS = 10;

/** A status, or a function that creates it when it is shown: most values are never shown. */
export type PendingStatus = NodeStatus | (() => NodeStatus);

/** A node, or what passes its status on. */
export interface StatusTarget {
    status(status: NodeStatus): void;
    error(message: string): void;
}

/** The status of one node: at most two changes a second, the last one always shown, equal ones dropped. */
export class StatusUpdater {
    readonly #node: StatusTarget;
    /** While flows start, when Node-RED knows no Status nodes yet. */
    #isHeld = false;
    #held: PendingStatus | undefined = undefined;
    #shown: NodeStatus | undefined = undefined;
    /** By the monotonic clock. */
    #shownAt = Number.NEGATIVE_INFINITY;
    #ended = false;
    #isPending = false;

    constructor(node: StatusTarget) {
        this.#node = node;
    }

    show(status: PendingStatus): void {
        if (this.#ended) return;
        if (this.#isHeld) {
            this.#held = status;
            return;
        }
        const now = performance.now();
        const restMs = this.restMs(now);
        if (restMs <= 0 && !this.#isPending && mayShow(status, now)) this.put(status);
        else {
            this.#isPending = true;
            delay(this, status, restMs > 0 ? restMs : LEAST_MS);
        }
    }

    /** Call when flows start: the latest status is shown on `release`. */
    hold(): void {
        this.#isHeld = true;
    }

    release(): void {
        const held = this.#held;
        this.#isHeld = false;
        this.#held = undefined;
        if (held !== undefined) this.show(held);
    }

    /** Whether a status waits until it may be shown. */
    get isPending(): boolean {
        return this.#isPending || this.#held !== undefined;
    }

    /** Whether the node has a status now. */
    get hasStatus(): boolean {
        return this.#shown?.text !== undefined;
    }

    /** Drops a pending update; shows nothing after this. */
    end(): void {
        this.#ended = true;
        this.#isPending = false;
        cancel(this);
    }

    /** Time until the next change may be shown, in milliseconds; `now` is that of the process. */
    restMs(now = performance.now()): number {
        return this.#shownAt + LEAST_MS - now;
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
    // Nodes of a hub share one status object, and most values differ in their text.
    return one === other || (one.text === other?.text && JSON.stringify(one) === JSON.stringify(other));
}

/** Values that were shown since a time of the process. */
let values = { since: Number.NEGATIVE_INFINITY, count: 0 };

/** Whether a status may be shown now, which then has to be done. */
function mayShow(status: PendingStatus, now: number): boolean {
    if (typeof status !== 'function') return true;
    if (now - values.since >= LEAST_MS) values = { since: now, count: 0 };
    return values.count++ < MAX_VALUES;
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
    const now = performance.now();
    let leastMs = LEAST_MS;
    try {
        // Showing one may end others, or change what they show. Those that have to wait stay the first ones.
        for (const [updater, status] of pending) {
            const restMs = updater.restMs(now);
            if (restMs > 1) leastMs = Math.min(leastMs, restMs);
            else if (mayShow(status, now)) {
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
