// The last values of hubs whose nodes have closed, until flows have started again. A hub of the same node and the same address
// takes them; what is left then is dropped.

import type { NodeAPI } from 'node-red';
import type { KeptValue } from '../../../src/receive/kept-values';

interface Kept {
    /** Identifies the hub, as of `hubKey`. */
    readonly hub: string;
    readonly values: readonly KeptValue[];
}

/** By the id of the hub node, also in a subflow instance. One for each Node-RED of this process. */
const all = new WeakMap<NodeAPI['events'], Map<string, Kept>>();

export function leaveValues({ events }: NodeAPI, nodeId: string, kept: Kept): void {
    const left = all.get(events) ?? new Map<string, Kept>();
    all.set(events, left);
    if (left.size === 0) events.once('flows:started', () => left.clear());
    left.set(nodeId, kept);
}

/** The values that this hub has left; undefined if it has left none. */
export function takeValues({ events }: NodeAPI, nodeId: string, hub: string): readonly KeptValue[] | undefined {
    const left = all.get(events)?.get(nodeId);
    return left?.hub === hub ? left.values : undefined;
}
