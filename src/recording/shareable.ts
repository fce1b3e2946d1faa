// Makes a recording safe to show to others, line by line: device addresses become numbers, and times count from a fixed date.
// Readings, states and texts for displays stay.

import { parseFrame } from '../protocol/frame';
import { DEVICE_TYPES } from '../protocol/model';
import { eventLine, headerLine, type RecordedEvent, type RecordingHeader } from './format';
import { eventOf, headerOf } from './reader';

/** What to replace. */
export interface Replacements {
    /** Device addresses, the name of the hub, and messages that are no frames. */
    readonly names: boolean;
    /** The time of the start. */
    readonly times: boolean;
}

/** The start of a recording whose times are shifted. */
export const FIXED_START = '2000-01-01T00:00:00.000Z';
/** Most devices that are told apart; all others have one number. */
const MAX_NUMBERS = 10_000;
/** A text in JSON that begins as a topic: type, address, and what follows. */
const TOPIC = /"([^"\\/]+)\/([^"\\/]+)((?:\/[^"\\]*)?)"/g;

/** The lines of one recording in order, with what is replaced in them. */
export class Shareable {
    readonly #what: Replacements;
    readonly #numbers = new Map<string, number>();
    readonly #types = new Set(DEVICE_TYPES.keys());
    #line = 0;

    constructor(what: Replacements) {
        this.#what = what;
    }

    /** The line to show, without a line end; undefined for one that cannot be shown. */
    line(text: string): string | undefined {
        if (this.#line++ === 0) {
            const header = headerOf(text);
            return header.ok ? headerLine(this.#header(header.value)) : undefined;
        }
        const event = eventOf(text, this.#line, 0);
        return event?.ok ? eventLine(this.#event(event.value)) : undefined;
    }

    #header(header: RecordingHeader): RecordingHeader {
        const { names, times } = this.#what;
        return {
            ...header,
            ...(names ? { hub: '', devices: header.devices.map((device) => this.#renamed(device)) } : {}),
            ...(times ? { started: FIXED_START } : {}),
        };
    }

    #event(event: RecordedEvent): RecordedEvent {
        if (!this.#what.names || !('data' in event)) return event;
        const { at, data } = event;
        const shown = event.isBase64 ? undefined : this.#message(data);
        return shown === undefined
            ? { at, kind: 'gap', from: at, messages: 1, bytes: data.length }
            : { ...event, data: shown };
    }

    /** A message whose lines are frames; undefined for any other, which may hold a name anywhere. */
    #message(text: string): string | undefined {
        for (const line of text.split('\n')) {
            if (line.trim() === '') continue;
            const frame = parseFrame(line);
            if (!frame.ok) return undefined;
            const { topic } = frame.value;
            // A topic with escapes would keep its address.
            if (!line.includes(`"${topic}"`)) return undefined;
            if (topic.includes('/')) this.#types.add(topic.slice(0, topic.indexOf('/')));
        }
        return text.replace(TOPIC, (whole, type: string, address: string, rest: string) =>
            this.#types.has(type) ? `"${type}/${this.#number(type, address)}${rest}"` : whole,
        );
    }

    #renamed(topic: string): string {
        const [type = '', address, ...rest] = topic.split('/');
        return address === undefined ? type : [type, this.#number(type, address), ...rest].join('/');
    }

    #number(type: string, address: string): string {
        // What has no address, and the number of a bus.
        if (address === '-' || type === 'i2c') return address;
        const name = `${type}/${address}`;
        const known = this.#numbers.get(name);
        if (known !== undefined) return String(known);
        const number = Math.min(this.#numbers.size + 1, MAX_NUMBERS);
        if (this.#numbers.size < MAX_NUMBERS) this.#numbers.set(name, number);
        return String(number);
    }
}
