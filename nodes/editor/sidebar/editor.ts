// What the sidebar uses of Node-RED's editor, where its types say too little or something else.

import type { Defaults } from './copy';

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
    state: { DEFAULT: number };
    view: {
        focus(): void;
        importNodes(nodes: readonly object[], options: Readonly<Record<string, boolean>>): void;
        scale(): number;
        state(): number;
    };
    workspaces: { active(): string | number; isLocked(): boolean };
}

/** The editor's global object, asked for when it is needed: tests of other parts have none. */
export function editor(): Editor {
    return RED as unknown as Editor;
}

/** Whether this editor has a hub, and not only its runtime. */
export function canEdit(hub: string): boolean {
    return editor().nodes.node(hub)?.type === 'clown-hub';
}

/** Opens the dialog of a hub; `busy` is said where something else is being edited, perhaps this very hub. */
export function editHub(hub: string, busy: string): void {
    const { view, state, notify, editor: dialogs } = editor();
    if (!canEdit(hub)) return;
    if (view.state() === state.DEFAULT) dialogs.editConfig('', 'clown-hub', hub);
    else notify(busy, 'warning');
}
