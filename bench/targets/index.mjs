// The targets that the pack has set itself: what must be cheaper than what, and by how much.

import { deployTargets } from './deploying.mjs';
import { editorTargets } from './editing.mjs';
import { growthTargets } from './growing.mjs';
import { startTargets } from './starting.mjs';
import { receivingTargets, sendingTargets } from './working.mjs';

export const targetGroups = [
    { title: 'Receiving', targets: receivingTargets },
    { title: 'Sending and requests', targets: sendingTargets },
    { title: 'Deploys and memory', targets: deployTargets },
    { title: 'Starts and the simulator', targets: startTargets },
    { title: 'The editor', targets: editorTargets },
    { title: 'Filters, devices, hubs and topics', targets: growthTargets },
];
