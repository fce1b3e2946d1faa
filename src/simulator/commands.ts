// What the bridge makes of one line: an order, or nothing, or its own end. Pure. The limits and
// oddities are those of the parser of bridge 1.1.1 (clown-talk, sections 8 and 10).

import { topicAt, typeAt } from './chips';
import { type Data, parseData } from './data';
import { type Token, tokenize } from './tokens';

export type LedState = 'off' | 'on' | '1-dot' | '2-dot' | '3-dot';

export interface I2cOrder {
    readonly bus: number;
    readonly address: number;
    readonly write: Data | undefined;
    /** Bytes to read; 0 for a write. */
    readonly readLength: number;
}

export type Order =
    | { readonly act: 'nothing'; readonly why: string }
    | { readonly act: 'crash'; readonly why: string }
    | { readonly act: 'list' }
    | { readonly act: 'scan'; readonly bus: number }
    | { readonly act: 'configure'; readonly device: string; readonly intervals: readonly (number | null)[] }
    | { readonly act: 'tell-config'; readonly device: string }
    | { readonly act: 'set-led'; readonly state: LedState }
    | { readonly act: 'tell-led' }
    | { readonly act: 'set-relay'; readonly device: string; readonly state: boolean }
    | { readonly act: 'tell-relay'; readonly device: string }
    | { readonly act: 'wake'; readonly device: string }
    | { readonly act: 'i2c'; readonly order: I2cOrder };

const START_TOPIC = 'clown.talk/-/config/set';
const SHORTEST_LINE = 7;
const MOST_TOKENS = 20;
const LONGEST_LEVEL = 31;
const LED_STATES: readonly LedState[] = ['off', 'on', '1-dot', '2-dot', '3-dot'];
const BUSES: readonly string[] = ['0', '1'];

const nothing = (why: string): Order => ({ act: 'nothing', why });

/** A line as the bridge splits it, or the reason why it does not look further. */
type Line = { ok: true; topic: string; tokens: readonly Token[] } | { ok: false; order: Order };

function readLine(line: string): Line {
    const refuse = (why: string): Line => ({ ok: false, order: nothing(why) });
    // The limits count the line end, which has been cut off here.
    if (Buffer.byteLength(line) + 1 <= SHORTEST_LINE) return refuse('line too short');
    const { ok, list } = tokenize(line, MOST_TOKENS + 1);
    if (list.length > MOST_TOKENS) {
        return { ok: false, order: { act: 'crash', why: `more than ${MOST_TOKENS} JSON tokens` } };
    }
    if (!ok) return refuse('no JSON');
    const [array, topic, payload] = list;
    if (array?.type !== 'array') return refuse('array expected');
    if (array.size > 2) return refuse('more than two elements');
    if (topic?.type !== 'string') return refuse('topic expected');
    if (payload?.type !== 'object') return refuse('payload must be an object');
    return { ok: true, topic: topic.text, tokens: list };
}

/** True for the frame that a bridge waits for before it speaks (clown-talk, section 4). */
export function isStartMessage(line: string): boolean {
    const read = readLine(line);
    return read.ok && read.topic === START_TOPIC;
}

/** Understands one line, without its line end. */
export function understand(line: string): Order {
    const read = readLine(line);
    if (!read.ok) return read.order;
    const levels = read.topic.split('/').filter((level) => level !== '');
    if (levels.some((level) => Buffer.byteLength(level) > LONGEST_LEVEL)) return nothing('level too long');
    const [type, place, request, event] = levels;
    if (type === undefined || place === undefined || request === undefined) return nothing('topic too short');
    if (levels.length > 4) return nothing('topic too long');
    const device = deviceAt(type, place);
    if (device === undefined) return nothing('bad address');

    const { tokens } = read;
    if (event !== undefined && request === 'config') {
        if (event === 'list' && device === '-/-' && tokens.length === 3) return { act: 'list' };
        if (event === 'scan' && device === 'i2c/0' && tokens.length === 3) {
            return BUSES.includes(place) ? { act: 'scan', bus: Number(place) } : nothing('bad bus');
        }
        if (event === 'update') return { act: 'configure', device, intervals: readIntervals(tokens) };
        if (event === 'get' || event === 'list') return { act: 'tell-config', device };
        return nothing(`unknown configuration request ${event}`);
    }
    switch (type) {
        case 'led':
            return event === undefined ? led(request, tokens) : nothing('topic too long');
        case 'relay':
            return event === undefined ? relay(device, request, tokens) : nothing('topic too long');
        case 'display-oled':
            return nothing('a display draws and says nothing');
        case 'i2c':
            return BUSES.includes(place) ? i2c(Number(place), request, tokens) : nothing('bad bus');
        default:
            return request === 'get' ? { act: 'wake', device } : nothing(`unknown request ${request}`);
    }
}

// The device a command means, by its own spelling. Addresses of seven characters are read by
// position, whatever the characters are (clown-talk, section 6).
function deviceAt(type: string, place: string): string | undefined {
    if (place.length !== 7) {
        if (place === '-') return type === '-' || type === 'led' ? `${type}/-` : undefined;
        return type === 'i2c' ? 'i2c/0' : undefined;
    }
    const bus = Number.parseInt(place.slice(3), 10) ? 1 : 0;
    const address = Number.parseInt(place.slice(5), 16) || 0;
    return typeAt(address) === type ? topicAt(bus, address) : undefined;
}

function led(request: string, tokens: readonly Token[]): Order {
    if (request === 'get') return { act: 'tell-led' };
    const state = LED_STATES.find((name) => name === firstState(tokens)?.text);
    return request === 'set' && state ? { act: 'set-led', state } : nothing('no LED state');
}

function relay(device: string, request: string, tokens: readonly Token[]): Order {
    if (request === 'get') return { act: 'tell-relay', device };
    const state = firstState(tokens);
    const known = state?.type === 'primitive' && (state.text === 'true' || state.text === 'false');
    return request === 'set' && known
        ? { act: 'set-relay', device, state: state.text === 'true' }
        : nothing('no state');
}

// `state` counts only as the first key.
function firstState(tokens: readonly Token[]): Token | undefined {
    const key = tokens[3];
    return key?.type === 'string' && key.text === 'state' ? tokens[4] : undefined;
}

// Keys and values in turn, as the bridge walks them: it does not expect nested values.
function* pairs(tokens: readonly Token[]): Generator<readonly [string, Token]> {
    const keys = tokens[2]?.size ?? 0;
    for (let index = 3; index < 3 + keys * 2; index += 2) {
        const key = tokens[index];
        const value = tokens[index + 1];
        if (key?.type === 'string' && value) yield [key.text, value];
    }
}

function readIntervals(tokens: readonly Token[]): (number | null)[] {
    const found: (number | null)[] = [];
    for (const [key, value] of pairs(tokens)) {
        const interval = key === 'publish-interval' ? readUint(value) : undefined;
        if (interval !== undefined) found.push(interval);
    }
    return found;
}

/**
 * A number as the bridge reads it: null stays null; a string, a negative number and an object give
 * undefined, which means ignored; anything else gives some number (clown-talk, section 8).
 */
function readUint({ type, text }: Token): number | null | undefined {
    if (type !== 'primitive') return undefined;
    if (text === 'null') return null;
    // The buffer holds nine characters. With ten its end mark is missing and the digit that stood
    // behind it when this was observed, a 1, is read as well; anything longer is not read at all.
    const kept = text.length > 10 ? '' : text.length === 10 ? `${text}1` : text;
    const number = kept.includes('e') ? Math.trunc(Number.parseFloat(kept) || 0) : asInt32(kept);
    return number < 0 || number > 2 ** 31 - 1 ? undefined : number;
}

function asInt32(text: string): number {
    const digits = /^[+-]?\d+/.exec(text)?.[0];
    return digits === undefined ? 0 : Number(BigInt.asIntN(32, BigInt(digits.replace('+', ''))));
}

function i2c(bus: number, request: string, tokens: readonly Token[]): Order {
    let address = 0;
    let readLength = 0;
    let write: Data | undefined;
    for (const [key, value] of pairs(tokens)) {
        if (key === 'address' && value.type === 'string') {
            address = Number.parseInt(value.text, 16) || 0;
            if (address > 127) return nothing('bad I2C address');
        } else if (key === 'write' && value.type === 'string') {
            write = parseData(value.text);
            if (!write) return nothing('bad I2C data');
        } else if (key === 'read-length') {
            readLength = readUint(value) ?? 0;
        }
    }
    if (request === 'get' && readLength < 1) return nothing('nothing to read');
    if (request !== 'get' && request !== 'set') return nothing(`unknown request ${request}`);
    if (readLength > 0) {
        if (write && write.bytes.length > 2) return nothing('a register has at most two bytes');
        return { act: 'i2c', order: { bus, address, write, readLength } };
    }
    if (!write || write.bytes.length === 0) return { act: 'crash', why: 'I2C write without data' };
    return { act: 'i2c', order: { bus, address, write, readLength: 0 } };
}
