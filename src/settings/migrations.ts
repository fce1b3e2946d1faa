// What flows of earlier releases stored -> what this release stores: one pure step from each version to the next.
// Whether a version is known at all is decided in options.ts.

import { checkVersion } from './options';

export type Settings = Readonly<Record<string, unknown>>;

/** From one version to the next: gives new settings of any of our nodes, which `type` tells, and changes nothing. */
export type Step = (stored: Settings) => Settings;

/**
 * The first step leads from version 1 to 2, and so on; SETTINGS_VERSION is one more than there are steps. A setting that
 * is added needs no step as long as its absence means what it meant before.
 */
export const STEPS: readonly Step[] = [];

/** Settings as this release stores them; those of a version that is not known are left as they are. */
export function upgraded<Def extends object>(def: Def, steps: readonly Step[] = STEPS): Def {
    const version = checkVersion(def as Settings, steps.length + 1);
    if (!version.ok) return def;
    // Whatever stands there below the first version is of the first.
    const left = steps.slice(Math.max(0, Math.floor(version.value) - 1));
    if (left.length === 0) return def;
    const current = left.reduce((settings, step) => step(settings), def as Settings);
    return { ...current, settingsVersion: steps.length + 1 } as Def;
}
