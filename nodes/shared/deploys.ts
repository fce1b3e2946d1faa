// What happens around deploys. While Node-RED stops and starts flows, nobody can hear: hubs keep their frames and links
// until the flows run again. Then nodes look whether their hub is still the same.

import type { NodeAPI } from 'node-red';
import type { Hub } from '../../src/hub';

/** Holds a hub that has just been created, and again during every later deploy, until the disposer is called. */
export type HoldDuringDeploys = (hub: Hub) => () => void;

/** One pair of listeners serves all hubs of this Node-RED, and none is left when there is no hub. */
export function deploys(RED: NodeAPI): HoldDuringDeploys {
    const hubs = new Set<Hub>();
    const stopping = (): void => {
        for (const hub of hubs) hub.hold();
    };
    const started = (): void => {
        for (const hub of hubs) hub.resume();
    };
    const stuck = ({ id, payload }: RuntimeEvent): void => {
        if (id === 'runtime-state' && payload?.error) started();
    };
    return (hub) => {
        if (hubs.size === 0) {
            RED.events.on('flows:stopping', stopping);
            RED.events.on('flows:started', started);
            RED.events.on('runtime-event', stuck);
        }
        hubs.add(hub);
        // Nodes are only created while flows start.
        hub.hold();
        return () => {
            if (!hubs.delete(hub) || hubs.size > 0) return;
            RED.events.off('flows:stopping', stopping);
            RED.events.off('flows:started', started);
            RED.events.off('runtime-event', stuck);
        };
    };
}

/** Says, among other things, that flows do not start, for a node type or a module is missing: what runs goes on then. */
interface RuntimeEvent {
    readonly id: string;
    readonly payload?: { readonly error?: string };
}

type Events = NodeAPI['events'];

/** Who looks after each deploy, for each Node-RED of this process, and the listener that calls them. */
const lookers = new WeakMap<Events, { readonly all: Set<() => void>; readonly started: () => void }>();

/** Calls `look` after every deploy, until the disposer is called. One listener serves however many nodes. */
export function afterDeploys({ events }: NodeAPI, look: () => void): () => void {
    const known = lookers.get(events);
    const all = known?.all ?? new Set();
    const started =
        known?.started ??
        (() => {
            for (const one of all) one();
        });
    if (!known) lookers.set(events, { all, started });
    if (all.size === 0) events.on('flows:started', started);
    all.add(look);
    return () => {
        if (all.delete(look) && all.size === 0) events.off('flows:started', started);
    };
}
