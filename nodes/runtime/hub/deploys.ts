// Reports deploys. While Node-RED stops and starts flows, no node can receive: hubs buffer frames and stay connected
// until the flows run again. Then nodes check whether their hub is still the same.

import type { NodeAPI } from 'node-red';

/** Called around every deploy; `started` also if flows do not start, because running nodes continue then. */
export interface Deployed {
    stopping?(): void;
    /** Before nodes are created; after it Node-RED knows no Catch and Status nodes until `started`. */
    starting?(): void;
    started(): void;
}

/** Reports, among other events, that flows do not start because a node type or module is missing. */
interface RuntimeEvent {
    readonly id: string;
    readonly payload?: { readonly error?: string };
}

interface Watch {
    readonly all: Set<Deployed>;
    begin(): void;
    end(): void;
}

/** One watch for each Node-RED of this process. */
const watches = new WeakMap<NodeAPI['events'], Watch>();

/** Calls `deployed` around every deploy; all share one set of listeners on Node-RED. */
export function onDeploys({ events }: NodeAPI, deployed: Deployed): void {
    const watch = watches.get(events) ?? createWatch(events);
    watches.set(events, watch);
    if (watch.all.size === 0) watch.begin();
    watch.all.add(deployed);
}

/** Stops calling `deployed`. */
export function offDeploys({ events }: NodeAPI, deployed: Deployed): void {
    const watch = watches.get(events);
    if (watch?.all.delete(deployed) && watch.all.size === 0) watch.end();
}

function createWatch(events: NodeAPI['events']): Watch {
    const all = new Set<Deployed>();
    const stopping = (): void => {
        for (const one of all) one.stopping?.();
    };
    const starting = (): void => {
        for (const one of all) one.starting?.();
    };
    const started = (): void => {
        for (const one of all) one.started();
    };
    const stuck = ({ id, payload }: RuntimeEvent): void => {
        if (id === 'runtime-state' && payload?.error) started();
    };
    return {
        all,
        begin() {
            events.on('flows:stopping', stopping);
            events.on('flows:starting', starting);
            events.on('flows:started', started);
            events.on('runtime-event', stuck);
        },
        end() {
            events.off('flows:stopping', stopping);
            events.off('flows:starting', starting);
            events.off('flows:started', started);
            events.off('runtime-event', stuck);
        },
    };
}
