// The few forms of DER (ITU-T X.690) that a certificate is made of. Each function gives one encoded
// value; nothing here knows what a certificate is.

const TAG = {
    boolean: 0x01,
    integer: 0x02,
    bitString: 0x03,
    octetString: 0x04,
    oid: 0x06,
    utf8: 0x0c,
    utcTime: 0x17,
    generalizedTime: 0x18,
    sequence: 0x30,
    set: 0x31,
} as const;

const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
    if (length < 0x80) return [length];
    const bytes: number[] = [];
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
    return [0x80 | bytes.length, ...bytes];
}

/** A SEQUENCE of encoded parts. */
export function sequence(...parts: readonly Uint8Array[]): Buffer {
    return encode(TAG.sequence, ...parts);
}

/** A SET of encoded parts. */
export function set(...parts: readonly Uint8Array[]): Buffer {
    return encode(TAG.set, ...parts);
}

/** An integer from its bytes, highest first; the first bit is the sign. */
export function integer(bytes: Uint8Array): Buffer {
    return encode(TAG.integer, bytes);
}

/** A BOOLEAN. */
export function boolean(value: boolean): Buffer {
    return encode(TAG.boolean, Buffer.from([value ? 0xff : 0]));
}

/** An OCTET STRING. */
export function octetString(bytes: Uint8Array): Buffer {
    return encode(TAG.octetString, bytes);
}

/** A bit string whose last byte has so many unused bits. */
export function bitString(bytes: Uint8Array, unused: number): Buffer {
    return encode(TAG.bitString, Buffer.from([unused]), bytes);
}

/** A UTF8String. */
export function utf8(text: string): Buffer {
    return encode(TAG.utf8, Buffer.from(text));
}

/** An object identifier written with dots. */
export function oid(dotted: string): Buffer {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    const bytes = [first * 40 + second, ...rest].flatMap((number) => {
        const groups = [number & 0x7f];
        for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
        return groups;
    });
    return encode(TAG.oid, Buffer.from(bytes));
}

/** A moment in milliseconds since 1970, to the second; the short form up to 2049 (RFC 5280, section 4.1.2.5). */
export function time(ms: number): Buffer {
    const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
    const year = Number(digits.slice(0, 4));
    return year >= 1950 && year < 2050
        ? encode(TAG.utcTime, Buffer.from(digits.slice(2)))
        : encode(TAG.generalizedTime, Buffer.from(digits));
}

/** A value marked with a number of its own, its own tag kept inside. */
export function explicit(number: number, value: Uint8Array): Buffer {
    return encode(CONTEXT | CONSTRUCTED | number, value);
}

/** Bytes marked with a number in place of a tag. */
export function implicit(number: number, bytes: Uint8Array): Buffer {
    return encode(CONTEXT | number, bytes);
}
