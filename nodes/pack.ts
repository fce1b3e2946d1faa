// What Node-RED loads: all nodes, as one set. They need one another, and share one script in the editor.

import type { NodeAPI } from 'node-red';
import clownHub from './clown-hub';
import clownIn from './clown-in';
import clownOut from './clown-out';
import clownRequest from './clown-request';

export default function (RED: NodeAPI): void {
    for (const register of [clownHub, clownIn, clownOut, clownRequest]) register(RED);
}
