// A flow as Node-RED stores and exports it: a list of nodes.

import { isObject } from '../protocol/json-data';

/** A node of a stored flow: these properties of Node-RED itself, and the settings of its type. */
export interface FlowNode {
    readonly id: string;
    readonly type: string;
    readonly name?: unknown;
    /** The tab or subflow that it belongs to. */
    readonly z?: unknown;
    /** The group that it belongs to. */
    readonly g?: unknown;
    /** Whether it is disabled. */
    readonly d?: unknown;
    /** For each output, the ids of the connected nodes; configuration nodes have none. */
    readonly wires?: unknown;
    readonly [setting: string]: unknown;
}

/** Most nodes of one flow file: the largest known ones have some thousands. */
export const MAX_NODES = 100_000;

/** Why a value is not a flow. */
export type NotAFlow = 'no-list' | 'no-node' | 'too-many';

/**
 * The nodes of a flow: a list as in `flows.json` and in exports, or the object with `flows` that the Admin API returns. If it
 * is none, the reason; `item` is the number of the first item that is not a node.
 */
export function readFlow(
    value: unknown,
): { readonly nodes: readonly FlowNode[] } | { readonly fault: NotAFlow; readonly item?: number } {
    const list: unknown = isObject(value) ? value.flows : value;
    if (!Array.isArray(list)) return { fault: 'no-list' };
    if (list.length > MAX_NODES) return { fault: 'too-many' };
    const odd = list.findIndex((item: unknown) => !isNode(item));
    return odd < 0 ? { nodes: list as FlowNode[] } : { fault: 'no-node', item: odd + 1 };
}

function isNode(item: unknown): item is FlowNode {
    return isObject(item) && typeof item.id === 'string' && typeof item.type === 'string';
}

/** The name of a node in a sentence: what its owner called it, or its type. */
export function nameOf({ name, label, type }: FlowNode): string {
    const given = [name, label].find((one) => typeof one === 'string' && one.trim() !== '');
    return typeof given === 'string' ? given.trim() : type.replace('-', ' ');
}

/** A stored value as text. That of an object or a list is empty: converting one may throw. */
export function asText(value: unknown): string {
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** A stored value as number; NaN for an object, a list or nothing. */
export function asNumber(value: unknown): number {
    const text = asText(value);
    return text === '' ? Number.NaN : Number(text);
}

/** The lists of ids in a property such as `wires` of one output. Anything else counts as empty. */
export function idsIn(value: unknown): readonly string[] {
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
