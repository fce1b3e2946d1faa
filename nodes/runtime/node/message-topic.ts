// The topic that a message gives to its command: its own, or that of the device which it names.

import { ok, type Result, refuse, sample, shorten } from '../../../src/base/errors';
import type { DeviceNames } from '../../../src/protocol/device-names';
import { isAbsent } from '../../../src/settings/choices';

/** The device that a message names, of any type. */
export function deviceIn(msg: object): unknown {
    return (msg as { readonly device?: unknown }).device;
}

/** Whether a message alone says which device its command is for. */
export function hasDevice(msg: object, names: DeviceNames): boolean {
    return !names.isEmpty && typeof deviceIn(msg) === 'string';
}

/**
 * The topic of a message, or else the `set` of its `device`, a name or a device path. A name of another device than that of
 * the topic is refused; any other text beside a topic is ignored, because messages may hold it for other nodes, and so is any
 * where the hub has no names.
 */
export function topicFor(topic: unknown, device: unknown, names: DeviceNames): Result<unknown> {
    const own = names.resolveAny(topic);
    if (names.isEmpty || typeof device !== 'string' || device === '' || !own.ok) return own;
    if (isAbsent(topic)) {
        const place = names.resolve(device);
        if (!place.ok) return place;
        if (place.value.split('/', 3).length === 2) return ok(`${place.value}/set`);
        return { ok: false, reason: names.unknown(device) };
    }
    const named = names.deviceOf(device);
    const isOther =
        named !== undefined && !`${typeof own.value === 'string' ? own.value : ''}/`.startsWith(`${named}/`);
    return isOther ? refuse('device-conflict', { name: `${shorten(device)} (${named})`, found: sample(topic) }) : own;
}
