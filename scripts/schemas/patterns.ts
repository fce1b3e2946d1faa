// Patterns of the texts in settings, made of the tables, limits and patterns that the nodes check them with. Tests compare
// each with the check itself. They use only what regular expressions of JavaScript, Python, Java and .NET have in common.

import { BRIDGE_ADDRESS, ESCAPED } from '../../src/protocol/commands';
import { checkFixedPlace } from '../../src/protocol/fixed-command';
import { type CommandKind, KINDS } from '../../src/protocol/kinds';
import { DEVICE_TYPES, NUMERIC } from '../../src/protocol/model';
import { LIMITS } from '../../src/protocol/payloads';
import { MAX_LEVELS } from '../../src/protocol/topic';
import { SCHEME } from '../../src/settings/address';
import { LONGEST_NAME, NO_DEVICES, NOT_A_NAME, NOT_IN_A_NAME } from '../../src/settings/device-table';
import { RESERVED_HEADERS, TOKEN } from '../../src/settings/handshake';
import { checkInterval } from '../../src/settings/hub-options';

/** The classes of Unicode that the checks use, as characters: only JavaScript knows all their names. */
export const CLASSES: Readonly<Record<string, string>> = {
    Cc: '\\u0000-\\u001f\\u007f-\\u009f',
    Cs: '\\ud800-\\udfff',
    Zl: '\\u2028',
    Zp: '\\u2029',
    Bidi_Control: '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069',
};

/** The characters of a pattern that is one class, without its brackets. */
function charactersOf({ source }: RegExp): string {
    return source.slice(1, -1).replace(/\\p\{(\w+)\}/g, (_whole, name: string) => {
        const { [name]: characters } = CLASSES;
        if (!characters)
            throw new Error(`The schemas need the characters of \\p{${name}} in scripts/schemas/patterns.ts.`);
        return characters;
    });
}

/** The source of a pattern without its ends, and with both cases of each letter if it ignores case. */
function sourceOf({ source, ignoreCase }: RegExp): string {
    // In Python, \d is a digit of any script.
    const digits = source.replace(/\[[^\]]*\]|\\d/g, (part) =>
        part.startsWith('[') ? part.replaceAll('\\d', '0-9') : '[0-9]',
    );
    const inner = digits.replace(/^\^|\$$/g, '').replaceAll('\\/', '/');
    if (!ignoreCase) return inner;
    // A class, an escape or a letter, in this order.
    return inner.replace(/\[[^\]]*\]|\\.|[a-z]/g, (part) => {
        if (part.startsWith('[')) return part.replace(/[a-z]-[a-z]|(?<!\\)[a-z]/g, (one) => one + one.toUpperCase());
        return part.startsWith('\\') ? part : `[${part}${part.toUpperCase()}]`;
    });
}

/** A text with spaces around it, which a node removes. */
const trimmed = (source: string): string => `^\\s*${source}\\s*$`;

/** What JavaScript reads as a number. No setting allows `Infinity`. */
export const NUMBER = trimmed(sourceOf(/(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+|0o[0-7]+|0b[01]+)/i));
/** What a publish interval reads as a number. */
export const DECIMAL = trimmed(sourceOf(NUMERIC));
/** `true` and `false` in any case. */
export const BOOLEAN = `^(?:${sourceOf(/true|false/i)})$`;
export const VARIABLE_PATTERN = '\\$\\{[^{}]+\\}';
export const ADDRESS = `^\\s*${sourceOf(SCHEME)}`;
export const SUBPROTOCOL = trimmed(`(?:${sourceOf(TOKEN)})?`);
export const HEADER_NAME = `^(?!${sourceOf(RESERVED_HEADERS)}$)${sourceOf(TOKEN)}$`;

const FILTER_LEVEL = '[^+#/\\u0000]+';
/** A topic filter, with spaces around it that a node removes. */
export const FILTER = `^\\s*(?!\\s)(?:(?:\\+|${FILTER_LEVEL})/){0,${MAX_LEVELS - 1}}(?:[+#]|(?!\\s*$)${FILTER_LEVEL})\\s*$`;

/** A level in the topic of a command. The limit is in bytes; a character has at least one. */
const LEVEL = `[^+#/${charactersOf(ESCAPED)}]{1,${LIMITS.levelBytes}}`;

/** Spaces that a node removes. */
const GAP = '\\s*(?!\\s)';

const NOT_NAMES = `${sourceOf(NOT_A_NAME)}|${sourceOf(new RegExp([...DEVICE_TYPES.keys()].join('|'), 'i'))}`;
/** A level that may be the name of a device, with spaces around it. */
const NAME_LEVEL = `${GAP}(?!(?:${NOT_NAMES})\\s*(?:/|$))[^${charactersOf(NOT_IN_A_NAME)}]{1,${LONGEST_NAME}}\\s*`;

/** The name of a device. */
export const NAME = `^${NAME_LEVEL}$`;

/** The topic of a command: three levels, or four if it is no `get`. A name stands for the first two. */
export const COMMAND_TOPIC = `^(?:${LEVEL}/${LEVEL}|${NAME_LEVEL})/(?:${LEVEL}|(?!get/)${LEVEL}/${LEVEL})$`;

const ON_BUS = sourceOf(BRIDGE_ADDRESS);
const OTHER_BUS = sourceOf(/i2c[2-9]-/i);

type Accepts = (type: string, address: string) => boolean;

/**
 * What the address of a type that a command refuses begins with. It is found by asking the check of the nodes, so that no rule
 * is here a second time; undefined for none.
 */
function refusedAddress(type: string, accepts: Accepts): string | undefined {
    const refuses = (address: string): boolean => !accepts(type, address);
    if (['0', 'a', 'i2c0-48'].every(refuses)) return '';
    // The number of a bus.
    if (refuses('a')) return '(?![01]?\\s*$)';
    if (refuses('i2c0-48')) return `(?:i2c|${ON_BUS}\\s*$)`;
    // An address of seven characters is one on a bus.
    return refuses('i2c2-48') ? `(?:${OTHER_BUS}|(?!${ON_BUS}\\s*$)[^/]{6}\\S\\s*$)` : undefined;
}

/** What no `type/address` may begin with; `slash` may have spaces around it. */
function limitsOf(accepts: Accepts, slash: string): string {
    const types = new Map<string, string[]>();
    for (const type of DEVICE_TYPES.keys()) {
        const refused = refusedAddress(type, accepts);
        if (refused !== undefined) types.set(refused, [...(types.get(refused) ?? []), type]);
    }
    return [...types].map(([refused, names]) => `(?!${GAP}(?:${names.join('|')})${slash}${refused})`).join('');
}

/** The fixed device of a command, or a name. */
export function devicePattern(kind: CommandKind): string {
    const { device, types } = KINDS[kind];
    const accepts: Accepts = (type, address) => checkFixedPlace(kind, `${type}/${address}`).ok;
    const slash = `\\s*/${GAP}`;
    if (device === 'device') return orName(`${limitsOf(accepts, slash)}${GAP}${LEVEL}${slash}${LEVEL}`);
    const [type = ''] = types;
    const refused = refusedAddress(type, accepts);
    const isOptional = checkFixedPlace(kind, '').ok;
    const address = `${refused === undefined ? '' : `(?!${refused})`}(?:${LEVEL})${isOptional ? '?' : ''}`;
    return orName(`${GAP}(?:${type}${slash})?${address}`);
}

function orName(device: string): string {
    return `^(?:${device}\\s*|${NAME_LEVEL})$`;
}

const HUB_ITSELF = NO_DEVICES.join('|').replaceAll('.', '\\.');

/** A device in the table of names. */
export const NAMED_DEVICE = `^(?!\\s*(?:${HUB_ITSELF})\\s*$)${GAP}[^/]+/(?!\\s*$)[^/]+$`;

/** A device in the table of publish intervals. */
export function intervalDevice(): string {
    const accepts: Accepts = (type, address) => checkInterval({ device: `${type}/${address}`, seconds: 60 }, 1).ok;
    return `^(?!\\s*(?:${HUB_ITSELF})\\s*$)${limitsOf(accepts, '/')}${GAP}${LEVEL}/(?!\\s*$)${LEVEL}\\s*$`;
}
