// An example of a message of clown in, made by the code that makes messages at run time: from the last frame that matches
// the filter, or else from one that a device could send. Free of the page.

import { shorten } from '../../../src/base/errors';
import { DeviceNames } from '../../../src/protocol/device-names';
import { type Json, type JsonObject, parseFrame } from '../../../src/protocol/frame';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { checkFilter, FilterTree } from '../../../src/protocol/topic';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Stored } from '../../../src/settings/hub-options';
import { checkUnits } from '../../../src/settings/unit-settings';
import { factoryFor, type MessageFactory, stateMessage } from '../../shared/message-factory';
import type { TopicsView, TopicView } from '../../shared/views';
import { isReading, topicsUnder } from './suggestions';
import { hasVariable } from './variable';

/** The settings of clown in, and what is known of its hub. */
export interface SampleRequest {
    readonly listen: string;
    readonly filter: string;
    readonly output: string;
    readonly quantity: string;
    /** Settings of the conversion of units. */
    readonly units?: Stored;
    /** The label of the hub. */
    readonly hub: string;
    /** By default none. */
    readonly names?: DeviceNames;
    readonly known: Pick<TopicsView, 'topics'> | undefined;
    /** Milliseconds since 1970. */
    readonly now: number;
}

/**
 * `heard`: from a received frame; `example`: from a possible frame; `nothing`: no known device has such a topic; `unreported`: no
 * reading that was received has the quantity, and an example of one that would have it may be there.
 */
export interface Sample {
    readonly from: 'heard' | 'example' | 'nothing' | 'unreported';
    readonly messages: readonly object[];
    /** The quantities of the readings instead. */
    readonly reported?: readonly string[];
}

/** Characters of a text that are shown as the payload in the sentence. */
const LONGEST_PAYLOAD = 20;

/** Values that a device could report. */
const VALUES: Readonly<Record<string, Json>> = {
    temperature: 21.5,
    illuminance: 320,
    altitude: 295.5,
    pressure: 96.716,
    'relative-humidity': 45.2,
    concentration: 612,
    'event-count': 3,
    address: '48',
    write: '00',
    read: '19,80',
};

/** The example for these settings; undefined while they are incomplete or invalid. */
export function sampleOf(request: SampleRequest): Sample | undefined {
    const { listen, filter, hub, names = DeviceNames.NONE, now } = request;
    const named = (received: ReceivedFrame): ReceivedFrame => {
        const { topic } = received.frame;
        return { ...received, place: { topic, parts: names.partsOf(topic) } };
    };
    if (listen === 'state') {
        return { from: 'example', messages: [stateMessage('connected', { since: now }, hub, now)] };
    }
    // Only the runtime knows the value of a variable.
    const isKnown = ([, value]: [string, unknown]): boolean => request.output !== 'text' && !hasVariable(value);
    const convert = checkUnits(Object.fromEntries(Object.entries(request.units ?? {}).filter(isKnown)));
    const make = factoryFor(
        { output: request.output, quantity: request.quantity },
        convert.ok ? convert.value : undefined,
    );
    const sampleFilter = listen === 'topic' ? filter : '#';
    if (!make.ok || !convert.ok || !checkFilter(sampleFilter).ok) return undefined;
    const received = latestFirst(topicsUnder(request.known, sampleFilter));
    for (const view of received) {
        const messages = shown(make.value, named(receivedView(view)), hub);
        if (messages.length > 0) return { from: 'heard', messages };
    }
    const isSingle = request.output === 'quantity';
    const reported = isSingle ? reportedIn(received) : [];
    const topic = exampleTopic(sampleFilter, isSingle ? request.quantity : '');
    // A quantity that no device of this type reports is no example of what will come.
    if (reported.length > 0 && !hasQuantity(topic, request.quantity)) {
        return { from: 'unreported', messages: [], reported };
    }
    if (topic === undefined) return { from: 'nothing', messages: [] };
    const messages = shown(make.value, named(receivedFrameOf(topic, examplePayload(topic, request), now)), hub);
    return reported.length > 0 ? { from: 'unreported', messages, reported } : { from: 'example', messages };
}

/** Messages without their id. */
function shown(make: MessageFactory, received: ReceivedFrame, hub: string): object[] {
    return make(received, hub, '').map(({ _msgid, ...message }) => message);
}

function hasQuantity(topic: string | undefined, quantity: string): boolean {
    const [type = ''] = topic?.split('/') ?? [];
    return quantity in (DEVICE_TYPES.get(type)?.quantities ?? {});
}

/** A message as JSON, a line for each property. */
export function sampleText(message: object): string {
    const lines = Object.entries(message).map(
        ([name, value]) => `  ${JSON.stringify(name)}: ${spaced(JSON.stringify(value))}`,
    );
    return `{\n${lines.join(',\n')}\n}`;
}

/** A payload as JSON for a sentence: a long text ends in an ellipsis within its quotes. */
export function payloadText(value: unknown): string {
    const isLong = typeof value === 'string' && value.length > LONGEST_PAYLOAD;
    return shorten(JSON.stringify(isLong ? `${value.slice(0, LONGEST_PAYLOAD)}…` : value));
}

/** The quantities of readings and states; none if one of these is long, because its view has only the first ones. */
function reportedIn(topics: readonly TopicView[]): string[] {
    const readings = topics.filter(isReading);
    if (readings.some(({ text }) => text === undefined)) return [];
    return [...new Set(readings.flatMap((view) => Object.keys(receivedView(view).frame.payload)))];
}

/** Readings before responses, and the latest first. */
function latestFirst(topics: readonly TopicView[]): TopicView[] {
    return [...topics].sort((a, b) => Number(isReading(b)) - Number(isReading(a)) || b.time - a.time);
}

/** The last frame of a topic as it arrived. The view of a long one has less: the first values, with short texts. */
function receivedView(view: TopicView): ReceivedFrame {
    const { topic, text, time } = view;
    const parsed = text === undefined ? undefined : parseFrame(text);
    return text !== undefined && parsed?.ok
        ? { frame: parsed.value, text, time, at: time }
        : receivedFrameOf(topic, payloadOf(view), time);
}

/** A frame as a hub writes it: with spaces, and other signs than ASCII as escapes (clown-talk, section 7). */
function receivedFrameOf(topic: string, payload: JsonObject, time: number): ReceivedFrame {
    const text = spaced(JSON.stringify([topic, payload])).replace(
        /[^ -~]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return { frame: { topic, payload }, text, time, at: time };
}

function payloadOf({ values }: TopicView): JsonObject {
    return Object.fromEntries(
        values.map(({ quantity, value, unit }) => [quantity, unit === undefined ? value : [value, unit]]),
    );
}

/** The topic of a known device that the filter matches, preferably one with the quantity. */
function exampleTopic(filter: string, quantity: string): string | undefined {
    const tree = new FilterTree<true>();
    tree.add(filter, true);
    const fitting = [...DEVICE_TYPES].flatMap(([type, { addresses, quantities }]) =>
        addresses
            .map((address) => ({ topic: `${type}/${address}`, has: quantity in quantities }))
            .filter(({ topic }) => tree.match(topic).length > 0),
    );
    return (fitting.find(({ has }) => has) ?? fitting[0])?.topic;
}

function examplePayload(topic: string, { output, quantity }: SampleRequest): JsonObject {
    const [type = '', , ...event] = topic.split('/');
    const known = event.length === 0 ? (DEVICE_TYPES.get(type)?.quantities ?? {}) : {};
    const single: Record<string, string> = output === 'quantity' && !(quantity in known) ? { [quantity]: '' } : known;
    return Object.fromEntries(Object.entries(single).map(([name, unit]) => [name, exampleValue(type, name, unit)]));
}

function exampleValue(type: string, quantity: string, unit: string): Json {
    if (quantity === 'state') return type === 'led' ? 'on' : true;
    const value = VALUES[quantity] ?? 1;
    // Hubs send the sign ℃ (clown-talk, section 8).
    return unit === '' ? value : [value, unit === '°C' ? '\u2103' : unit];
}

/** Adds spaces after commas and colons outside strings. */
function spaced(json: string): string {
    return json.replace(
        /("(?:[^"\\]|\\.)*")|([,:])/g,
        (_all, text: string | undefined, sign: string | undefined) => text ?? `${sign} `,
    );
}
