// Shows a node of a finding or of a report in its flow.

import { text } from '../texts';
import { canEdit, editHub, editor } from './editor';

/** Whether the editor has a node of this id. */
export function isInFlow(id: string): boolean {
    return Boolean(editor().nodes.node(id));
}

/** Shows and selects a node in its flow, or opens the dialog of a hub. */
export function reveal(id: string): void {
    const { nodes, view } = editor();
    const node = nodes.node(id);
    if (canEdit(id)) editHub(id, text('sidebar.obstacle.editing'));
    else if (node) {
        view.reveal(id, true);
        view.select({ nodes: [node] });
    }
}
