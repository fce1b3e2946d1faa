// What follows in the flows when names of devices change in the editor: the nodes that use a name get the new one, or the device if
// it has none any more. All of it is one change that can be undone.

import { nameKey } from '../../../src/protocol/model';
import { type DeviceRow, readDevices } from '../../../src/settings/device-table';
import { openHubField } from '../fields/form';
import { type ChangedNode, changeNode, editor } from '../sidebar/editor';
import type { NameRow } from './device-table';
import { nextText, PLACES, type Replaced, renamed } from './renamed';

type TypedInput = Pick<JQuery, 'val' | 'next'> & { typedInput(method: 'value', value: string): void };

/** One change of the editor's history. */
type Edit = ReturnType<typeof changeNode>;

interface NamedHub extends ChangedNode {
    readonly users?: readonly ChangedNode[];
    devices?: unknown;
}

/**
 * Replaces names, by their keys, in all nodes that use a hub; returns what has changed. All of them are drawn again, because
 * their labels show names.
 */
export function renameInNodes(hub: string, replaced: Replaced): Edit[] {
    const { users = [] } = (editor().nodes.node(hub) ?? {}) as NamedHub;
    for (const user of users) Object.assign(user, { dirty: true, resize: true });
    if (replaced.size === 0) return [];
    renameInForm(hub, replaced);
    return users.flatMap((node) => {
        const settings = renamed(node, replaced);
        return Object.keys(settings).length > 0 ? [changeNode(node, settings)] : [];
    });
}

/** The dialog of a node below that of its hub, which is not part of the page meanwhile: it would store the old name again. */
function renameInForm(hub: string, replaced: Replaced): void {
    const hubField = openHubField();
    if (hubField?.val() !== hub) return;
    const form = hubField.closest('form');
    for (const place of PLACES) {
        const field = form.find(`#node-input-${place}`) as unknown as TypedInput;
        const next = nextText(field.val(), form.find(`#node-input-${place}Type`).val(), replaced);
        if (next === undefined) continue;
        if (field.next('.red-ui-typedInput-container').length > 0) field.typedInput('value', next);
        else field.val(next);
    }
}

/** After a dialog of this node has stored its own change: makes one of that and of these. */
export function joinLastChange(node: object, edits: readonly Edit[]): void {
    if (edits.length === 0) return;
    const { history, nodes } = editor();
    // The editor adds its change after `oneditsave`.
    queueMicrotask(() => {
        const all = history.list();
        const last = all.at(-1);
        const isOwn = last?.node === node || last?.events?.some((one) => one.node === node);
        if (last && isOwn) all[all.length - 1] = { t: 'multi', events: [last, ...edits], dirty: last.dirty };
        else history.push({ t: 'multi', events: edits, dirty: nodes.dirty() });
        nodes.dirty(true);
    });
}

/** Gives a device of a hub this valid name, or none if it is empty, as one change that can be undone. */
export function nameDevice(hub: string, device: string, name: string): void {
    const { history, nodes, view } = editor();
    const node = nodes.node(hub) as NamedHub | null;
    if (!node) return;
    const stored: readonly NameRow[] = Array.isArray(node.devices) ? (node.devices as NameRow[]) : [];
    const isOf = (row: NameRow): boolean => readDevices([row]).rows[0]?.device === device;
    const own = stored.find(isOf);
    const { name: before, ...rest } = own ?? { device };
    const next: NameRow = name === '' ? rest : { ...rest, name };
    const isEmpty = next.name === undefined && next.silentAfter === undefined;
    const others = stored.map((row) => (row === own ? next : row)).filter((row) => row !== next || !isEmpty);
    const rows = own || isEmpty ? others : [...others, next];
    const dirty = nodes.dirty();
    const edit = changeNode(node, { devices: rows.length > 0 ? rows : undefined });
    const key = nameKey(before ?? '');
    const isGone = before !== undefined && key !== nameKey(name);
    const edits = renameInNodes(hub, new Map(isGone ? [[key, name || device]] : []));
    history.push({ t: 'multi', events: [edit, ...edits], dirty });
    nodes.dirty(true);
    view.redraw(true);
}

/** The device of a hub that has this name already, apart from `device`. */
export function namesake(rows: readonly DeviceRow[], device: string, name: string): string | undefined {
    return rows.find((row) => row.device !== device && nameKey(row.name ?? '') === nameKey(name))?.device;
}
