// The names of devices as the hub nodes of the editor have them, deployed or not.

import { nameKey } from '../../src/protocol/model';
import { type DeviceRow, readDevices } from '../../src/settings/device-table';

/** A hub node that may have names. */
interface NamedHub {
    readonly devices?: unknown;
}

const NO_ROWS: readonly DeviceRow[] = [];
/** The valid rows of a table, by the table: a label is made often. */
const tables = new WeakMap<object, readonly DeviceRow[]>();

/** The valid rows in the table of a hub. */
export function deviceRows(hub: unknown): readonly DeviceRow[] {
    const { devices } = (RED.nodes.node(String(hub)) ?? {}) as NamedHub;
    if (typeof devices !== 'object' || devices === null) return NO_ROWS;
    const rows = tables.get(devices) ?? readDevices(devices).rows;
    tables.set(devices, rows);
    return rows;
}

/** A topic or device with the device path in place of a name of this hub. */
export function withDevice(value: unknown, hub: unknown): unknown {
    const [level = '', ...rest] = String(value ?? '').split('/');
    const row = deviceRows(hub).find(({ name }) => name !== undefined && nameKey(name) === nameKey(level));
    return row ? [row.device, ...rest].join('/') : value;
}
