// Nodes that command, and whose failures no Catch node receives.

import { isObject } from '../../protocol/json-data';
import { asNumber, type FlowNode, nameOf } from '../flow';
import type { Place } from '../graph';
import type { Find, Subject } from '../rule';

export const noCatch: Find = function* (subject) {
    const catches = new Map<unknown, Place[]>();
    for (const place of subject.places('catch')) {
        const scope = place.around ?? place.node.z;
        const known = catches.get(scope);
        if (known) known.push(place);
        else catches.set(scope, [place]);
    }
    for (const place of subject.places('clown-out', 'clown-request')) {
        const { node } = place;
        // A request with two outputs reports failures at the second one.
        if (node.type === 'clown-request' && asNumber(node.outputs) > 1) continue;
        if (isForActions(place) || isCaught(place, catches, subject)) continue;
        yield { node, values: { node: nameOf(node) } };
    }
};

/** Whether a Catch node receives the errors of a place, or those of a subflow node around it. */
function isCaught(place: Place, catches: ReadonlyMap<unknown, readonly Place[]>, subject: Subject): boolean {
    for (let at: Place | undefined = place; at; at = at.around) {
        const { node, around } = at;
        const inFlow = catches.get(around ?? node.z) ?? [];
        if (inFlow.some((one) => covers(one.node, node, subject))) return true;
    }
    return false;
}

function covers({ scope, g }: FlowNode, node: FlowNode, subject: Subject): boolean {
    if (Array.isArray(scope)) return scope.includes(node.id);
    // A Catch node in no group receives the errors of its flow.
    if (scope !== 'group' || !g) return true;
    // Node-RED goes up from the group of the node to the group of the Catch node.
    const seen = new Set<unknown>();
    for (let group = node.g; group !== undefined && !seen.has(group); group = subject.graph.node(group)?.g) {
        if (group === g) return true;
        seen.add(group);
    }
    return false;
}

/** Whether all messages that reach a place have an action for the connection, and so command no device. */
function isForActions({ previous }: Place): boolean {
    return previous.length > 0 && previous.every(({ from: { node } }) => setsAction(node));
}

function setsAction({ type, props, rules }: FlowNode): boolean {
    const list: unknown = type === 'inject' ? props : type === 'change' ? rules : undefined;
    return Array.isArray(list) && list.some((item) => isObject(item) && item.p === 'action' && item.t !== 'delete');
}
