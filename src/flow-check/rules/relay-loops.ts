// Relays that are switched by their own state.

import { isObject } from '../../protocol/json-data';
import { relayState } from '../../protocol/payloads';
import { relayOf, sentBy } from '../commanders';
import { changed, isPassedOn, switched } from '../core-nodes';
import { type FlowNode, nameOf } from '../flow';
import type { Place } from '../graph';
import { filterOf, isMatch } from '../hub-of';
import type { Find } from '../rule';

/** A state of a relay that causes the command for the same state, and so on. */
export const stateLoop: Find = function* (subject) {
    for (const place of subject.places('clown-in')) {
        yield undefined;
        const filter = filterOf(place.node);
        const hub = subject.hubOf(place.node)?.node;
        if (filter === undefined || !hub) continue;
        const reactions = new Map<Place, Map<boolean, Set<boolean>>>();
        for (const state of [true, false]) {
            for (const [commander, states] of reactionsTo(place, state)) {
                const known = reactions.get(commander) ?? new Map<boolean, Set<boolean>>();
                reactions.set(commander, known.set(state, states));
            }
        }
        for (const [{ node }, states] of reactions) {
            const relay = relayOf(node) ?? '';
            if (!isMatch(filter, relay) || subject.hubOf(node)?.node !== hub || !isEndless(states)) continue;
            yield { node, values: { relay, node: nameOf(node), source: nameOf(place.node) } };
        }
    }
};

/** Whether a state leads back to itself. */
function isEndless(states: ReadonlyMap<boolean, ReadonlySet<boolean>>): boolean {
    const after = (state: boolean): ReadonlySet<boolean> => states.get(state) ?? new Set();
    return [true, false].some(
        (state) => after(state).has(state) || (after(state).has(!state) && after(!state).has(state)),
    );
}

/** Most steps of one state through a flow. */
const MAX_STEPS = 10_000;

/** The relay commands that follow from a state, as far as all nodes on the way are known. */
function reactionsTo(place: Place, state: boolean): ReadonlyMap<Place, Set<boolean>> {
    const found = new Map<Place, Set<boolean>>();
    const payload = statePayload(place.node, state);
    const left = place.next.flatMap(({ port, to }) => (port === 0 ? [{ at: to, payload }] : []));
    const seen = new Map<Place, Set<unknown>>();
    for (let step = 0; step < MAX_STEPS; step++) {
        const here = left.pop();
        if (!here) break;
        const { at } = here;
        const known = seen.get(at) ?? new Set();
        if (known.has(here.payload)) continue;
        seen.set(at, known.add(here.payload));
        const switchedTo = commandOf(at.node, here.payload, state);
        if (switchedTo !== undefined) found.set(at, (found.get(at) ?? new Set()).add(switchedTo));
        for (const wire of at.next) {
            const next = throughNode(at, wire.port, here.payload, isPassedOn(wire));
            if (next) left.push({ at: wire.to, payload: next.payload });
        }
    }
    return found;
}

/** The payload of a state; undefined if clown in sends it in another form. */
function statePayload({ output, quantity }: FlowNode, state: boolean): unknown {
    if (output === 'each' || (output === 'quantity' && quantity === 'state')) return state;
    return output === 'text' || output === 'quantity' ? undefined : { state };
}

function throughNode(
    { node }: Place,
    port: number,
    payload: unknown,
    isPassed: boolean,
): { readonly payload: unknown } | undefined {
    if (isPassed || (node.type === 'delay' && port === 0)) return { payload };
    if (node.type === 'switch') return switched(node, payload)?.includes(port) ? { payload } : undefined;
    if (node.type !== 'change') return undefined;
    const made = changed(node);
    if (made.kind === 'kept') return { payload };
    return made.kind === 'value' ? { payload: made.value } : undefined;
}

/** The state that a node commands its relay for a payload; undefined if it commands none. */
function commandOf(node: FlowNode, payload: unknown, state: boolean): boolean | undefined {
    const sent = relayOf(node) === undefined ? undefined : sentBy(node);
    if (!sent) return undefined;
    const value = sent.isFromPayload ? payload : node.payload;
    const inner = isObject(value) ? value.state : value;
    if (inner === 'toggle') return !state;
    const isPlain = ['string', 'number', 'boolean'].includes(typeof inner);
    return isPlain ? relayState(inner as string | number | boolean) : undefined;
}
