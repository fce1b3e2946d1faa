// How a device reads: its values, whether they still count, and what is said of one that was never heard. The words come
// from outside, so that nothing here needs an editor.

import { DEVICE_TYPES, LED_STATES } from '../../../src/protocol/model';
import type { DeviceView, StateView, ValueView } from '../../shared/views';

/** Gives the text for a key of the catalogue. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** A value with its unit, as a person reads it; a line never ends between the two. */
export function valueText({ value, unit }: Pick<ValueView, 'value' | 'unit'>): string {
    const plain = value === null ? '–' : String(value);
    return unit ? `${plain}\u00a0${unit}` : plain;
}

/** Values in one line. What has a unit or is a state needs no name, unless there are several. */
export function valuesText(values: readonly ValueView[], translate: Translate): string {
    const one = (view: ValueView): string => {
        const isPlain = view.unit !== undefined || view.quantity === 'state';
        const plain = stateWord(view, translate) ?? valueText(view);
        return values.length === 1 && isPlain ? plain : `${quantityText(view.quantity, translate)} ${plain}`;
    };
    return values.map(one).join(', ');
}

/** The name of a quantity, in words where the hub's own says little. */
export function quantityText(quantity: string, translate: Translate): string {
    return quantity === 'event-count' ? translate('sidebar.quantity.event-count') : quantity;
}

/** On, off or the dots of an LED in the words of the buttons; nothing for other values. */
function stateWord({ quantity, value }: ValueView, translate: Translate): string | undefined {
    if (typeof value === 'boolean') return translate(value ? 'known.on' : 'known.off');
    const state = quantity === 'state' ? LED_STATES.find((one) => one === value) : undefined;
    if (state === undefined) return undefined;
    return translate(state === 'on' || state === 'off' ? `known.${state}` : `sidebar.choice.${state}`);
}

/** Whether there is a connection, whatever comes over it. */
export function isUp({ word }: StateView): boolean {
    return word === 'connected' || word === 'silent' || word === 'not-started' || word === 'one-way';
}

/** Whether what is known of a device is of another time: there is no connection, or this one has not brought it yet. */
export function isOld({ heardAt }: DeviceView, state: StateView): boolean {
    if (!isUp(state)) return true;
    return heardAt !== undefined && state.since !== undefined && heardAt < state.since;
}

/** Types that have a state, which they tell when it changes, and no readings that are missed. */
const SWITCHED: readonly string[] = ['relay', 'led'];

/** What is said instead of an age where nothing has been heard of a device. */
export function unreportedKey(type: string): 'sidebar.mute' | 'sidebar.unknown' | 'sidebar.never' {
    // A display takes text and tells nothing.
    if (isMute(type)) return 'sidebar.mute';
    return SWITCHED.includes(type) ? 'sidebar.unknown' : 'sidebar.never';
}

/** Whether nothing ever comes from such a device. */
export function isMute(type: string): boolean {
    return Object.keys(DEVICE_TYPES.get(type)?.quantities ?? { any: '' }).length === 0;
}

/** What is shown of an address: `-` is none. */
export function addressText({ address }: DeviceView): string {
    return address === '-' ? '' : address;
}
