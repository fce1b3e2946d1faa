// Texts for owners: every sentence comes from one catalogue, nodes/locales/<language>/clown-hub.json.

import type { NodeAPI } from 'node-red';
import { asData, type Reason } from '../../src/base/errors';
import { sentenceKey } from '../../src/base/reason-details';
import { labelled } from '../shared/setting-label';
import type { StateText } from '../shared/value-text';

const CATALOGUE = '@clown-hub/node-red-clown-hub/clown-hub:';

/** The catalogue's text for a key such as `status.connected`, in the language of this Node-RED. */
export function text(RED: NodeAPI, key: string, params: Reason['params'] = {}): string {
    return RED._(`${CATALOGUE}clown-hub.${key}`, asData(params));
}

/** The word for a state in the values of a status. */
export function stateText(RED: NodeAPI): StateText {
    return (isOn) => text(RED, isOn ? 'known.on' : 'known.off');
}

/** The sentence for a reason: what it is about, what was expected, what was received. */
export function sentence(RED: NodeAPI, reason: Reason): string {
    const params = labelled(reason.params, (key) => RED._(CATALOGUE + key));
    return text(RED, sentenceKey(reason), params);
}

/**
 * An error for `done`, Catch nodes and the log: a sentence for people, and the code for flows. Not an `Error`, because the
 * debug sidebar shows those as objects, cut after a few words, and text as it is.
 */
export function ownerError(message: string, code: Reason['code']): Error {
    return Object.assign(Object(message), { code }) as Error;
}

/** The error for a reason. */
export function reasonError(RED: NodeAPI, reason: Reason): Error {
    return ownerError(sentence(RED, reason), reason.code);
}
