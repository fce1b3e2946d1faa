// The hub of a node with what is known of it, and what the node's settings mean on it. Names of devices are replaced before
// (names.ts).

import { isObject } from '../protocol/json-data';
import { kindCommand } from '../protocol/kinds';
import { checkFilter, FilterTree } from '../protocol/topic';
import { readDevices } from '../settings/device-table';
import type { FlowNode } from './flow';
import type { Graph } from './graph';
import type { Knowledge, KnownDevice, KnownHub } from './knowledge';

/** A hub of the flow. */
export interface HubInFlow {
    readonly node: FlowNode;
    readonly known: KnownHub | undefined;
}

/** The hub that a node uses; undefined for none, and for a variable. */
export function hubOf({ hub }: FlowNode, graph: Graph, knowledge: Knowledge): HubInFlow | undefined {
    const node = graph.node(hub);
    return node?.type === 'clown-hub' ? { node, known: knowledge.get(node.id) } : undefined;
}

/** The filter of clown in; undefined if it is invalid, depends on a variable, or the node has none. */
export function filterOf({ listen, topic }: FlowNode): string | undefined {
    if ((listen || 'topic') !== 'topic' || hasVariable(topic)) return undefined;
    const filter = checkFilter(topic);
    return filter.ok ? filter.value : undefined;
}

/** The `type/address` in the device field of a command; undefined if it is invalid or a variable. */
export function deviceOf(kind: Parameters<typeof kindCommand>[0], field: unknown): string | undefined {
    if (hasVariable(field)) return undefined;
    const command = kindCommand(kind, field, '');
    const topic = command.ok ? command.value.topic : command.reason.params.topic;
    return typeof topic === 'string' ? topic.split('/').slice(0, 2).join('/') : undefined;
}

/** Whether Node-RED replaces a part of a setting by the value of a variable. */
export function hasVariable(value: unknown): boolean {
    return typeof value === 'string' && value.includes('${');
}

/** The known devices that a filter matches. */
export function devicesOf(filter: string, hub: HubInFlow | undefined): readonly KnownDevice[] {
    const tree = new FilterTree<true>();
    tree.add(filter, true);
    return (hub?.known?.devices ?? []).filter(({ device }) => tree.matches(device));
}

/** Whether a filter matches a topic. */
export function isMatch(filter: string, topic: string): boolean {
    const tree = new FilterTree<true>();
    tree.add(filter, true);
    return tree.matches(topic);
}

/** A publish interval in the table of a hub node, as it is stored. */
export interface TableRow {
    readonly device: string;
    /** Null without regular reports; NaN for what is no number. */
    readonly seconds: number | null;
}

/** The publish intervals that a hub node sets, without those that depend on a variable. */
export function tableOf({ intervals }: FlowNode): readonly TableRow[] {
    const rows: readonly unknown[] = Array.isArray(intervals) ? intervals : [];
    return rows.filter(isObject).flatMap(({ device, seconds }) => {
        if (typeof device !== 'string' || hasVariable(device) || hasVariable(seconds)) return [];
        const number = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds;
        if (number !== null && typeof number !== 'number') return [];
        return [{ device: device.trim(), seconds: number }];
    });
}

/** The silence limits of single devices in the table of a hub, in seconds; they replace those of clown in. */
export function silenceLimitsOf({ devices }: FlowNode): ReadonlyMap<string, number> {
    const { rows } = readDevices(devices);
    return new Map(
        rows.flatMap(({ device, silentAfter }) => (silentAfter === undefined ? [] : [[device, silentAfter]])),
    );
}
