// The last values that a clown in sends again at its start, marked with their age: those of this connection, and those from before
// a full deploy or a restart.

import type { Dispose } from '../../../src/base/clock';
import { systemClock } from '../../../src/base/system-clock';
import type { Hub } from '../../../src/hub';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { ClownDetails } from '../../shared/messages';

/** What marks a message of a value that is sent again, besides `cached`. */
export type Cached = Pick<ClownDetails, 'age' | 'before'>;

/** Sends frames again. */
export interface SubscribedNode {
    readonly filters: readonly string[];
    send(received: ReceivedFrame, isLast: boolean, cached: Cached): void;
}

/** The values of one node. */
export class ResentValues {
    readonly #hub: Hub;
    readonly #node: SubscribedNode;
    /** Filters whose values from before wait until they are read, and what ends that. */
    #awaited: Set<string> | undefined = undefined;
    #endWait: Dispose | undefined = undefined;

    constructor(hub: Hub, node: SubscribedNode) {
        this.#hub = hub;
        this.#node = node;
    }

    /** Sends the values under these filters once messages flow. */
    start(filters: ReadonlySet<string>): void {
        this.#awaitKept(filters);
        this.#hub.whenFlowing(() => this.#replay(filters));
    }

    /** Ends the wait for a store. Its node has no filters from then on, so that nothing is sent. */
    end(): void {
        this.#endWait?.();
    }

    #replay(filters: ReadonlySet<string>): void {
        const { lastFrames } = this.#hub;
        const now = systemClock.monotonic();
        for (const received of lastFrames.matching(...this.#current(filters))) {
            this.#node.send(received, false, { age: Math.round(now - received.at) });
        }
    }

    /** The same for values from before a full deploy or a restart, once they are read. */
    #awaitKept(filters: ReadonlySet<string>): void {
        const hub = this.#hub;
        if (hub.kept.isRestored) {
            hub.whenFlowing(() => this.#replayKept(filters));
            return;
        }
        // One wait for all: filters may be changed often while a store is slow.
        const awaited = this.#awaited ?? new Set();
        for (const filter of filters) awaited.add(filter);
        if (this.#awaited) return;
        this.#awaited = awaited;
        this.#endWait = hub.kept.whenRestored(() => {
            this.#awaited = undefined;
            this.#endWait = undefined;
            hub.whenFlowing(() => this.#replayKept(awaited));
        });
    }

    #replayKept(filters: ReadonlySet<string>): void {
        const { kept } = this.#hub;
        for (const value of kept.matching(this.#current(filters))) {
            const cached = kept.read(value);
            if (!cached) continue;
            const { received, age, before } = cached;
            this.#node.send(received, false, age === undefined ? { before } : { age, before });
        }
    }

    /** Without filters that were removed meanwhile. */
    #current(filters: ReadonlySet<string>): string[] {
        return this.#node.filters.filter((filter) => filters.has(filter));
    }
}
