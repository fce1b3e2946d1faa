// The values of a frame as a line that fits under a node. Free of Node-RED.

import type { Quantity } from '../../src/protocol/model';

/** Characters under a node; more would cover its neighbours. */
const LONGEST = 28;
/** Characters of a line that are looked at; the rest would not be shown. */
const LONGEST_PART = 2 * LONGEST;

/** The word for a state. It is asked only for values that are one, because a translation takes longer than all the rest. */
export type StateText = (isOn: boolean) => string;

/** Values with their units, such as `295.5 m, 96.716 kPa`; `''` where there are none. */
export function readingText(values: readonly Quantity[], stateText: StateText): string {
    let line = '';
    for (const one of values) {
        line += (line === '' ? '' : ', ') + partText(one, stateText);
        if (line.length > LONGEST_PART) break;
    }
    return cut(line);
}

/** What most readings consist of. */
const PLAIN = /^[ -~°]*$/;

/** At most as many characters as there is room for, on one line. */
export function cut(text: string, longest = LONGEST): string {
    if (text.length <= longest && PLAIN.test(text)) return text;
    const line = text.slice(0, LONGEST_PART).replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
    const chars = [...line];
    return chars.length > longest || text.length > LONGEST_PART ? `${chars.slice(0, longest - 1).join('')}…` : line;
}

/** Characters that a name keeps beside a long value. */
const LEAST_NAME = 10;

/** A name and a value on one line, for which the name is shortened before the value. */
export function namedLine(name: string, value: string): string {
    const room = Math.max(LEAST_NAME, LONGEST - ': '.length - [...value].length);
    return cut(`${cut(name, room)}: ${value}`);
}

function partText({ quantity, value, unit }: Quantity, stateText: StateText): string {
    const plain = quantity === 'state' && typeof value === 'boolean' ? stateText(value) : plainText(value);
    return unit ? `${plain} ${unit}` : plain;
}

function plainText(value: Quantity['value']): string {
    if (value === null) return '–';
    if (typeof value === 'object') return Array.isArray(value) ? '[…]' : '{…}';
    // Removes the rounding errors of computed numbers.
    return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
}
