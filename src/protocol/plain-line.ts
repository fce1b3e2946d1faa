// Recognizes a plain line: a frame as a bridge writes most of them. A loop over the bytes, because a regular expression needs
// a text, and most lines are never read as one.

import { MAX_LEVELS } from './topic';

/** Longest line that is parsed late, in characters: a topic that is cut out of a text keeps all of it in memory. */
export const MAX_LAZY_LENGTH = 512;
/** Where the topic of a plain line begins: after the bracket and the quote. */
export const TOPIC_AT = 2;

const [SPACE, QUOTE, COMMA, MINUS, DOT, SLASH, ZERO, COLON] = [0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x3a];
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

/** What a byte may be part of; ASCII only, as bridges write it. */
const [LEVEL, STRING, DIGIT, HEX, ESCAPED, EXPONENT, SIGN] = [1, 2, 4, 8, 16, 32, 64];
const KINDS = new Uint8Array(256);
for (let byte = 0x20; byte < 0x80; byte++) KINDS[byte] = LEVEL | STRING;
allow('0123456789', DIGIT | HEX);
allow('abcdefABCDEF', HEX);
allow('/bfnrt', ESCAPED);
allow('eE', EXPONENT);
allow('+-', SIGN);
for (const byte of Buffer.from('"\\')) KINDS[byte] = ESCAPED;
// No separator or wildcard.
for (const byte of Buffer.from('/+#')) KINDS[byte] = (KINDS[byte] as number) & ~LEVEL;

const WORDS: readonly Uint8Array[] = ['true', 'false', 'null'].map((word) => Buffer.from(word));

function allow(characters: string, kind: number): void {
    for (const byte of Buffer.from(characters)) KINDS[byte] = (KINDS[byte] as number) | kind;
}

/**
 * Where the topic of a plain line ends: a frame of two elements as a bridge writes it, with one level of lists, at most one
 * space between tokens, and no escape in the topic. `parseFrame` accepts all such lines, with the same topic; 0 for all
 * others, which may still be frames. `end` is the length of the line.
 */
export function plainTopicEnd(line: Uint8Array, end: number): number {
    if (end > MAX_LAZY_LENGTH || line[0] !== OPEN_LIST || line[1] !== QUOTE) return 0;
    const topicEnd = levelsEnd(line, end);
    if (topicEnd === 0) return 0;
    const at = spaceEnd(line, topicEnd + 2);
    if (line[topicEnd + 1] !== COMMA || line[at] !== OPEN_OBJECT) return 0;
    const payloadEnd = line[at + 1] === CLOSE_OBJECT ? at + 2 : pairsEnd(line, at + 1, end);
    return payloadEnd > 0 && line[payloadEnd] === CLOSE_LIST && payloadEnd === end - 1 ? topicEnd : 0;
}

// Each of these returns the index after what it reads, and 0 if that is not there. A read beyond the end of a buffer is
// slow, so loops stop at `end`.

/** Levels and the quote that ends them; the index of that quote. */
function levelsEnd(line: Uint8Array, end: number): number {
    let from = TOPIC_AT;
    let levels = 1;
    for (let at = TOPIC_AT; at < end; at++) {
        const byte = line[at] as number;
        if (((KINDS[byte] as number) & LEVEL) !== 0) continue;
        // An empty level.
        if (at === from) return 0;
        if (byte === QUOTE) return at;
        if (byte !== SLASH || ++levels > MAX_LEVELS) return 0;
        from = at + 1;
    }
    return 0;
}

/** Quantities with their values, and the brace that ends them. */
function pairsEnd(line: Uint8Array, from: number, end: number): number {
    for (let at = from; ; at = spaceEnd(line, at + 1)) {
        at = stringEnd(line, at, end);
        if (at === 0 || line[at] !== COLON) return 0;
        at = spaceEnd(line, at + 1);
        at = line[at] === OPEN_LIST ? listEnd(line, at, end) : scalarEnd(line, at, end);
        if (at === 0 || at >= end) return 0;
        if (line[at] === CLOSE_OBJECT) return at + 1;
        if (line[at] !== COMMA) return 0;
    }
}

function listEnd(line: Uint8Array, from: number, end: number): number {
    let at = spaceEnd(line, from + 1);
    if (line[at] === CLOSE_LIST) return at + 1;
    for (; ; at = spaceEnd(line, at + 1)) {
        at = scalarEnd(line, at, end);
        if (at === 0 || at >= end) return 0;
        if (line[at] === CLOSE_LIST) return at + 1;
        if (line[at] !== COMMA) return 0;
    }
}

function scalarEnd(line: Uint8Array, at: number, end: number): number {
    if (at >= end) return 0;
    const byte = line[at] as number;
    if (byte === QUOTE) return stringEnd(line, at, end);
    return byte === MINUS || isKind(byte, DIGIT) ? numberEnd(line, at, end) : wordEnd(line, at, end);
}

function stringEnd(line: Uint8Array, from: number, end: number): number {
    if (from >= end || line[from] !== QUOTE) return 0;
    for (let at = from + 1; at < end; at++) {
        const byte = line[at] as number;
        if (isKind(byte, STRING)) continue;
        if (byte === QUOTE) return at + 1;
        if (byte !== BACKSLASH) return 0;
        at = escapeEnd(line, at + 1, end);
        if (at === 0) return 0;
    }
    return 0;
}

/** What follows a backslash; the index of its last byte. */
function escapeEnd(line: Uint8Array, at: number, end: number): number {
    if (at + 4 >= end) return at < end && isKind(line[at] as number, ESCAPED) ? at : 0;
    const byte = line[at] as number;
    if (isKind(byte, ESCAPED)) return at;
    if (byte !== 0x75) return 0;
    for (let digit = at + 1; digit <= at + 4; digit++) if (!isKind(line[digit] as number, HEX)) return 0;
    return at + 4;
}

function numberEnd(line: Uint8Array, from: number, end: number): number {
    const first = line[from] === MINUS ? from + 1 : from;
    let at = digitsEnd(line, first, end);
    if (at === first || (line[first] === ZERO && at > first + 1)) return 0;
    if (at < end && line[at] === DOT) {
        const fraction = at + 1;
        at = digitsEnd(line, fraction, end);
        if (at === fraction) return 0;
    }
    if (at < end && isKind(line[at] as number, EXPONENT)) {
        const power = at + 1 < end && isKind(line[at + 1] as number, SIGN) ? at + 2 : at + 1;
        at = digitsEnd(line, power, end);
        if (at === power) return 0;
    }
    return at;
}

function digitsEnd(line: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && isKind(line[at] as number, DIGIT)) at++;
    return at;
}

function wordEnd(line: Uint8Array, from: number, end: number): number {
    for (const word of WORDS) {
        let length = 0;
        while (length < word.length && from + length < end && line[from + length] === word[length]) length++;
        if (length === word.length) return from + length;
    }
    return 0;
}

function spaceEnd(line: Uint8Array, at: number): number {
    return line[at] === SPACE ? at + 1 : at;
}

function isKind(byte: number, kind: number): boolean {
    return ((KINDS[byte] as number) & kind) !== 0;
}
