// Passes errors and states of a hub to the Catch and Status nodes of the flows that use it, to each of them once.
// Node-RED itself has one reporter for an event: for a list of users it would repeat the event for each of them, and an
// unlimited Catch node would receive all. So each user is asked which nodes listen to it, before any of them receives.

import type { Node, NodeStatus } from 'node-red';

/** A running Catch or Status node. */
interface Listener {
    readonly scope?: unknown;
    /** A Catch node for errors that no other one in its flow receives. */
    readonly uncaught?: boolean;
    receive(msg: object): void;
}

/** A running flow or subflow instance: not documented, and the same in Node-RED 3.1 to 5. */
interface Flow {
    readonly id: string;
    readonly TYPE: string;
    readonly catchNodes: readonly Listener[];
    readonly statusNodes: readonly Listener[];
    readonly parent?: Flow;
    handleError(source: Node, error: Error, msg: object, reporter: Node): boolean;
    handleStatus(source: Node, status: NodeStatus, reporter: Node, isForListenersOnly: boolean): boolean;
}

type Listeners = 'catchNodes' | 'statusNodes';
type FlowNode = Node & { readonly _flow?: Partial<Flow>; readonly g?: string };

/** Whether this Node-RED has the flows that these functions need. */
export function canPassOn(hubNode: Node): boolean {
    return flowOf(hubNode) !== undefined;
}

/** Passes an error on; false if no Catch node receives it. */
export function passError(hubNode: Node, users: readonly Node[], error: Error, msg: object): boolean {
    const round = new Round('catchNodes');
    for (const reporter of reporters(hubNode, users)) {
        round.ask(reporter, (flow) => flow.handleError(hubNode, error, msg, reporter));
    }
    return round.deliver();
}

/** Passes a status on to Status nodes; the editor is not informed. */
export function passStatus(hubNode: Node, users: readonly Node[], status: NodeStatus): void {
    const round = new Round('statusNodes');
    for (const reporter of reporters(hubNode, users)) {
        round.ask(reporter, (flow) => flow.handleStatus(hubNode, status, reporter, true));
    }
    round.deliver();
}

/** The users of the hub and, as for every node, the hub itself if it belongs to a flow. */
function reporters(hubNode: Node, users: readonly Node[]): readonly Node[] {
    const flow = flowOf(hubNode);
    // In a subflow the users are enough: what they do not catch inside goes to the flow around it.
    const isInFlow = flow !== undefined && flow.id !== 'global' && flow.TYPE !== 'subflow';
    return isInFlow ? [...users, hubNode] : users;
}

function flowOf(node: FlowNode): Flow | undefined {
    const flow = node._flow;
    const isKnown = Array.isArray(flow?.catchNodes) && Array.isArray(flow.statusNodes);
    return isKnown ? (flow as Flow) : undefined;
}

/** A flow whose listeners only note what they would receive. */
interface View {
    readonly flow: Flow;
    /** Nodes that a listener has in its list of selected nodes. */
    readonly selected: ReadonlySet<unknown>;
    readonly asked: Set<string>;
}

/** One event on its way to all its listeners. */
class Round {
    readonly #kind: Listeners;
    readonly #views = new Map<Flow, View>();
    readonly #noted = new Map<Listener, { readonly flow: Flow; readonly msg: object }>();

    constructor(kind: Listeners) {
        this.#kind = kind;
    }

    /** Notes the listeners that `pass` reaches for this reporter. */
    ask(reporter: FlowNode, pass: (flow: Flow) => void): void {
        const flow = flowOf(reporter);
        if (!flow) return;
        const view = this.#view(flow);
        // Nodes of one group have the same listeners, and a flow may have thousands.
        const key = view.selected.has(reporter.id) ? reporter.id : (reporter.g ?? '');
        if (view.asked.has(key)) return;
        view.asked.add(key);
        pass(view.flow);
    }

    /** Sends to each noted listener; false if there is none. */
    deliver(): boolean {
        const caught = new Set<Flow>();
        for (const [listener, { flow }] of this.#noted) if (!listener.uncaught) caught.add(flow);
        for (const [listener, { flow, msg }] of this.#noted) {
            if (!listener.uncaught || !caught.has(flow)) listener.receive(msg);
        }
        return this.#noted.size > 0;
    }

    #view(flow: Flow): View {
        const known = this.#views.get(flow);
        if (known) return known;
        const listeners = flow[this.#kind];
        const noting = listeners.map((listener) => this.#noting(flow, listener));
        // An event that nothing in a subflow receives goes on to the flow around it.
        const parent = flow.parent && this.#isFlow(flow.parent) ? this.#view(flow.parent).flow : flow.parent;
        const view: View = {
            flow: Object.create(flow, { [this.#kind]: { value: noting }, parent: { value: parent } }) as Flow,
            selected: new Set(listeners.flatMap(({ scope }) => (Array.isArray(scope) ? scope : []))),
            asked: new Set(),
        };
        this.#views.set(flow, view);
        return view;
    }

    #isFlow(flow: Flow): boolean {
        return Array.isArray(flow[this.#kind]);
    }

    #noting(flow: Flow, listener: Listener): Listener {
        const receive = (msg: object): void => {
            if (!this.#noted.has(listener)) this.#noted.set(listener, { flow, msg });
        };
        return Object.create(listener, { receive: { value: receive } }) as Listener;
    }
}
