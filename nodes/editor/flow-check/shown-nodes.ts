// The nodes of the flow check as the editor shows them, and whether it still waits for one of their hubs.

import type { FlowNode, Knowledge } from '../../flow-check/index';
import type { HubView } from '../../shared/views';

/** The types whose topics and devices are compared with a hub. */
const USERS = ['clown-in', 'clown-request'];

/** A copy of a node, which has its label as name if it has none. The label is made when a finding needs it: labels take time. */
export function withLabel(node: FlowNode, labelOf: (id: string) => string | undefined): FlowNode {
    const copy = { ...node };
    const isNamed = [node.name, node.label].some((name) => typeof name === 'string' && name.trim() !== '');
    if (isNamed) return copy;
    return Object.defineProperty(copy, 'name', { enumerable: true, get: () => labelOf(node.id) });
}

/**
 * Whether a hub that the flow uses has not been connected for long enough to know its devices: topics and devices are not
 * checked until then. Of several instances of a hub, nothing is known at any time.
 */
export function isAwaited(
    nodes: readonly FlowNode[],
    hubs: readonly Pick<HubView, 'id' | 'template'>[],
    knowledge: Knowledge,
    hasChanged: (id: string) => boolean,
): boolean {
    const off = new Set(nodes.filter((node) => node.d === true || node.disabled === true).map(({ id }) => id));
    const users = nodes.filter(({ id, type, z }) => USERS.includes(type) && !off.has(id) && !off.has(String(z)));
    const used = new Set(users.map(({ hub }) => hub));
    const running = new Set(hubs.map(({ id, template = id }) => template));
    return nodes.some(({ id, type }) => {
        if (type !== 'clown-hub' || off.has(id) || !used.has(id)) return false;
        const known = knowledge.get(id);
        return known ? !known.isSettled : !running.has(id) || hasChanged(id);
    });
}
