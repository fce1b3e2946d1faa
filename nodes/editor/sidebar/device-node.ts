// A device as a node that is ready to be placed: clown in that receives it, or clown out that commands it.

import { DEVICE_TYPES } from '../../../src/protocol/model';
import type { DeviceView } from '../../shared/views';
import { type SidebarKind, takes } from './device-commands';

export type CopyType = 'clown-in' | 'clown-out';
/** What Node-RED has of a type's properties. */
export type Defaults = Readonly<Record<string, { readonly value?: unknown }>>;
export type FlowNode = Readonly<Record<string, unknown>> & { readonly type: CopyType };

/** Commands that give a node on its own; the first that a device takes is meant. */
const COMMANDS: readonly SidebarKind[] = ['relay', 'led', 'text'];

/** The nodes that a device can be copied as, the usual one first. */
export function copiesOf(device: DeviceView): CopyType[] {
    if (!commandOf(device)) return ['clown-in'];
    // A display says nothing.
    return device.type === 'display-oled' ? ['clown-out'] : ['clown-out', 'clown-in'];
}

/** The properties of such a node; all that the device does not decide are those of a new node. */
export function copyOf(type: CopyType, device: DeviceView, hub: string, defaults: Defaults): FlowNode {
    const usual = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
    const own = type === 'clown-in' ? received(device) : commanded(device);
    return { ...usual, ...own, hub, type, wires: [] };
}

function received(device: DeviceView): object {
    const [only, ...others] = quantitiesOf(device);
    const isPlain = only !== undefined && others.length === 0;
    const output = isPlain ? { output: 'quantity', quantity: only } : { output: 'payload' };
    return { listen: 'topic', topic: device.device, ...output };
}

function commanded(device: DeviceView): object {
    return {
        command: commandOf(device),
        device: device.address,
        deviceType: 'str',
        payload: 'payload',
        payloadType: 'msg',
    };
}

function commandOf(device: DeviceView): SidebarKind | undefined {
    return COMMANDS.find((kind) => takes(device, kind));
}

/** Those that it reports, or that its type has where it has not reported yet. */
function quantitiesOf({ type, values }: DeviceView): string[] {
    const reported = values.map(({ quantity }) => quantity);
    return reported.length > 0 ? reported : Object.keys(DEVICE_TYPES.get(type)?.quantities ?? {});
}
