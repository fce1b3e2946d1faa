// The units that clown in converts to, as they are stored.

import { ok, type Result } from '../base/errors';
import { type Conversion, conversionTo } from '../protocol/units';
import { checkChoice } from './choices';
import type { Stored } from './hub-options';
import { checkNumber } from './numbers';

/** The conversion for these settings; undefined if every value stays as received. */
export function checkUnits(stored: Stored): Result<Conversion | undefined> {
    const temperatureUnit = checkChoice('temperatureUnit', stored.temperatureUnit);
    if (!temperatureUnit.ok) return temperatureUnit;
    const pressureUnit = checkChoice('pressureUnit', stored.pressureUnit);
    if (!pressureUnit.ok) return pressureUnit;
    const altitude = checkNumber('altitude', stored.altitude);
    if (!altitude.ok) return altitude;
    return ok(
        conversionTo({
            temperatureUnit: temperatureUnit.value,
            pressureUnit: pressureUnit.value,
            altitude: altitude.value,
        }),
    );
}
