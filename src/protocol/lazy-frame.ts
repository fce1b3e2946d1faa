// What a line of the hub says at a glance. A plain frame is told from all others by its form alone, and is parsed only
// when somebody wants its payload: of a busy hub, most flows want a few topics.

import { type Frame, type JsonObject, parsePayload } from './frame';
import { countLevels, MAX_LEVELS } from './topic';

/** Longer lines are parsed at once: a topic that is cut out of a text keeps all of it in memory. */
export const MAX_LAZY_LENGTH = 512;

/** Nothing but ASCII, as bridges write it: all else needs its bytes looked at. */
const STRING = '"(?:[ !#-\\[\\]-\\x7f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"';
const NUMBER = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?';
const SCALAR = `(?:${STRING}|${NUMBER}|true|false|null)`;
const VALUE = `(?:${SCALAR}|\\[ ?(?:${SCALAR}(?:, ?${SCALAR})*)?\\])`;
const PAIR = `${STRING}: ?${VALUE}`;
/** A level: what is no quote, escape, separator or wildcard. */
const LEVEL = '[^"\\\\/+#\\x00-\\x1f\\x80-\\uffff]+';
/**
 * A frame of two elements as a bridge writes it: one level of lists, at most one space between tokens, no escape in the
 * topic. All that it takes, `parseFrame` takes too, with the same topic; what it does not take may still be a frame.
 */
const PLAIN = new RegExp(`^\\["${LEVEL}(?:/${LEVEL})*", ?\\{(?:${PAIR}(?:, ?${PAIR})*)?\\}\\]$`);

/** Shorter topics cannot have too many levels, and need not be looked at. */
const LONG = 2 * MAX_LEVELS;

/** The frame of a line that is one beyond doubt; undefined where only parsing tells. */
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
