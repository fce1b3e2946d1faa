// A frame that was recognized without parsing it. Its payload is parsed only when it is read: most flows need only a few
// topics of a busy hub.

import { type Frame, type JsonObject, parsePayload } from './frame';
import { MAX_LAZY_LENGTH, plainTopicEnd, TOPIC_AT } from './plain-line';
import { ReadingForm } from './reading-form';

/** The frame of a line that is certainly one; undefined if it must be parsed. */
export function lazyFrame(line: string): Frame | undefined {
    if (line.length > MAX_LAZY_LENGTH) return undefined;
    // Other characters than ASCII become bytes that no plain line has.
    const bytes = Buffer.from(line);
    const end = plainTopicEnd(bytes, bytes.length);
    return end === 0 ? undefined : new LazyFrame(line, line.slice(TOPIC_AT, end));
}

/** Where the form of a topic's readings is remembered: null if they have none, undefined if no payload was read yet. */
export interface FormPlace {
    form: ReadingForm | null | undefined;
}

/** A frame whose payload is parsed when it is read. */
export class LazyFrame implements Frame {
    readonly topic: string;
    readonly #line: string;
    readonly #place: FormPlace | undefined;
    #payload: JsonObject | undefined;

    /** A plain line, its topic, and the place of that topic. */
    constructor(line: string, topic: string, place?: FormPlace) {
        this.topic = topic;
        this.#line = line;
        this.#place = place;
    }

    get payload(): JsonObject {
        this.#payload ??= this.#read();
        return this.#payload;
    }

    take(): JsonObject {
        const { payload } = this;
        this.#payload = undefined;
        return payload;
    }

    #read(): JsonObject {
        const line = this.#line;
        const topicEnd = TOPIC_AT + this.topic.length;
        const place = this.#place;
        const read = place?.form?.read(line, topicEnd);
        if (read) return read;
        // After the quote and the comma, and before the bracket.
        const payload = parsePayload(line.slice(topicEnd + 2, -1));
        if (place && place.form === undefined) place.form = ReadingForm.of(line, topicEnd, payload);
        return payload;
    }
}
