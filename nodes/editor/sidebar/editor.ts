// What the sidebar uses of Node-RED's editor, where its types say too little or something else.

import type { Defaults } from './device-node';

interface Editor {
    editor: { editConfig(property: string, type: string, id: string): void };
    notify(sentence: string, type: 'warning'): void;
    nodes: {
        id(): string;
        node(id: string): { type: string; z?: string } | null;
        getType(type: string): { defaults: Defaults } | undefined;
        dirty(state: boolean): void;
    };
    sidebar: {
        addTab(options: Readonly<Record<string, unknown>>): void;
        removeTab(id: string): void;
        containsTab(id: string): boolean;
    };
    state: { DEFAULT: number; EDITING: number; IMPORT_DRAGGING: number };
    view: {
        focus(): void;
        importNodes(nodes: readonly object[], options: Readonly<Record<string, boolean>>): void;
        scale(): number;
        state(state?: number): number;
    };
    workspaces: { active(): string | number; isLocked(): boolean };
}

/** The editor's global object, asked for when it is needed: tests of other parts have none. */
export function editor(): Editor {
    return RED as unknown as Editor;
}

/** Whether a dialog is open or the mouse is at work in the flow. */
export function isBusy(): boolean {
    const { view, state } = editor();
    // The editor forgets to leave this state when a config dialog closes that was opened by itself.
    if (view.state() === state.EDITING && $('.red-ui-tray').length === 0) view.state(state.DEFAULT);
    return view.state() !== state.DEFAULT;
}

/** Whether a node follows the mouse and waits for the click that places it. */
export function isPlacing(): boolean {
    const { view, state } = editor();
    return view.state() === state.IMPORT_DRAGGING;
}

/** Whether this editor has a hub, and not only its runtime. */
export function canEdit(hub: string): boolean {
    return editor().nodes.node(hub)?.type === 'clown-hub';
}

/** Opens the dialog of a hub; `busy` is said where something else is being edited, perhaps this very hub. */
export function editHub(hub: string, busy: string): void {
    const { notify, editor: dialogs } = editor();
    if (!canEdit(hub)) return;
    if (isBusy()) notify(busy, 'warning');
    else dialogs.editConfig('', 'clown-hub', hub);
}
