// The text after a successful command. `translate` is passed in, as in reading.ts.

import type { CommandRequest, ValueView } from '../../shared/views';
import { type Translate, valuesText } from './reading';

/** The sentence for a successful command; `values` are those of the response. */
export function doneText(
    { kind, payload }: CommandRequest,
    values: readonly ValueView[],
    translate: Translate,
): string {
    if (kind === 'text') return translate('sidebar.shown');
    if (kind === 'interval') {
        return typeof payload === 'number'
            ? translate('sidebar.reports', { seconds: payload })
            : translate('sidebar.stopped');
    }
    if (kind === 'scan') {
        const count = values.find(({ quantity }) => quantity === 'slaves')?.value;
        return typeof count === 'number' ? translate('sidebar.chips', { count }) : translate('sidebar.done');
    }
    return values.length > 0
        ? translate('sidebar.answer', { values: valuesText(values, translate) })
        : translate('sidebar.done');
}
