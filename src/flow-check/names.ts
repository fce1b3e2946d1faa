// Names of devices in a flow. They are replaced once, before any rule runs: all rules work on device paths.

import { DeviceNames } from '../protocol/device-names';
import { readDevices } from '../settings/device-table';
import type { FlowNode } from './flow';

/** A setting whose value is not known, because it is one with a variable. */
const UNKNOWN = ['$', '{name}'].join('');

/** A flow with device paths in place of the names that its hubs give to devices. */
export class NamedFlow {
    readonly nodes: readonly FlowNode[];
    /** By the ids of the hubs. */
    readonly #names: ReadonlyMap<unknown, DeviceNames>;
    readonly #written = new Map<FlowNode, FlowNode>();

    constructor(flow: readonly FlowNode[]) {
        this.#names = namesIn(flow);
        this.nodes = this.#names.size === 0 ? flow : flow.map((node) => this.#resolved(node));
    }

    /** The names that the hub of a node gives to devices. */
    namesOf({ hub }: FlowNode): DeviceNames {
        return this.#names.get(hub) ?? DeviceNames.NONE;
    }

    /** A node as its owner wrote it. */
    written(node: FlowNode): FlowNode {
        return this.#written.get(node) ?? node;
    }

    #resolved(node: FlowNode): FlowNode {
        const names = this.namesOf(node);
        if (names.isEmpty || !/^clown-(?:in|out|request)$/.test(node.type)) return node;
        const resolved = { ...node, topic: replaced(names, node.topic), device: replaced(names, node.device) };
        this.#written.set(resolved, node);
        return resolved;
    }
}

function namesIn(flow: readonly FlowNode[]): ReadonlyMap<unknown, DeviceNames> {
    const names = new Map<unknown, DeviceNames>();
    for (const { type, id, devices } of flow) {
        if (type !== 'clown-hub') continue;
        const { rows } = readDevices(devices);
        const named = rows.flatMap(({ device, name }) => (name === undefined ? [] : [{ device, name }]));
        if (named.length > 0) names.set(id, new DeviceNames(named));
    }
    return names;
}

function replaced(names: DeviceNames, value: unknown): unknown {
    const device = names.resolveAny(value);
    return device.ok ? device.value : UNKNOWN;
}
