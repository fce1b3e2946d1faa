// Converts settings of earlier releases, with one pure step from each version to the next.
// options.ts checks whether a version is known.

import { checkVersion } from './hub-options';

export type Settings = Readonly<Record<string, unknown>>;

/** Returns the settings of the next version for a node of any `type`, and does not change its argument. */
export type Step = (stored: Settings) => Settings;

/**
 * The first step leads from version 1 to 2, and so on; SETTINGS_VERSION is the number of steps plus one. A new setting needs
 * no step if its absence means the behavior before it.
 */
export const STEPS: readonly Step[] = [];

/** Settings in the form of this release; those of an unknown version are returned as they are. */
export function upgraded<Def extends object>(def: Def, steps: readonly Step[] = STEPS): Def {
    const version = checkVersion(def as Settings, steps.length + 1);
    if (!version.ok) return def;
    const left = steps.slice(versionOf(def as Settings) - 1);
    if (left.length === 0) return def;
    const current = left.reduce((settings, step) => step(settings), def as Settings);
    return { ...current, settingsVersion: steps.length + 1 } as Def;
}

/** The version of stored settings. A lower number than the first version counts as the first. */
export function versionOf(stored: Settings): number {
    return Math.max(1, Math.floor(Number(stored.settingsVersion ?? 1)));
}
