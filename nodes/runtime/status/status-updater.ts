// How often the dot and text under a node may change.

import type { Node, NodeStatus } from 'node-red';
import { thrownText } from '../../../src/base/errors';

/** Two changes a second are enough for an eye, and more would freeze an editor with many nodes. */
const LEAST_MS = 500;
/** A light may be late by this much, so that many are shown together. */
const SLACK_MS = 10;

/** A status, or how to make it once it is really shown: flows bring far more values than an eye takes. */
export type Shown = NodeStatus | (() => NodeStatus);

/** The status of one node: at most two changes a second, the last one always shown, equal ones dropped. */
export class StatusUpdater {
    readonly #node: Node;
    #shown: NodeStatus | undefined = undefined;
    /** By a clock that nobody sets. */
    #shownAt = Number.NEGATIVE_INFINITY;
    #ended = false;

    constructor(node: Node) {
        this.#node = node;
    }

    show(status: Shown): void {
        if (this.#ended) return;
        const { restMs } = this;
        if (restMs <= 0 && !waiting.has(this)) this.put(status);
        else wait(this, status, restMs);
    }

    /** Nothing is shown any more. */
    end(): void {
        this.#ended = true;
        forget(this);
    }

    /** How long the next change has to wait, in milliseconds. */
    get restMs(): number {
        return this.#shownAt + LEAST_MS - performance.now();
    }

    put(shown: Shown): void {
        const status = typeof shown === 'function' ? shown() : shown;
        if (isSame(status, this.#shown)) return;
        this.#shown = status;
        this.#shownAt = performance.now();
        this.#node.status(status);
    }

    failed(thrown: unknown): void {
        this.#node.error(thrownText(thrown));
    }
}

function isSame(one: NodeStatus, other: NodeStatus | undefined): boolean {
    // Nodes of a hub show the very same.
    return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Lights that wait for their time, and what they are to show. One timer serves all, for a flow may have thousands. */
const waiting = new Map<StatusUpdater, Shown>();
let alarm: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;

function wait(light: StatusUpdater, status: Shown, restMs: number): void {
    waiting.set(light, status);
    setAlarm(restMs);
}

function forget(light: StatusUpdater): void {
    if (!waiting.delete(light) || waiting.size > 0) return;
    clearTimeout(alarm?.timer);
    alarm = undefined;
}

function setAlarm(restMs: number): void {
    const at = performance.now() + restMs;
    if (alarm && alarm.at <= at) return;
    clearTimeout(alarm?.timer);
    alarm = { at, timer: setTimeout(ring, restMs + SLACK_MS) };
}

function ring(): void {
    alarm = undefined;
    let leastMs = LEAST_MS;
    try {
        // Whoever is shown may end others, or have them show something else.
        for (const [light, status] of waiting) {
            const { restMs } = light;
            if (restMs > 1) leastMs = Math.min(leastMs, restMs);
            else {
                waiting.delete(light);
                put(light, status);
            }
        }
    } finally {
        if (waiting.size > 0) setAlarm(leastMs);
    }
}

/** One that throws keeps no other from being shown. */
function put(light: StatusUpdater, status: Shown): void {
    try {
        light.put(status);
    } catch (thrown) {
        light.failed(thrown);
    }
}
