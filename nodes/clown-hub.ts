// clown hub: the config node that owns the one connection to a hub.

import type { Node, NodeAPI } from 'node-red';
import { ok, thrownText } from '../src/errors';
import { Hub } from '../src/hub';
import type { HubEvents } from '../src/hub-types';
import { Upkeep } from '../src/upkeep';
import { checkRoute } from './admin/check';
import { onDeploys } from './shared/deploys';
import { type HubSetup, hubSetup } from './shared/hub-setup';
import { LinkLog } from './shared/link-log';
import { StatusLight, stateStatus } from './shared/status';
import { ownerError, reasonError, sentence, text } from './shared/text';
import type { ClownHubDef, HubShare } from './shared/types';

interface Credentials {
    readonly user?: string;
    readonly password?: string;
}

export = function (RED: NodeAPI): void {
    function construct(this: Node<Credentials>, def: ClownHubDef): void {
        RED.nodes.createNode(this, def);
        const setup = hubSetup(RED, this, def, { ...this.credentials });
        const showStatus = def.showStatus !== false;
        const adopt = adopter(this);
        if (!setup.ok) {
            const share: HubShare = { hub: setup, label: def.name, showStatus, devices: () => [], adopt };
            Object.assign(this, share);
            this.error(reasonError(RED, setup.reason));
            return;
        }
        const { settings, label } = setup.value;
        const hub = new Hub(settings, reports(RED, this, label));
        const { devices } = operate(this, hub, setup.value, def.quiet === true);
        const share: HubShare = { hub: ok(hub), label, showStatus, devices: () => devices.entries(), adopt };
        Object.assign(this, share);
    }

    function operate(node: Node, hub: Hub, { label, intervals, close }: HubSetup, quiet: boolean): Upkeep {
        const log = new LinkLog(RED, node, { hub: label, quiet });
        const light = new StatusLight(node);
        hub.watch((state) => {
            log.changed(state);
            light.show(stateStatus(RED, state));
        });
        const upkeep = new Upkeep(hub, {
            intervals,
            report: (reason) => {
                const message = text(RED, 'log.interval', { hub: label, why: sentence(RED, reason) });
                node.error(ownerError(message, reason.code), { clown: { hub: label } });
            },
        });
        // A node is only created while flows start.
        hub.hold();
        const forget = onDeploys(RED, { stopping: () => hub.hold(), started: () => hub.resume() });
        node.on('close', (_removed: boolean, done: () => void) => {
            forget();
            upkeep.end();
            const closed = hub.close().then(close);
            light.end();
            closed.then(done, done);
        });
        return upkeep;
    }

    RED.nodes.registerType<Node<Credentials>, ClownHubDef, object, Credentials>('clown-hub', construct, {
        credentials: { user: { type: 'text' }, password: { type: 'password' } },
    });
    checkRoute(RED, () => {});
};

function reports(RED: NodeAPI, node: Node, label: string): HubEvents {
    return {
        fault(reason, count) {
            const message = text(RED, 'log.bad-frames', { hub: label, count, why: sentence(RED, reason) });
            node.error(ownerError(message, reason.code), { clown: { hub: label } });
        },
        failed: (thrown) => node.error(thrownText(thrown)),
    };
}

/**
 * Node-RED passes errors and status of a config node on to the flows of the nodes in its `users`, once for each node.
 * One node for each flow stands there, so that a Catch node hears of a lost link once, however many nodes use the hub.
 */
function adopter(hubNode: Node): HubShare['adopt'] {
    const all = new Set<Node>();
    Object.defineProperty(hubNode, 'users', {
        get: () => {
            const oneForEachFlow = new Map([...all].map((user) => [user.z, user]));
            return Object.fromEntries([...oneForEachFlow.values()].map((user) => [user.id, user]));
        },
    });
    return (user) => {
        all.add(user);
        return () => all.delete(user);
    };
}
