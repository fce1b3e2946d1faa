// How a played recording responds to commands: as the hub did in it; otherwise as a bridge would whose devices have the states
// that were last played; otherwise not at all.

import { type Frame, parseFrame } from '../protocol/frame';
import { DEVICE_TYPES } from '../protocol/model';
import { responseTo } from '../protocol/responses';
import type { RecordedEvent } from '../recording/format';
import type { Recording } from '../recording/reader';
import { DIALECTS } from './bridge-dialects';
import { formatFrame } from './format';
import { isStartMessage } from './line-parser';

/** A message of the hub as it was recorded. */
export type Message = Extract<RecordedEvent, { kind: 'in' | 'out' | 'known' }>;

/** What followed a command: what a broker has sent back, and the response; none if the hub did not respond. */
interface Answer {
    /** When the command was sent. */
    readonly at: number;
    readonly given: Given[];
    /** Whether the hub could have responded later. */
    isCut: boolean;
}

/** A message to give, in milliseconds after the command; a line, or a message as it was recorded. */
export interface Given {
    readonly afterMs: number;
    readonly message: Message | string;
}

/** Longest time from a command to its response. */
const RESPONSE_MS = 3_000;
/** Most events that are searched for one response, and for all: the search must not delay flows. */
const MAX_SEARCHED = 1_000;
export const MAX_SEARCHED_IN_ALL = 500_000;
/** Most events whose frames are kept during the search. */
const MAX_PARSED = 5_000;
/** The topic of a plain line. */
const TOPIC = /^\s*\[\s*"([^"\\]+)"/;
/** Most states with those that clients have set, and most characters of such a one: a client may send any. */
export const MAX_STATES = 2_000;
const MAX_STATE_CHARS = 1_000;
/** As long as a bridge takes, about. */
const USUAL_MS = 20;
/** Types that a device list names as actuators. */
const ACTUATORS: ReadonlySet<string> = new Set(['led', 'relay', 'display-oled', 'i2c']);

export class RecordedAnswers {
    /** What is played in its time. */
    readonly timeline: readonly RecordedEvent[];
    readonly #answers = new Map<string, Answer[]>();
    /** What `get` commands have shown: states of their time, which no client receives without such a command. */
    readonly #shown = new Set<RecordedEvent>();
    readonly #devices: Set<string>;
    /** The last line of each topic that was played. */
    readonly #last = new Map<string, string>();
    #left = MAX_SEARCHED_IN_ALL;
    readonly #parsed = new Map<Message, Frame[]>();

    constructor({ header, events }: Recording) {
        this.#devices = new Set(header.devices);
        const taken = new Set<RecordedEvent>();
        events.forEach((event, index) => {
            if (event.kind === 'known') this.played(event);
            if (event.kind !== 'out') return;
            for (const command of framesIn(event)) this.#find(command, events, index, taken);
        });
        for (const event of events) {
            if (event.kind !== 'in') continue;
            for (const line of linesOf(event)) {
                const [, topic = ''] = TOPIC.exec(line) ?? [];
                if (isDevice(topic)) this.#devices.add(topic);
            }
        }
        this.#parsed.clear();
        this.timeline = events.filter((event) => !taken.has(event) || this.#shown.has(event));
    }

    /** Whether an event of the timeline is a state that is not sent. */
    isSilent(event: RecordedEvent): boolean {
        return this.#shown.has(event);
    }

    /** A message is played: from now on it is the state of its device. */
    played(event: Message): void {
        for (const line of linesOf(event)) {
            const frame = parseFrame(line);
            if (frame.ok) this.#last.set(frame.value.topic.toLowerCase(), line);
        }
    }

    /** The responses to a line of a client, when so much was played in milliseconds. */
    to(line: string, playedMs: number): readonly Given[] {
        const frame = parseFrame(line);
        if (!frame.ok) return [];
        const answer = this.#nearest(frame.value, playedMs);
        if (answer?.isCut === false) return answer.given;
        const usual = isStartMessage(line) ? DIALECTS.bridge.response : this.#usual(frame.value);
        return [...(answer?.given ?? []), ...(usual === undefined ? [] : [{ afterMs: USUAL_MS, message: usual }])];
    }

    /** Takes the answer whose time is nearest. A `get` far from it is answered with the state that was played. */
    #nearest(command: Frame, playedMs: number): Answer | undefined {
        const list = this.#answers.get(keyOf(command)) ?? [];
        let nearest = 0;
        const distance = (index: number): number => Math.abs((list[index]?.at ?? 0) - playedMs);
        for (let index = 1; index < list.length; index++) {
            if (distance(index) < distance(nearest)) nearest = index;
        }
        const device = deviceOfGet(command);
        if (device !== undefined && this.#last.has(device) && distance(nearest) > RESPONSE_MS) return undefined;
        return list.splice(nearest, 1)[0];
    }

    #find(command: Frame, events: readonly RecordedEvent[], index: number, taken: Set<RecordedEvent>): void {
        const matcher = responseTo(command);
        const isResponse = (frame: Frame): boolean => typeof matcher === 'function' && matcher(frame) !== 'other';
        const isEcho = (frame: Frame): boolean => frame.topic === command.topic;
        const at = events[index]?.at ?? 0;
        const answer: Answer = { at, given: [], isCut: (events.at(-1)?.at ?? 0) - at <= RESPONSE_MS };
        for (let next = index + 1; next < events.length; next++) {
            const event = events[next] as RecordedEvent;
            if ((event.kind === 'gap' ? event.from : event.at) - at > RESPONSE_MS) break;
            const isTooFar = next - index >= MAX_SEARCHED || this.#left-- <= 0;
            // What came later is unknown.
            if (isTooFar || event.kind === 'state' || event.kind === 'gap' || event.kind === 'end') {
                answer.isCut = true;
                break;
            }
            if (event.kind !== 'in' || taken.has(event)) continue;
            const frames = this.#framesIn(event);
            const isLast = frames.some(isResponse);
            // What a broker sends back comes first.
            if (!isLast && (answer.given.length > 0 || !frames.some(isEcho))) continue;
            taken.add(event);
            answer.given.push({ afterMs: event.at - at, message: event });
            if (!isLast) continue;
            answer.isCut = false;
            if (deviceOfGet(command) !== undefined) this.#shown.add(event);
            break;
        }
        if (answer.isCut && answer.given.length === 0) return;
        const key = keyOf(command);
        const list = this.#answers.get(key) ?? [];
        list.push(answer);
        this.#answers.set(key, list);
    }

    /** As many commands look at the same events. */
    #framesIn(event: Message): Frame[] {
        const known = this.#parsed.get(event);
        if (known) return known;
        if (this.#parsed.size >= MAX_PARSED) this.#parsed.clear();
        const frames = framesIn(event);
        this.#parsed.set(event, frames);
        return frames;
    }

    /** What a bridge would respond that has these devices. */
    #usual({ topic, payload }: Frame): string | undefined {
        const [type = '', address = '', action, request, ...more] = topic.toLowerCase().split('/');
        const device = `${type}/${address}`;
        if (more.length > 0) return undefined;
        if (device === '-/-' && action === 'config' && request === 'list') return this.#list();
        if (action === 'config' && Object.hasOwn(payload, 'publish-interval')) {
            return formatFrame(`${device}/config/ok`, JSON.stringify(payload));
        }
        if (request !== undefined) return undefined;
        if (action === 'get') return this.#last.get(device);
        if (action !== 'set' || !Object.hasOwn(payload, 'state') || !(type === 'relay' || type === 'led'))
            return undefined;
        const line = formatFrame(device, `{"state": ${JSON.stringify(payload.state)}}`);
        const hasRoom = this.#last.has(device) || this.#last.size < MAX_STATES;
        if (hasRoom && line.length <= MAX_STATE_CHARS) this.#last.set(device, line);
        return line;
    }

    #list(): string {
        const names = (isActuator: boolean): string =>
            [...this.#devices]
                .filter((device) => ACTUATORS.has(device.split('/')[0] ?? '') === isActuator)
                .map((device) => JSON.stringify(device))
                .join(', ');
        return formatFrame(
            DIALECTS.bridge.list,
            `{"sensors": [${names(false)}], "actuators": [${names(true)}], "notifications": []}`,
        );
    }
}

function isDevice(topic: string): boolean {
    const [type = '', address, ...more] = topic.split('/');
    return DEVICE_TYPES.has(type) && address !== undefined && more.length === 0;
}

/** The device whose state a command requests. */
function deviceOfGet({ topic }: Frame): string | undefined {
    return /^([^/]+\/[^/]+)\/get$/.exec(topic.toLowerCase())?.[1];
}

function keyOf({ topic, payload }: Frame): string {
    return `${topic.toLowerCase()} ${JSON.stringify(payload)}`;
}

function linesOf({ data, isBase64 }: Message): string[] {
    return isBase64 ? [] : data.split('\n').filter((line) => line.trim() !== '');
}

function framesIn(event: Message): Frame[] {
    return linesOf(event).flatMap((line) => {
        const frame = parseFrame(line);
        return frame.ok ? [frame.value] : [];
    });
}
