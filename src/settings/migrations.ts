// Converts settings of earlier releases, with one pure step from each version to the next.
// options.ts checks whether a version is known.

import { isObject } from '../protocol/json-data';
import { checkVersion } from './hub-options';

export type Settings = Readonly<Record<string, unknown>>;

/**
 * Returns the settings of the next version for a node of any `type`, and does not change its argument. If both versions read
 * them the same, it returns the argument itself.
 */
export type Step = (stored: Settings) => Settings;

/**
 * The first step leads from version 1 to 2, and so on; SETTINGS_VERSION is the number of steps plus one. A new setting needs
 * no step if its absence means the behavior before it.
 */
export const STEPS: readonly Step[] = [stopIsNull];

/**
 * Settings in the form of this release. Those of an unknown version, and those that no step changes, are returned as they
 * are.
 */
export function upgraded<Def extends object>(def: Def, steps: readonly Step[] = STEPS): Def {
    const version = checkVersion(def as Settings, steps.length + 1);
    if (!version.ok) return def;
    const left = steps.slice(versionOf(def as Settings) - 1);
    if (left.length === 0) return def;
    const current = left.reduce((settings, step) => step(settings), def as Settings);
    if (current === def) return def;
    return { ...current, settingsVersion: steps.length + 1 } as Def;
}

/** The versions from which a step changes something in these settings. */
export function changedFrom(stored: Settings, steps: readonly Step[] = STEPS): readonly number[] {
    let settings = stored;
    return steps.flatMap((step, index) => {
        const from = index + 1;
        if (from < versionOf(stored)) return [];
        const before = settings;
        settings = step(before);
        return settings === before ? [] : [from];
    });
}

/** The version of stored settings. A lower number than the first version counts as the first. */
export function versionOf(stored: Settings): number {
    return Math.max(1, Math.floor(Number(stored.settingsVersion ?? 1)));
}

/**
 * The version to store with settings of this release: the lowest one that reads them the same, so that an earlier release
 * reads them, too.
 */
export function lowestVersion(settings: Settings, steps: readonly Step[] = STEPS): number {
    // Node-RED replaces a setting that is one variable, and the variable may be empty.
    const emptied = JSON.parse(JSON.stringify(settings).replace(/"\$\{[^{}"]+\}"/g, '""')) as Settings;
    const isSameFrom = (version: number): boolean => {
        const stored = { ...emptied, settingsVersion: version };
        return upgraded(stored, steps) === stored;
    };
    const versions = Array.from(steps, (_, index) => index + 1);
    return versions.find(isSameFrom) ?? steps.length + 1;
}

/**
 * From version 1 to 2: in the table of publish intervals, null stops a device. In version 1 empty or absent seconds did so,
 * too; from version 2 on they are an error.
 */
function stopIsNull(stored: Settings): Settings {
    const { intervals } = stored;
    const rows: readonly unknown[] = Array.isArray(intervals) ? intervals : [intervals];
    if (!rows.some(isEmptyRow)) return stored;
    return { ...stored, intervals: rows.map((row) => (isEmptyRow(row) ? { ...row, seconds: null } : row)) };
}

function isEmptyRow(row: unknown): row is object {
    return isObject(row) && (row.seconds === undefined || row.seconds === '');
}
