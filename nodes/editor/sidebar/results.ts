// What is said once a command is done, in the words of what was asked. They come from outside, as in reading.ts.

import type { CommandRequest, ValueView } from '../../shared/views';
import { type Say, valuesText } from './reading';

/** The sentence for a command that was carried out; `values` is what the hub answered. */
export function doneText({ kind, payload }: CommandRequest, values: readonly ValueView[], say: Say): string {
    if (kind === 'text') return say('sidebar.shown');
    if (kind === 'interval') {
        return typeof payload === 'number' ? say('sidebar.reports', { seconds: payload }) : say('sidebar.stopped');
    }
    if (kind === 'scan') {
        const count = values.find(({ quantity }) => quantity === 'slaves')?.value;
        return typeof count === 'number' ? say('sidebar.chips', { count }) : say('sidebar.done');
    }
    return values.length > 0 ? say('sidebar.answer', { values: valuesText(values, say) }) : say('sidebar.done');
}
