// Relays that follow sensors: two that reverse each other, or one that may fail.

import { relayOf, switchesRelay } from '../commanders';
import { isFromMessage } from '../core-nodes';
import { type FlowNode, nameOf } from '../flow';
import type { Place, Wire } from '../graph';
import { filterOf, hasVariable, silenceLimitsOf } from '../hub-of';
import { after, before } from '../paths';
import type { Find, Subject } from '../rule';
import { covers, isSensor, mayShare } from '../sources';

/** A relay that two sensors switch through two nodes: each reading of one reverses what the other has switched. */
export const twoCommanders: Find = function* (subject) {
    const byRelay = new Map<string, Place[]>();
    for (const place of subject.places('clown-out', 'clown-request')) {
        const relay = relayKey(place.node, subject);
        if (relay === undefined) continue;
        const known = byRelay.get(relay);
        if (known) known.push(place);
        else byRelay.set(relay, [place]);
    }
    for (const places of byRelay.values()) {
        const [first, ...others] = places;
        if (!first || others.length === 0) continue;
        const inputs = inputsOf(first);
        const other = others.find((one) => one.node !== first.node && compete(inputs, inputsOf(one)));
        if (!other) continue;
        const relay = relayOf(first.node) ?? '';
        yield { node: first.node, values: { relay, node: nameOf(first.node), other: nameOf(other.node) } };
    }
};

/** The relay of a node with its hub, as text; undefined if one of them is not fixed. */
function relayKey(node: FlowNode, subject: Subject): string | undefined {
    const relay = relayOf(node);
    const hub = subject.hubOf(node);
    return relay === undefined || !hub ? undefined : `${hub.node.id} ${relay}`;
}

/** The nodes that a commander receives messages of. */
interface Inputs {
    /** The sensors that it follows through nodes that no other condition stops. */
    readonly sensors: readonly FlowNode[];
    /** All clown in nodes that may reach it, whatever is between. */
    readonly all: readonly FlowNode[];
}

function inputsOf(place: Place): Inputs {
    const sensors = nodesOf(before(place, isFollowing)).filter(isSensor);
    return { sensors, all: nodesOf(before(place)).filter(({ type }) => type === 'clown-in') };
}

function nodesOf(places: ReadonlySet<Place>): readonly FlowNode[] {
    return [...new Set([...places].map(({ node }) => node))];
}

/** Whether each of two nodes follows a sensor that the other one does not receive. */
function compete(one: Inputs, other: Inputs): boolean {
    const hasOwn = ({ sensors }: Inputs, { all }: Inputs): boolean =>
        sensors.some((sensor) => !all.some((node) => mayShare(sensor, node)));
    return hasOwn(one, other) && hasOwn(other, one);
}

/** Nodes of core that send nothing while they receive nothing. */
const FOLLOWING = ['switch', 'change', 'rbe', 'delay'];

/** Whether what leaves into a wire depends on the messages alone, and not on a mode or season. */
function isFollowing({ from: { node } }: Wire): boolean {
    if (node.type === 'switch') return isFromMessage(node);
    return FOLLOWING.includes(node.type) || node.type === 'trigger' || node.type === 'range' || isSensor(node);
}

/** A relay that follows a sensor, with nothing that notices a silent sensor or a command without effect. */
export const unguardedRelay: Find = function* (subject) {
    const watching = subject.places('clown-in').filter(({ node }) => isWatched(node));
    const watched = new Map(watching.map(({ node }) => [sourceOf(node), node]));
    // A topic without a wildcard covers nothing but itself.
    const wide = [...watched.values()].filter((node) => /[+#]/.test(filterOf(node) ?? ''));
    const guards = guardsOf(watching, subject);
    for (const place of subject.places('clown-in')) {
        const { node: source } = place;
        if (!isSensor(source)) continue;
        const isUnlimited = isTurnedOff(source, subject);
        const isReported = watched.has(sourceOf(source)) || wide.some((node) => covers(node, source));
        if (isReported && !isUnlimited) continue;
        const ends = after(place, 0, ({ from }) => FOLLOWING.includes(from.node.type));
        const unconfirmed = [...ends].filter(({ node }) => isUnconfirmed(node));
        if (unconfirmed.length === 0 || isAwaited(place)) continue;
        for (const { node } of unconfirmed) {
            const own = isUnlimited ? [] : (guards.get(targetOf(node, subject)) ?? []);
            if (own.some((guard) => mayShare(guard, source))) continue;
            yield { node, values: { node: nameOf(node), source: nameOf(source) } };
        }
    }
};

/** Whether the table of the hub turns off the silence limits that nodes have for a device. */
function isTurnedOff(source: FlowNode, subject: Subject): boolean {
    const hub = subject.hubOf(source)?.node;
    return hub !== undefined && silenceLimitsOf(hub).get(filterOf(source) ?? '') === 0;
}

/** For each relay, the nodes whose reports of silence lead to it. */
function guardsOf(watching: readonly Place[], subject: Subject): ReadonlyMap<string | FlowNode, readonly FlowNode[]> {
    const found = new Map<string | FlowNode, FlowNode[]>();
    for (const place of watching) {
        for (const { node } of after(place, 1, () => true)) {
            if (!switchesRelay(node)) continue;
            const target = targetOf(node, subject);
            const known = found.get(target);
            if (known) known.push(place.node);
            else found.set(target, [place.node]);
        }
    }
    return found;
}

function sourceOf(node: FlowNode): string {
    return JSON.stringify([node.hub, filterOf(node)]);
}

/** The relay that a node switches, or the node itself if its relay is not fixed. */
function targetOf(node: FlowNode, subject: Subject): string | FlowNode {
    return relayKey(node, subject) ?? node;
}

/** Whether a node reports the silence of its topic. */
function isWatched({ silentAfter }: FlowNode): boolean {
    return typeof silentAfter === 'number' ? silentAfter > 0 : Boolean(silentAfter) && silentAfter !== '0';
}

/** Whether a trigger node waits for the readings. */
function isAwaited(place: Place): boolean {
    return [...after(place, 0, () => true)].some(({ node }) => node.type === 'trigger');
}

function isUnconfirmed(node: FlowNode): boolean {
    const { type, confirm } = node;
    const isOn = confirm === true || confirm === 'true' || hasVariable(confirm);
    return type === 'clown-out' && !isOn && switchesRelay(node);
}
