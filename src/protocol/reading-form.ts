// Readings of a sensor differ in one number. The payload of such a line is made without parsing it, from what an earlier
// line of its topic has shown.

import type { JsonObject } from './json';

/** Digits of a number that is certainly exact as a fraction of two whole numbers. */
const MAX_DIGITS = 15;
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
const [MINUS, DOT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39];

/** Forms that are remembered, and the longest texts of one. */
const MAX_FORMS = 100;
const MAX_LENGTH = 100;
const forms = new Map<string, ReadingForm>();

/** A plain line up to its only number, and after it. */
export class ReadingForm {
    readonly #before: string;
    readonly #after: string;
    readonly #quantity: string;
    readonly #unit: string;
    /** Copied for each payload, because that is faster than to add a quantity to an empty object. */
    readonly #like: JsonObject;

    private constructor(before: string, after: string, quantity: string, unit: string) {
        this.#before = before;
        this.#after = after;
        this.#quantity = quantity;
        this.#unit = unit;
        this.#like = { [quantity]: null };
    }

    /** The form of a plain line, whose topic ends at this index, and of its payload; null if it is not one pair. */
    static of(line: string, topicEnd: number, payload: JsonObject): ReadingForm | null {
        const [quantity, ...others] = Object.keys(payload);
        if (quantity === undefined || others.length > 0) return null;
        const pair = payload[quantity];
        if (!Array.isArray(pair) || pair.length !== 2) return null;
        const [value, unit] = pair;
        if (typeof value !== 'number' || typeof unit !== 'string') return null;
        const parts = /^(", ?\{"[^"\\]*": ?\[ ?)-?[\d.]+(, ?"(?:[^"\\]|\\.)*"\]\}\])$/.exec(line.slice(topicEnd));
        if (!parts) return null;
        const [, before = '', after = ''] = parts;
        if (before.length + after.length > MAX_LENGTH) return null;
        const name = `${before}\n${after}`;
        const known = forms.get(name);
        if (known) return known;
        const form = new ReadingForm(before, after, quantity, unit);
        if (forms.size >= MAX_FORMS) forms.clear();
        forms.set(name, form);
        return form;
    }

    /** The payload of a plain line of this form; undefined for any other line. */
    read(line: string, topicEnd: number): JsonObject | undefined {
        const from = topicEnd + this.#before.length;
        const end = line.length - this.#after.length;
        if (from >= end || !line.startsWith(this.#before, topicEnd) || !line.endsWith(this.#after)) return undefined;
        const value = numberAt(line, from, end);
        if (value === undefined) return undefined;
        const payload = { ...this.#like };
        payload[this.#quantity] = [value, this.#unit];
        return payload;
    }
}

/** A number of JSON with few digits and no exponent; undefined for all else. The line is known to be JSON. */
function numberAt(line: string, from: number, end: number): number | undefined {
    const isNegative = line.charCodeAt(from) === MINUS;
    const first = isNegative ? from + 1 : from;
    if (end - first > MAX_DIGITS) return undefined;
    let [whole, decimals] = [0, -1];
    for (let at = first; at < end; at++) {
        const code = line.charCodeAt(at);
        if (code >= ZERO && code <= NINE) {
            whole = 10 * whole + code - ZERO;
            if (decimals >= 0) decimals++;
        } else if (code === DOT && decimals < 0) decimals = 0;
        else return undefined;
    }
    const value = decimals > 0 ? whole / (POWERS[decimals] as number) : whole;
    return isNegative ? -value : value;
}
