// Dismisses a finding, or shows it again: a setting of its node, which is exported with the flow. Undo reverts it.

import type { Finding } from '../../flow-check/index';
import { type ChangedNode, changeNode, editor, isBusy } from '../sidebar/editor';
import { text } from '../texts';
import type { FlowCheck } from './checker';

interface EditorNode extends ChangedNode {
    readonly z?: string;
}

/** Sets whether a finding is dismissed, unless the editor is busy or the flow is locked. Returns whether it was set. */
export function setDismissed({ DISMISSED, dismissedIn }: FlowCheck, finding: Finding, isDismissed: boolean): boolean {
    const { history, nodes, notify, view, workspaces } = editor();
    const node = nodes.node(finding.node) as EditorNode | null;
    if (!node) return false;
    const obstacle = isBusy() ? 'editing' : node.z && workspaces.isLocked(node.z) ? 'locked' : undefined;
    if (obstacle) {
        notify(text(`sidebar.obstacle.${obstacle}`), 'warning');
        return false;
    }
    const others = dismissedIn(node).filter((rule) => rule !== finding.rule);
    const rules = isDismissed ? [...others, finding.rule] : others;
    history.push(changeNode(node, { [DISMISSED]: rules.length > 0 ? rules.join(' ') : undefined }));
    nodes.dirty(true);
    view.redraw(true);
    return true;
}
