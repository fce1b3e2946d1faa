// A context store of Node-RED, as the hub node uses it: one value, read and written without waiting. The store may be a plugin
// of anyone: it may throw, fail, call back late or twice, or never.

import type { Node, NodeAPI } from 'node-red';
import { isObject } from '../../../src/protocol/json-data';

/** The store of an installation without `contextStorage`, and the module of one that survives no restart. */
const MEMORY = 'memory';
const KEY = 'lastValues';

/** The context stores that `settings.js` defines, with the module of each; Node-RED has none of that name besides. */
function storesOf(RED: NodeAPI): ReadonlyMap<string, unknown> {
    const { contextStorage } = RED.settings as { contextStorage?: unknown };
    const defined = isObject(contextStorage) ? Object.entries(contextStorage) : [];
    // A text is another name for one of them, and `_` is Node-RED's own name for the default.
    const stores = defined.filter(([name, store]) => name !== '_' && isObject(store));
    return stores.length === 0
        ? new Map([[MEMORY, MEMORY]])
        : new Map(stores.map(([name, store]) => [name, (store as { module?: unknown }).module]));
}

/** What came of an access: a value, or what the store gave as its error. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

export class ContextStore {
    readonly #node: Node;
    readonly name: string;
    /** All stores, where there is none of this name: Node-RED would use its default then. */
    readonly others: readonly string[] | undefined;
    /** Whether it keeps its values in memory only. */
    readonly isMemory: boolean;

    constructor(RED: NodeAPI, node: Node, name: string) {
        const stores = storesOf(RED);
        this.#node = node;
        this.name = name;
        this.others = stores.has(name) ? undefined : [...stores.keys()];
        this.isMemory = stores.get(name) === MEMORY;
    }

    read(): Promise<Outcome> {
        return outcome((done) => this.#node.context().get(KEY, this.name, done));
    }

    /** A JSON value that nothing changes afterwards. */
    write(value: unknown): Promise<Outcome> {
        return outcome((done) => this.#node.context().set(KEY, value, this.name, (error) => done(error, undefined)));
    }
}

function outcome(access: (done: (error: unknown, value: unknown) => void) => void): Promise<Outcome> {
    return new Promise((resolve) => {
        try {
            access((error, value) => resolve(error ? { error } : { value }));
        } catch (error) {
            resolve({ error });
        }
    });
}
