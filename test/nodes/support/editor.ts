// What the editor's script registers, without a browser: the validators of the settings, with the editor's functions that
// they use.

import { translate } from './catalogue';
import type { Item } from './flows';

type Settings = Readonly<Record<string, unknown>>;

export interface Definition {
    readonly defaults: Readonly<
        Record<string, { readonly validate?: (this: object, value: unknown, options: object) => boolean | string }>
    >;
}

const definitions = new Map<string, Definition>();
const hub = { type: 'clown-hub', valid: true };
/** Hub nodes of the editor by their ids, where their settings matter; any other is a valid hub. */
export const knownInEditor = new Map<string, object>();
const RED = {
    _: translate,
    settings: { context: { stores: ['memory'] } },
    nodes: {
        node: (id: string) => knownInEditor.get(id) ?? hub,
        registerType: (type: string, definition: Definition) => definitions.set(type, definition),
    },
    // Node-RED's own check, as far as these tests need it.
    validators: {
        typedInput: (field: string) =>
            function (this: Settings, value: unknown): boolean {
                if (this[field] === 'jsonata') return typeof value === 'string';
                return this[field] !== 'msg' || ((value ?? '') !== '' && !String(value).endsWith('['));
            },
    },
};

/** The definitions of the nodes by type, while the tests of the suite run. */
export function useEditor(): ReadonlyMap<string, Definition> {
    before(async () => {
        Object.assign(globalThis, { RED, $: () => ({ length: 0, text: () => '' }) });
        // The module needs the types of the browser, which tests do not have.
        const pack = '../../../nodes/editor/pack';
        await import(pack);
    });
    after(() => {
        knownInEditor.clear();
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    return definitions;
}

/** The settings that the editor refuses, with its sentences. */
export function refusedInEditor({ type, ...node }: Item): [name: string, sentence: unknown][] {
    const defaults = Object.entries(definitions.get(type)?.defaults ?? {});
    return defaults
        .map(([name, { validate }]): [string, unknown] => [name, validate?.call(node, node[name], {}) ?? true])
        .filter(([, valid]) => valid !== true);
}
