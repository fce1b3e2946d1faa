// Topics of clown in that match no device, and quantities that the matching devices do not report.

import { filterAdvice, isCertain } from '../../protocol/filter-advice';
import { DEVICE_TYPES, SENSOR_TYPES } from '../../protocol/model';
import { checkSwitch } from '../../settings/choices';
import { asText, type FlowNode } from '../flow';
import { devicesOf, filterOf, hasVariable } from '../hub-of';
import type { Find, Subject } from '../rule';

/** A topic that matches nothing the hub has listed or sent. Owners may have turned this report off for a node. */
export const unmatchedFilter: Find = function* (subject) {
    for (const node of subject.running('clown-in')) {
        const filter = filterOf(node);
        const known = subject.hubOf(node)?.known;
        const isWanted = checkSwitch('warnUnmatched', node.warnUnmatched);
        if (filter === undefined || !known || !isWanted.ok || !isWanted.value) continue;
        yield undefined;
        const advice = filterAdvice(filter, known);
        if (!advice || !(known.isSettled || isCertain(filter, advice))) continue;
        const { cause, suggestion } = advice;
        const values = { filter: topicOf(node, subject) };
        if (suggestion === undefined) yield { node, values };
        else {
            const shown = subject.flow.namesOf(node).shown(suggestion);
            const detail = cause === 'base-topic' ? cause : 'use';
            yield { node, detail, values: { ...values, suggestion: shown } };
        }
    }
};

/** A quantity that no matching device reports: according to the hub, or else to the type of the device. */
export const unreportedQuantity: Find = function* (subject) {
    for (const node of subject.running('clown-in')) {
        const filter = filterOf(node);
        const quantity = typeof node.quantity === 'string' ? node.quantity.trim() : '';
        if (node.output !== 'quantity' || quantity === '' || filter === undefined) continue;
        if (hasVariable(quantity)) continue;
        const [type = '', ...levels] = filter.split('/');
        // Devices of other types send some of their quantities rarely, and only the latest frame is known.
        if (!SENSOR_TYPES.includes(type)) continue;
        yield undefined;
        const hub = subject.hubOf(node);
        const reported = devicesOf(filter, hub).flatMap(({ quantities }) => quantities);
        const known = [...new Set([...reported, ...usualOf(type)])];
        const isOfDevices = levels.length === 1 || (levels.length === 2 && levels[1] === '#');
        const isHeard = reported.length > 0 && hub?.known?.isSettled === true;
        if (known.includes(quantity) || !(isHeard || (isOfDevices && isMisnamed(quantity, type)))) continue;
        yield { node, values: { filter: topicOf(node, subject), quantity, known: known.slice(0, 10).join(', ') } };
    }
};

/** A topic as its owner wrote it. */
function topicOf(node: FlowNode, { flow }: Subject): string {
    return asText(flow.written(node).topic).trim();
}

function usualOf(type: string): string[] {
    return Object.keys(DEVICE_TYPES.get(type)?.quantities ?? {});
}

/** Letters of a short form: `temp`. */
const LEAST_SHORT = 4;

/**
 * Whether a name is that of a quantity, but not of this type or not in this spelling, or a part of the name of one of this type:
 * a device may report others, too.
 */
function isMisnamed(quantity: string, type: string): boolean {
    const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');
    if (usualOf(type).includes(quantity)) return false;
    const short = plain(quantity);
    if (short.length >= LEAST_SHORT && usualOf(type).some((name) => plain(name).includes(short))) return true;
    return [...DEVICE_TYPES.keys()].some((one) => usualOf(one).some((name) => plain(name) === plain(quantity)));
}
