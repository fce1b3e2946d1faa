// The publish intervals of a running hub's devices, and their silence limits.

import type { Hub } from '../../../src/hub';
import type { DeviceRow } from '../../../src/settings/device-table';
import type { DeviceInterval } from '../../../src/settings/hub-options';
import { type KnownInterval, knownInterval } from '../../shared/expected-readings';

/** The publish interval of a device, named as `type/address`, as far as it is known now. */
export type IntervalOf = (device: string) => KnownInterval | undefined;

/** Milliseconds without a frame after which a device, named as `type/address`, is silent; 0 for never. */
export type SilenceLimits = ReadonlyMap<string, number>;

/** The silence limits in the table of a hub. */
export function silenceLimitsOf(rows: readonly DeviceRow[]): SilenceLimits {
    return new Map(
        rows.flatMap((row) => (row.silentAfter === undefined ? [] : [[row.device, row.silentAfter * 1000]])),
    );
}

/** Looks intervals up in the configured rows of a hub, and in what it has confirmed. */
export function intervalsOf(hub: Hub, rows: readonly DeviceInterval[]): IntervalOf {
    // The hub answers in lower case (clown-talk, section 6).
    const configured = new Map(rows.map((row) => [row.device.toLowerCase(), row.seconds]));
    return (device) => {
        const confirmed = hub.lastFrames.of(`${device}/config/ok`)?.frame.payload['publish-interval'];
        return knownInterval(device.slice(0, device.indexOf('/')), confirmed, configured.get(device.toLowerCase()));
    };
}
