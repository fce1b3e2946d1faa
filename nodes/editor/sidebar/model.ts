// What the sidebar knows: all hubs with their devices, and the changes of a message of the feed. Unchanged parts stay the
// same objects, so that they are not drawn again.

import { DEVICE_TYPES } from '../../../src/protocol/model';
import type { DeviceView, FeedMessage, HubsView, HubView } from '../../shared/views';

/** All hubs at one time. */
export interface Known {
    /** Milliseconds by which the clock of this browser is ahead of the runtime's. */
    readonly aheadMs: number;
    readonly hubs: readonly HubView[];
}

/** A running hub, and its node in the editor: within a subflow, all its instances have one node. */
export interface HubIds {
    readonly running: string;
    readonly node: string;
}

/** What is known from a full view; `at` is the time of this browser in milliseconds. */
export function knownFrom(view: HubsView, at: number): Known {
    return { aheadMs: at - view.now, hubs: view.hubs };
}

/** What is known after a message. Hubs and devices keep their positions; missing hubs are removed. */
export function merged(known: Known, message: FeedMessage, at: number): Known {
    const changes = new Map(message.hubs.map((hub) => [hub.id, hub]));
    const running = new Set([...message.ids, ...changes.keys()]);
    const kept = known.hubs.filter(({ id }) => running.has(id)).map((hub) => mergedHub(hub, changes.get(hub.id)));
    const ids = new Set(kept.map(({ id }) => id));
    const added = [...changes.values()].filter(({ id }) => !ids.has(id));
    return { aheadMs: at - message.now, hubs: [...kept, ...added] };
}

/**
 * Whether everything must be loaded again after a message, because a message lacks the order of a new device list, its
 * removed devices, and the devices of a new hub.
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

/** Listed devices first, in the order of the runtime. New ones follow at the end of their part. */
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
 * Whether a device matches a filter: the text is part of its name or path, its quantities or their units, in any case. `labelOf`
 * returns the name under which a quantity is shown.
 */
export function matchesFilter(
    { device, name = '', type, values }: DeviceView,
    filter: string,
    labelOf: (quantity: string) => string = (quantity) => quantity,
): boolean {
    const part = filter.trim().toLowerCase();
    if (part === '') return true;
    const known = Object.entries(DEVICE_TYPES.get(type)?.quantities ?? {});
    const reported = values.map(({ quantity, unit = '' }) => [quantity, unit] as const);
    const marks = [...known, ...reported].flatMap(([quantity, unit]) => [quantity, labelOf(quantity), unit]);
    return [name, device, ...marks].some((mark) => mark.toLowerCase().includes(part));
}
