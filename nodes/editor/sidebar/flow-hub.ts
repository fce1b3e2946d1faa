// Which nodes of a flow change when a hub is selected in all of them.

const TYPES = ['clown-in', 'clown-out', 'clown-request'];

/** A node of the flow as the editor has it. */
export interface UserNode {
    readonly type: string;
    hub: string;
    changed?: boolean;
    dirty?: boolean;
}

/** Why no node changes: there is none, or the flow needs several hubs. */
export type Refusal = 'none' | 'several';

/** The nodes to change, or why none is changed. A flow of several hubs would lose which node belongs to which of them. */
export function nodesToChange<Node extends UserNode>(hub: string, inFlow: readonly Node[]): readonly Node[] | Refusal {
    const nodes = inFlow.filter((node) => TYPES.includes(node.type) && node.hub !== hub);
    if (nodes.length === 0) return 'none';
    const hubs = new Set(inFlow.filter((node) => TYPES.includes(node.type)).map((node) => node.hub));
    for (const replaced of [hub, '', '_ADD_']) hubs.delete(replaced);
    return hubs.size > 1 ? 'several' : nodes;
}
