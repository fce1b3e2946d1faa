// The name of a hub inside a subflow, which has the same name in each instance: after the names of the subflow nodes.

import type { Node } from 'node-red';

/** A running subflow; the flow around it has no instance. Not documented, and the same in Node-RED 3.1 to 5. */
interface Subflow {
    readonly subflowInstance?: { readonly id: string; readonly name?: string };
    readonly subflowDef?: { readonly name?: string };
    readonly parent?: Subflow;
}

/** The label with the names of the subflow nodes around the hub, the outermost first. */
export function labelWithin(node: Node, label: string): string {
    const names = [label];
    for (let flow = (node as unknown as { _flow?: Subflow })._flow; flow?.subflowInstance; flow = flow.parent) {
        const { subflowInstance, subflowDef } = flow;
        names.unshift(subflowInstance.name || subflowDef?.name || subflowInstance.id);
    }
    return names.filter(Boolean).join(' / ');
}
