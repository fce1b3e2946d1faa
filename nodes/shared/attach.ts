// How a node finds its hub, shows its state, and lets go of it again.

import type { Node, NodeAPI } from 'node-red';
import { ok, type Reason, type Result, refuse } from '../../src/errors';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import { onDeploys } from './deploys';
import { faultStatus, NO_STATUS, type Shown, type Status, StatusLight, stateStatus } from './status';
import { reasonError } from './text';
import type { ClownHubNode } from './types';

/** What a node works with: its hub, the hub's name and devices, and its own checked settings. */
export interface Attached<T> {
    readonly hub: Hub;
    readonly label: string;
    readonly settings: T;
    readonly devices: ClownHubNode['devices'];
    /** Shows a status of the node's own while the hub is connected, or no longer. */
    show(status: Status | undefined): void;
    /** Shows a value of the hub in place of `connected`, until the link is lost; made only when it is really shown. */
    showValue(value: () => Status): void;
}

/**
 * Makes `node` a user of the hub with this id, with its status, until the node closes, and gives what it works with
 * now. Without a usable hub, or with settings of its own that do not hold, it shows red, dials nothing, and says why.
 * `begin` is called with each hub that the node gets, and what it returns when the node leaves that hub.
 */
export function attach<T>(
    RED: NodeAPI,
    node: Node,
    hubId: string,
    settings: Result<T>,
    begin?: (attached: Attached<T>) => () => void,
): () => Result<Attached<T>> {
    const light = new StatusLight(node);
    const find = (): ClownHubNode | null => (RED.nodes.getNode(hubId) as ClownHubNode | null | undefined) ?? null;
    let hubNode = find();
    const ends: (() => void)[] = [];

    const fail = (reason: Reason, isOwn: boolean): Result<Attached<T>> => {
        // What is wrong with the hub node itself, that one has said, once for all its users.
        if (isOwn) node.error(reasonError(RED, reason));
        light.show(faultStatus(RED, reason));
        return { ok: false, reason };
    };
    const join = (): Result<Attached<T>> => {
        if (!settings.ok) return fail(settings.reason, true);
        if (hubNode?.type !== 'clown-hub') return fail(refuse('hub-missing').reason, true);
        if (!hubNode.hub.ok) return fail(hubNode.hub.reason, false);
        const { showStatus, label, devices } = hubNode;
        const hub = hubNode.hub.value;
        let own: Status | undefined;
        let value: (() => Status) | undefined;
        const face = (state: HubState): Shown => {
            if (!showStatus) return NO_STATUS;
            if (state.name !== 'connected') return stateStatus(RED, state);
            return own ?? (state.silentMs === undefined ? value : undefined) ?? stateStatus(RED, state);
        };
        const showState = (state: HubState): void => {
            if (state.name !== 'connected') value = undefined;
            light.show(face(state));
        };
        const show = (status: Status | undefined): void => {
            own = status;
            showState(hub.state);
        };
        const showValue = (shown: () => Status): void => {
            value = shown;
            showState(hub.state);
        };
        const attached = { hub, label, settings: settings.value, devices, show, showValue };
        const leave = hub.join();
        if (begin) ends.push(begin(attached));
        // The state is watched from after the dial until before the hang-up, for both change it.
        ends.push(hubNode.adopt(node), hub.watch(showState), leave);
        return ok(attached);
    };
    const leave = (): void => {
        for (const end of ends.splice(0)) end();
    };

    let attached = join();
    // Node-RED restarts the nodes that name a changed hub in a setting of theirs, but not those that have it from a
    // subflow or an environment variable.
    const started = (): void => {
        const found = find();
        if (found === hubNode || !settings.ok) return;
        hubNode = found;
        leave();
        attached = join();
    };
    const forget = onDeploys(RED, { started });
    node.on('close', (_removed: boolean, done: () => void) => {
        forget();
        light.end();
        leave();
        done();
    });
    return () => attached;
}
