// Recognizes a plain frame without parsing it. Its payload is parsed only when it is read: most flows need only a few topics
// of a busy hub.

import { type Frame, type JsonObject, parsePayload } from './frame';
import { countLevels, MAX_LEVELS } from './topic';

/** Longest line that is parsed late, in characters: a topic that is cut out of a text keeps all of it in memory. */
export const MAX_LAZY_LENGTH = 512;

/** ASCII only, as bridges write it. */
const STRING = '"(?:[ !#-\\[\\]-\\x7f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"';
const NUMBER = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?';
const SCALAR = `(?:${STRING}|${NUMBER}|true|false|null)`;
const VALUE = `(?:${SCALAR}|\\[ ?(?:${SCALAR}(?:, ?${SCALAR})*)?\\])`;
const PAIR = `${STRING}: ?${VALUE}`;
/** A level: no quote, escape, separator or wildcard. */
const LEVEL = '[^"\\\\/+#\\x00-\\x1f\\x80-\\uffff]+';
/**
 * A frame of two elements as a bridge writes it: one level of lists, at most one space between tokens, no escape in the
 * topic. `parseFrame` accepts all that matches, with the same topic; other lines may still be frames.
 */
const PLAIN = new RegExp(`^\\["${LEVEL}(?:/${LEVEL})*", ?\\{(?:${PAIR}(?:, ?${PAIR})*)?\\}\\]$`);

/** Shorter topics cannot have too many levels. */
const LONG = 2 * MAX_LEVELS;

/** The frame of a line that is certainly one; undefined if it must be parsed. */
export function lazyFrame(line: string): Frame | undefined {
    if (line.length > MAX_LAZY_LENGTH || !PLAIN.test(line)) return undefined;
    const end = line.indexOf('"', 2);
    const topic = line.slice(2, end);
    // A topic with too many levels has at least one character and one slash for each.
    if (end > LONG && countLevels(topic) > MAX_LEVELS) return undefined;
    return new LazyFrame(line, topic);
}

class LazyFrame implements Frame {
    readonly topic: string;
    readonly #line: string;
    #payload: JsonObject | undefined;

    constructor(line: string, topic: string) {
        this.topic = topic;
        this.#line = line;
    }

    get payload(): JsonObject {
        // After the bracket, the topic in quotes and the comma.
        this.#payload ??= parsePayload(this.#line.slice(this.topic.length + 4, -1));
        return this.#payload;
    }

    take(): JsonObject {
        const { payload } = this;
        this.#payload = undefined;
        return payload;
    }
}
