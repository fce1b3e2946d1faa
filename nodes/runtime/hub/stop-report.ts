// Commands that ended because flows stopped, in one line for each hub. Catch nodes stop at the same time, so that the error of
// each command may reach nobody.

import type { Node, NodeAPI } from 'node-red';
import { shorten } from '../../../src/base/errors';
import { text } from '../text';

/** Topics that one line names. */
const MAX_NAMED = 3;

export class StopReport {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: string;
    #topics = new Map<string, number>();
    #count = 0;
    #isClosing = false;

    /** `node` is the hub node, `hub` its name. */
    constructor(RED: NodeAPI, node: Node, hub: string) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
    }

    /** Counts a command. The line follows when all nodes that stop now have ended theirs. */
    add(topic: string): void {
        if (this.#count++ === 0) queueMicrotask(() => this.#isClosing || this.#write());
        this.#topics.set(topic, (this.#topics.get(topic) ?? 0) + 1);
    }

    /** The hub node closes, too: commands that are still in flight end until `closed`. */
    async close(closed: Promise<unknown>): Promise<void> {
        this.#isClosing = true;
        try {
            await closed;
        } finally {
            this.#write();
        }
    }

    #write(): void {
        if (this.#count === 0) return;
        const names = [...this.#topics].map(([topic, count]) => `${shorten(topic)}${count > 1 ? ` (${count}×)` : ''}`);
        const topics = names.slice(0, MAX_NAMED).join(', ');
        const more = names.length - MAX_NAMED;
        const hub = this.#hub;
        const count = this.#count;
        this.#topics = new Map();
        this.#count = 0;
        const line =
            more > 0
                ? text(this.#RED, 'log.stopped-many', { hub, count, topics, more })
                : text(this.#RED, 'log.stopped', { hub, count, topics });
        this.#node.warn(line);
    }
}
