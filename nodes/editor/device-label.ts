// What an owner calls the device of a topic, for the labels of nodes.

import { DEVICE_TYPES } from '../../src/protocol/model';

/** The name of a device, such as *thermometer i2c0-48*, or of all devices of a type. Any other topic stays as it is. `text` has the names. */
export function deviceLabel(topic: string, text: (key: string) => string): string {
    const [type = '', address, event] = topic.split('/');
    if (!address || address === '#' || event !== undefined || !DEVICE_TYPES.has(type)) return topic;
    if (address === '+') return text(`device.all.${type}`);
    const name = text(`device.one.${type}`);
    return address === '-' ? name : `${name} ${address}`;
}
