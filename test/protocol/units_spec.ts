// Conversion of readings to other units.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../src/protocol/frame';
import { conversionTo, type WantedUnits } from '../../src/protocol/units';
import { checkUnits } from '../../src/settings/unit-settings';
import { outcome } from '../support/results';

const AS_RECEIVED: WantedUnits = { temperatureUnit: 'received', pressureUnit: 'received', altitude: 0 };

function converted(wanted: Partial<WantedUnits>, payload: JsonObject): JsonObject {
    const convert = conversionTo({ ...AS_RECEIVED, ...wanted });
    assert.ok(convert);
    convert(payload);
    return payload;
}

describe('units of readings', () => {
    it('does nothing unless an owner wants it', () => {
        assert.equal(conversionTo(AS_RECEIVED), undefined);
    });

    const rows: readonly (readonly [
        wanted: Partial<WantedUnits>,
        received: [number, string],
        result: [number, string],
    ])[] = [
        [{ temperatureUnit: '°F' }, [21.5, '°C'], [70.7, '°F']],
        [{ temperatureUnit: '°F' }, [21.5, '\u2103'], [70.7, '°F']],
        [{ temperatureUnit: '°F' }, [-40, '\u2103'], [-40, '°F']],
        [{ temperatureUnit: '°F' }, [0.01, '°C'], [32.02, '°F']],
        [{ pressureUnit: 'hPa' }, [96.716, 'kPa'], [967.16, 'hPa']],
        [{ pressureUnit: 'mbar' }, [101.325, 'kPa'], [1013.25, 'mbar']],
        // One inch of mercury is 3,386.389 Pa (NIST SP 811).
        [{ pressureUnit: 'inHg' }, [101.325, 'kPa'], [29.921, 'inHg']],
        [{ pressureUnit: 'hPa' }, [967.16, 'hPa'], [967.16, 'hPa']],
        // ISO 2533: 898.76 hPa at 1,000 m, 954.61 hPa at 500 m.
        [{ pressureUnit: 'hPa', altitude: 1000 }, [89.8746, 'kPa'], [1013.25, 'hPa']],
        [{ altitude: 500 }, [95.461, 'kPa'], [101.325, 'kPa']],
        [{ altitude: -400 }, [106.223, 'kPa'], [101.325, 'kPa']],
    ];
    for (const [wanted, received, result] of rows) {
        it(`${JSON.stringify(wanted)}: ${received.join(' ')} is ${result.join(' ')}`, () => {
            assert.deepEqual(converted(wanted, { quantity: [...received] }), { quantity: result });
        });
    }

    it('changes neither another quantity nor a pressure or temperature that nobody wants converted', () => {
        const received = { humidity: [40, '%'], pressure: [97.83049, 'kPa'], none: null, triple: [1, '°C', 'x'] };
        const copy = (): JsonObject => structuredClone(received) as JsonObject;
        assert.deepEqual(converted({ temperatureUnit: '°F' }, copy()), received);
        const temperature = { t: [21.55555, '°C'], ...received };
        const { t, humidity } = converted({ altitude: 300 }, structuredClone(temperature) as JsonObject);
        assert.deepEqual([t, humidity], [temperature.t, received.humidity]);
    });

    it('converts up to the largest number that a sensor may report', () => {
        assert.deepEqual(converted({ pressureUnit: 'hPa' }, { p: [1e9, 'Pa'] }), { p: [1e7, 'hPa'] });
        assert.deepEqual(converted({ pressureUnit: 'hPa' }, { p: [1e9 + 1, 'Pa'] }), { p: [1e9 + 1, 'Pa'] });
    });

    it('converts a number that came as text', () => {
        assert.deepEqual(converted({ temperatureUnit: '°F' }, { t: ['21.5', '°C'] }), { t: [70.7, '°F'] });
    });

    it('keeps the order of the quantities, and what has another unit or none', () => {
        const payload = { altitude: [295.5, 'm'], pressure: [96.716, 'kPa'], state: true, i: 7, list: [1, 2, 'kPa'] };
        const result = converted({ temperatureUnit: '°F', pressureUnit: 'hPa', altitude: 0 }, payload as JsonObject);
        assert.deepEqual(Object.entries(result), [
            ['altitude', [295.5, 'm']],
            ['pressure', [967.16, 'hPa']],
            ['state', true],
            ['i', 7],
            ['list', [1, 2, 'kPa']],
        ]);
    });

    it('never makes a number of what is none', () => {
        for (const value of [null, true, 'cold', '', [], {}, [1], '1e999', 1e308, -1e308]) {
            for (const unit of ['°C', 'kPa']) {
                const payload = { quantity: [value, unit] } as JsonObject;
                const result = converted({ temperatureUnit: '°F', pressureUnit: 'hPa', altitude: 100 }, payload);
                assert.deepEqual(result, { quantity: [value, unit] });
            }
        }
    });

    it('keeps the order of any two temperatures and pressures', () => {
        const reading = fc.double({ min: -200, max: 2000, noNaN: true });
        fc.assert(
            fc.property(reading, reading, fc.integer({ min: -500, max: 9000 }), (one, other, altitude) => {
                const wanted = { temperatureUnit: '°F', pressureUnit: 'inHg', altitude } as const;
                for (const unit of ['°C', 'kPa']) {
                    const { a, b } = converted(wanted, { a: [one, unit], b: [other, unit] }) as Record<
                        string,
                        [number]
                    >;
                    if (one < other)
                        assert.ok((a?.[0] ?? 0) <= (b?.[0] ?? 0), `${one} ${other} ${unit} at ${altitude} m`);
                }
            }),
        );
    });

    it('refuses unknown units and altitudes with what is allowed', () => {
        for (const [stored, params] of [
            [{ temperatureUnit: 'K' }, { setting: 'temperatureUnit', known: 'received, °F' }],
            [{ pressureUnit: 'psi' }, { setting: 'pressureUnit', known: 'received, hPa, mbar, inHg' }],
            [{ altitude: 'high' }, { setting: 'altitude', least: -500, most: 9000 }],
        ] as const) {
            const checked = checkUnits(stored);
            assert.notEqual(outcome(checked), 'ok');
            if (!checked.ok)
                assert.deepEqual({ ...checked.reason.params, found: undefined }, { ...params, found: undefined });
        }
    });
});
