// The status under a node for each state.

import type { NodeAPI, NodeStatus } from 'node-red';
import { type Reason, shorten } from '../../../src/base/errors';
import { causeKey } from '../../../src/base/reason-details';
import { systemClock } from '../../../src/base/system-clock';
import type { HubState } from '../../../src/hub-types';
import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import type { Frame } from '../../../src/protocol/frame';
import { quantities, quantityOf } from '../../../src/protocol/model';
import { ageText, boundText, durationText } from '../../shared/duration-text';
import type { StateWord } from '../../shared/messages';
import { cut, namedLine, readingText } from '../../shared/value-text';
import { stateText, text } from '../text';

/** The status that Node-RED shows, with state and code untranslated for Status nodes. */
export interface Status extends NodeStatus {
    readonly state: StateWord | 'invalid';
    readonly code?: Reason['code'];
}

/** For hubs whose state is not shown; it also clears an earlier status. */
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

/** The status of a node with invalid settings. */
export function faultStatus(RED: NodeAPI, reason: Reason): Status {
    const words = text(RED, causeKey(reason), reason.params);
    return { fill: 'red', shape: 'ring', text: words, state: 'invalid', code: reason.code };
}

/** The status for a silent topic of a connected hub. */
export function silentTopicStatus(RED: NodeAPI, topic: string): Status {
    return {
        fill: 'yellow',
        shape: 'ring',
        text: text(RED, 'status.silent-topic', { topic: cut(topic) }),
        state: 'silent',
    };
}

/** The status of a node with a topic filter that matches nothing the hub has. */
export function hintStatus(RED: NodeAPI, filter: string, { suggestion }: FilterAdvice): Status {
    const words =
        suggestion === undefined
            ? text(RED, 'status.unmatched', { filter: shorten(filter) })
            : text(RED, 'status.unmatched-use', { filter: shorten(suggestion) });
    return { fill: 'yellow', shape: 'dot', text: words, state: 'connected' };
}

/**
 * The status of a node whose devices report `known`, a short text, and not the quantity that it sends. A variable may name that one: it
 * is not shown.
 */
export function quantityStatus(RED: NodeAPI, known: string): Status {
    const words = text(RED, 'status.unreported', { known });
    return { fill: 'yellow', shape: 'dot', text: words, state: 'connected' };
}

/** Values in one status; there is no room for more. */
const MAX_VALUES = 10;

/** A status of a node's own at an age in milliseconds, and in how many it has to be shown again, if it ages. */
export interface AgedStatus {
    readonly status: Status;
    readonly nextMs: number | undefined;
}

/** A line in green; grey and with its age from `oldMs` on, in milliseconds. */
export function agedStatus(RED: NodeAPI, line: Status, ageMs: number, oldMs: number | undefined): AgedStatus {
    if (oldMs === undefined) return { status: line, nextMs: undefined };
    if (ageMs < oldMs) return { status: line, nextMs: oldMs - ageMs };
    const { text: time, nextMs } = ageText(ageMs);
    const words = text(RED, 'status.old', { value: line.text ?? '', time });
    // A failure stays one, however old.
    const fill = line.fill === 'green' ? 'grey' : line.fill;
    return { status: { ...line, fill, text: words }, nextMs };
}

/** Milliseconds after which an unknown age is looked at again: the clock of the computer may be right by then. */
const UNKNOWN_AGE_MS = 60_000;

/** A line of a value from before a full deploy or a restart: grey, whatever its age in milliseconds, which may be unknown. */
export function keptStatus(RED: NodeAPI, line: Status, ageMs: number | undefined): AgedStatus {
    if (ageMs !== undefined) return agedStatus(RED, line, ageMs, 0);
    const words = text(RED, 'status.age-unknown', { value: line.text ?? '' });
    return { status: { ...line, fill: 'grey', text: words }, nextMs: UNKNOWN_AGE_MS };
}

/** The last frame of a connected hub: one quantity of it, or all; its topic if it holds none. `whose` precedes it. */
export function valueStatus(RED: NodeAPI, frame: Frame, quantity?: string, whose?: string): Status {
    const one = quantity === undefined ? undefined : quantityOf(frame.payload, quantity);
    const values = quantity === undefined ? quantities(frame.payload, MAX_VALUES) : one ? [one] : [];
    const reading = readingText(values, stateText(RED));
    const line = reading === '' ? cut(frame.topic) : whose ? namedLine(whose, reading) : reading;
    return { fill: 'green', shape: 'dot', text: line, state: 'connected' };
}
