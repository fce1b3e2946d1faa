// What Node-RED loads: all nodes, as one set. They need one another, and share one script in the editor.

import type { NodeAPI } from 'node-red';
import clownHub from './clown-hub';
import clownIn from './clown-in';
import clownOut from './clown-out';
import clownRequest from './clown-request';

/** Libraries that are loaded with the first hub that needs them: most of what loading the pack would take. */
const LOADED_LATER = ['ws', 'https-proxy-agent'];

export default function (RED: NodeAPI): void {
    // So that Node-RED reports an incomplete installation when it starts, and not the first hub.
    for (const name of LOADED_LATER) require.resolve(name);
    for (const register of [clownHub, clownIn, clownOut, clownRequest]) register(RED);
}
