// Makes the flow that a test deploys: stand-ins for nodes with an effect outside of the flow, and no credentials.

import { type FlowNode, MAX_NODES, readFlow } from '../flow-check/flow';
import { isAllowed } from './allowed-types';
import type { FaultCode, TestedNode } from './report';

/** The type of a stand-in, and its setting with the type that it replaces. */
export const STAND_IN = 'clown-hub-stand-in';
export const STANDS_FOR = 'standsFor';

export interface PreparedFlow {
    /** What is deployed. */
    readonly nodes: readonly FlowNode[];
    /** Those of them that are enabled, and not in a subflow without an instance. */
    readonly running: readonly FlowNode[];
    /** Enabled hub nodes. */
    readonly hubs: readonly TestedNode[];
    readonly standIns: readonly TestedNode[];
    readonly leftOut: readonly TestedNode[];
}

type Fault = { readonly code: FaultCode; readonly values: Readonly<Record<string, string | number>> };
export type Prepared<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Prepares what a flow file holds. */
export function prepareFlow(flows: unknown): Prepared<PreparedFlow> {
    const flow = readFlow(flows);
    if (!('nodes' in flow)) {
        switch (flow.fault) {
            case 'no-list':
                return fault('flow-no-list');
            case 'no-node':
                return fault('flow-no-node', { item: flow.item ?? 0 });
            case 'too-many':
                return fault('flow-too-many', { limit: MAX_NODES });
        }
    }
    const { nodes: all } = flow;
    const subflows = new Set(all.filter(({ type }) => type === 'subflow').map(({ id }) => id));
    const disabled = new Set(all.filter(isDisabled).map(({ id }) => id));
    const runs = (node: FlowNode): boolean => !isDisabled(node) && !disabled.has(String(node.z));
    const hubs = all.filter((node) => node.type === 'clown-hub' && runs(node));
    if (hubs.length === 0) return fault('flow-no-hub');
    const others = all.filter((node) => !isAllowed(node, subflows));
    const replaced = new Set(others.filter(isOnCanvas));
    const removed = new Set(others.filter((node) => !isOnCanvas(node)));
    const nodes = all.filter((node) => !removed.has(node)).map((node) => (replaced.has(node) ? standIn(node) : node));
    const instances = new Set(nodes.filter(runs).map(({ type }) => type));
    const isUnused = (flow: unknown): boolean =>
        typeof flow === 'string' && subflows.has(flow) && !instances.has(`subflow:${flow}`);
    return {
        ok: true,
        value: {
            nodes: nodes.map(withoutCredentials),
            running: nodes.filter((node) => runs(node) && !isUnused(node.z)),
            hubs: hubs.map(testedNode),
            standIns: [...replaced].filter(runs).map(testedNode),
            leftOut: [...removed].filter(runs).map(testedNode),
        },
    };
}

/**
 * The hub that plays the recording: the one that was named, the only one, or the one whose name is in the recording
 * (`recorded`).
 */
export function playingHub(
    hubs: readonly TestedNode[],
    recorded: string,
    named: string | undefined,
): Prepared<TestedNode> {
    const list = hubs.map(({ node, name }) => (name === '' ? node : `${name} (${node})`)).join(', ');
    const byName = (name: string): readonly TestedNode[] => hubs.filter((hub) => hub.name === name);
    if (named !== undefined) {
        const [hub, ...more] = hubs.some(({ node }) => node === named)
            ? hubs.filter(({ node }) => node === named)
            : byName(named);
        if (!hub) return fault('hub-unknown', { hub: named, hubs: list });
        return more.length === 0 ? { ok: true, value: hub } : fault('hub-many', { hubs: list });
    }
    const [hub, ...more] = hubs.length > 1 && recorded !== '' ? byName(recorded) : hubs;
    return hub && more.length === 0 ? { ok: true, value: hub } : fault('hub-many', { hubs: list });
}

/** The variables of an environment that a flow may use: those whose names it mentions. */
export function variablesIn(
    flowText: string,
    environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
    const words = new Set(flowText.match(/[A-Za-z_]\w*/g));
    const used = Object.entries(environment).filter((entry): entry is [string, string] => {
        return words.has(entry[0]) && entry[1] !== undefined;
    });
    return Object.fromEntries(used);
}

function fault(code: FaultCode, values: Fault['values'] = {}): { ok: false; fault: Fault } {
    return { ok: false, fault: { code, values } };
}

/** A disabled node has `d`, a disabled flow `disabled`. */
function isDisabled({ type, d, disabled }: FlowNode): boolean {
    return d === true || (type === 'tab' && disabled === true);
}

/** Node-RED takes a node without a place for a configuration. */
function isOnCanvas(node: FlowNode): boolean {
    return Object.hasOwn(node, 'x') && Object.hasOwn(node, 'y');
}

function standIn({ id, type, name, x, y, z, g, d }: FlowNode): FlowNode {
    const place = { x, y, z, ...(g === undefined ? {} : { g }), ...(d === undefined ? {} : { d }) };
    return { id, type: STAND_IN, name, ...place, wires: [], [STANDS_FOR]: type };
}

function withoutCredentials(node: FlowNode): FlowNode {
    if (!Object.hasOwn(node, 'credentials')) return node;
    const { credentials: _secret, ...rest } = node;
    return rest as FlowNode;
}

export function testedNode({ id, type, name, label }: FlowNode): TestedNode {
    const given = [name, label].find((one) => typeof one === 'string');
    return { node: id, type, name: typeof given === 'string' ? given : '' };
}
