// The table of devices in a hub's settings: the name of each, and its silence limit. Publish intervals, the third column, are in
// hub-options.ts. Free of Node.js, because the editor checks the same fields with the same rules.

import { ok, type Reason, type Result, refuse, sample } from '../base/errors';
import { isObject } from '../protocol/json-data';
import { DEVICE_TYPES, nameKey } from '../protocol/model';
import { isAbsent } from './choices';
import { checkNumber } from './numbers';

/** One device; without what is as usual. */
export interface DeviceRow {
    readonly device: string;
    readonly name?: string;
    /** Seconds without a frame after which it counts as silent; 0 for never. */
    readonly silentAfter?: number;
}

/** Rows of the table: as many devices as a hub node lists. */
export const MAX_ROWS = 1_000;
/** Characters of a name. */
export const LONGEST_NAME = 64;
/** What looks like a device and is the hub itself. */
export const NO_DEVICES: readonly string[] = ['-/-', 'clown.talk/-'];
/** Beginnings of topics, addresses that a device field may hold alone, and characters that a name cannot have. */
export const NOT_A_NAME = /^(?:clown\.talk|-|\d|i2c\d-[\da-f]{2})$/i;
export const NOT_IN_A_NAME = /[/#+$"\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Checks a name; returns it without spaces around it. */
export function checkName(value: unknown): Result<string> {
    const name = typeof value === 'string' ? value.trim() : '';
    const key = nameKey(name);
    const isWord = !NOT_A_NAME.test(key) && !NOT_IN_A_NAME.test(name + key);
    const isValid = key !== '' && [...name].length <= LONGEST_NAME && isWord;
    return isValid && !DEVICE_TYPES.has(key) ? ok(name) : invalidName(value);
}

function invalidName(value: unknown): Result<string> {
    return refuse('name-invalid', { found: sample(value), limit: LONGEST_NAME });
}

/** How the devices of a table begin, as keys of names: no name can be one of these, because topics begin with them. */
export function typesIn(rows: readonly unknown[]): ReadonlySet<string> {
    return new Set(
        rows.flatMap((row) => {
            const { device } = isObject(row) ? row : {};
            return typeof device === 'string' ? [nameKey(device.split('/', 1).join())] : [];
        }),
    );
}

/**
 * Reads the `type/address` of a row of a table, whose number is `row`, from 1. The hub accepts upper case and responds in lower
 * case (clown-talk, section 6).
 */
export function tableDevice(device: unknown, row: number, whole: unknown): Result<string> {
    const path = typeof device === 'string' ? device.trim() : '';
    if (!/^[^/]+\/[^/]+$/.test(path) || NO_DEVICES.includes(path)) {
        return refuse('interval-device', { row, found: sample(device ?? whole) });
    }
    return ok(path.replace(/\/i2c\d-[0-9a-f]{2}$/i, (address) => address.toLowerCase()));
}

/** Checks the table: a list of `{device, name, silentAfter}` with each device and each name once. A row that `isOpen` is not checked. */
export function checkDevices(value: unknown, isOpen?: (row: unknown) => boolean): Result<readonly DeviceRow[]> {
    const { rows, faults } = readDevices(value, isOpen);
    const [reason] = faults;
    return reason ? { ok: false, reason } : ok(rows);
}

/** The valid rows, also those whose name another one has, and the faults. Rows beyond the limit are left out. */
export function readDevices(
    value: unknown,
    isOpen?: (row: unknown) => boolean,
): { rows: readonly DeviceRow[]; faults: readonly Reason[] } {
    const rows = new Map<string, DeviceRow>();
    const names = new Set<string>();
    const faults: Reason[] = [];
    const table: readonly unknown[] = Array.isArray(value) ? value : isAbsent(value) ? [] : [value];
    const many = rowsFault(table.length);
    if (many) faults.push(many);
    const types = typesIn(table);
    for (const [index, row] of table.slice(0, MAX_ROWS).entries()) {
        if (isOpen?.(row)) continue;
        const checked = checkDevice(row, index + 1, types);
        if (!checked.ok) {
            faults.push(checked.reason);
            continue;
        }
        const { device, name } = checked.value;
        if (rows.has(device)) {
            faults.push(refuse('interval-twice', { row: index + 1, device }).reason);
            continue;
        }
        rows.set(device, checked.value);
        if (name === undefined) continue;
        if (names.has(nameKey(name))) faults.push(refuse('name-twice', { name }).reason);
        names.add(nameKey(name));
    }
    return { rows: [...rows.values()], faults };
}

/** Why a table cannot have so many rows; undefined if it can. */
export function rowsFault(count: number): Reason | undefined {
    return count > MAX_ROWS ? refuse('devices-many', { count, limit: MAX_ROWS }).reason : undefined;
}

/** Checks one row of the table; `row` is its number, from 1, and `types` are those of the whole table. */
export function checkDevice(value: unknown, row: number, types: ReadonlySet<string>): Result<DeviceRow> {
    const { device, name, silentAfter } = isObject(value) ? value : {};
    const place = tableDevice(device, row, value);
    if (!place.ok) return place;
    const named = isAbsent(name) ? undefined : checkName(name);
    if (named?.ok === false) return named;
    if (named && types.has(nameKey(named.value))) return invalidName(name) as Result<never>;
    const limit = isAbsent(silentAfter) ? undefined : checkNumber('silentAfter', silentAfter);
    if (limit?.ok === false) return limit;
    return ok({
        device: place.value,
        ...(named ? { name: named.value } : {}),
        ...(limit ? { silentAfter: limit.value } : {}),
    });
}
