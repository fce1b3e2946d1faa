// What clown in makes of a frame: one message, none, or one for each quantity.

import type { NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample } from '../../src/base/errors';
import { copyJson, type Json, type JsonObject } from '../../src/protocol/frame';
import { type Quantity, quantities, quantityOf, topicParts } from '../../src/protocol/model';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { Stored } from '../../src/settings/options';
import type { ClownMessage, Output, StateWord } from '../runtime/types';

/**
 * Messages that one frame gives at most, one per quantity: a device has a few quantities, and these messages leave in one
 * turn of the event loop.
 */
export const MAX_QUANTITIES = 100;

/** Receives what a frame held beyond the bound. */
export interface LeftOut {
    /** `count` quantities gave no message. */
    leftOut(topic: string, count: number): void;
}

/**
 * A frame, the name of its hub and the id of what leaves together -> the messages that it gives; `isLast` where nobody needs
 * the frame after this.
 */
export type MessageFactory = (
    news: ReceivedFrame,
    hub: string,
    id: string,
    isLast?: boolean,
    report?: LeftOut,
) => Made[];

/** With its id from the start: an object that gets a property later takes more room, and time. */
type Made = NodeMessage & ClownMessage & { readonly _msgid: string };

/** A payload that is the message's own. */
function ownPayload({ frame }: ReceivedFrame, isLast: boolean): JsonObject {
    return (isLast ? frame.take?.() : undefined) ?? copyJson(frame.payload);
}

/** The maker that the stored settings choose; all nodes have the same one, unless it is for a quantity. */
export function factoryFor({ output, quantity }: Stored): Result<MessageFactory> {
    const made = FACTORIES.get(output as Output);
    if (made) return made;
    if (output !== 'quantity') return refuse('setting-choice', { setting: 'output', found: sample(output) });
    if (typeof quantity !== 'string' || quantity === '') return refuse('quantity-missing');
    return ok((news, hub, id, isLast = false) => {
        const one = quantityOf(ownPayload(news, isLast), quantity);
        return one ? [quantityMessage(news, hub, id, one)] : [];
    });
}

const FACTORIES: ReadonlyMap<Output, Result<MessageFactory>> = new Map<Output, Result<MessageFactory>>([
    ['payload', ok((news, hub, id, isLast = false) => [message(news, hub, id, ownPayload(news, isLast))])],
    ['text', ok((news, hub, id) => [message(news, hub, id, news.text)])],
    [
        'values',
        ok((news, hub, id, isLast = false) => {
            const payload = ownPayload(news, isLast);
            for (const { quantity, value } of quantities(payload)) payload[quantity] = value;
            return [message(news, hub, id, payload)];
        }),
    ],
    [
        'each',
        ok((news, hub, id, isLast = false, report) => {
            const payload = ownPayload(news, isLast);
            const found = quantities(payload, MAX_QUANTITIES);
            if (report && found.length === MAX_QUANTITIES) {
                const count = Object.keys(payload).length - MAX_QUANTITIES;
                if (count > 0) report.leftOut(topicOf(news), count);
            }
            return found.map((one) => quantityMessage(news, hub, id, one));
        }),
    ],
]);

function message(news: ReceivedFrame, hub: string, id: string, payload: Json): Made {
    return { _msgid: id, topic: topicOf(news), payload, clown: frameDetails(news, hub) };
}

/** The text that all have of a topic: the one of a frame keeps its whole line in memory. */
function topicOf({ frame, place }: ReceivedFrame): string {
    return place?.topic ?? frame.topic;
}

/** Written out, as this is done for every message. */
function quantityMessage(news: ReceivedFrame, hub: string, _msgid: string, { quantity, value, unit }: Quantity): Made {
    const topic = topicOf(news);
    const clown = frameDetails(news, hub);
    return unit === undefined
        ? { _msgid, topic, payload: value, quantity, clown }
        : { _msgid, topic, payload: value, quantity, unit, clown };
}

/** What is sent for a state of the hub; `details` are those of the state, without its word. */
export function stateMessage(word: StateWord, details: object, hub: string, time: number): NodeMessage {
    const message = { topic: hub, payload: word, clown: { hub, time, ...details } };
    return message;
}

/** `msg.clown` for a frame. */
function frameDetails({ frame, time, place, requested }: ReceivedFrame, hub: string): ClownMessage['clown'] {
    const parts = place?.parts ?? topicParts(frame.topic);
    if (frame.meta || requested) {
        const meta = frame.meta ? { meta: copyJson(frame.meta) } : {};
        return { ...parts, ...meta, hub, time, ...(requested ? { requested } : {}) };
    }
    const { type, address, bus, event } = parts;
    // Written out, for this is done for every message.
    return bus === undefined ? { type, address, event, hub, time } : { type, address, bus, event, hub, time };
}
