// The numeric settings of all nodes with their ranges and defaults.
// Free of Node.js, because the editor checks the same fields with the same rules.

import { ok, type Result, refuse, sample } from '../base/errors';
import { isAbsent } from './choices';

/** The default and the range of a number; 0 is allowed if it means "off". */
interface Range {
    readonly usual: number;
    readonly least: number;
    readonly most: number;
    readonly off?: true;
    /** Only integers are allowed. */
    readonly whole?: true;
}

/** Durations in seconds, the gap in milliseconds and sizes in KiB, as the editor shows them. */
export const NUMBERS = {
    // the hub
    handshake: { usual: 10, least: 1, most: 300 },
    heartbeat: { usual: 15, least: 1, most: 3600, off: true },
    retryCeiling: { usual: 60, least: 1, most: 3600 },
    maxSize: { usual: 1024, least: 1, most: 65_536 },
    gap: { usual: 0, least: 1, most: 10_000, off: true },
    replaySpeed: { usual: 1, least: 0.1, most: 1_000 },
    silence: { usual: 60, least: 1, most: 86_400, off: true },
    // sending and requests
    queueSize: { usual: 100, least: 1, most: 10_000, whole: true },
    queueAge: { usual: 60, least: 1, most: 86_400 },
    tries: { usual: 3, least: 1, most: 10, whole: true },
    timeout: { usual: 5, least: 0.1, most: 600 },
    // receiving
    silentAfter: { usual: 0, least: 1, most: 604_800, off: true },
    /** Metres. */
    altitude: { usual: 0, least: -500, most: 9000 },
} as const satisfies Readonly<Record<string, Range>>;

export type NumberName = keyof typeof NUMBERS;

/** Checks a numeric setting, as number or text; absent or empty means its default. */
export function checkNumber(name: NumberName, value: unknown): Result<number> {
    const { usual, least, most, off, whole }: Range = NUMBERS[name];
    if (isAbsent(value)) return ok(usual);
    const number = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
    const fits = typeof number === 'number' && ((number >= least && number <= most) || (number === 0 && off === true));
    if (fits && (!whole || Number.isInteger(number))) return ok(number);
    // Not `detailed`: its table of all details does not belong into the editor's first script.
    const { reason } = refuse('setting-number', { setting: name, found: sample(value), least, most });
    if (off) return { ok: false, reason: { ...reason, detail: 'setting-number-off' } };
    return { ok: false, reason: whole ? { ...reason, detail: 'setting-number-whole' } : reason };
}

/** Checks several numeric settings; the reason names the first invalid one. */
export function checkNumbers<N extends NumberName>(
    names: readonly N[],
    stored: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<N, number>>> {
    const numbers: Partial<Record<N, number>> = {};
    for (const name of names) {
        const number = checkNumber(name, stored[name]);
        if (!number.ok) return number;
        numbers[name] = number.value;
    }
    return ok(numbers as Record<N, number>);
}
