// Errors and states of one hub node: to the editor, to Catch and Status nodes, and to the log.

import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { canPassOn, passError, passStatus } from './flow-listeners';

/** Reports what happens to one hub; `users` are the nodes that use it. */
export class HubReporter {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: string;
    readonly #users: () => readonly Node[];
    /** Errors of the time in which flows start, when Node-RED knows no Catch nodes yet. */
    #held: Error[] | undefined = [];

    /** `hub` is its name; holds errors until `release`. */
    constructor(RED: NodeAPI, node: Node, hub: string, users: () => readonly Node[]) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#users = users;
    }

    /** An error, for Catch nodes or else for the log. */
    error(error: Error): void {
        const msg = { clown: { hub: this.#hub } };
        if (this.#held) this.#held.push(error);
        else if (!canPassOn(this.#node)) this.#node.error(error, msg);
        else if (!passError(this.#node, this.#users(), error, msg)) this.#node.error(error);
    }

    status(status: NodeStatus): void {
        if (canPassOn(this.#node)) {
            this.#RED.events.emit('node-status', { id: this.#node.id, status });
            passStatus(this.#node, this.#users(), status);
        } else this.#node.status(status);
    }

    /** Holds errors while flows start. */
    hold(): void {
        this.#held ??= [];
    }

    release(): void {
        const held = this.#held ?? [];
        this.#held = undefined;
        for (const error of held) this.error(error);
    }

    /** Logs what is still held. */
    end(): void {
        for (const error of this.#held ?? []) this.#node.error(error);
        this.#held = undefined;
    }
}
