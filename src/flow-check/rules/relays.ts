// Relays that follow sensors: two that reverse each other, or one that may fall silent.

import { devicePath } from '../../protocol/model';
import { arrivals, type Marks } from '../arrivals';
import { relayOf, switchesRelay } from '../commanders';
import { isFromMessage } from '../core-nodes';
import { type FlowNode, nameOf } from '../flow';
import type { Place, Wire } from '../graph';
import { filterOf } from '../hub-of';
import { after } from '../paths';
import type { Find, Subject } from '../rule';
import { covers, isSensor, SensorMarks, sourceOf } from '../sources';

/**
 * A relay that two sensors switch through two nodes, or one sensor in two flows: each reading of one may reverse what the other has
 * switched.
 */
export const twoCommanders: Find = function* (subject) {
    const byRelay = new Map<string, Place[]>();
    for (const place of subject.places('clown-out', 'clown-request')) {
        const relay = relayKey(place.node, subject);
        if (relay === undefined) continue;
        const known = byRelay.get(relay);
        if (known) known.push(place);
        else byRelay.set(relay, [place]);
    }
    const { bySensors, byFlows } = competing([...byRelay.values()].flat(), subject);
    for (const [first, ...others] of byRelay.values()) {
        if (!first) continue;
        const { node } = first;
        const relay = relayOf(node) ?? '';
        const rivals = others.filter((one) => one.node !== node);
        const other = rivals.find((one) => bySensors(first, one));
        const elsewhere = other ?? rivals.find((one) => byFlows(first, one));
        if (!elsewhere) continue;
        const values = { relay, node: nameOf(node), other: nameOf(elsewhere.node) };
        yield other ? { node, values } : { node, detail: 'flows', values };
    }
};

/** How two places compete for a relay. */
interface Competition {
    /** Each follows a sensor that the other one does not receive. */
    bySensors(one: Place, other: Place): boolean;
    /** Both follow a sensor, in two flows, which were most likely made without a thought of each other. */
    byFlows(one: Place, other: Place): boolean;
}

/**
 * A place follows the sensors that reach it through nodes that no other condition stops, and receives those that may reach it,
 * whatever is between.
 */
function competing(places: readonly Place[], subject: Subject): Competition {
    const sensors = new SensorMarks(subject.running('clown-in'));
    const followed = arrivals(places, ({ from }) => sensors.of(from.node), isFollowing);
    const received = arrivals(
        places,
        ({ from }) => sensors.sharedWith(from.node),
        () => true,
    );
    const followedBy = (place: Place): Marks => followed.get(place) ?? 0n;
    const hasOwn = (one: Place, other: Place): boolean => (followedBy(one) & ~(received.get(other) ?? 0n)) !== 0n;
    return {
        bySensors: (one, other) => hasOwn(one, other) && hasOwn(other, one),
        byFlows: (one, other) => one.node.z !== other.node.z && followedBy(one) !== 0n && followedBy(other) !== 0n,
    };
}

/** The relay of a node with its hub, as text; undefined if one of them is not fixed. */
function relayKey(node: FlowNode, subject: Subject): string | undefined {
    const relay = relayOf(node);
    const hub = subject.hubOf(node);
    return relay === undefined || !hub ? undefined : `${hub.node.id} ${relay}`;
}

/** Nodes of core that send nothing while they receive nothing. */
const FOLLOWING = ['switch', 'change', 'rbe', 'delay'];

/** Whether what leaves into a wire depends on the messages alone, and not on a mode or season. */
function isFollowing({ from: { node } }: Wire): boolean {
    if (node.type === 'switch') return isFromMessage(node);
    return FOLLOWING.includes(node.type) || node.type === 'trigger' || node.type === 'range' || isSensor(node);
}

/**
 * A relay that follows a sensor, with nothing that notices a silent sensor. A confirmation is no help: without readings there is
 * no command that could be confirmed.
 */
export const unguardedRelay: Find = function* (subject) {
    const watching = subject.places('clown-in').filter(isHeeded(subject));
    const watched = new Map(watching.map(({ node }) => [sourceOf(node), node]));
    // A topic without a wildcard covers nothing but itself.
    const wide = [...watched.values()].filter((node) => /[+#]/.test(filterOf(node) ?? ''));
    const sensors = new SensorMarks(subject.running('clown-in'));
    const guards = guardsOf(sensors, subject);
    for (const place of subject.places('clown-in')) {
        const { node: source } = place;
        if (!isSensor(source)) continue;
        yield undefined;
        const hub = hubThatIgnores(source, subject);
        const isReported = watched.has(sourceOf(source)) || wide.some((node) => covers(node, source));
        if (isReported && !hub) continue;
        const ends = after(place, 0, ({ from }) => FOLLOWING.includes(from.node.type));
        const switching = [...ends].filter(({ node }) => switchesRelay(node));
        if (switching.length === 0 || isAwaited(place)) continue;
        for (const { node } of switching) {
            const isGuarded = ((guards.get(targetOf(node, subject)) ?? 0n) & sensors.of(source)) !== 0n;
            if (isGuarded && !hub) continue;
            const values = { node: nameOf(node), source: nameOf(source) };
            if (!hub) yield { node, values };
            else {
                // Where a node reports silence already, nothing is missing but the limit in the table.
                const detail = isReported || isGuarded ? 'hub' : 'both';
                yield {
                    node,
                    at: hub,
                    detail,
                    values: { ...values, hub: nameOf(hub), device: filterOf(source) ?? '' },
                };
            }
        }
    }
};

/** The hub whose table has the silence limit 0 for a device, which turns off those of all nodes. */
function hubThatIgnores(source: FlowNode, subject: Subject): FlowNode | undefined {
    const hub = subject.hubOf(source);
    return subject.silenceLimits(hub).get(devicePath(filterOf(source) ?? '')) === 0 ? hub?.node : undefined;
}

/** For each relay, the sensors whose silence a node reports to it. */
function guardsOf(sensors: SensorMarks, subject: Subject): ReadonlyMap<string | FlowNode, Marks> {
    const places = subject.places('clown-out', 'clown-request');
    const reported = arrivals(
        places,
        ({ from, port }) => (port === 1 && isWatched(from.node) ? sensors.sharedWith(from.node) : 0n),
        () => true,
    );
    const guards = new Map<string | FlowNode, Marks>();
    for (const place of places) {
        const target = targetOf(place.node, subject);
        guards.set(target, (guards.get(target) ?? 0n) | (reported.get(place) ?? 0n));
    }
    return guards;
}

/** The relay that a node switches, or the node itself if its relay is not fixed. */
function targetOf(node: FlowNode, subject: Subject): string | FlowNode {
    return relayKey(node, subject) ?? node;
}

/** Whether a node reports the silence of its topic. */
function isWatched({ silentAfter }: FlowNode): boolean {
    return Boolean(silentAfter) && silentAfter !== '0';
}

/** Whether a place reports silence to something: to what is connected to its second output, or to a status node. */
function isHeeded(subject: Subject): (place: Place) => boolean {
    const hasStatus = subject.places('status').length > 0;
    return ({ node, next }) => isWatched(node) && (hasStatus || next.some(({ port }) => port === 1));
}

/** Whether a trigger node waits for the readings. */
function isAwaited(place: Place): boolean {
    return [...after(place, 0, () => true)].some(({ node }) => node.type === 'trigger');
}
