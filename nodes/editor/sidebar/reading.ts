// The texts of a device: its values, whether they are current, and the text of one without a reading. `translate` is
// passed in, so that nothing here needs the editor.

import { DEVICE_TYPES, LED_STATES } from '../../../src/protocol/model';
import type { DeviceView, StateView, ValueView } from '../../shared/views';

/** Returns the text for a key of the catalogue. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** A value with its unit, with a no-break space between them. */
export function valueText({ value, unit }: Pick<ValueView, 'value' | 'unit'>): string {
    const plain = value === null ? '–' : String(value);
    return unit ? `${plain}\u00a0${unit}` : plain;
}

/** Values in one line. A single value with a unit, or a single state, is shown without its name. */
export function valuesText(values: readonly ValueView[], translate: Translate): string {
    const one = (view: ValueView): string => {
        const isPlain = view.unit !== undefined || view.quantity === 'state';
        const plain = stateWord(view, translate) ?? valueText(view);
        return values.length === 1 && isPlain ? plain : `${quantityText(view.quantity, translate)} ${plain}`;
    };
    return values.map(one).join(', ');
}

/** The name of a quantity as it is shown, translated if the hub's name is unclear. */
export function quantityText(quantity: string, translate: Translate): string {
    return quantity === 'event-count' ? translate('sidebar.quantity.event-count') : quantity;
}

/** The text of a state, the same as on its button; undefined for other values. */
function stateWord({ quantity, value }: ValueView, translate: Translate): string | undefined {
    if (typeof value === 'boolean') return translate(value ? 'known.on' : 'known.off');
    const state = quantity === 'state' ? LED_STATES.find((one) => one === value) : undefined;
    if (state === undefined) return undefined;
    return translate(state === 'on' || state === 'off' ? `known.${state}` : `sidebar.choice.${state}`);
}

/** Whether a hub is connected, with or without data. */
export function isUp({ word }: StateView): boolean {
    return word === 'connected' || word === 'silent' || word === 'not-started' || word === 'one-way';
}

/** Whether the values of a device are old: the hub is disconnected, or has not reported them on this connection. */
export function isOld({ heardAt }: DeviceView, state: StateView): boolean {
    if (!isUp(state)) return true;
    return heardAt !== undefined && state.since !== undefined && heardAt < state.since;
}

/** Types that report a state when it changes, without regular readings. */
const SWITCHED: readonly string[] = ['relay', 'led'];

/** Key of the text that replaces the age of a device without a reading. */
export function unreportedKey(type: string): 'sidebar.mute' | 'sidebar.unknown' | 'sidebar.never' {
    if (isMute(type)) return 'sidebar.mute';
    return SWITCHED.includes(type) ? 'sidebar.unknown' : 'sidebar.never';
}

/** Whether devices of a type never send anything, such as displays. */
export function isMute(type: string): boolean {
    return Object.keys(DEVICE_TYPES.get(type)?.quantities ?? { any: '' }).length === 0;
}

/** The address as it is shown: empty for `-`. */
export function addressText({ address }: DeviceView): string {
    return address === '-' ? '' : address;
}
