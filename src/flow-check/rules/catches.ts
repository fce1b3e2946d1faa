// Nodes that command, and whose failures no Catch node receives.

import { isObject } from '../../protocol/json-data';
import { asNumber, type FlowNode, nameOf } from '../flow';
import type { Place } from '../graph';
import type { Find, Subject } from '../rule';

export const noCatch: Find = function* (subject) {
    const catches = new Map<unknown, Caught>();
    for (const { around, node } of subject.places('catch')) {
        const scope = around ?? node.z;
        const caught = catches.get(scope) ?? new Caught(subject);
        caught.add(node);
        catches.set(scope, caught);
    }
    for (const place of subject.places('clown-out', 'clown-request')) {
        const { node } = place;
        // A request with two outputs reports failures at the second one.
        if (node.type === 'clown-request' && asNumber(node.outputs) > 1) continue;
        if (isForActions(place) || isCaught(place, catches)) continue;
        yield { node, values: { node: nameOf(node) } };
    }
};

/** Whether a Catch node receives the errors of a place, or those of a subflow node around it. */
function isCaught(place: Place, catches: ReadonlyMap<unknown, Caught>): boolean {
    for (let at: Place | undefined = place; at; at = at.around) {
        const { node, around } = at;
        if (catches.get(around ?? node.z)?.has(node)) return true;
    }
    return false;
}

/** The nodes of a flow whose errors its Catch nodes receive. */
class Caught {
    readonly #subject: Subject;
    #isAll = false;
    readonly #ids = new Set<unknown>();
    /** By their ids, whether a Catch node receives the errors of a group. */
    readonly #groups = new Map<unknown, boolean>();

    constructor(subject: Subject) {
        this.#subject = subject;
    }

    add({ scope, g }: FlowNode): void {
        if (Array.isArray(scope)) for (const id of scope) this.#ids.add(id);
        // A Catch node in no group receives the errors of its flow.
        else if (scope !== 'group' || !g) this.#isAll = true;
        else this.#groups.set(g, true);
    }

    has({ id, g }: FlowNode): boolean {
        return this.#isAll || this.#ids.has(id) || this.#hasGroup(g);
    }

    /** Node-RED goes up from the group of the node to the group of the Catch node. */
    #hasGroup(first: unknown): boolean {
        const passed = new Set<unknown>();
        let group = first;
        while (!this.#groups.has(group) && !passed.has(group)) {
            passed.add(group);
            group = this.#subject.graph.node(group)?.g;
        }
        const isCaught = this.#groups.get(group) === true;
        for (const one of passed) this.#groups.set(one, isCaught);
        return isCaught;
    }
}

/** Whether all messages that reach a place have an action for the connection, and so command no device. */
function isForActions({ previous }: Place): boolean {
    return previous.length > 0 && previous.every(({ from: { node } }) => setsAction(node));
}

function setsAction({ type, props, rules }: FlowNode): boolean {
    const list: unknown = type === 'inject' ? props : type === 'change' ? rules : undefined;
    return Array.isArray(list) && list.some((item) => isObject(item) && item.p === 'action' && item.t !== 'delete');
}
