// The settings of nodes in which a name of a device is replaced. Free of the page.

import { nameKey } from '../../../src/protocol/model';

/** Settings that may hold a name. */
export const PLACES = ['topic', 'device', 'answer'] as const;

/** What to use in place of each name, by its key. */
export type Replaced = ReadonlyMap<string, string>;

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
