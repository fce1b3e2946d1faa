// Which commands the sidebar offers for a device, and how each is asked for. What a command is, and what a hub takes,
// stays with src/.

import { commandText, isToggle } from '../../../src/commands';
import { type CommandKind, KINDS, kindCommand } from '../../../src/kinds';
import { LED_STATES } from '../../../src/model';
import type { DeviceView } from '../../shared/views';

/** The kinds that fit in a box of the sidebar. */
const KINDS_HERE = ['relay', 'led', 'text', 'get', 'interval'] as const satisfies readonly CommandKind[];
export type OfferedKind = (typeof KINDS_HERE)[number];

/** How a command is asked for: buttons, a text, seconds, or a single button. */
export type Offer =
    | { readonly form: 'choices'; readonly kind: OfferedKind; readonly choices: readonly Choice[] }
    | { readonly form: 'text' | 'seconds' | 'button'; readonly kind: OfferedKind };

/** A payload that a button stands for; `word` names its text. */
export interface Choice {
    readonly word: string;
    readonly payload: string | boolean;
}

const RELAY: readonly Choice[] = [
    { word: 'on', payload: true },
    { word: 'off', payload: false },
    { word: 'toggle', payload: 'toggle' },
];
const LED: readonly Choice[] = LED_STATES.map((state) => ({ word: state, payload: state }));

/** The commands that a hub takes for a device; none for a device that we do not know. */
export function offersFor(device: DeviceView): Offer[] {
    return KINDS_HERE.filter((kind) => takes(device, kind)).map(offerOf);
}

/** Whether a hub takes a command of this kind for a device. */
export function takes({ device, type }: DeviceView, kind: OfferedKind): boolean {
    if (!KINDS[kind].types.includes(type)) return false;
    const made = kindCommand(kind, device, KINDS[kind].example);
    return (
        made.ok &&
        (isToggle(made.value.topic, made.value.payload) || commandText(made.value.topic, made.value.payload).ok)
    );
}

function offerOf(kind: OfferedKind): Offer {
    switch (kind) {
        case 'relay':
            return { form: 'choices', kind, choices: RELAY };
        case 'led':
            return { form: 'choices', kind, choices: LED };
        case 'text':
            return { form: 'text', kind };
        case 'interval':
            return { form: 'seconds', kind };
        case 'get':
            return { form: 'button', kind };
    }
}

/** What a message would hold for the seconds that were typed: nothing stops the reports. */
export function secondsPayload(typed: string): string | null {
    return typed.trim() || null;
}
