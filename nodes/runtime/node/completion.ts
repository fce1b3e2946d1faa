// How a message ends: as done, or with the reason why not. Complete and Catch nodes hear of it through Node-RED.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Reason, refuse, thrownKind, thrownText } from '../../../src/base/errors';
import { reasonError } from '../text';

/** Tells Node-RED the end of a message, and never throws. */
export type Settle = (fault?: Reason) => void;

/**
 * `settle` for one message with this `done`. Node-RED copies a message for Complete and Catch nodes, and throws where
 * it cannot be copied, a getter in it that throws for instance: a Catch node then gets the error without the message.
 */
export function settler(RED: NodeAPI, node: Node, done: (error?: Error) => void): Settle {
    return (fault) => {
        const error = fault && reasonError(RED, fault);
        try {
            if (error) done(error);
            else done();
        } catch (thrown) {
            node.error(error ?? thrownText(thrown), {});
        }
    };
}

/** Sends on what `make` gives; where the message of a flow throws when it is copied for that, gives the reason. */
export function sendOn(
    send: (msg: NodeMessage | (NodeMessage | null)[]) => void,
    make: () => NodeMessage | (NodeMessage | null)[],
): Reason | undefined {
    try {
        send(make());
        return undefined;
    } catch (thrown) {
        return unreadable(thrown);
    }
}

/** Why a message of a flow could not be read. What it threw may be anything, so only its kind is told. */
export function unreadable(thrown: unknown): Reason {
    return refuse('payload-unreadable', { found: thrownKind(thrown) }).reason;
}
