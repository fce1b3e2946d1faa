// The hubs of a flow that has several: which node uses which, for a report that names them.

import type { FlowNode } from '../flow-check/flow';
import type { FlowTestRun, TestedNode } from './report';

/** What a report calls the hub of each node, by the id of the node; empty if there is one hub. */
export function hubsOfNodes(nodes: readonly FlowNode[], hubs: readonly TestedNode[]): FlowTestRun['hubOf'] {
    if (hubs.length < 2) return {};
    const labels = new Map<unknown, string>(hubs.map((hub) => [hub.node, labelOf(hub, hubs)]));
    return Object.fromEntries(
        nodes.flatMap(({ id, hub }) => {
            const label = labels.get(hub);
            return label === undefined ? [] : [[id, label]];
        }),
    );
}

/** The hub of a line; undefined if the flow has one hub, or if the node uses none, or one that a variable names. */
export function hubOfLine({ node }: TestedNode, hubOf: FlowTestRun['hubOf']): string | undefined {
    // All instances of a subflow have the same settings.
    const id = node.split('/').at(-1) ?? node;
    return Object.hasOwn(hubOf, id) ? hubOf[id] : undefined;
}

function labelOf({ node, name }: TestedNode, hubs: readonly TestedNode[]): string {
    if (name === '') return node;
    return hubs.filter((other) => other.name === name).length > 1 ? `${name} (${node})` : name;
}
