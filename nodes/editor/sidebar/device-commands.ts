// The commands that the sidebar has for a device, and the control for each. src/ decides what a hub accepts.

import { commandText, isToggle } from '../../../src/protocol/commands';
import { type CommandKind, KINDS, kindCommand } from '../../../src/protocol/kinds';
import { isNumeric, LED_STATES } from '../../../src/protocol/model';
import { intervalRange } from '../../../src/protocol/payloads';
import type { DeviceView } from '../../shared/views';

/** The kinds of commands in the sidebar. */
const KINDS_HERE = ['relay', 'led', 'text', 'get', 'interval', 'scan'] as const satisfies readonly CommandKind[];
/** A kind of command in the sidebar. */
export type SidebarKind = (typeof KINDS_HERE)[number];

/** The control of a command: buttons, a text, seconds, or a single button whose text `word` names. */
export type CommandControl =
    | { readonly form: 'choices'; readonly kind: SidebarKind; readonly choices: readonly Choice[] }
    | { readonly form: 'text'; readonly kind: SidebarKind }
    /** `stops`: whether a command can stop the readings of the device. */
    | { readonly form: 'seconds'; readonly kind: SidebarKind; readonly stops: boolean }
    | { readonly form: 'button'; readonly kind: SidebarKind; readonly word: 'ask' | 'scan' };

/** The payload of a button; `word` names its text. */
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

/** The commands that a hub accepts for a device; none for an unknown device type. */
export function commandsFor(device: DeviceView): CommandControl[] {
    return KINDS_HERE.filter((kind) => takes(device, kind)).map((kind) => controlOf(kind, device));
}

/** Whether a hub accepts a command of this kind and payload for a device. */
export function takes(
    { device, type }: DeviceView,
    kind: SidebarKind,
    payload: unknown = KINDS[kind].example,
): boolean {
    if (!KINDS[kind].types.includes(type)) return false;
    const made = kindCommand(kind, device, payload);
    return (
        made.ok &&
        (isToggle(made.value.topic, made.value.payload) || commandText(made.value.topic, made.value.payload).ok)
    );
}

function controlOf(kind: SidebarKind, device: DeviceView): CommandControl {
    switch (kind) {
        case 'relay':
            return { form: 'choices', kind, choices: RELAY };
        case 'led':
            return { form: 'choices', kind, choices: LED };
        case 'text':
            return { form: 'text', kind };
        case 'interval':
            return { form: 'seconds', kind, stops: takes(device, kind, null) };
        case 'get':
            return { form: 'button', kind, word: 'ask' };
        case 'scan':
            return { form: 'button', kind, word: 'scan' };
    }
}

/** Typed seconds: a number that the device accepts, or the problem with them. */
export type Seconds =
    | { readonly ok: true; readonly seconds: number }
    | { readonly ok: false; readonly problem: 'none' }
    | { readonly ok: false; readonly problem: 'bad'; readonly least: number; readonly most: number };

/** Reads the seconds of a publish interval. An empty field is refused, because a separate button stops the readings. */
export function readSeconds(type: string, typed: string): Seconds {
    if (typed.trim() === '') return { ok: false, problem: 'none' };
    const { least, most } = intervalRange(type);
    const seconds = isNumeric(typed) ? Number(typed) : Number.NaN;
    const fits = Number.isInteger(seconds) && seconds >= least && seconds <= most;
    return fits ? { ok: true, seconds } : { ok: false, problem: 'bad', least, most };
}
