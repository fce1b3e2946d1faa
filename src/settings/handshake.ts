// Checks the extra headers and the subprotocol that a server may require in the WebSocket handshake.
// The name of a header is a setting; its value is a credential, stored in one of a fixed number of slots.
// Free of Node.js, because the editor checks the same fields with the same rules.

import { ok, type Reason, type Result, refuse } from '../base/errors';
import { isAbsent } from './choices';

/** A row of the table of headers as a flow file holds it. */
export interface HeaderRow {
    readonly name: string;
    /** The credential that holds the value. */
    readonly slot: string;
}

/** The credentials that hold the values of headers. Node-RED stores only credentials that are named in advance. */
export const HEADER_SLOTS = [
    'header1',
    'header2',
    'header3',
    'header4',
    'header5',
    'header6',
    'header7',
    'header8',
] as const;

export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
/** Headers of the handshake itself, of the connection below it, and of a proxy. */
export const RESERVED_HEADERS =
    /^(?:upgrade|connection|keep-alive|sec-websocket-.*|content-length|transfer-encoding|te|trailer|expect|http2-settings|proxy-.*)$/i;

const MOST_VALUE = 4_096;

/** Checks the name in a row of the table, counted from 1. The reason does not quote it: it may hold a value. */
export function checkHeaderName(name: unknown, row: number): Result<string> {
    if (typeof name !== 'string' || !TOKEN.test(name)) return refuse('header-name', { row, limit: 100 });
    return RESERVED_HEADERS.test(name) ? refuse('header-reserved', { name }) : ok(name);
}

/** Checks a value and removes spaces around it. The reason never quotes it. */
export function checkHeaderValue(name: string, value: unknown): Result<string> {
    if (typeof value !== 'string' || /^ *$/.test(value)) return refuse('header-missing', { name });
    const trimmed = value.replace(/^ +| +$/g, '');
    if (trimmed.length > MOST_VALUE || !/^[\x20-\x7e]+$/.test(trimmed)) {
        return refuse('header-value', { name, limit: MOST_VALUE });
    }
    return ok(trimmed);
}

/** Checks the table without its values. */
export function checkHeaderRows(rows: unknown): Result<readonly HeaderRow[]> {
    if (isAbsent(rows)) return ok([]);
    if (!Array.isArray(rows)) return refuse('header-name', { row: 1, limit: 100 });
    if (rows.length > HEADER_SLOTS.length) return refuse('header-many', { limit: HEADER_SLOTS.length });
    const checked: HeaderRow[] = [];
    for (const [index, row] of rows.entries()) {
        const { name: written, slot } = (row ?? {}) as { name?: unknown; slot?: unknown };
        const name = checkHeaderName(written, index + 1);
        if (!name.ok) return name;
        const isTwice = checked.some((other) => other.name.toLowerCase() === name.value.toLowerCase());
        if (isTwice) return refuse('header-twice', { row: index + 1, name: name.value });
        checked.push({ name: name.value, slot: typeof slot === 'string' ? slot : '' });
    }
    return ok(checked);
}

/** Why a table cannot be used together with a user or password; undefined if it can. */
export function loginConflict(rows: readonly HeaderRow[], hasLogin: boolean): Reason | undefined {
    return hasLogin && hasAuthorization(rows.map(({ name }) => name)) ? refuse('header-login').reason : undefined;
}

/** Whether one of the header names is `Authorization`, in any case. */
export function hasAuthorization(names: readonly string[]): boolean {
    return names.some((name) => name.toLowerCase() === 'authorization');
}

/** The headers by name, with their values from the credentials. */
export function checkHeaders(
    rows: unknown,
    credentials: Readonly<Record<string, unknown>>,
    hasLogin: boolean,
): Result<Readonly<Record<string, string>>> {
    const table = checkHeaderRows(rows);
    if (!table.ok) return table;
    const conflict = loginConflict(table.value, hasLogin);
    if (conflict) return { ok: false, reason: conflict };
    const headers: [name: string, value: string][] = [];
    for (const { name, slot } of table.value) {
        const isSlot = (HEADER_SLOTS as readonly string[]).includes(slot);
        const value = checkHeaderValue(name, isSlot ? credentials[slot] : undefined);
        if (!value.ok) return value;
        headers.push([name, value.value]);
    }
    return ok(Object.fromEntries(headers));
}

/** Checks a subprotocol; the value is empty for none. */
export function checkSubprotocol(value: unknown): Result<string> {
    const name = typeof value === 'string' ? value.trim() : (value ?? '');
    if (name === '') return ok('');
    return typeof name === 'string' && TOKEN.test(name) ? ok(name) : refuse('subprotocol-name', { limit: 100 });
}
