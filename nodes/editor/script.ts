// The script of the pack that the editor loads when a dialog or the sidebar is needed.

import { hubDialog } from './dialogs/clown-hub';
import { inDialog } from './dialogs/clown-in';
import { outDialog } from './dialogs/clown-out';
import { requestDialog } from './dialogs/clown-request';
import type { Script } from './on-demand';
import { showHubs } from './sidebar/view';

/** As `Script`, with the dialogs by the type of their node. Each one receives nodes of its type only. */
export const dialogs = {
    'clown-hub': hubDialog,
    'clown-in': inDialog,
    'clown-out': outDialog,
    'clown-request': requestDialog,
} as Script['dialogs'];

export { showHubs };
