// Ends messages: as done, or with the reason for the failure. Node-RED passes that on to Complete and Catch nodes.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Reason, refuse, thrownKind, thrownText } from '../../../src/base/errors';
import { reasonError } from '../text';

/** Reports the end of a message to Node-RED, and never throws. */
export type Settle = (fault?: Reason) => void;

type Done = (error?: Error) => void;

/** `settle` for one message with this `done`. */
export function settler(RED: NodeAPI, node: Node, done: Done): Settle {
    return (fault) => settleWith(RED, node, done, fault);
}

/**
 * Ends a message with this `done`. Node-RED copies a message for Complete and Catch nodes, and throws if it cannot be
 * copied, for example because of a throwing getter. Then a Catch node gets the error without the message.
 */
export function settleWith(RED: NodeAPI, node: Node, done: Done, fault: Reason | undefined): void {
    const error = fault && reasonError(RED, fault);
    try {
        if (error) done(error);
        else done();
    } catch (thrown) {
        node.error(error ?? thrownText(thrown), {});
    }
}

/** Sends the result of `make`; returns the reason if the message throws while it is copied. */
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

/** The reason for a message that could not be read. The thrown value may be anything, so only its kind is quoted. */
export function unreadable(thrown: unknown): Reason {
    return refuse('payload-unreadable', { found: thrownKind(thrown) }).reason;
}
