// The settings with a fixed list of allowed values, in all nodes, except for the commands (src/protocol/kinds.ts).
// Free of Node.js, because the editor checks the same fields with the same rules.

import { ok, type Result, refuse, sample } from '../base/errors';
import { PRESSURE_UNITS, TEMPERATURE_UNITS } from '../protocol/units';

/** The allowed values. The first one is what the absence of the setting means. */
export const CHOICES = {
    // the hub
    place: ['address', 'simulated'],
    // receiving
    listen: ['topic', 'dynamic', 'state'],
    output: ['payload', 'values', 'quantity', 'each', 'text'],
    temperatureUnit: TEMPERATURE_UNITS,
    pressureUnit: PRESSURE_UNITS,
    // sending and requests
    long: ['refuse', 'cut'],
    offline: ['fail', 'newest', 'queue'],
} as const;

export type ChoiceName = keyof typeof CHOICES;
export type Choice<Name extends ChoiceName> = (typeof CHOICES)[Name][number];

/** The types of a setting that is evaluated for each message, as Node-RED's typed input names them. */
export const INPUT_TYPES = ['msg', 'flow', 'global', 'str', 'num', 'bool', 'json', 'env', 'jsonata'] as const;

/** The settings that are on or off, with what their absence means. */
export const SWITCHES = {
    // the hub
    autoConnect: true,
    requestStates: true,
    showStatus: true,
    quiet: false,
    // receiving
    replay: false,
    skipRequested: false,
    showValue: false,
    warnUnmatched: true,
    // sending and requests
    confirm: false,
} as const;

export type SwitchName = keyof typeof SWITCHES;

/** Whether a setting has no value. Node-RED replaces a variable or the property of a subflow that is empty by an empty text. */
export function isAbsent(value: unknown): boolean {
    return value === undefined || value === null || value === '';
}

/** Checks a setting; the reason lists the `known` values. An absent one means `usual`, if there is one. */
export function checkOneOf<Value extends string>(
    setting: string,
    value: unknown,
    known: readonly Value[],
    usual?: Value,
): Result<Value> {
    if (usual !== undefined && isAbsent(value)) return ok(usual);
    const found = known.find((one) => one === value);
    return found === undefined
        ? refuse('setting-choice', { setting, found: sample(value), known: known.join(', ') })
        : ok(found);
}

/** Checks a setting of the table; an absent one means the first value. */
export function checkChoice<Name extends ChoiceName>(name: Name, value: unknown): Result<Choice<Name>> {
    const known: readonly Choice<Name>[] = CHOICES[name];
    return checkOneOf(name, value, known, known[0]);
}

const WORDS = ['true', 'false'] as const;

/** Checks a setting that is on or off, as boolean or, from a variable, as text; absent means its default. */
export function checkSwitch(name: SwitchName, value: unknown): Result<boolean> {
    if (isAbsent(value)) return ok(SWITCHES[name]);
    const word = checkOneOf(name, typeof value === 'boolean' ? String(value) : value, WORDS);
    return word.ok ? ok(word.value === 'true') : word;
}

/** Checks several settings that are on or off; the reason names the first invalid one. */
export function checkSwitches<Name extends SwitchName>(
    names: readonly Name[],
    stored: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<Name, boolean>>> {
    const switches: Partial<Record<Name, boolean>> = {};
    for (const name of names) {
        const checked = checkSwitch(name, stored[name]);
        if (!checked.ok) return checked;
        switches[name] = checked.value;
    }
    return ok(switches as Record<Name, boolean>);
}
