// A device as a node for the flow: clown in that receives its readings, or clown out that commands it.

import { DEVICE_TYPES } from '../../../src/protocol/model';
import type { DeviceView } from '../../shared/views';
import { type SidebarKind, takes } from './device-commands';

/** The node types that a device can be copied as. */
export type CopyType = 'clown-in' | 'clown-out';
/** The properties of a node type, as Node-RED has them. */
export type Defaults = Readonly<Record<string, { readonly value?: unknown }>>;
export type FlowNode = Readonly<Record<string, unknown>> & { readonly type: CopyType };

/** Commands of a clown out node; the first one that a device accepts is used. */
const COMMANDS: readonly SidebarKind[] = ['relay', 'led', 'text'];

/** The node types that a device can be copied as, the usual one first. */
export function copiesOf(device: DeviceView): CopyType[] {
    if (!commandOf(device)) return ['clown-in'];
    // A display sends nothing.
    return device.type === 'display-oled' ? ['clown-out'] : ['clown-out', 'clown-in'];
}

/** The properties of such a node. Those that do not depend on the device have their defaults. */
export function copyOf(type: CopyType, device: DeviceView, hub: string, defaults: Defaults): FlowNode {
    const usual = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
    const own = type === 'clown-in' ? received(device) : commanded(device);
    return { ...usual, ...own, hub, type, wires: [] };
}

function received(device: DeviceView): object {
    const [only, ...others] = quantitiesOf(device);
    const isPlain = only !== undefined && others.length === 0;
    const output = isPlain ? { output: 'quantity', quantity: only } : { output: 'payload' };
    return { topic: device.name ?? device.device, ...output };
}

function commanded(device: DeviceView): object {
    return { command: commandOf(device), device: device.name ?? device.address };
}

function commandOf(device: DeviceView): SidebarKind | undefined {
    return COMMANDS.find((kind) => takes(device, kind));
}

/** The quantities that a device has reported, or else those of its type. */
export function quantitiesOf({ type, values }: DeviceView): string[] {
    const reported = values.map(({ quantity }) => quantity);
    return reported.length > 0 ? reported : Object.keys(DEVICE_TYPES.get(type)?.quantities ?? {});
}
