// What a starter flow needs to know of a device.

import type { WatchedDevice } from '../../../shared/expected-readings';
import { maxSilenceMs, silenceLimitS } from '../../../shared/expected-readings';
import type { DeviceView } from '../../../shared/views';
import { quantitiesOf } from '../device-node';
import { isMute } from '../reading';
import type { Canvas, Placed } from './canvas';

export interface StarterDevice {
    /** `type/address`, or the owner's name of it. */
    readonly device: string;
    /** As nodes are named after it. */
    readonly name: string;
    readonly quantities: readonly string[];
    /** After what silence to report it, in seconds; undefined for a device without regular readings, and if its owner turned this off. */
    readonly silentS: number | undefined;
    /** It reports regularly, and its owner turned off the silence limit for every node. */
    readonly isUnlimited: boolean;
}

/** The devices that report something. */
export function reporting(devices: readonly DeviceView[]): StarterDevice[] {
    return devices.filter((device) => !isMute(device.type) && device.type !== 'i2c').map(starterDevice);
}

function starterDevice(view: DeviceView): StarterDevice {
    const { device, name, type, address, limitMs } = view;
    return {
        device: name ?? device,
        name: name ?? (address === '-' ? type : `${type} ${address}`),
        quantities: quantitiesOf(view),
        silentS: silentS(view),
        isUnlimited: limitMs === 0 && maxSilenceMs(view, view.interval) !== undefined,
    };
}

/** The owner's limit, or else one that fits its publish interval. */
function silentS(view: DeviceView): number | undefined {
    const watched: WatchedDevice = view;
    return maxSilenceMs(view, view.interval, view.limitMs) === undefined ? undefined : silenceLimitS([watched]);
}

/** A clown in node for a device: for one quantity, or one message for each of several. */
export function receives(
    canvas: Canvas,
    row: number,
    hub: string,
    { device, name, quantities, silentS }: StarterDevice,
    { isWatched = false, quantity }: { readonly isWatched?: boolean; readonly quantity?: string } = {},
): Placed {
    const only = quantity ?? (quantities.length === 1 ? quantities[0] : undefined);
    const output = only === undefined ? { output: 'each' } : { output: 'quantity', quantity: only };
    const outputs = isWatched ? 2 : 1;
    const silence = isWatched ? { silentAfter: String(silentS) } : {};
    const settings = { settingsVersion: 1, hub, topic: device, ...output, showValue: true, inputs: 0, outputs };
    return canvas.add('clown-in', 0, row, name, { ...settings, ...silence }, outputs);
}
