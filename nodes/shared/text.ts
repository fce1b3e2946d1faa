// Words for owners: every sentence comes from one catalogue, nodes/locales/<language>/clown-hub.json.

import type { NodeAPI } from 'node-red';
import type { Reason } from '../../src/errors';

const CATALOGUE = '@clown-hub/node-red-clown-hub/clown-hub:clown-hub';

/** The catalogue's text for a key such as `status.connected`, in the language of this Node-RED. */
export function text(RED: NodeAPI, key: string, params: Reason['params'] = {}): string {
    return RED._(`${CATALOGUE}.${key}`, params);
}

/** The sentence for a reason: what it is about, what was expected, what came. */
export function sentence(RED: NodeAPI, { code, params }: Reason): string {
    return text(RED, `reason.${code}`, params);
}

/** An error for `done`, Catch nodes and the log: a sentence for people, and the code for flows. */
export class OwnerError extends Error {
    override readonly name = 'ClownHubError';
    readonly code: Reason['code'];

    constructor(message: string, code: Reason['code']) {
        super(message);
        this.code = code;
        // The debug sidebar and Catch nodes would show it; it says where we are in this pack, not what is wrong.
        delete this.stack;
    }

    /** Node-RED shows errors by this: the sentence alone. */
    override toString(): string {
        return this.message;
    }
}

/** The error that tells a reason. */
export function ownerError(RED: NodeAPI, reason: Reason): OwnerError {
    return new OwnerError(sentence(RED, reason), reason.code);
}
