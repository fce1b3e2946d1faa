// Displays and databases that are written with every reading of a sensor that reports once a second or more often.

import { SENSOR_TYPES } from '../../protocol/model';
import { sentBy, writesDisplay } from '../commanders';
import { asText, type FlowNode, nameOf } from '../flow';
import { devicesOf, filterOf, type HubInFlow, isMatch, tableOf } from '../hub-of';
import { after } from '../paths';
import type { Find, Found, Subject } from '../rule';

/** A bridge starts with this interval, in seconds (clown-talk, section 8). */
const DEFAULT_S = 1;

/** Nodes that store or send what they receive at once, where every write costs space, wear or a connection. */
const STORES =
    /^(?:file|http request|e-mail|influxdb(?: out| batch)|mysql|MySQL|sqlite|postgres(?:ql|tor)?|mongodb(?:2|4)?(?: out)?|MSSQL|telegram sender|pushover|twitter out)$/;

/** Nodes that send one message for each that they receive. */
const ONE_FOR_ONE = ['change', 'template', 'json', 'csv', 'xml', 'yaml', 'range', 'sort'];

export const displayEverySecond: Find = (subject) => written(subject, writesDisplay);

export const storeEverySecond: Find = (subject) => written(subject, ({ type }) => STORES.test(type));

function* written(subject: Subject, isWritten: (node: FlowNode) => boolean): Iterable<Found | undefined> {
    const openHubs = hubsWithOtherIntervals(subject);
    for (const place of subject.places('clown-in')) {
        const { node } = place;
        const pace = fastPace(node, subject.hubOf(node), openHubs);
        yield undefined;
        if (!pace) continue;
        const detail = pace === 'default' ? { detail: pace } : {};
        for (const end of after(place, 0, ({ from }) => ONE_FOR_ONE.includes(from.node.type))) {
            if (!isWritten(end.node)) continue;
            yield { node, at: end.node, ...detail, values: { source: nameOf(node), node: nameOf(end.node) } };
        }
    }
}

/** Why a sensor reports once a second or more often, if it does: its interval is known, or it is the default. */
function fastPace(
    node: FlowNode,
    hub: HubInFlow | undefined,
    openHubs: ReadonlySet<unknown>,
): 'known' | 'default' | undefined {
    const filter = filterOf(node) ?? '';
    const type = /^([^/]+)\/[^/]+$/.exec(filter)?.[1] ?? '';
    if (!hub || !SENSOR_TYPES.includes(type) || type === 'co2-sensor') return undefined;
    const isOften = (seconds: number | null): boolean => seconds !== null && seconds <= DEFAULT_S;
    const known = devicesOf(filter, hub).flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]));
    if (known.length > 0) return known.some(isOften) ? 'known' : undefined;
    const rows = tableOf(hub.node).filter(({ device }) => isMatch(filter, device));
    if (rows.length > 0) return rows.some(({ seconds }) => isOften(seconds)) ? 'known' : undefined;
    // Another program may have changed the intervals of a hub that runs.
    return hub.known || openHubs.has(hub.node.id) ? undefined : 'default';
}

/** The ids of the hubs whose intervals the flow may set in other ways than by the table of the hub. */
function hubsWithOtherIntervals(subject: Subject): ReadonlySet<unknown> {
    const senders = subject.running('clown-out', 'clown-request').filter((node) => {
        const sent = sentBy(node);
        const isOpen = sent?.kind === 'raw' || (sent?.kind === 'message' && sent.topic === undefined);
        return isOpen || sent?.kind === 'interval' || /\/config\//.test(sent?.topic ?? '');
    });
    const starting = subject.hubs().filter(({ startFrames }) => /publish-interval/.test(asText(startFrames)));
    return new Set([...senders.map(({ hub }) => hub), ...starting.map(({ id }) => id)]);
}
