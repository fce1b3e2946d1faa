// The bytes of raw I2C commands: text in parentheses, a hex list, or base64
// (clown-talk, section 8).

export interface I2cData {
    readonly encoding: 'text' | 'hex' | 'base64';
    readonly bytes: Buffer;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const UNESCAPES: Readonly<Record<string, string>> = {
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\\': '\\\\',
    '"': '\\"',
    '/': '\\/',
};

/** Reads the raw text of a JSON string; undefined if the bridge refuses it. */
export function parseI2cData(text: string): I2cData | undefined {
    if (text.length < 2) return undefined;
    if (text.startsWith('(')) {
        if (!text.endsWith(')')) return undefined;
        const inside = text.slice(1, -1).replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
        return { encoding: 'text', bytes: Buffer.from(inside) };
    }
    if (text.length < 3 || text[2] === ',') {
        const whole = /^.{2}(,.{2})*,?$/s.test(text);
        const digits = whole ? text.split(',').filter((pair) => pair !== '') : [];
        return { encoding: 'hex', bytes: Buffer.from(digits.map((pair) => Number.parseInt(pair, 16) || 0)) };
    }
    return { encoding: 'base64', bytes: Buffer.from(text, 'base64') };
}

/**
 * Writes bytes in the encoding of the command; text that cannot be printed becomes a hex list. Undefined for base64,
 * which a bridge reads and cannot write: its response then holds the address alone.
 */
export function formatI2cData({ encoding, bytes }: I2cData): string | undefined {
    if (bytes.length === 0) return '';
    if (encoding === 'base64') return undefined;
    const text = bytes.toString('latin1');
    if (encoding === 'text' && /^[\x20-\x7f\b\f\n\r\t]*$/.test(text)) {
        return `(${text.replace(/["\\/\b\f\n\r\t]/g, (letter) => UNESCAPES[letter] ?? letter)})`;
    }
    return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(',');
}
