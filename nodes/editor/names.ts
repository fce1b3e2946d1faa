// The names of devices as the hub nodes of the editor have them, deployed or not.

import { nameKey } from '../../src/protocol/model';
import { type DeviceRow, readDevices } from '../../src/settings/device-table';

/** A hub node that may have names. */
interface NamedHub {
    readonly devices?: unknown;
}

/** The valid rows of a table, and the first of each name by its key. */
interface Table {
    readonly rows: readonly DeviceRow[];
    readonly byName: ReadonlyMap<string, DeviceRow>;
}

const NONE: Table = { rows: [], byName: new Map() };
/** By what a hub has stored: labels are made often. */
const tables = new WeakMap<object, Table>();

function tableOf(hub: unknown): Table {
    const { devices } = (RED.nodes.node(String(hub)) ?? {}) as NamedHub;
    if (typeof devices !== 'object' || devices === null) return NONE;
    let table = tables.get(devices);
    if (!table) {
        const { rows } = readDevices(devices);
        // The last entry of a key remains.
        const named = rows.filter(({ name }) => name !== undefined).reverse();
        table = { rows, byName: new Map(named.map((row) => [nameKey(row.name ?? ''), row])) };
        tables.set(devices, table);
    }
    return table;
}

/** The valid rows in the table of a hub. */
export function deviceRows(hub: unknown): readonly DeviceRow[] {
    return tableOf(hub).rows;
}

/** A topic or device with the device path in place of a name of this hub. */
export function withDevice(value: unknown, hub: unknown): unknown {
    const [level = '', ...rest] = String(value ?? '').split('/');
    const row = tableOf(hub).byName.get(nameKey(level));
    return row ? [row.device, ...rest].join('/') : value;
}
