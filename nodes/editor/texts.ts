// The texts of the dialogs and the sidebar: the hub's catalogue, times and states.

import { asData, type Reason } from '../../src/base/errors';
import { causeKey, sentenceKey } from '../../src/base/reason-details';
import { boundText, durationText } from '../shared/duration-text';
import { labelled } from '../shared/setting-label';
import type { StateView } from '../shared/views';

const CATALOGUE = '@clown-hub/node-red-clown-hub/clown-hub:';

type Params = Reason['params'];

/** The text for a key of the hub's catalogue, such as `form.fixed`, in the language of this editor. */
export function text(key: string, params: Params = {}): string {
    return RED._(`${CATALOGUE}clown-hub.${key}`, asData(params));
}

/** The sentence for a reason, in the language of this editor. */
export function sentenceOf(reason: Reason): string {
    return text(
        sentenceKey(reason),
        labelled(reason.params, (key) => RED._(CATALOGUE + key)),
    );
}

/** Hours, minutes and seconds in the time zone of this browser; `time` is in milliseconds since 1970. */
export function clockText(time: number): string {
    return new Date(time).toLocaleTimeString([], { hourCycle: 'h23' });
}

/** The state of a hub as its nodes show it; `now` is the current time by the runtime's clock. */
export function stateText({ word, silentMs, attempt, retryAt, cause }: StateView, now: number): string {
    switch (word) {
        case 'silent':
            return text('status.silent', { time: durationText(silentMs ?? 0) });
        case 'waiting': {
            const causeText = cause ? text(causeKey(cause), cause.params) : '';
            const time = boundText((retryAt ?? now) - now);
            return text('status.waiting', { cause: causeText, attempt: attempt ?? 0, time });
        }
        case 'invalid':
            return cause ? text(causeKey(cause), cause.params) : '';
        case 'connected':
        case 'not-started':
        case 'one-way':
        case 'connecting':
        case 'disconnected':
            return text(`status.${word}`);
    }
}

/** `labelStyle`: a name is shown as in the nodes of core. */
export function nameStyle(this: { readonly name?: string | undefined }): string {
    return this.name ? 'node_label_italic' : '';
}
