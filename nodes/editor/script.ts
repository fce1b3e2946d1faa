// The script of the pack that the editor loads when a dialog or the sidebar is needed.

import { hubDialog } from './dialogs/clown-hub';
import { inDialog } from './dialogs/clown-in';
import { outDialog } from './dialogs/clown-out';
import { requestDialog } from './dialogs/clown-request';
import { openInvalidFolds } from './fields/folds';
import type { Dialog, OpenNode, Script } from './on-demand';
import { showHubs } from './sidebar/view';

/** As `Script`, with the dialogs by the type of their node. Each one receives nodes of its type only. */
export const dialogs = {
    'clown-hub': withFolds(hubDialog),
    'clown-in': withFolds(inDialog),
    'clown-out': withFolds(outDialog),
    'clown-request': withFolds(requestDialog),
} as Script['dialogs'];

function withFolds<Node extends OpenNode>(dialog: Dialog<Node>): Dialog<Node> {
    return {
        ...dialog,
        prepare(node) {
            dialog.prepare(node);
            openInvalidFolds();
        },
    };
}

export { showHubs };
