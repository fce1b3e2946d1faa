// The lines of the last messages, with one where messages are missing. Pure: the tests run it without a browser.

import type { LiveMessage, LiveView } from '../../shared/views';

/** A message, or a place where messages are missing. */
export type LiveLine = LiveMessage | { readonly time: number; readonly kind: 'gap'; readonly text: '' };

const MOST = 200;

/** The lines after a view was received; `last` is the number of the last message of the view before it, or 0. */
export function linesWith(before: readonly LiveLine[], last: number, view: LiveView, now: number): LiveLine[] {
    const { messages } = view;
    const isGap = last !== 0 && view.last - last !== messages.length;
    const gap: LiveLine[] = isGap ? [{ time: messages[0]?.time ?? now, kind: 'gap', text: '' }] : [];
    return [...before, ...gap, ...messages].slice(-MOST);
}
