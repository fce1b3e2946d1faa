// What happens around deploys. While Node-RED stops and starts flows, nobody can hear: hubs keep their frames and links
// until the flows run again. Then nodes look whether their hub is still the same.

import type { NodeAPI } from 'node-red';

/** Called around every deploy; `started` also when flows do not start, for then what runs goes on. */
export interface Deployed {
    stopping?(): void;
    started(): void;
}

/** Says, among other things, that flows do not start, for a node type or a module is missing. */
interface RuntimeEvent {
    readonly id: string;
    readonly payload?: { readonly error?: string };
}

interface Watch {
    readonly all: Set<Deployed>;
    begin(): void;
    end(): void;
}

/** One for each Node-RED of this process. */
const watches = new WeakMap<NodeAPI['events'], Watch>();

/** Tells `deployed` of every deploy. One set of listeners serves however many. */
export function onDeploys({ events }: NodeAPI, deployed: Deployed): void {
    const watch = watches.get(events) ?? makeWatch(events);
    watches.set(events, watch);
    if (watch.all.size === 0) watch.begin();
    watch.all.add(deployed);
}

/** Tells it of none any more. */
export function offDeploys({ events }: NodeAPI, deployed: Deployed): void {
    const watch = watches.get(events);
    if (watch?.all.delete(deployed) && watch.all.size === 0) watch.end();
}

function makeWatch(events: NodeAPI['events']): Watch {
    const all = new Set<Deployed>();
    const stopping = (): void => {
        for (const one of all) one.stopping?.();
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
            events.on('flows:started', started);
            events.on('runtime-event', stuck);
        },
        end() {
            events.off('flows:stopping', stopping);
            events.off('flows:started', started);
            events.off('runtime-event', stuck);
        },
    };
}
