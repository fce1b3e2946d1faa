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

/** A response, and the time after the command in milliseconds; `message` undefined if the hub did not respond. */
interface Answer {
    readonly afterMs: number;
    readonly message: Message | undefined;
}

/** The response to give now; a line, or a message as it was recorded. */
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
/** As long as a bridge takes, about. */
const USUAL_MS = 20;
/** Types that a device list names as actuators. */
const ACTUATORS: ReadonlySet<string> = new Set(['led', 'relay', 'display-oled', 'i2c']);

export class RecordedAnswers {
    /** What is not a response to a command, and so is played in its time. */
    readonly timeline: readonly RecordedEvent[];
    readonly #answers = new Map<string, Answer[]>();
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
        this.timeline = events.filter((event) => !taken.has(event));
    }

    /** A message is played: from now on it is the state of its device. */
    played(event: Message): void {
        for (const line of linesOf(event)) {
            const frame = parseFrame(line);
            if (frame.ok) this.#last.set(frame.value.topic.toLowerCase(), line);
        }
    }

    /** The responses to a line of a client. */
    to(line: string): readonly Given[] {
        const frame = parseFrame(line);
        if (!frame.ok) return [];
        const answer = this.#answers.get(keyOf(frame.value))?.shift();
        if (answer) {
            const { afterMs, message } = answer;
            return message ? [{ afterMs, message }] : [];
        }
        const usual = isStartMessage(line) ? DIALECTS.bridge.response : this.#usual(frame.value);
        return usual === undefined ? [] : [{ afterMs: USUAL_MS, message: usual }];
    }

    #find(command: Frame, events: readonly RecordedEvent[], at: number, taken: Set<RecordedEvent>): void {
        const matcher = responseTo(command);
        const isResponse = (frame: Frame): boolean => {
            const isEcho = frame.topic === command.topic;
            return isEcho || (typeof matcher === 'function' && matcher(frame) !== 'other');
        };
        const sent = events[at]?.at ?? 0;
        for (let index = at + 1; index < events.length && index < at + MAX_SEARCHED; index++) {
            if (this.#left-- <= 0) return;
            const event = events[index] as RecordedEvent;
            // What came later is unknown.
            if (event.kind === 'state' || event.kind === 'gap' || event.kind === 'end') return;
            const afterMs = event.at - sent;
            if (afterMs > RESPONSE_MS) break;
            if (event.kind !== 'in' || taken.has(event) || !this.#framesIn(event).some(isResponse)) continue;
            taken.add(event);
            this.#keep(command, { afterMs, message: event });
            return;
        }
        if ((events.at(-1)?.at ?? 0) - sent > RESPONSE_MS) this.#keep(command, { afterMs: 0, message: undefined });
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

    #keep(command: Frame, answer: Answer): void {
        const key = keyOf(command);
        const list = this.#answers.get(key) ?? [];
        list.push(answer);
        this.#answers.set(key, list);
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
        this.#last.set(device, line);
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
