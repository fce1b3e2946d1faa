// The dot and text under a node: which state shows as what.

import type { NodeAPI, NodeStatus } from 'node-red';
import type { Reason } from '../../src/errors';
import type { HubState } from '../../src/hub-types';
import { quantities, quantityOf } from '../../src/model';
import type { News } from '../../src/news';
import { causeKey } from '../../src/reason-details';
import { text } from './text';
import type { StateWord } from './types';
import { cut, readingText } from './value-text';

/** What Node-RED shows, and for Status nodes the same in words that no translation changes. */
export interface Status extends NodeStatus {
    readonly state: StateWord | 'invalid';
    readonly code?: Reason['code'];
}

/** For hubs whose state is not to be shown; it also clears what was shown before. */
export const NO_STATUS = {};

/** The fixed vocabulary: one entry for each state of a hub. */
export function stateStatus(RED: NodeAPI, state: HubState): Status {
    switch (state.name) {
        case 'connected':
            if (state.notStarted) {
                return { fill: 'yellow', shape: 'dot', text: text(RED, 'status.not-started'), state: 'not-started' };
            }
            if (state.silentMs !== undefined) {
                const words = text(RED, 'status.silent', { time: duration(state.silentMs) });
                return { fill: 'yellow', shape: 'dot', text: words, state: 'silent' };
            }
            return { fill: 'green', shape: 'dot', text: text(RED, 'status.connected'), state: state.name };
        case 'connecting':
            return { fill: 'yellow', shape: 'ring', text: text(RED, 'status.connecting'), state: state.name };
        case 'waiting': {
            const { attempt, cause } = state;
            const params = { ...cause.params, attempt, time: clockTime(state.retryAt) };
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
export function valueStatus(RED: NodeAPI, { frame }: News, quantity?: string, whose?: string): Status {
    const one = quantity === undefined ? undefined : quantityOf(frame.payload, quantity);
    const values = quantity === undefined ? quantities(frame.payload, MOST_VALUES) : one ? [one] : [];
    const words = { on: text(RED, 'known.on'), off: text(RED, 'known.off') };
    const reading = readingText(values, words);
    const line = reading === '' ? frame.topic : whose ? `${whose}: ${reading}` : reading;
    return { fill: 'green', shape: 'dot', text: cut(line), state: 'connected' };
}

/** A duration in the largest unit that leaves some of it: 90 s, 5 min, 3 h. */
function duration(ms: number): string {
    const seconds = Math.round(ms / 1000);
    if (seconds < 120) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

/** Hours, minutes and seconds of this machine's clock. */
function clockTime(time: number): string {
    const date = new Date(time);
    return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => `${part}`.padStart(2, '0')).join(':');
}
