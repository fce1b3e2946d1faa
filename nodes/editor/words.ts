// The words of dialogs and of the sidebar: texts of the hub's catalogue, and how times and states read.

import { asData, type Reason } from '../../src/errors';
import { causeKey, sentenceKey } from '../../src/reason-details';
import type { StateView } from '../shared/views';

const CATALOGUE = '@clown-hub/node-red-clown-hub/clown-hub:clown-hub';

type Params = Reason['params'];

/** The text for a key of the hub's catalogue, such as `form.fixed`, in the language of this editor. */
export function text(key: string, params: Params = {}): string {
    return RED._(`${CATALOGUE}.${key}`, asData(params));
}

/** The sentence for a reason: what it is about, what was expected, what came. */
export function sentenceOf(reason: Reason): string {
    return text(sentenceKey(reason), reason.params);
}

/** A duration in the largest unit that leaves some of it: 9 s, 5 min, 3 h. */
export function durationText(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 120) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

/** Hours, minutes and seconds by the clock of this browser. */
export function clockText(time: number): string {
    return new Date(time).toLocaleTimeString([], { hour12: false });
}

/** The state of a hub as its nodes show it. */
export function stateText({ word, silentMs, attempt, retryAt, cause }: StateView): string {
    switch (word) {
        case 'silent':
            return text('status.silent', { time: durationText(silentMs ?? 0) });
        case 'waiting': {
            const words = cause ? text(causeKey(cause), cause.params) : '';
            return text('status.waiting', { cause: words, attempt: attempt ?? 0, time: clockText(retryAt ?? 0) });
        }
        case 'invalid':
            return cause ? text(causeKey(cause), cause.params) : '';
        case 'connected':
        case 'not-started':
        case 'connecting':
        case 'disconnected':
            return text(`status.${word}`);
    }
}
