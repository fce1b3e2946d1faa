// Makes a recording safe to show to others, line by line: names become numbers, and times count from a fixed date.
// Readings, states and other texts for displays stay.

import { parseFrame } from '../protocol/frame';
import { eventLine, headerLine, type RecordedEvent, type RecordingHeader } from './format';
import { Names } from './names';
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
/** A text of a line of JSON. */
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** What is before the unit of a reading. */
const BEFORE_UNIT = /\[\s*(?:-?[\d.]+(?:e[-+]?\d+)?|null)\s*,\s*$/i;
const MAX_BEFORE_UNIT = 40;

/** The lines of one recording in order, with what is replaced in them. With names, all lines are learned first. */
export class Shareable {
    readonly #what: Replacements;
    readonly #names = new Names();
    #learned = 0;
    #line = 0;
    #at = 0;

    constructor(what: Replacements) {
        this.#what = what;
    }

    /** Learns the names in a line: a text may show a name that only a later topic has. */
    learn(text: string): void {
        if (this.#learned++ === 0) {
            const header = headerOf(text);
            if (header.ok) this.#header(header.value);
            return;
        }
        const event = eventOf(text, this.#learned, 0);
        if (event?.ok) this.#event(event.value);
    }

    /** The line to show, without a line end; undefined for one that is left out. */
    line(text: string): string | undefined {
        // What was recorded meanwhile may have names that were not learned.
        if (this.#what.names && this.#line >= this.#learned) return undefined;
        if (this.#line++ === 0) {
            const header = headerOf(text);
            return header.ok ? headerLine(this.#header(header.value)) : undefined;
        }
        if (text.trim() === '') return undefined;
        const event = eventOf(text, this.#line, this.#at);
        if (!event?.ok) return eventLine(gapAt(this.#at, text));
        this.#at = event.value.at;
        return eventLine(this.#event(event.value));
    }

    #header(header: RecordingHeader): RecordingHeader {
        const { names, times } = this.#what;
        return {
            ...header,
            ...(names ? { hub: '', devices: header.devices.map((device) => this.#names.topic(device)) } : {}),
            ...(times ? { started: FIXED_START } : {}),
        };
    }

    #event(event: RecordedEvent): RecordedEvent {
        if (!this.#what.names || !('data' in event)) return event;
        const { at, data } = event;
        const lines = event.isBase64 ? [undefined] : data.split('\n').map((line) => this.#frame(line));
        if (lines.includes(undefined) || this.#names.isFull) return gapAt(at, data);
        return { ...event, data: lines.join('\n') };
    }

    /** A line that is a frame; undefined for any other, which may hold a name anywhere. */
    #frame(line: string): string | undefined {
        if (line.trim() === '') return line;
        const frame = parseFrame(line);
        if (!frame.ok) return undefined;
        const isList = /\/config\/list(\/|$)/i.test(frame.value.topic);
        let isTopic = true;
        return line.replace(TEXT, (written: string, at: number) => {
            const text = JSON.parse(written) as string;
            const isUnit = BEFORE_UNIT.test(line.slice(Math.max(0, at - MAX_BEFORE_UNIT), at));
            const shown = isTopic || isList ? this.#names.topic(text) : this.#names.text(text, isUnit);
            isTopic = false;
            return shown === text ? written : JSON.stringify(shown);
        });
    }
}

/** In place of what cannot be shown. */
function gapAt(at: number, text: string): RecordedEvent {
    return { at, kind: 'gap', from: at, messages: 1, bytes: text.length };
}
