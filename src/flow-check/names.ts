// Names of devices in a flow. They are replaced once, before any rule runs: all rules work on device paths.

import { DeviceNames } from '../protocol/device-names';
import { readDevices } from '../settings/device-table';
import type { FlowNode } from './flow';

/** A setting whose value is not known, because it is one with a variable. */
const UNKNOWN = ['$', '{name}'].join('');

/** The same nodes with device paths in place of the names that their hub gives to devices. */
export function withDevices(nodes: readonly FlowNode[]): readonly FlowNode[] {
    const names = new Map<unknown, DeviceNames>();
    for (const { type, id, devices } of nodes) {
        if (type !== 'clown-hub') continue;
        const { rows } = readDevices(devices);
        const named = rows.flatMap(({ device, name }) => (name === undefined ? [] : [{ device, name }]));
        if (named.length > 0) names.set(id, new DeviceNames(named));
    }
    if (names.size === 0) return nodes;
    return nodes.map((node) => {
        const known = /^clown-(?:in|out|request)$/.test(node.type) ? names.get(node.hub) : undefined;
        if (!known) return node;
        return { ...node, topic: resolved(known, node.topic), device: resolved(known, node.device) };
    });
}

/** The nodes themselves report an unknown name. */
function resolved(names: DeviceNames, value: unknown): unknown {
    const device = names.resolveAny(value);
    return device.ok ? device.value : UNKNOWN;
}
