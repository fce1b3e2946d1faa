// Creates the messages of clown in from a frame: one, none, or one for each quantity.

import type { NodeMessage } from 'node-red';
import { ok, type Result, refuse } from '../../src/base/errors';
import type { Json, JsonObject } from '../../src/protocol/frame';
import { copyJson } from '../../src/protocol/json-data';
import { type Quantity, quantities, quantityOf, topicParts } from '../../src/protocol/model';
import type { Conversion } from '../../src/protocol/units';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { checkChoice } from '../../src/settings/choices';
import type { Stored } from '../../src/settings/hub-options';
import type { ClownMessage, Output, StateWord } from '../runtime/types';

/**
 * Most messages of one frame, one for each quantity: they are sent in one turn of the event loop, and a device has a few.
 */
export const MAX_QUANTITIES = 100;

/** Receives the number of quantities beyond `MAX_QUANTITIES`. */
export interface LeftOut {
    /** `count` quantities gave no message. */
    leftOut(topic: string, count: number): void;
}

/**
 * Creates the messages for a frame. `id` is shared by messages that are sent together; `isLast` allows taking the payload
 * without a copy, because no other node needs the frame.
 */
export type MessageFactory = (
    received: ReceivedFrame,
    hub: string,
    id: string,
    isLast?: boolean,
    report?: LeftOut,
) => CreatedMessage[];

/** Created with its id, because adding a property later takes more memory and time. */
type CreatedMessage = NodeMessage & ClownMessage & { readonly _msgid: string };

/** A payload that is not shared with other messages. */
function ownPayload({ frame }: ReceivedFrame, isLast: boolean): JsonObject {
    return (isLast ? frame.take?.() : undefined) ?? copyJson(frame.payload);
}

/** The payload of one message, as `ownPayload` gives it or converted. */
type PayloadOf = typeof ownPayload;

/**
 * The factory for the stored settings; shared by all nodes, except for `quantity` and those that convert units. The raw text
 * is never converted.
 */
export function factoryFor({ output, quantity }: Stored, convert?: Conversion): Result<MessageFactory> {
    const chosen = checkChoice('output', output);
    if (!chosen.ok) return chosen;
    const payloadOf = convert ? converted(convert) : ownPayload;
    if (chosen.value !== 'quantity') return ok((convert ? factories(payloadOf) : AS_RECEIVED)[chosen.value]);
    const name = typeof quantity === 'string' ? quantity.trim() : '';
    if (name === '') return refuse('quantity-missing');
    return ok((received, hub, id, isLast = false) => {
        const one = quantityOf(payloadOf(received, isLast), name);
        return one ? [quantityMessage(received, hub, id, one)] : [];
    });
}

function converted(convert: Conversion): PayloadOf {
    return (received, isLast) => {
        const payload = ownPayload(received, isLast);
        convert(payload);
        return payload;
    };
}

function factories(payloadOf: PayloadOf): Readonly<Record<Exclude<Output, 'quantity'>, MessageFactory>> {
    return {
        payload: (received, hub, id, isLast = false) => [message(received, hub, id, payloadOf(received, isLast))],
        text: (received, hub, id) => [message(received, hub, id, received.text)],
        values: (received, hub, id, isLast = false) => {
            const payload = payloadOf(received, isLast);
            for (const { quantity, value } of quantities(payload)) payload[quantity] = value;
            return [message(received, hub, id, payload)];
        },
        each: (received, hub, id, isLast = false, report) => {
            const payload = payloadOf(received, isLast);
            const found = quantities(payload, MAX_QUANTITIES);
            if (report && found.length === MAX_QUANTITIES) {
                const count = Object.keys(payload).length - MAX_QUANTITIES;
                if (count > 0) report.leftOut(topicOf(received), count);
            }
            return found.map((one, index) => partMessage(received, hub, id, one, index, found.length));
        },
    };
}

const AS_RECEIVED = factories(ownPayload);

function message(received: ReceivedFrame, hub: string, id: string, payload: Json): CreatedMessage {
    return { _msgid: id, topic: topicOf(received), payload, clown: frameDetails(received, hub) };
}

/** The text that all have of a topic: the one of a frame keeps its whole line in memory. */
function topicOf({ frame, place }: ReceivedFrame): string {
    return place?.topic ?? frame.topic;
}

/** Written out, as this is done for every message. */
function quantityMessage(
    received: ReceivedFrame,
    hub: string,
    _msgid: string,
    { quantity, value, unit }: Quantity,
): CreatedMessage {
    const topic = topicOf(received);
    const clown = frameDetails(received, hub);
    return unit === undefined
        ? { _msgid, topic, payload: value, quantity, clown }
        : { _msgid, topic, payload: value, quantity, unit, clown };
}

/** One of several messages of a frame, with what a join node needs to combine them into an object of all quantities. */
function partMessage(
    received: ReceivedFrame,
    hub: string,
    _msgid: string,
    { quantity, value, unit }: Quantity,
    index: number,
    count: number,
): CreatedMessage {
    const topic = topicOf(received);
    const parts = { id: _msgid, type: 'object', key: quantity, index, count } as const;
    const clown = frameDetails(received, hub);
    return unit === undefined
        ? { _msgid, topic, payload: value, quantity, parts, clown }
        : { _msgid, topic, payload: value, quantity, unit, parts, clown };
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
    const { type, address, bus, event, name } = parts;
    // Written out, for this is done for every message.
    if (name !== undefined) {
        return bus === undefined
            ? { type, address, event, name, hub, time }
            : { type, address, bus, event, name, hub, time };
    }
    return bus === undefined ? { type, address, event, hub, time } : { type, address, bus, event, hub, time };
}
