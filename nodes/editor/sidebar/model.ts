// What the sidebar knows: all hubs with their devices, as the runtime told them, and what a message of the feed changes
// in that. Plain values: what did not change stays the same object, so that nothing is drawn anew for it.

import { DEVICE_TYPES } from '../../../src/protocol/model';
import type { DeviceView, FeedMessage, HubsView, HubView } from '../../shared/views';

export interface Known {
    /** By how much this browser's clock is ahead of the runtime's, in milliseconds. */
    readonly aheadMs: number;
    readonly hubs: readonly HubView[];
}

/** What is known from all there is to know; `at` is the time of this browser. */
export function knownFrom(view: HubsView, at: number): Known {
    return { aheadMs: at - view.now, hubs: view.hubs };
}

/** What is known after a message: hubs and devices keep their places. */
export function merged(known: Known, message: FeedMessage, at: number): Known {
    const changes = new Map(message.hubs.map((hub) => [hub.id, hub]));
    const running = new Set([...message.ids, ...changes.keys()]);
    const kept = known.hubs.filter(({ id }) => running.has(id)).map((hub) => mergedHub(hub, changes.get(hub.id)));
    const ids = new Set(kept.map(({ id }) => id));
    const added = [...changes.values()].filter(({ id }) => !ids.has(id));
    return { aheadMs: at - message.now, hubs: [...kept, ...added] };
}

/**
 * Whether a message leaves something open that only a look at everything tells: the order of a new list, which devices
 * are in it no more, or all the devices of a hub that is new to us.
 */
export function needsReload(known: Known, message: FeedMessage): boolean {
    const hubs = new Map(known.hubs.map((hub) => [hub.id, hub]));
    const hasNewList = ({ id, listedAt }: HubView): boolean => {
        const hub = hubs.get(id);
        return hub !== undefined && listedAt !== undefined && listedAt !== hub.listedAt;
    };
    return message.ids.some((id) => !hubs.has(id)) || message.hubs.some(hasNewList);
}

function mergedHub(hub: HubView, changes: HubView | undefined): HubView {
    return changes ? { ...changes, devices: mergedDevices(hub.devices, changes.devices) } : hub;
}

/** Devices of the list first, as the runtime has them; a new one at the end of its part. */
function mergedDevices(devices: readonly DeviceView[], changed: readonly DeviceView[]): readonly DeviceView[] {
    if (changed.length === 0) return devices;
    const changes = new Map(changed.map((device) => [device.device, device]));
    const kept = devices.map((device) => {
        const now = changes.get(device.device) ?? device;
        changes.delete(device.device);
        return now;
    });
    const all = [...kept, ...changes.values()];
    return [...all.filter(({ listed }) => listed), ...all.filter(({ listed }) => !listed)];
}

/**
 * Whether a device is one of those that were asked for: the text anywhere in its name, its quantities or their units, in
 * either case. `labelOf` gives the name under which a quantity is shown.
 */
export function matchesFilter(
    { device, type, values }: DeviceView,
    filter: string,
    labelOf: (quantity: string) => string = (quantity) => quantity,
): boolean {
    const wanted = filter.trim().toLowerCase();
    if (wanted === '') return true;
    const known = Object.entries(DEVICE_TYPES.get(type)?.quantities ?? {});
    const reported = values.map(({ quantity, unit = '' }) => [quantity, unit] as const);
    const marks = [...known, ...reported].flatMap(([quantity, unit]) => [quantity, labelOf(quantity), unit]);
    return [device, ...marks].some((mark) => mark.toLowerCase().includes(wanted));
}
