// The last values of hubs whose nodes have closed, until flows have started again. A hub of the same node and the same address
// takes them; what is left then is dropped.

import type { NodeAPI } from 'node-red';
import type { KeptValue } from '../../../src/receive/kept-values';

interface Kept {
    /** Identifies the hub, as of `hubKey`. */
    readonly hub: string;
    /** The context store whose values are among them; undefined if none has been read. */
    readonly store: string | undefined;
    readonly values: readonly KeptValue[];
}

/** By the id of the hub node, also in a subflow instance. One for each Node-RED of this process. */
const all = new WeakMap<NodeAPI['events'], Map<string, Kept>>();

/** Call when the node type is registered. Values may be left while flows stop, and no node is there when they start again. */
export function dropWhenStarted({ events }: NodeAPI): void {
    if (all.has(events)) return;
    const left = new Map<string, Kept>();
    all.set(events, left);
    events.on('flows:started', () => left.clear());
}

export function leaveValues({ events }: NodeAPI, nodeId: string, kept: Kept): void {
    all.get(events)?.set(nodeId, kept);
}

/** What this hub has left; undefined if it has left nothing. */
export function takeValues({ events }: NodeAPI, nodeId: string, hub: string): Kept | undefined {
    const left = all.get(events)?.get(nodeId);
    return left?.hub === hub ? left : undefined;
}
