// The flow as the editor has it, deployed or not, and what the runtime knows of its hubs.

import { SETTLED_MS } from '../../../src/protocol/filter-advice';
import type { FlowNode, Knowledge, KnownHub } from '../../flow-check/index';
import type { HubView, TopicsView } from '../../shared/views';
import { getTopics } from '../runtime-api';
import { editor } from '../sidebar/editor';
import { withLabel } from './shown-nodes';

/** A node in the editor. */
interface EditorNode {
    readonly changed?: boolean;
    readonly credentials?: Readonly<Record<string, unknown>>;
}

/** All nodes as they would be stored, each with the name that the editor shows; of a password only whether there is one. */
export function flowInEditor(): unknown {
    const nodes = editor().nodes.createCompleteNodeSet({ credentials: false });
    if (!Array.isArray(nodes)) return nodes;
    return (nodes as readonly FlowNode[]).map((node) => {
        if (node.type !== 'clown-hub') return withLabel(node, labelOf);
        const { has_password, password } = nodeOf(node.id)?.credentials ?? {};
        const credentials = { has_password: has_password === true || Boolean(password) };
        return withLabel({ ...node, credentials }, labelOf);
    });
}

function labelOf(id: string): string | undefined {
    const node = editor().nodes.node(id);
    return node ? editor().utils.getNodeLabel(node) : undefined;
}

/** Whether a node has changed since the last deploy. */
export function hasChanged(id: string): boolean {
    return nodeOf(id)?.changed === true;
}

function nodeOf(id: string): EditorNode | undefined {
    return (editor().nodes.node(id) ?? undefined) as EditorNode | undefined;
}

/**
 * What the runtime knows of these hubs, by the id of their node. Nothing is known of a hub that has changed since the last
 * deploy, or of which several instances run.
 */
export async function knowledgeOf(hubs: readonly HubView[]): Promise<Knowledge> {
    const nodeIds = hubs.map(({ id, template = id }) => template);
    const found = new Map<string, KnownHub>();
    const requests = hubs.map(async ({ id, template: node = id }) => {
        const inEditor = nodeOf(node);
        if (!inEditor || inEditor.changed || nodeIds.indexOf(node) !== nodeIds.lastIndexOf(node)) return;
        found.set(node, knownFrom(await getTopics(id)));
    });
    // Without permission, or without the hub by now, nothing is known of it.
    await Promise.allSettled(requests);
    return found;
}

/** What a view of a hub says about its devices. */
export function knownFrom({ now, state, listedAt, devices, topics, isCut }: TopicsView): KnownHub {
    const since = state?.word === 'connected' ? state.since : undefined;
    const isListed = listedAt !== undefined && !isCut;
    return {
        listed: isListed ? devices.filter(({ listed }) => listed).map(({ device }) => device) : undefined,
        topics: topics.map(({ topic }) => topic),
        devices: devices.map(({ device, values, interval }) => ({
            device,
            quantities: values.map(({ quantity }) => quantity),
            // Another program may have changed a default.
            ...(interval && interval.source !== 'default' ? { seconds: interval.seconds } : {}),
        })),
        isSettled: since !== undefined && now - since > SETTLED_MS,
    };
}
