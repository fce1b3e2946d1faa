// Settings of earlier releases in a dialog. The dialog shows them after the steps of src/settings/migrations.ts. The node
// gets them when the dialog is confirmed.

import { checkVersion } from '../../src/settings/hub-options';
import { lowestVersion, type Settings, STEPS, type Step, upgraded, versionOf } from '../../src/settings/migrations';

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

/** For `oneditprepare`: puts the migrated values into the form, and returns the node with the migrated settings. */
export function showSettings<Node extends object>(node: Node, steps: readonly Step[] = STEPS): Node {
    const changes = changesOf(node, steps);
    for (const [name, value] of changes) {
        const field = fieldOf(node, name);
        fill(field, value);
    }
    return Object.create(node, Object.fromEntries(changes.map(([name, value]) => [name, { value }])));
}

/**
 * For `oneditsave`: stores migrated settings that have no field in the form. The editor stores the fields, except for
 * those of `keepAbsent` that were not touched.
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
    for (const name of names.filter((one) => settings[one] === undefined)) {
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
 * For the end of `oneditprepare`: shows what the absence of settings means, and keeps absent settings absent until their
 * fields are changed. So a node stores only what differs: Node-RED copies and compares all that is stored in each deploy.
 */
export function keepAbsent(node: object, meanings: Settings = {}, steps: readonly Step[] = STEPS): void {
    const settings = settingsOf(node, steps);
    for (const name of Object.keys(definitionOf(node).defaults)) {
        const field = fieldOf(node, name);
        if (settings[name] === undefined && meanings[name] !== undefined) fill(field, meanings[name]);
        field.data(SHOWN, shownIn(field));
    }
}

function fill(field: JQuery, value: unknown): void {
    if (field.is(':checkbox')) field.prop('checked', value === true);
    else field.val(String(value ?? ''));
}

function shownIn(field: JQuery): string {
    return String(field.is(':checkbox') ? field.prop('checked') : field.val());
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

/**
 * For `oneditprepare`: gives a node of an earlier release the settings that it does not have, with the values that their
 * absence means. Otherwise the editor takes the value of an untouched field for a change.
 */
export function addAbsent(node: object, meanings: Settings): void {
    for (const [name, value] of Object.entries(meanings)) {
        if (storedOf(node, name) === undefined) Object.assign(node, { [name]: value });
    }
}
