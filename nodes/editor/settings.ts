// Settings of earlier releases in a dialog: it takes the steps of src/settings/migrations.ts as the runtime does, and shows what
// comes of them. Only when it is confirmed does the node get them.

import { type Settings, STEPS, type Step, upgraded } from '../../src/settings/migrations';

/** The definition of a node, which the editor keeps with it and its types leave out. */
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

/** For `oneditprepare`: puts what the steps change into the form, and gives the node as it would be after them. */
export function showSettings<Node extends object>(node: Node, steps: readonly Step[] = STEPS): Node {
    const changes = changesOf(node, steps);
    for (const [name, value] of changes) {
        const field = fieldOf(node, name);
        if (field.is(':checkbox')) field.prop('checked', value === true);
        else field.val(String(value ?? ''));
    }
    return Object.create(node, Object.fromEntries(changes.map(([name, value]) => [name, { value }])));
}

/** For `oneditsave`: gives the node what the steps change. What stands in a field, the editor itself stores. */
export function storeSettings(node: object, steps: readonly Step[] = STEPS): void {
    const withoutField = changesOf(node, steps).filter(([name]) => fieldOf(node, name).length === 0);
    Object.assign(node, Object.fromEntries(withoutField));
}

/** What the steps give a node that it does not have, and `undefined` for what they take away. */
function changesOf(node: object, steps: readonly Step[]): [name: string, value: unknown][] {
    const settings = settingsOf(node, steps);
    return Object.keys(definitionOf(node).defaults)
        .filter((name) => settings[name] !== storedOf(node, name))
        .map((name) => [name, settings[name]]);
}

function fieldOf(node: object, name: string): JQuery {
    return $(`#${definitionOf(node).category === 'config' ? 'node-config-input' : 'node-input'}-${name}`);
}
