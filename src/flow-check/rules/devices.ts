// Requests without a response, and limits for silence that a device exceeds without being silent.

import { filterAdvice } from '../../protocol/filter-advice';
import { isConfirmable } from '../../protocol/kinds';
import { CO2_READING_S, WITHOUT_RESPONSE } from '../../protocol/model';
import { checkNumber } from '../../settings/numbers';
import { type Sent, sentBy } from '../commanders';
import { type FlowNode, nameOf } from '../flow';
import { devicesOf, filterOf, type HubInFlow, isMatch, tableOf } from '../hub-of';
import type { Find } from '../rule';

/** A request to a device that never responds: to its type, or because the hub does not have it. */
export const silentDevice: Find = function* (subject) {
    for (const node of subject.running('clown-request', 'clown-out')) {
        const sent = sentBy(node);
        const device = sent?.device;
        if (!sent || device === undefined || !waits(node, sent)) continue;
        yield undefined;
        const values = { device, node: nameOf(node) };
        if (node.type === 'clown-request' && !node.answer && isWithoutResponse(sent, device)) {
            yield { node, values };
            continue;
        }
        const known = subject.hubOf(node)?.known;
        const advice = known?.isSettled ? filterAdvice(device, known) : undefined;
        if (!advice || !/^[^/+#]+\/[^/+#]+$/.test(device)) continue;
        const { suggestion } = advice;
        if (suggestion === undefined) yield { node, detail: 'missing', values };
        else yield { node, detail: 'use', values: { ...values, suggestion } };
    }
};

/** Whether a node waits for a response: a request, or a command with confirmation. */
function waits({ type, confirm }: FlowNode, { kind }: Sent): boolean {
    return type === 'clown-request' || (isConfirmable(kind) && (confirm === true || confirm === 'true'));
}

function isWithoutResponse({ kind, topic = '' }: Sent, device: string): boolean {
    const action = kind === 'text' || kind === 'picture' ? 'set' : kind === 'message' ? topic.split('/')[2] : kind;
    const [type, address = ''] = device.split('/');
    // A wireless CO2 sensor may respond.
    return WITHOUT_RESPONSE.has(`${type}/${action}`) && address.startsWith('i2c');
}

/** A limit for silence that is not above the publish interval of a matching device. */
export const shortSilence: Find = function* (subject) {
    for (const node of subject.running('clown-in')) {
        const filter = filterOf(node);
        const limit = checkNumber('silentAfter', node.silentAfter);
        if (filter === undefined || !limit.ok || limit.value === 0) continue;
        yield undefined;
        const hub = subject.hubOf(node);
        const own = subject.silenceLimits(hub);
        for (const { device, seconds } of pacesOf(filter, hub)) {
            const inTable = own.get(device);
            const limitS = inTable ?? limit.value;
            if (limitS === 0 || limitS > seconds) continue;
            const values = { device, seconds, limit: limitS, least: 3 * seconds + 10, node: nameOf(node) };
            if (inTable === undefined || !hub) yield { node, values };
            else yield { node, at: hub.node, detail: 'hub', values: { ...values, hub: nameOf(hub.node) } };
            break;
        }
    }
};

interface Pace {
    readonly device: string;
    readonly seconds: number;
}

/** The known times between two readings of the devices that a filter matches. */
function pacesOf(filter: string, hub: HubInFlow | undefined): readonly Pace[] {
    const found = new Map<string, number | null>();
    for (const { device, seconds } of hub ? tableOf(hub.node) : [])
        if (isMatch(filter, device)) found.set(device, seconds);
    for (const { device, seconds } of devicesOf(filter, hub)) if (seconds !== undefined) found.set(device, seconds);
    if (/^co2-sensor\/i2c\d-[\da-f]{2}$/i.test(filter) && !found.has(filter)) found.set(filter, 0);
    return [...found].flatMap(([device, seconds]) => {
        if (seconds === null) return [];
        return [{ device, seconds: device.startsWith('co2-sensor/') ? Math.max(seconds, CO2_READING_S) : seconds }];
    });
}
