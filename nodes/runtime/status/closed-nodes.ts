// The status of nodes that have closed. Most start again in the same deploy and show a new one. What the others had shown
// would stay: if flows stop, they show that they are not connected, and after a deploy without them nothing.

import type { Node, NodeAPI } from 'node-red';
import type { HubState } from '../../../src/hub-types';
import { NO_STATUS, stateStatus } from './status';

const DISCONNECTED: HubState = { name: 'disconnected' };

/** Reports whether flows run; `error` if they do not start, `deploy` if they stop only to start again. */
interface RuntimeEvent {
    readonly id: string;
    readonly payload?: { readonly state?: string; readonly deploy?: boolean; readonly error?: string };
}

interface Closed {
    readonly nodes: Map<string, Node>;
    end(): void;
}

/** For each Node-RED of this process that has closed nodes. */
const all = new WeakMap<NodeAPI['events'], Closed>();

/** A node with a status has closed. The editor shows none of the nodes in an instance of a subflow, which get new ids. */
export function statusClosed(RED: NodeAPI, node: Node & { readonly _alias?: string }): void {
    if (node._alias !== undefined) return;
    const closed = all.get(RED.events) ?? watch(RED);
    closed.nodes.set(node.id, node);
}

/** A node has started, and shows its own status. */
export function statusStarted({ events }: NodeAPI, { id }: Node): void {
    all.get(events)?.nodes.delete(id);
}

function watch(RED: NodeAPI): Closed {
    const { events } = RED;
    const nodes = new Map<string, Node>();
    const show = (status: object): void => {
        closed.end();
        for (const node of nodes.values()) node.status(status);
    };
    const started = (): void => show(NO_STATUS);
    const changed = ({ id, payload }: RuntimeEvent): void => {
        const isStop = id === 'runtime-state' && (payload?.error || (payload?.state === 'stop' && !payload.deploy));
        if (isStop) show(stateStatus(RED, DISCONNECTED));
    };
    const closed = {
        nodes,
        end() {
            all.delete(events);
            events.off('flows:started', started);
            events.off('runtime-event', changed);
        },
    };
    events.on('flows:started', started);
    events.on('runtime-event', changed);
    all.set(events, closed);
    return closed;
}
