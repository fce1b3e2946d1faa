// What the sidebar uses of Node-RED's editor, whose types are incomplete.

import { text } from '../texts';
import type { Defaults } from './device-node';
import type { UserNode } from './flow-hub';

interface Editor {
    editor: { editConfig(property: string, type: string, id: string): void; validateNode(node: object): void };
    events: {
        emit(name: 'nodes:change', node: object | null): void;
        on(name: string, listener: () => void): void;
        off(name: string, listener: () => void): void;
    };
    history: { push(change: Change): void; list(): Change[] };
    /** Takes HTML. */
    notify(sentence: string, type: 'warning' | 'success'): void;
    nodes: {
        id(): string;
        node(id: string): { type: string; z?: string; users?: object[] } | null;
        workspace(id: string): { readonly label?: string } | undefined;
        subflow(id: string): { readonly name?: string } | undefined;
        filterNodes(filter: { readonly z: string | number }): UserNode[];
        getType(type: string): { defaults: Defaults } | undefined;
        /** All nodes of all flows as they would be stored. */
        createCompleteNodeSet(options: { readonly credentials: boolean }): unknown;
        /** Whether there are changes to deploy; with an argument, sets it. */
        dirty(state?: boolean): boolean;
    };
    sidebar: {
        addTab(options: Readonly<Record<string, unknown>>): void;
        removeTab(id: string): void;
        containsTab(id: string): boolean;
    };
    utils: { getNodeLabel(node: object): string };
    state: { DEFAULT: number; EDITING: number; IMPORT_DRAGGING: number };
    view: {
        focus(): void;
        redraw(updateActive: boolean): void;
        reveal(id: string, triggerHighlight: boolean): void;
        select(selection: { readonly nodes: readonly object[] }): void;
        importNodes(nodes: readonly object[], options: Readonly<Record<string, boolean>>): void;
        scale(): number;
        state(state?: number): number;
    };
    workspaces: { show(id: string): void; active(): string | number; isLocked(id?: string): boolean };
}

/** A change in the history of the editor. */
interface Change {
    readonly t: string;
    readonly dirty?: boolean | undefined;
    readonly node?: object;
    readonly events?: readonly Change[];
}

/** A node of the editor whose settings are changed. */
export interface ChangedNode {
    readonly [setting: string]: unknown;
    changed?: boolean;
    dirty?: boolean;
}

/** Changes settings of a node as its dialog does; returns the change for the history. */
export function changeNode(node: ChangedNode, settings: Readonly<Record<string, unknown>>): Change {
    const { editor: dialogs, events, nodes } = editor();
    const before = Object.fromEntries(Object.keys(settings).map((name) => [name, node[name]]));
    const edit = { t: 'edit', node, changes: before, changed: node.changed === true, dirty: nodes.dirty() };
    Object.assign(node, settings, { changed: true, dirty: true });
    dialogs.validateNode(node);
    events.emit('nodes:change', node);
    return edit;
}

/** The editor's global object. Read on use, because it is missing in tests. */
export function editor(): Editor {
    return RED as unknown as Editor;
}

/** Whether a dialog is open, or the mouse moves or draws something in the flow. */
export function isBusy(): boolean {
    const { view, state } = editor();
    // The editor does not leave this state after a config dialog that was opened without a node dialog.
    if (view.state() === state.EDITING && $('.red-ui-tray').length === 0) view.state(state.DEFAULT);
    return view.state() !== state.DEFAULT;
}

/** Whether a node follows the mouse and waits for the click that places it. */
export function isPlacing(): boolean {
    const { view, state } = editor();
    return view.state() === state.IMPORT_DRAGGING;
}

/** Whether the editor has the node of a hub. The runtime may have more hubs. */
export function canEdit(hub: string): boolean {
    return editor().nodes.node(hub)?.type === 'clown-hub';
}

/** Opens the dialog of a hub, or shows the sentence `busy` if a dialog is open already. */
export function editHub(hub: string, busy: string): void {
    const { notify, editor: dialogs } = editor();
    if (!canEdit(hub)) return;
    if (isBusy()) notify(busy, 'warning');
    else dialogs.editConfig('', 'clown-hub', hub);
}

/**
 * The language in which the editor shows the texts of the pack, as a tag. Not `RED.i18n.lang`, which knows only the languages of
 * the editor itself.
 */
export function language(): string {
    return text('sidebar.language');
}
