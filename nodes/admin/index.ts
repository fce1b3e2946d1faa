// The editor's way to the hub nodes of this Node-RED.

import type { NodeAPI } from 'node-red';
import { FEED_TOPIC } from '../shared/views';
import { Feed } from './feed';
import { Registry } from './registry';
import { routes } from './routes';

export type { HubParts } from './hub-record';
export { Journal } from './journal';
export type { Registry } from './registry';

/** One for each Node-RED: its admin application lives as long as it does, though a pack may be loaded anew. */
const registries = new WeakMap<object, Registry>();

/** Where hub nodes put themselves. The first call for a Node-RED adds the routes, of which nothing could get rid. */
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
    routes(RED, registry, feed);
    return registry;
}
