// The hub node that another node names in its settings: whether it can be used, and its names of devices.

import type { NodeAPI } from 'node-red';
import { type Reason, refuse } from '../../../src/base/errors';
import { DeviceNames } from '../../../src/protocol/device-names';
import type { ClownHubNode } from '../types';

/** The node of this id, which may be any; null for none. */
export function hubNodeOf(RED: NodeAPI, id: string): ClownHubNode | null {
    return (RED.nodes.getNode(id) as ClownHubNode | null | undefined) ?? null;
}

/** Why no node can use a hub node; undefined if they can. */
export function faultOf(hubNode: ClownHubNode | null): Reason | undefined {
    if (hubNode?.type !== 'clown-hub') return refuse('hub-missing').reason;
    return hubNode.hub.ok ? undefined : hubNode.hub.reason;
}

/** The names of the devices of a hub node; none if it is not one, or not valid. */
export function namesOfHub(RED: NodeAPI, id: string): DeviceNames {
    return namesOf(hubNodeOf(RED, id));
}

export function namesOf(hubNode: ClownHubNode | null): DeviceNames {
    const hub = hubNode?.type === 'clown-hub' ? hubNode.hub : undefined;
    return hub?.ok ? hub.value.names : DeviceNames.NONE;
}
