// The settings of nodes in which a name of a device is replaced. Free of the page.

import { ok, type Result } from '../../../src/base/errors';
import { nameKey } from '../../../src/protocol/model';
import { checkName, tableDevice } from '../../../src/settings/device-table';
import { hasVariable } from '../fields/variable';

/** Settings that may hold a name. */
export const PLACES = ['topic', 'device', 'answer'] as const;

/** What to use in place of each name, by its key. All are replaced at one time: a new name is not replaced again. */
export type Replaced = ReadonlyMap<string, string>;

interface Named {
    readonly device: string;
    readonly name: string;
}

/**
 * What to use in place of each of these names whose row has another one now: the new name of the row, or the device if that is
 * not a valid name of this row alone. If the row has no name any more or is gone, and another one has the name, the name stays:
 * its device was replaced. A name of several devices stays, too.
 */
export function replacements(
    named: readonly Named[],
    rows: readonly (Named & { readonly was?: Partial<Named> | undefined })[],
): Map<string, string> {
    const [before, now] = [countsOf(named), countsOf(rows)];
    const place = ({ device = '', name = '' }: Partial<Named>): string => JSON.stringify([device, name]);
    const byPlace = new Map(rows.flatMap((row) => (row.was ? [[place(row.was), row] as const] : [])));
    const replaced = new Map<string, string>();
    for (const { device, name } of named) {
        const key = nameKey(name);
        const row = byPlace.get(place({ device, name }));
        const own = nameKey(row?.name ?? '');
        const isKept = own === key || (own === '' && now.has(key));
        if (isKept || Number(before.get(key)) > 1) continue;
        const isUnique = row && now.get(own) === 1;
        const choices = [row?.device, device].map((path) => unlessOpen(path, (text) => tableDevice(text, 0, text)));
        if (isUnique) choices.unshift(unlessOpen(row.name, checkName));
        const next = choices.find(({ ok }) => ok);
        if (next?.ok) replaced.set(key, next.value);
    }
    return replaced;
}

/** How many rows have each name, by its key. */
export function countsOf(rows: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { name } of rows) {
        const key = nameKey(name);
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
}

/** A text that is checked unless it has a variable. */
function unlessOpen(text = '', check: (text: string) => Result<string>): Result<string> {
    return hasVariable(text) ? ok(text) : check(text);
}

/** The settings of a node that change. */
export function renamed(settings: Readonly<Record<string, unknown>>, replaced: Replaced): Record<string, string> {
    return Object.fromEntries(
        PLACES.flatMap((place) => {
            const next = nextText(settings[place], settings[`${place}Type`], replaced);
            return next === undefined ? [] : [[place, next]];
        }),
    );
}

/** The new text of a setting of this type; undefined if it stays as it is. */
export function nextText(value: unknown, type: unknown, replaced: Replaced): string | undefined {
    if (typeof value !== 'string' || (type && type !== 'str')) return undefined;
    const [level = '', ...rest] = value.split('/');
    const next = replaced.get(nameKey(level));
    return next === undefined ? undefined : [next, ...rest].join('/');
}
