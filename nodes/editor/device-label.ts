// What an owner calls the device of a topic, for the labels of nodes.

import { DEVICE_TYPES } from '../../src/protocol/model';
import type { DeviceRow } from '../../src/settings/device-table';

/**
 * The owner's name of a device, which is in the table of its hub, or else one such as *thermometer i2c0-48*, or of all devices of a
 * type. Any other topic stays as it is. `text` has the names of types.
 */
export function deviceLabel(topic: string, text: (key: string) => string, table: readonly DeviceRow[] = []): string {
    const [type = '', address, event] = topic.split('/');
    const named = table.find(({ device, name }) => name !== undefined && device === `${type}/${address}`);
    if (named) return topic.replace(named.device, () => String(named.name));
    if (!address || address === '#' || event !== undefined || !DEVICE_TYPES.has(type)) return topic;
    if (address === '+') return text(`device.all.${type}`);
    const name = text(`device.one.${type}`);
    return address === '-' ? name : `${name} ${address}`;
}
