// "Use this hub in the open flow": selects a hub in all clown nodes of the open flow, as one change that can be undone.

import { text } from '../texts';
import { type ChangedNode, changeNode, editor } from './editor';
import { nodesToChange, type UserNode } from './flow-hub';
import { obstacle, obstacleText } from './place';

/** Selects the hub in the open flow, and shows how many nodes have changed or why none has. */
export function useInFlow(hub: string, label: string): void {
    const { nodes, notify, workspaces } = editor();
    // The editor shows a sentence as markup, and a label is what its owner typed.
    const show = (sentence: string, type: 'warning' | 'success'): void =>
        notify($('<span>').text(sentence).html(), type);
    const reason = obstacle(hub);
    if (reason) {
        show(obstacleText(reason, hub), 'warning');
        return;
    }
    const found = nodesToChange(hub, nodes.filterNodes({ z: workspaces.active() }));
    if (typeof found === 'string') {
        show(text(`sidebar.use.${found}`), 'warning');
        return;
    }
    select(hub, found);
    show(text('sidebar.use.done', { count: found.length, hub: label }), 'success');
}

function select(hub: string, changed: readonly UserNode[]): void {
    const { events, history, nodes, view } = editor();
    const dirty = nodes.dirty();
    const edits = changed.map((node) => {
        const left = nodes.node(node.hub)?.users;
        left?.splice(left.indexOf(node), 1);
        nodes.node(hub)?.users?.push(node);
        for (const id of [node.hub, hub]) if (nodes.node(id)) events.emit('nodes:change', nodes.node(id));
        return changeNode(node as UserNode & ChangedNode, { hub });
    });
    history.push({ t: 'multi', events: edits, dirty });
    nodes.dirty(true);
    view.redraw(true);
}
