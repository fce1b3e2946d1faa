// Sentences that several parts of the sidebar say: what a device told, and why the runtime did not answer.

import type { DeviceView, ValueView } from '../../shared/views';
import { Unreachable } from '../server';
import { text, valueText } from '../words';

/** The values of a device; named, where there are several. */
export function valuesText({ values }: Pick<DeviceView, 'values'>): string {
    const one = ({ quantity, ...view }: ValueView): string => {
        const plain =
            typeof view.value === 'boolean'
                ? text(view.value ? 'known.on' : 'known.off')
                : valueText({ quantity, ...view });
        return values.length > 1 ? `${quantity} ${plain}` : plain;
    };
    return values.map(one).join(', ');
}

/** Why the runtime gave no answer; `forbidden` names the sentence for a user who may not ask. */
export function troubleText(error: unknown, forbidden: 'sidebar.look-only' | 'sidebar.no-look'): string {
    const status = error instanceof Unreachable ? error.status : 0;
    if (status === 401 || status === 403) return text(forbidden);
    return status === 0 ? text('sidebar.no-answer') : text('sidebar.bad-answer', { status });
}
