// Values that a flow sends to a device and that the device does not accept.

import { sample } from '../../base/errors';
import { checkFixedPayload } from '../../protocol/fixed-command';
import { SENSOR_TYPES } from '../../protocol/model';
import { intervalRange } from '../../protocol/payloads';
import { sentBy, switchesRelay } from '../commanders';
import { arrivingAt } from '../core-nodes';
import { asNumber, nameOf } from '../flow';
import { filterOf, tableOf } from '../hub-of';
import type { Find } from '../rule';

/** A relay that receives a value which is neither on, off nor toggle. */
export const relayValue: Find = function* (subject) {
    for (const place of subject.places('clown-out', 'clown-request')) {
        const { node } = place;
        if (!switchesRelay(node) || !sentBy(node)?.isFromPayload) continue;
        yield undefined;
        for (const { payload, source } of arrivingAt(place)) {
            const values = { source: nameOf(source), node: nameOf(node) };
            if (payload.kind === 'time') yield { node, at: source, detail: 'time', values };
            else if (payload.kind === 'reading') {
                const [type = '', ...levels] = filterOf(source)?.split('/') ?? [];
                // A sensor reports its quantities only; a device of another type may have a state.
                if (!SENSOR_TYPES.includes(type) || levels.length !== 1) continue;
                yield { node, at: source, detail: 'reading', values };
            } else if (!checkFixedPayload('relay', undefined, payload.value).ok) {
                yield { node, at: source, values: { ...values, value: sample(payload.value, 40) } };
            }
        }
    }
};

/** A publish interval that is shorter than the device allows, in the table of a hub or in a command. */
export const shortInterval: Find = function* (subject) {
    for (const node of subject.hubs()) {
        for (const { device, seconds } of tableOf(node)) {
            const { least } = intervalRange(device.split('/')[0]);
            if (seconds !== null && seconds < least) yield { node, values: { device, seconds, least } };
        }
    }
    for (const place of subject.places('clown-out', 'clown-request')) {
        const { node } = place;
        const sent = sentBy(node);
        // Without a fixed device, its type and so its limit are not known.
        if (sent?.kind !== 'interval' || !sent.isFromPayload || sent.device === undefined) continue;
        yield undefined;
        const { device } = sent;
        const { least } = intervalRange(device.split('/')[0]);
        for (const { payload, source } of arrivingAt(place)) {
            const seconds = payload.kind === 'value' ? asNumber(payload.value) : Number.NaN;
            if (seconds < least) yield { node, at: source, values: { device, seconds, least } };
        }
    }
};
