// Settings of earlier releases in a dialog. The dialog shows them after the steps of src/settings/migrations.ts. The node
// gets them when the dialog is confirmed.

import { CHOICES, type ChoiceName, checkSwitch, SWITCHES, type SwitchName } from '../../src/settings/choices';
import { checkVersion } from '../../src/settings/hub-options';
import { lowestVersion, type Settings, STEPS, type Step, upgraded, versionOf } from '../../src/settings/migrations';
import { NUMBERS, type NumberName } from '../../src/settings/numbers';
import { hasVariable } from './fields/variable';
import { sentenceOf } from './texts';

/** The definition of a node. The editor keeps it with the node; its types leave it out. */
interface Definition {
    readonly category: string;
    readonly defaults: object;
}

const definitionOf = (node: object): Definition => (node as { readonly _def: Definition })._def;
const storedOf = (node: object, name: string): unknown => (node as Settings)[name];

/** The settings of a node as this release stores them. */
export function settingsOf(node: object, steps: readonly Step[] = STEPS): Settings {
    const names = Object.keys(definitionOf(node).defaults).filter((name) => storedOf(node, name) !== undefined);
    const stored = Object.fromEntries(names.map((name) => [name, storedOf(node, name)]));
    const { type: _, ...settings } = upgraded({ ...stored, type: storedOf(node, 'type') } as Settings, steps);
    return settings;
}

/**
 * For the start of `oneditprepare`: puts into the form what the editor does not: migrated values, what the absence of a
 * setting means, and switches that are stored as text. Returns the node with the migrated settings.
 */
export function showSettings<Node extends object>(node: Node, steps: readonly Step[] = STEPS): Node {
    const changes = changesOf(node, steps);
    const settings = settingsOf(node, steps);
    for (const name of Object.keys(definitionOf(node).defaults)) {
        const field = fieldOf(node, name);
        const value = settings[name];
        const meaning = value === undefined ? meaningOf(name) : undefined;
        if (isSwitch(name)) showSwitch(field, name, value);
        else if (meaning !== undefined || value !== storedOf(node, name)) field.val(String(value ?? meaning ?? ''));
    }
    return Object.create(node, Object.fromEntries(changes.map(([name, value]) => [name, { value }])));
}

/**
 * For `oneditsave`: stores migrated settings that have no field in the form. The editor stores the fields, except for
 * those of absent settings and of switches stored as text that were not touched.
 */
export function storeSettings(node: object, steps: readonly Step[] = STEPS): void {
    const withoutField = changesOf(node, steps).filter(([name]) => fieldOf(node, name).length === 0);
    Object.assign(node, Object.fromEntries(withoutField));
    const settings = settingsOf(node, steps);
    const names = Object.keys(definitionOf(node).defaults);
    const isTouched = (name: string): boolean => {
        const field = fieldOf(node, name);
        return field.length > 0 && field.data(SHOWN) !== shownIn(field);
    };
    // A box has no place for a text or a variable: until it is clicked, the setting stays as it is.
    const isKept = (name: string): boolean =>
        settings[name] === undefined || (isSwitch(name) && typeof settings[name] !== 'boolean');
    for (const name of names.filter(isKept)) {
        // A typed input is two settings: neither has a meaning without the other.
        const partner = name.endsWith('Type') ? name.slice(0, -'Type'.length) : `${name}Type`;
        if ([name, partner].some(isTouched)) continue;
        // The editor stores every field that it finds by its id. The partner may show more than an earlier release has stored.
        for (const one of [name, partner]) {
            if (settings[one] === storedOf(node, one)) fieldOf(node, one).removeAttr('id');
        }
    }
}

/**
 * For the end of `oneditsave`: the version to store with `settings`, which have no field in the form and may mean something
 * else in an earlier version.
 */
export function storeVersion(node: object, settings: Settings, steps: readonly Step[] = STEPS): void {
    const settingsVersion = lowestVersion(settings, steps);
    const { ok: isKnown } = checkVersion(node as Settings, steps.length + 1);
    if (isKnown && versionOf(node as Settings) !== settingsVersion) Object.assign(node, { settingsVersion });
}

/** What a field shows when the dialog opens. */
const SHOWN = 'clown-shown';

/**
 * For the end of `oneditprepare`: keeps absent settings absent, and switches that are stored as text, until their fields
 * are changed. So a node stores only what differs: Node-RED copies and compares all that is stored in each deploy.
 */
export function keepStored(node: object): void {
    for (const name of Object.keys(definitionOf(node).defaults)) {
        const field = fieldOf(node, name);
        field.data(SHOWN, shownIn(field));
    }
}

const isSwitch = (name: string): name is SwitchName => name in SWITCHES;

/** What the field of an absent setting shows. That of a number whose default is 0, or of any other setting, is empty. */
function meaningOf(name: string): string | undefined {
    if (name in CHOICES) return CHOICES[name as ChoiceName][0];
    const usual = name in NUMBERS && NUMBERS[name as NumberName].usual;
    return usual ? String(usual) : undefined;
}

/**
 * Shows neither on nor off for a variable or an invalid value, with what is stored as tooltip, until the box is clicked. Of an
 * invalid one, a line below says what is allowed: the editor marks no box, because it reads a box as on or off.
 */
function showSwitch(field: JQuery, name: SwitchName, stored: unknown): void {
    const result = checkSwitch(name, stored);
    field.prop('checked', result.ok && result.value).prop('indeterminate', !result.ok);
    if (result.ok) return;
    const row = field.parent().attr('title', String(stored));
    const fault = $('<div class="form-row clown-fault" role="alert" style="color: var(--red-ui-text-color-error)">');
    if (!hasVariable(stored)) fault.text(sentenceOf(result.reason)).insertAfter(row);
    field
        .one('input', () => {
            row.removeAttr('title');
            fault.remove();
        })
        .closest('details')
        .prop('open', true);
}

function shownIn(field: JQuery): string {
    if (!field.is(':checkbox')) return String(field.val());
    return field.prop('indeterminate') ? 'neither' : String(field.prop('checked'));
}

/** The settings that the steps change, with `undefined` for those that they remove. */
function changesOf(node: object, steps: readonly Step[]): [name: string, value: unknown][] {
    const settings = settingsOf(node, steps);
    return Object.keys(definitionOf(node).defaults)
        .filter((name) => settings[name] !== storedOf(node, name))
        .map((name) => [name, settings[name]]);
}

function fieldOf(node: object, name: string): JQuery {
    return $(`#${definitionOf(node).category === 'config' ? 'node-config-input' : 'node-input'}-${name}`);
}
