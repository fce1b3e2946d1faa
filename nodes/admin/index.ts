// Connects the editor with the hub nodes of this Node-RED: one registry, its routes and its feed.

import type { NodeAPI } from 'node-red';
import { FEED_TOPIC } from '../shared/views';
import { Feed } from './feed';
import { Registry } from './registry';
import { routes } from './routes';

export type { HubParts } from './hub-record';
export { Journal } from './journal';
export type { Registry } from './registry';

/** One registry for each Node-RED, kept with its admin application because a pack may be loaded again. */
const registries = new WeakMap<object, Registry>();
/** The latest registry by the events of its Node-RED, which keep one listener. */
const byEvents = new WeakMap<NodeAPI['events'], Registry>();

/** The registry of hub nodes. The first call for a Node-RED adds the routes, which cannot be removed. */
export function registryOf(RED: NodeAPI): Registry {
    const known = registries.get(RED.httpAdmin);
    if (known) return known;
    const registry = new Registry();
    registries.set(RED.httpAdmin, registry);
    const feed = new Feed({
        records: () => registry.records,
        publish: (message) => RED.comms.publish(FEED_TOPIC, message, false),
    });
    registry.watch(() => feed.hubsChanged());
    if (!byEvents.has(RED.events)) RED.events.on('flows:started', () => byEvents.get(RED.events)?.flowsStarted());
    byEvents.set(RED.events, registry);
    routes(RED, registry, feed);
    return registry;
}
