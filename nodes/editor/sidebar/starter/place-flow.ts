// Adds a starter flow to the editor as a change that is not deployed, and that one Undo removes.

import { editor } from '../editor';
import type { StarterNode } from './canvas';

/** Imports the nodes, with the defaults of their types for what they leave open, and shows their tab. */
export function placeFlow(made: readonly StarterNode[]): void {
    const { nodes, view, workspaces } = editor();
    const whole = made.map((node) => {
        const defaults = Object.entries(nodes.getType(node.type)?.defaults ?? {});
        return { ...Object.fromEntries(defaults.map(([name, { value }]) => [name, value])), ...node };
    });
    // The ids are new already.
    view.importNodes(whole, { generateIds: false, addFlow: false, touchImport: true, notify: false });
    nodes.dirty(true);
    const [tab] = made;
    if (tab) workspaces.show(tab.id);
}
