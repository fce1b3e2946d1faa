// The dot and text under a node: which state shows as what.

import type { NodeAPI, NodeStatus } from 'node-red';
import { systemClock } from '../../../src/base/clock';
import type { Reason } from '../../../src/base/errors';
import { causeKey } from '../../../src/base/reason-details';
import type { HubState } from '../../../src/hub-types';
import { quantities, quantityOf } from '../../../src/protocol/model';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import { boundText, durationText } from '../../shared/duration-text';
import type { StateWord } from '../../shared/messages';
import { cut, readingText } from '../../shared/value-text';
import { text } from '../text';

/** What Node-RED shows, and for Status nodes the same in words that no translation changes. */
export interface Status extends NodeStatus {
    readonly state: StateWord | 'invalid';
    readonly code?: Reason['code'];
}

/** For hubs whose state is not to be shown; it also clears what was shown before. */
export const NO_STATUS = {};

/**
 * The fixed vocabulary: one entry for each state of a hub. A status is not renewed while its state lasts, so the text gives
 * the time within which the next attempt follows, counted from `now`: that stays true until the attempt.
 */
export function stateStatus(RED: NodeAPI, state: HubState, now = systemClock.now()): Status {
    switch (state.name) {
        case 'connected':
            if (state.notStarted) {
                return { fill: 'yellow', shape: 'dot', text: text(RED, 'status.not-started'), state: 'not-started' };
            }
            if (state.silentMs !== undefined) {
                const words = text(RED, 'status.silent', { time: durationText(state.silentMs) });
                return { fill: 'yellow', shape: 'dot', text: words, state: 'silent' };
            }
            if (state.isOneWay) {
                return { fill: 'yellow', shape: 'dot', text: text(RED, 'status.one-way'), state: 'one-way' };
            }
            return { fill: 'green', shape: 'dot', text: text(RED, 'status.connected'), state: state.name };
        case 'connecting':
            return { fill: 'yellow', shape: 'ring', text: text(RED, 'status.connecting'), state: state.name };
        case 'waiting': {
            const { attempt, cause } = state;
            const params = { ...cause.params, attempt, time: boundText(state.retryAt - now) };
            const words = text(RED, 'status.waiting', { ...params, cause: text(RED, causeKey(cause), params) });
            return { fill: 'red', shape: 'ring', text: words, state: state.name, code: cause.code };
        }
        case 'disconnected':
            return { fill: 'grey', shape: 'ring', text: text(RED, 'status.disconnected'), state: state.name };
    }
}

/** A node that cannot work as it is set up. */
export function faultStatus(RED: NodeAPI, reason: Reason): Status {
    const words = text(RED, causeKey(reason), reason.params);
    return { fill: 'red', shape: 'ring', text: words, state: 'invalid', code: reason.code };
}

/** A topic of a connected hub that says nothing for too long. */
export function silentTopicStatus(RED: NodeAPI, topic: string): Status {
    return { fill: 'yellow', shape: 'ring', text: text(RED, 'status.silent-topic', { topic }), state: 'silent' };
}

/** There is no room for more. */
const MOST_VALUES = 10;

/** The last frame of a connected hub: one quantity of it, or all; its topic where it says nothing. `whose` stands before it. */
export function valueStatus(RED: NodeAPI, { frame }: ReceivedFrame, quantity?: string, whose?: string): Status {
    const one = quantity === undefined ? undefined : quantityOf(frame.payload, quantity);
    const values = quantity === undefined ? quantities(frame.payload, MOST_VALUES) : one ? [one] : [];
    const words = { on: text(RED, 'known.on'), off: text(RED, 'known.off') };
    const reading = readingText(values, words);
    const line = reading === '' ? frame.topic : whose ? `${whose}: ${reading}` : reading;
    return { fill: 'green', shape: 'dot', text: cut(line), state: 'connected' };
}
