// The units that an owner prefers, as they are stored: each is checked, and the first that is wrong is named.

import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/protocol/frame';
import { checkUnits } from '../../src/settings/unit-settings';
import { good } from '../support/results';

const WANTED = { temperatureUnit: '°F', pressureUnit: 'hPa', altitude: 250 };

describe('unit settings', () => {
    it('convert as they are stored, and nothing where nothing is stored', () => {
        const convert = good(checkUnits(WANTED));
        const payload: JsonObject = { temperature: [20, '\u2103'], pressure: [100, 'kPa'] };
        convert?.(payload);
        assert.deepEqual(payload.temperature, [68, '°F']);
        const [pressure, unit] = payload.pressure as [number, string];
        assert.equal(unit, 'hPa');
        assert.ok(pressure > 1_020 && pressure < 1_040, `${pressure} at sea level`);
        assert.equal(good(checkUnits({})), undefined);
    });

    for (const setting of ['temperatureUnit', 'pressureUnit', 'altitude']) {
        it(`name ${setting} when it is wrong`, () => {
            const checked = checkUnits({ ...WANTED, [setting]: 'wrong' });
            assert.ok(!checked.ok);
            assert.equal(checked.reason.params.setting, setting);
        });
    }
});
