// The nodes of a flow that run, and where their messages go: along wires, through link nodes, and into and out of subflows.
// Each instance of a subflow has its own places, so that no path enters one instance and leaves another.

import { isObject } from '../protocol/json-data';
import { asNumber, asText, type FlowNode, idsIn } from './flow';

/** A node that runs. A node of a subflow has one place for each instance. */
export interface Place {
    readonly node: FlowNode;
    /** The place of the subflow node around it; undefined on a tab. */
    readonly around: Place | undefined;
    readonly next: readonly Wire[];
    readonly previous: readonly Wire[];
    /** Whether it only passes messages on: the inputs and outputs of a subflow. */
    readonly isPort: boolean;
}

/** A connection between two places. `port` is the output; `CALL` is the way from a link call node to the nodes it calls. */
export interface Wire {
    readonly from: Place;
    readonly port: number;
    readonly to: Place;
}

export const CALL = -1;

/** Subflows within subflows, and places in total. Beyond, a subflow counts as an unknown node. */
const MAX_DEPTH = 8;
const MAX_PLACES = 100_000;

/** A place that is not complete yet. */
interface Growing extends Place {
    /** Where its wires lead to, by output. */
    readonly targets: Map<number, Set<Place>>;
    readonly next: Wire[];
    readonly previous: Wire[];
}

/** The tab or the instance of a subflow in which nodes are connected to each other. */
interface Scope {
    readonly around: Growing | undefined;
    readonly depth: number;
    readonly places: Map<string, Growing>;
    /** The outputs of the instance by their number. */
    readonly outputs: readonly Growing[];
}

/** The graph of a whole flow. */
export class Graph {
    readonly places: readonly Place[];
    readonly #byId: ReadonlyMap<string, FlowNode>;

    constructor(nodes: readonly FlowNode[]) {
        this.#byId = new Map(nodes.map((node) => [node.id, node]));
        this.places = new Builder(nodes, this.#byId).build();
    }

    /** The node of this id, disabled or not. */
    node(id: unknown): FlowNode | undefined {
        return typeof id === 'string' ? this.#byId.get(id) : undefined;
    }
}

class Builder {
    readonly #byId: ReadonlyMap<string, FlowNode>;
    readonly #members = new Map<unknown, FlowNode[]>();
    readonly #all: Growing[] = [];
    /** Nodes of tabs and opened subflows that have no place yet. */
    #waiting = 0;
    /** The outputs of the instances of subflows. */
    readonly #outputs = new Map<Growing, readonly Growing[]>();
    readonly #links: { readonly place: Growing; readonly scope: Scope }[] = [];
    readonly #tabs: Scope = { around: undefined, depth: 0, places: new Map(), outputs: [] };

    constructor(nodes: readonly FlowNode[], byId: ReadonlyMap<string, FlowNode>) {
        this.#byId = byId;
        for (const node of nodes) {
            if (!Array.isArray(node.wires) || node.d === true) continue;
            const members = this.#members.get(node.z);
            if (members) members.push(node);
            else this.#members.set(node.z, [node]);
        }
    }

    build(): readonly Place[] {
        const tabs = [...this.#members.keys()].filter((z) => {
            const owner = typeof z === 'string' ? this.#byId.get(z) : undefined;
            // A copied part of a flow has no tab.
            return owner?.type !== 'subflow' && owner?.disabled !== true;
        });
        const nodes = tabs.flatMap((z) => this.#members.get(z) ?? []);
        this.#waiting = nodes.length;
        this.#fill(this.#tabs, nodes);
        for (const { place, scope } of this.#links) this.#link(place, scope);
        return this.#all;
    }

    /** Makes the places of these nodes in a scope, and connects them. */
    #fill(scope: Scope, nodes: readonly FlowNode[]): void {
        const inner: [Growing, FlowNode, Scope][] = [];
        for (const node of nodes) {
            const place = this.#place(node, scope.around);
            this.#waiting--;
            scope.places.set(node.id, place);
            if (node.type.startsWith('link ')) this.#links.push({ place, scope });
            const instance = this.#open(place, scope);
            if (instance) inner.push([place, ...instance]);
        }
        for (const [place, , instance] of inner) {
            for (const [port, output] of instance.outputs.entries()) this.#wire(output, 0, portOf(place, port), scope);
        }
        const opened = new Set(inner.map(([place]) => place));
        for (const node of nodes) {
            const place = scope.places.get(node.id);
            if (!place || opened.has(place)) continue;
            for (const port of (node.wires as unknown[]).keys()) this.#wire(place, port, portOf(place, port), scope);
        }
        for (const [place, subflow, instance] of inner) this.#enter(place, subflow, instance);
    }

    /** The scope of a subflow node; undefined for any other node. */
    #open(place: Growing, { depth }: Scope): [FlowNode, Scope] | undefined {
        const subflow = this.#byId.get(/^subflow:(.+)$/.exec(place.node.type)?.[1] ?? '');
        if (!subflow || depth >= MAX_DEPTH) return undefined;
        const members = this.#members.get(subflow.id)?.length ?? 0;
        const more = members + list(subflow.out).length;
        if (this.#all.length + this.#waiting + more > MAX_PLACES) return undefined;
        this.#waiting += members;
        (place as { isPort: boolean }).isPort = true;
        const outputs = list(subflow.out).map(() => this.#place(place.node, place, true));
        this.#outputs.set(place, outputs);
        return [subflow, { around: place, depth: depth + 1, places: new Map(), outputs }];
    }

    /** Connects the inside of a subflow with its input and its outputs. */
    #enter(place: Growing, subflow: FlowNode, scope: Scope): void {
        this.#fill(scope, this.#members.get(subflow.id) ?? []);
        for (const input of list(subflow.in)) {
            this.#wire(
                place,
                0,
                list(input.wires).map(({ id }) => id),
                scope,
            );
        }
        for (const [port, output] of list(subflow.out).entries()) {
            const end = scope.outputs[port];
            for (const { id, port: from } of list(output.wires)) {
                // From the input straight to the output.
                const start = id === subflow.id ? place : scope.places.get(asText(id));
                if (!end || !start) continue;
                const inner = start === place ? undefined : this.#outputs.get(start);
                const inside = inner ? inner[asNumber(from)] : start;
                if (inside) connect(inside, inside.isPort ? 0 : asNumber(from), end);
            }
        }
    }

    #wire(from: Growing, port: number, ids: readonly unknown[], scope: Scope): void {
        for (const id of ids) {
            const to = scope.places.get(asText(id));
            if (to) connect(from, port, to);
        }
    }

    #link(place: Growing, scope: Scope): void {
        const { type, mode, links, linkType } = place.node;
        for (const id of idsIn(links)) {
            const other = scope.places.get(id) ?? this.#tabs.places.get(id);
            if (!other) continue;
            if (type === 'link in' && other.node.type === 'link out' && other.node.mode !== 'return') {
                connect(other, 0, place);
            } else if (other.node.type !== 'link in') continue;
            else if (type === 'link out' && mode !== 'return') connect(place, 0, other);
            else if (type === 'link call' && linkType !== 'dynamic') connect(place, CALL, other);
        }
    }

    #place(node: FlowNode, around: Growing | undefined, isPort = false): Growing {
        const place: Growing = { node, around, next: [], previous: [], targets: new Map(), isPort };
        this.#all.push(place);
        return place;
    }
}

function connect(from: Growing, port: number, to: Growing): void {
    const known = from.targets.get(port);
    if (known?.has(to)) return;
    if (known) known.add(to);
    else from.targets.set(port, new Set([to]));
    const wire = { from, port, to };
    from.next.push(wire);
    to.previous.push(wire);
}

function portOf({ node }: Place, port: number): readonly string[] {
    return Array.isArray(node.wires) ? idsIn(node.wires[port]) : [];
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
    return Array.isArray(value) ? value.filter(isObject) : [];
}
