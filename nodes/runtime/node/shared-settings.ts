// Checked settings that equal nodes share: a flow may have thousands, and most differ in nothing that is checked.

import type { Result } from '../../../src/base/errors';
import type { Stored } from '../../../src/settings/hub-options';

/** Different settings that are remembered, and their longest text in characters. */
export const MAX_SHARED = 100;
const MAX_LENGTH = 1_000;

/** What no check reads, so that nodes with other values here are equal. All else counts. */
const NOT_CHECKED: readonly string[] = ['id', 'type', 'z', 'g', 'name', 'x', 'y', 'wires', 'hub'];

/** The checked settings of nodes of one type. */
export class SharedSettings<T> {
    readonly #all = new Map<string, Result<T>>();
    readonly #notChecked: ReadonlySet<string>;

    /** `notChecked` names further settings that no check reads. */
    constructor(...notChecked: readonly string[]) {
        this.#notChecked = new Set([...NOT_CHECKED, ...notChecked]);
    }

    /** The settings of an equal node, or those of `check`, which are remembered if they are valid and `isShared`. */
    of(stored: Stored, check: () => Result<T>, isShared: (settings: T) => boolean = () => true): Result<T> {
        const entries = Object.entries(stored).filter(([name]) => !this.#notChecked.has(name));
        const text = JSON.stringify(entries);
        const known = this.#all.get(text);
        if (known) return known;
        const checked = check();
        if (!checked.ok || !isShared(checked.value) || text.length > MAX_LENGTH) return checked;
        if (this.#all.size >= MAX_SHARED) this.#all.clear();
        this.#all.set(text, checked);
        return checked;
    }
}
