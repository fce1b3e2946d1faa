// Reads a recording line by line. A file may come from anyone: each bad line is a value with a reason, nothing is executed,
// and unknown keys are ignored.

import { detailed, ok, type Reason, type Result, refuse, sample } from '../base/errors';
import { isObject } from '../protocol/json-data';
import { isNestedDeeper } from '../protocol/nesting';
import {
    END_REASONS,
    FORMAT_VERSION,
    MAX_EVENTS,
    MAX_LINE_CHARS,
    MAX_LISTED,
    RECORDED_STATES,
    type RecordedEvent,
    type RecordingHeader,
} from './format';

/** A recording in memory, with the lines that could not be read. */
export interface Recording {
    readonly header: RecordingHeader;
    readonly events: readonly RecordedEvent[];
    /** Bad lines, and the reason of the first of them. */
    readonly badLines: number;
    readonly firstFault: Reason | undefined;
}

/** Longest time in a recording, in milliseconds: far more than the recorder writes. */
const MAX_AT = 24 * 60 * 60 * 1000;
/** The deepest line is the first one, with its list of devices. */
const LEVELS = 2;
const MAX_TEXT = 200;

type Fields = Readonly<Record<string, unknown>>;

/** Takes the lines of one file in order; `end` gives the recording. */
export class RecordingReader {
    #header: RecordingHeader | undefined;
    #events: RecordedEvent[] = [];
    #line = 0;
    #at = 0;
    #badLines = 0;
    #firstFault: Reason | undefined;
    #lastFault: { readonly line: number; readonly isOnly: boolean } | undefined;

    /** Reads one line without its end. A reason ends the reading: this is no recording that this release can read. */
    read(text: string): Result<undefined> {
        this.#line++;
        if (this.#header) {
            if (this.#events.length >= MAX_EVENTS) return tooLarge(MAX_EVENTS);
            if (text.trim() !== '') this.#readEvent(text);
            return ok(undefined);
        }
        const header = headerOf(text);
        if (!header.ok) return header;
        this.#header = header.value;
        return ok(undefined);
    }

    /** `isCut` if the last line had no line end: then a bad one was not written completely. */
    end(isCut: boolean): Result<Recording> {
        const last = this.#lastFault;
        if (isCut && last?.line === this.#line && last.isOnly) {
            this.#firstFault = detailed('recording-cut', { line: this.#line });
        }
        if (!this.#header) return refuse('recording-unreadable', { found: '""' });
        return ok({
            header: this.#header,
            events: this.#events,
            badLines: this.#badLines,
            firstFault: this.#firstFault,
        });
    }

    #readEvent(text: string): void {
        const line = this.#line;
        const event = eventOf(text, line, this.#at);
        if (event === undefined) return;
        if (event.ok) {
            this.#at = event.value.at;
            this.#events.push(event.value);
            return;
        }
        this.#badLines++;
        this.#lastFault = { line, isOnly: this.#firstFault === undefined };
        this.#firstFault ??= event.reason;
    }
}

/** Reads the text of a whole file. */
export function readRecording(text: string): Result<Recording> {
    const reader = new RecordingReader();
    for (let from = 0; from < text.length; ) {
        const end = text.indexOf('\n', from);
        const line = reader.read(text.slice(from, end < 0 ? text.length : end));
        if (!line.ok) return line;
        from = end < 0 ? text.length : end + 1;
    }
    return reader.end(!text.endsWith('\n'));
}

/** The reason for a file of more than this many bytes or events. */
export function tooLarge(limit: number): Result<never> {
    return { ok: false, reason: detailed('recording-large', { limit }) };
}

/** Reads the first line of a file. */
export function headerOf(text: string): Result<RecordingHeader> {
    const fields = fieldsOf(text);
    const version = fields?.clownHubRecording;
    if (!fields || typeof version !== 'number' || !(version >= 1)) {
        return refuse('recording-unreadable', { found: sample(text) });
    }
    if (version > FORMAT_VERSION) {
        return { ok: false, reason: detailed('recording-newer', { version, known: FORMAT_VERSION }) };
    }
    const textOf = (name: string): string => {
        const value = fields[name];
        return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
    };
    const devices: readonly unknown[] = Array.isArray(fields.devices) ? fields.devices.slice(0, MAX_LISTED) : [];
    return ok({
        clownHubRecording: version,
        pack: textOf('pack'),
        nodeRed: textOf('nodeRed'),
        nodejs: textOf('nodejs'),
        started: textOf('started'),
        hub: textOf('hub'),
        devices: devices.filter((device) => typeof device === 'string').map((device) => device.slice(0, MAX_TEXT)),
    });
}

/** The event of a line, or why it is bad; undefined for one of a kind that this release does not know. */
export function eventOf(text: string, line: number, earliest: number): Result<RecordedEvent> | undefined {
    if (text.length > MAX_LINE_CHARS) {
        return { ok: false, reason: detailed('recording-long', { line, limit: MAX_LINE_CHARS }) };
    }
    const bad = refuse('recording-line', { line, found: sample(text) });
    const fields = fieldsOf(text);
    const at = fields?.at;
    if (!fields || typeof at !== 'number' || !(at >= 0 && at <= MAX_AT)) return bad;
    if (at < earliest) return { ok: false, reason: detailed('recording-time', { line, at, before: earliest }) };
    for (const kind of ['in', 'out', 'known'] as const) {
        const data = fields[kind];
        if (typeof data === 'string') return ok({ at, kind, data, isBase64: fields.base64 === true });
        if (data !== undefined) return bad;
    }
    if (fields.state !== undefined) {
        const state = RECORDED_STATES.find((one) => one === fields.state);
        const code = typeof fields.code === 'string' ? fields.code.slice(0, MAX_TEXT) : undefined;
        return state ? ok({ at, kind: 'state', state, code }) : bad;
    }
    if (fields.gap !== undefined) {
        const { gap: messages, bytes, from } = fields;
        return isCount(messages) && isCount(bytes) && isCount(from)
            ? ok({ at, kind: 'gap', from, messages, bytes })
            : bad;
    }
    if (fields.end === undefined) return undefined;
    const reason = END_REASONS.find((one) => one === fields.end);
    return reason ? ok({ at, kind: 'end', reason }) : bad;
}

function isCount(value: unknown): value is number {
    return typeof value === 'number' && value >= 0;
}

/** The object in a line. Its own keys are read one by one, so that none can change anything. */
function fieldsOf(text: string): Fields | undefined {
    if (text.length > MAX_LINE_CHARS || isNestedDeeper(text, LEVELS)) return undefined;
    try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? { ...value } : undefined;
    } catch {
        return undefined;
    }
}
