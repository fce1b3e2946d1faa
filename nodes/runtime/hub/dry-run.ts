// A dry run: in the process of a flow test, all hubs are in memory, and the test sees what is commanded. The process sets it
// before it loads the pack; in Node-RED itself there is none.

import type { Node, NodeMessage } from 'node-red';
import type { Reason } from '../../../src/base/errors';
import type { OpenSocket } from '../../../src/connection/socket-types';
import type { Hub } from '../../../src/hub';

export interface DryRun {
    /** How a hub node connects, by its id. */
    openSocket(hubNode: string): OpenSocket;
    /** A hub node has its hub, which has sent nothing yet. */
    created(hubNode: string, hub: Hub): void;
    /** A node has refused a message before it was a command. */
    refused(node: Node, msg: NodeMessage, reason: Reason): void;
}

/** Its name in the global object. */
export const DRY_RUN = Symbol.for('@clown-hub/node-red-clown-hub/dry-run');

export const dryRun = (globalThis as { readonly [DRY_RUN]?: DryRun })[DRY_RUN];
