// What a rule gets and gives.

import type { FlowNode } from './flow';
import type { Graph, Place } from './graph';
import { type HubInFlow, hubOf, silenceLimitsOf } from './hub-of';
import type { Knowledge } from './knowledge';
import type { NamedFlow } from './names';

/** `error`: something does not work. `warn`: it works, but not in every case. */
export type Severity = 'error' | 'warn';

/** What a rule has found. */
export interface Found {
    /** The node of the pack that it is about. */
    readonly node: FlowNode;
    /** The node to look at, if it is another one. */
    readonly at?: FlowNode;
    /** Selects one of the sentences of the rule. */
    readonly detail?: string;
    /** What the sentence names. */
    readonly values?: Readonly<Record<string, string | number>>;
}

/** The flow that is checked, as the rules see it. */
export class Subject {
    readonly flow: NamedFlow;
    readonly graph: Graph;
    readonly #knowledge: Knowledge;
    readonly #byType = new Map<string, Place[]>();
    readonly #limits = new Map<FlowNode, ReadonlyMap<string, number>>();

    constructor(flow: NamedFlow, graph: Graph, knowledge: Knowledge) {
        this.flow = flow;
        this.graph = graph;
        this.#knowledge = knowledge;
        for (const place of graph.places) {
            if (place.isPort) continue;
            const places = this.#byType.get(place.node.type);
            if (places) places.push(place);
            else this.#byType.set(place.node.type, [place]);
        }
    }

    /** The places of the nodes of these types. */
    places(...types: string[]): readonly Place[] {
        return types.flatMap((type) => this.#byType.get(type) ?? []);
    }

    /** The nodes of these types that run. */
    running(...types: string[]): readonly FlowNode[] {
        return [...new Set(this.places(...types).map(({ node }) => node))];
    }

    hubOf(node: FlowNode): HubInFlow | undefined {
        return hubOf(node, this.graph, this.#knowledge);
    }

    /** The silence limits in the table of a hub; without a hub, there are none. */
    silenceLimits(hub: HubInFlow | undefined): ReadonlyMap<string, number> {
        if (!hub) return new Map();
        const known = this.#limits.get(hub.node) ?? silenceLimitsOf(hub.node);
        this.#limits.set(hub.node, known);
        return known;
    }

    /** The hubs that a running node uses. */
    hubs(): readonly FlowNode[] {
        const users = this.running('clown-in', 'clown-out', 'clown-request');
        return [...new Set(users.flatMap((user) => this.hubOf(user)?.node ?? []))].filter(({ d }) => d !== true);
    }
}

/** Finds one kind of mistake. Undefined ends a portion of the work, after at most one node and what its messages reach. */
export type Find = (subject: Subject) => Iterable<Found | undefined>;
