// The reasons for a failure: a code of reason-codes.ts with its parameters.
// The sentences for owners are in the catalogues (nodes/locales), one for each code.

import { REASON_CODES, type ReasonCode } from './reason-codes';
import { REASON_DETAILS, type ReasonDetail } from './reason-details';

export { REASON_CODES, type ReasonCode };

/** Why something failed: a code, and what was received, as short texts and numbers for the sentence of the catalogue. */
export interface Reason {
    readonly code: ReasonCode;
    readonly params: Readonly<Record<string, string | number>>;
    /** Selects a more specific sentence than the code does. */
    readonly detail?: ReasonDetail;
}

/** The result of a check: a value, or the reason why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

/** A successful result. */
export function ok<T>(value: T): Result<T> {
    return { ok: true, value };
}

/** A failed result with this code and the parameters of its sentence. */
export function refuse(code: ReasonCode, params: Reason['params'] = {}): { ok: false; reason: Reason } {
    return { ok: false, reason: { code, params } };
}

/** A reason with a sentence of its own, under the code that flows know. */
export function detailed(detail: ReasonDetail, params: Reason['params'] = {}): Reason {
    return { code: REASON_DETAILS[detail].of, detail, params };
}

const SAMPLE_LENGTH = 60;
const SAMPLE_ITEMS = 5;

/** A short description of a value in one line. Never throws and never reads deeper than one level. */
export function sample(value: unknown, length = SAMPLE_LENGTH): string {
    try {
        return shorten(picture(value, length, true), length);
    } catch {
        return 'object'; // a Proxy or a getter that threw
    }
}

/** The kind of a value that a flow threw, without its message, which may hold anything. Never throws. */
export function thrownKind(thrown: unknown): string {
    try {
        // The Error of a Function node is not ours.
        const isError = Object.prototype.toString.call(thrown) === '[object Error]';
        return isError || thrown instanceof Error ? shorten(`${(thrown as Error).name}`) : typeof thrown;
    } catch {
        return typeof thrown; // its properties throw
    }
}

/** The text of a thrown value in one line; JSONata throws objects with a `message`. Never throws. */
export function words(thrown: unknown, length = SAMPLE_LENGTH): string {
    try {
        const { message } = Object(thrown) as { readonly message?: unknown };
        return shorten(typeof message === 'string' && message !== '' ? message : String(thrown), length);
    } catch {
        return thrownKind(thrown);
    }
}

/** Longest text of a thrown value, in characters: its message and the start of its stack. */
const THROWN_LENGTH = 2_000;

/** A thrown value as a text for the log, at most `THROWN_LENGTH` characters. Never throws, even if the value's properties do. */
export function thrownText(thrown: unknown): string {
    try {
        const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown;
        return String(text).slice(0, THROWN_LENGTH);
    } catch {
        return thrownKind(thrown);
    }
}

/**
 * Parameters for a sentence, none of which is taken for a placeholder of the catalogue (`__name__`). A hub may send such a
 * text, so an invisible character is put between its underscores.
 */
export function asData(params: Reason['params']): Reason['params'] {
    const part = (value: string | number): string | number =>
        typeof value === 'string'
            ? value.replace(/__(?=(\w+?)__)/g, (mark, name: string) =>
                  Object.hasOwn(params, name) ? '_\u2060_' : mark,
              )
            : value;
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, part(value)]));
}

/** The first `length` characters, with `…` if more were cut. Line ends, control and direction characters become visible escapes. */
export function shorten(text: string, length = SAMPLE_LENGTH): string {
    return escaped(text.length > length ? `${text.slice(0, length)}…` : text);
}

/** The whole text. Line ends, control and direction characters become visible escapes. */
export function escaped(text: string): string {
    return text.replace(
        /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

function picture(value: unknown, length: number, open: boolean): string {
    if (typeof value === 'string') return JSON.stringify(value.slice(0, length + 1));
    if (typeof value === 'function') return 'function';
    if (typeof value !== 'object' || value === null) return String(value);
    if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength})`;
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (!open || (tag !== 'Object' && tag !== 'Array'))
        return Array.isArray(value) ? '[…]' : tag === 'Object' ? '{…}' : tag;
    if (Array.isArray(value)) {
        const items = value.slice(0, SAMPLE_ITEMS).map((item) => picture(item, length, false));
        return `[${items.join(', ')}${value.length > SAMPLE_ITEMS ? ', …' : ''}]`;
    }
    const keys = Object.keys(value);
    const inner = keys.slice(0, SAMPLE_ITEMS).map((key) => {
        return `${picture(key, length, false)}: ${picture((value as Record<string, unknown>)[key], length, false)}`;
    });
    return `{${inner.join(', ')}${keys.length > SAMPLE_ITEMS ? ', …' : ''}}`;
}
