// Lines that a hub should never send: real frames with a part changed, JSON of every kind in the wrong place, and
// random bytes. None holds a newline, so that they can be counted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/folders.js';
import type { Chance } from './chance';

/** True frames. */
export const KNOWN: readonly string[] = readFileSync(join(root, 'test/data/frames.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => String((JSON.parse(line) as { frame: unknown }).frame).trim());

const TOPICS = [
    'thermometer/i2c0-48',
    'relay/i2c0-3b',
    'led/-',
    'push-button/-/event',
    '-/-/config/list/ok',
    '-/-/config/ok',
    'clown.talk/-/config/ok',
    'thermometer/i2c0-48/config/ok',
    'thermometer/i2c0-48/config/error',
    'i2c/0/ok',
    '$config/x',
    '__proto__/-',
    'constructor/prototype',
    'a/+/b',
    'a//b',
    '\u0000/-',
    'ž/\ud800',
] as const;

const KEYS = [
    'state',
    'temperature',
    'publish-interval',
    'sensors',
    'actuators',
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    'length',
    '',
    '0',
    '\ud800',
] as const;

const VALUES = [
    '1e999',
    '-1e999',
    '-0',
    '1e-999',
    '123456789012345678901234567890',
    '0.1',
    'true',
    'false',
    'null',
    '"on"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\u0000"',
    '[23.5, "\\u2103"]',
    '[1e999, "lux"]',
    '["23", 5]',
    '[[[]]]',
    '{"__proto__": {"polluted": true}}',
    '{"constructor": {"prototype": {"polluted": true}}}',
    '["led/-", "led/-", 5, null, {}, "a/b/c", "__proto__/-"]',
] as const;

/** What a frame is made of. */
export const TOKENS: readonly string[] = [
    ...[...TOPICS, ...KEYS].map((text) => JSON.stringify(text)),
    ...VALUES,
    ...['[', ']', '{', '}', ',', ':', '"', '\\', '\n', '\r', '/', '+', '#', ' ', '\u00e9', '\ufeff', '\\u005f_proto__'],
    '["a/b", {}]\n',
    '['.repeat(300),
];

/** A frame, or nearly one. */
export function madeLine(chance: Chance): string {
    return made(chance);
}

/** One line, as bytes. */
export function oddLine(chance: Chance): Buffer {
    if (chance.once(50_000)) return Buffer.from(`["long/-", {"text": "${'x'.repeat(2 ** 20)}"}]`);
    if (chance.once(5_000)) return Buffer.from(deep(chance));
    switch (chance.below(4)) {
        case 0:
            return changed(Buffer.from(chance.of(KNOWN)), chance);
        case 1:
            return changed(Buffer.from(made(chance)), chance);
        case 2:
            return Buffer.from(made(chance));
        default:
            return oneLine(chance.bytes(chance.below(40)));
    }
}

/** Nested deeper than any stack takes. */
function deep(chance: Chance): string {
    const levels = chance.of([255, 256, 257, 10_000, 100_000]);
    const [open, close] = chance.once(2) ? ['[', ']'] : ['{"a":', '}'];
    return `["deep/-", {"a": ${open.repeat(levels)}1${close.repeat(levels)}}]`;
}

/** A frame, or nearly one. */
function made(chance: Chance): string {
    const entries = Array.from({ length: chance.below(5) }, () => `${key(chance)}: ${value(chance, 3)}`);
    const payload = chance.once(10) ? value(chance, 3) : `{${entries.join(', ')}}`;
    const topic = chance.once(20) ? value(chance, 1) : JSON.stringify(topicOf(chance));
    const meta = chance.once(8) ? `, ${value(chance, 2)}` : '';
    return chance.once(30) ? value(chance, 4) : `[${topic}, ${payload}${meta}]`;
}

function topicOf(chance: Chance): string {
    return chance.once(200) ? 'x/'.repeat(chance.below(400)) : chance.of(TOPICS);
}

function key(chance: Chance): string {
    return JSON.stringify(chance.once(10) ? `k${chance.below(1e6)}` : chance.of(KEYS));
}

function value(chance: Chance, depth: number): string {
    if (depth === 0 || chance.once(2)) return chance.of(VALUES);
    const items = Array.from({ length: chance.below(5) }, () => value(chance, depth - 1));
    if (chance.once(2)) return `[${items.join(', ')}]`;
    return `{${items.map((item) => `${key(chance)}: ${item}`).join(', ')}}`;
}

/** A few bytes of it changed, doubled, taken away or put elsewhere. */
function changed(line: Buffer, chance: Chance): Buffer {
    let bytes = line;
    for (let times = chance.below(3) + 1; times > 0; times--) {
        const at = chance.below(bytes.length + 1);
        const to = Math.min(bytes.length, at + chance.below(12));
        switch (chance.below(4)) {
            case 0:
                bytes = Buffer.concat([bytes.subarray(0, at), chance.bytes(chance.below(4)), bytes.subarray(to)]);
                break;
            case 1:
                bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
                break;
            case 2:
                bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
                break;
            default:
                bytes = bytes.subarray(0, at);
        }
    }
    return oneLine(bytes);
}

function oneLine(bytes: Buffer): Buffer {
    return bytes.includes(0x0a) ? Buffer.from(bytes.map((byte) => (byte === 0x0a ? 0x20 : byte))) : Buffer.from(bytes);
}

/** Whether a hub's blank line: nothing that would be read as a frame. */
export function isBlank(line: Uint8Array): boolean {
    return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
