// What the bridge makes of one line: an order, or nothing, or its own end. Pure. The oddities are
// those of the parser of bridge 1.1.1 (clown-talk, sections 8 and 10).

import { DIALECTS, type DialectTraits } from './bridge-dialects';
import { topicAt, typeAt } from './chips';
import { type I2cData, parseI2cData } from './i2c-data';
import type { Token } from './json-tokenizer';
import { readLine } from './line-parser';
import { firstBoolean, firstState, pairs, readIntervals, readUint } from './payload-values';
import { type Drawing, readDrawing } from './screen';

export type LedState = 'off' | 'on' | '1-dot' | '2-dot' | '3-dot';

export interface I2cOrder {
    readonly bus: number;
    readonly address: number;
    readonly write: I2cData | undefined;
    /** Bytes to read; 0 for a write. */
    readonly readLength: number;
}

export type Order =
    | { readonly act: 'nothing' }
    | { readonly act: 'crash' }
    | { readonly act: 'refuse'; readonly device: string }
    | { readonly act: 'list' }
    | { readonly act: 'scan'; readonly bus: number }
    | { readonly act: 'configure'; readonly device: string; readonly intervals: readonly (number | null)[] }
    | { readonly act: 'report-config'; readonly device: string }
    | { readonly act: 'set-led'; readonly state: LedState }
    | { readonly act: 'report-led' }
    | { readonly act: 'set-relay'; readonly device: string; readonly state: boolean }
    | { readonly act: 'report-relay'; readonly device: string }
    | { readonly act: 'draw'; readonly device: string; readonly drawing: Drawing }
    | { readonly act: 'wake'; readonly device: string }
    | { readonly act: 'i2c'; readonly order: I2cOrder };

const LONGEST_LEVEL = 31;
const LED_STATES: readonly LedState[] = ['off', 'on', '1-dot', '2-dot', '3-dot'];
const BUSES: readonly string[] = ['0', '1'];

const NOTHING: Order = { act: 'nothing' };

/** Understands one line, without its line end; `refuses` are the devices that refuse every configuration. */
export function understand(
    line: string,
    traits: DialectTraits = DIALECTS.bridge,
    refuses: ReadonlySet<string> = new Set(),
): Order {
    const read = readLine(line);
    if (!read.ok) return { act: read.crash ? 'crash' : 'nothing' };
    const { levels, tokens } = read;
    if (levels.some((level) => Buffer.byteLength(level) > LONGEST_LEVEL)) return NOTHING;
    if (levels.length < 3 || levels.length > 4) return NOTHING;
    const [type, place, request, event] = levels as readonly [string, string, string, string?];
    if (traits.early && type === 'i2c') return NOTHING;
    const device = deviceAt(type, place);
    if (device === undefined) return NOTHING;

    if (event !== undefined && request === 'config') {
        if (refuses.has(device)) return { act: 'refuse', device };
        if (event === 'list' && device === '-/-' && tokens.length === 3) return { act: 'list' };
        if (event === 'scan' && BUSES.includes(place) && tokens.length === 3) {
            return { act: 'scan', bus: Number(place) };
        }
        if (event === traits.configure) return { act: 'configure', device, intervals: readIntervals(tokens) };
        if (event === 'get' || event === 'list') return { act: 'report-config', device };
        return NOTHING;
    }
    switch (type) {
        case 'led':
            return event === undefined ? led(request, tokens) : NOTHING;
        case 'relay':
            if (event === undefined) return relay(device, request, tokens);
            // It is woken without a command, and repeats its last pulse (clown-talk, section 12).
            return request === 'get' ? { act: 'wake', device } : NOTHING;
        case 'display-oled': {
            const isSet = event === undefined && request === 'set';
            const drawing = isSet ? readDrawing(tokens, !traits.early) : undefined;
            return drawing ? { act: 'draw', device, drawing } : NOTHING;
        }
        case 'i2c':
            return BUSES.includes(place) ? i2c(Number(place), request, tokens) : NOTHING;
        default:
            return request === 'get' ? { act: 'wake', device } : NOTHING;
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
    if (request === 'get') return { act: 'report-led' };
    const state = LED_STATES.find((name) => name === firstState(tokens)?.text);
    return request === 'set' && state ? { act: 'set-led', state } : NOTHING;
}

function relay(device: string, request: string, tokens: readonly Token[]): Order {
    if (request === 'get') return { act: 'report-relay', device };
    const state = firstBoolean(tokens);
    return request === 'set' && state !== undefined ? { act: 'set-relay', device, state } : NOTHING;
}

function i2c(bus: number, request: string, tokens: readonly Token[]): Order {
    let address = 0;
    let readLength = 0;
    let write: I2cData | undefined;
    for (const [key, value] of pairs(tokens)) {
        if (key === 'address' && value.type === 'string') {
            address = Number.parseInt(value.text, 16) || 0;
            if (address > 127) return NOTHING;
        } else if (key === 'write' && value.type === 'string') {
            write = parseI2cData(value.text);
            if (!write) return NOTHING;
        } else if (key === 'read-length' && value.type === 'primitive') {
            readLength = readUint(value) ?? 0;
        }
    }
    if (request === 'get' && readLength < 1) return NOTHING;
    if (request !== 'get' && request !== 'set') return NOTHING;
    if (readLength > 0) {
        if (write && write.bytes.length > 2) return NOTHING;
        return { act: 'i2c', order: { bus, address, write, readLength } };
    }
    if (!write || write.bytes.length === 0) return { act: 'crash' };
    return { act: 'i2c', order: { bus, address, write, readLength: 0 } };
}
