// Numbers for names: in topics for each level that Clown.Talk does not define, and in other texts for the words of such levels.

import { DEVICE_TYPES, LED_STATES } from '../protocol/model';

/** Most names that are told apart. */
export const MAX_NAMES = 10_000;

/** Levels and words that are no names. */
const KEPT = new Set(
    [
        ...[...DEVICE_TYPES].flatMap(([type, { quantities }]) => [type, ...Object.entries(quantities).flat()]),
        ...LED_STATES,
        ...['-', 'clown.talk', 'boot', 'config', 'get', 'set', 'update', 'list', 'scan', 'ok', 'error'],
        ...['sensors', 'actuators', 'notifications', 'publish-interval'],
    ].map(keyOf),
);
const WORD = /[\p{L}\p{M}\p{N}_-]+/gu;
/** A text without spaces that looks like a topic. Dates and fractions have no letters. */
const TOPIC = /^(?=.*\p{L})[^\s/]+(?:\/[^\s/]+)+$/u;

export class Names {
    readonly #numbers = new Map<string, number>();
    readonly #words = new Map<string, number>();
    /** Whether there are more names than are told apart: then some are not known in other texts. */
    isFull = false;

    topic(topic: string): string {
        const levels = topic.split('/');
        return levels.map((level, index) => this.#level(level, index === 1 ? keyOf(levels[0] ?? '') : '')).join('/');
    }

    /** A text of a payload. A unit can look like a topic. A type alone stays, as a topic and as a word. */
    text(text: string, isUnit: boolean): string {
        const isTopic = TOPIC.test(text) || DEVICE_TYPES.has(keyOf(text.split('/', 1)[0] ?? ''));
        if (isTopic && !isUnit) return this.topic(text);
        return text.replace(WORD, (word) => String(this.#words.get(keyOf(word)) ?? word));
    }

    #level(level: string, type: string): string {
        const name = keyOf(level);
        // The number of a bus is no name either.
        if (name === '' || KEPT.has(name) || (type === 'i2c' && /^\d\d?$/.test(name))) return level;
        const known = this.#numbers.get(name);
        if (known !== undefined) return String(known);
        if (this.#numbers.size >= MAX_NAMES) {
            this.isFull = true;
            return String(MAX_NAMES + 1);
        }
        const number = this.#numbers.size + 1;
        this.#numbers.set(name, number);
        for (const word of name.match(WORD) ?? []) {
            // In a text, a short number is rather a time or a reading.
            if (!KEPT.has(word) && !/^\d{1,3}$/.test(word)) this.#words.set(word, this.#words.get(word) ?? number);
        }
        return String(number);
    }
}

function keyOf(name: string): string {
    return name.normalize().toLowerCase();
}
