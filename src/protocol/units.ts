// Converts readings to the unit that an owner prefers. A hub reports temperatures in °C and pressures in kPa (clown-talk,
// section 8). Free of Node.js, because the editor shows converted examples.

import type { Json, JsonObject } from './frame';
import { isNumeric, plainUnit } from './model';

/** The units that values are converted to; the first of each list keeps the unit of the hub. */
export const TEMPERATURE_UNITS = ['received', '°F'] as const;
export const PRESSURE_UNITS = ['received', 'hPa', 'mbar', 'inHg'] as const;

/** What an owner wants. */
export interface WantedUnits {
    readonly temperatureUnit: (typeof TEMPERATURE_UNITS)[number];
    readonly pressureUnit: (typeof PRESSURE_UNITS)[number];
    /** Metres above sea level, for the pressure at sea level; 0 keeps the pressure of the place. */
    readonly altitude: number;
}

/** Converts the quantities of a payload in place. A value whose unit it does not know stays as it is, and so does `null`. */
export type Conversion = (payload: JsonObject) => void;

/** One pascal in each unit, and the decimals of a converted value: finer than any sensor of a hub resolves. */
const PRESSURES: ReadonlyMap<string, { readonly pascals: number; readonly decimals: number }> = new Map([
    ['Pa', { pascals: 1, decimals: 1 }],
    ['hPa', { pascals: 100, decimals: 2 }],
    ['mbar', { pascals: 100, decimals: 2 }],
    ['kPa', { pascals: 1000, decimals: 3 }],
    ['inHg', { pascals: 3386.389, decimals: 3 }],
]);

/** The conversion to these units; undefined if every value stays as received. */
export function conversionTo({ temperatureUnit, pressureUnit, altitude }: WantedUnits): Conversion | undefined {
    const isFahrenheit = temperatureUnit === '°F';
    const isPressure = pressureUnit !== 'received' || altitude !== 0;
    if (!isFahrenheit && !isPressure) return undefined;
    const factor = seaLevelFactor(altitude);
    return (payload) => {
        for (const [quantity, raw] of Object.entries(payload)) {
            const pair = numberAndUnit(raw);
            if (!pair) continue;
            const [value, unit] = pair;
            if (isFahrenheit && plainUnit(unit) === '°C') payload[quantity] = [rounded(value * 1.8 + 32, 2), '°F'];
            else if (isPressure && PRESSURES.has(unit))
                payload[quantity] = inPressureUnit(value * factor, unit, pressureUnit);
        }
    };
}

/** No sensor reports more, and a conversion must not make a number that JSON does not have. */
const MOST = 1e9;

/** A number with its unit; undefined for anything else. */
function numberAndUnit(raw: Json | undefined): [number, string] | undefined {
    if (!Array.isArray(raw) || raw.length !== 2) return undefined;
    const [value, unit] = raw as [Json, Json];
    if (typeof unit !== 'string') return undefined;
    const number = typeof value === 'string' && isNumeric(value) ? Number(value) : value;
    return typeof number === 'number' && Math.abs(number) <= MOST ? [number, unit] : undefined;
}

function inPressureUnit(value: number, unit: string, wanted: WantedUnits['pressureUnit']): [number, string] {
    const name = wanted === 'received' ? unit : wanted;
    const from = PRESSURES.get(unit);
    const to = PRESSURES.get(name);
    if (!from || !to) return [value, unit];
    return [rounded((value * from.pascals) / to.pascals, to.decimals), name];
}

/**
 * What a pressure at an altitude in metres is multiplied by to give the pressure at sea level, in the standard atmosphere
 * (ISO 2533: 15 °C at sea level, 6.5 °C less for each kilometre).
 */
function seaLevelFactor(altitude: number): number {
    return (1 - (0.0065 * altitude) / 288.15) ** -5.25588;
}

function rounded(value: number, decimals: number): number {
    const scale = 10 ** decimals;
    return Math.round(value * scale) / scale;
}
