// How hubs are listed where one is selected.

import type { HubView } from '../../shared/views';

/** The label of each hub; with its id if several have the same. */
export function hubLabels(hubs: readonly Pick<HubView, 'id' | 'label'>[]): string[] {
    const isRepeated = (label: string): boolean => hubs.filter((hub) => hub.label === label).length > 1;
    return hubs.map(({ id, label }) => (isRepeated(label) ? `${label} (${id})` : label));
}
