// Output formats: each row is a line as a real bridge wrote it.

import assert from 'node:assert/strict';
import { CATALOGUE, DEFAULT_DEVICES, type Device, scanBus } from '../../src/simulator/chips';
import { fixed, formatConfig, formatList, formatReading, formatState } from '../../src/simulator/format';

function device(topic: string): Device {
    const found = CATALOGUE.find((candidate) => candidate.topic === topic);
    assert.ok(found, topic);
    return found;
}

const READINGS: readonly (readonly [line: string, topic: string, values: readonly number[]])[] = [
    ['["thermometer/i2c0-48", {"temperature": [23.06, "\\u2103"]}]', 'thermometer/i2c0-48', [23.0625]],
    ['["thermometer/i2c0-48", {"temperature": [23.12, "\\u2103"]}]', 'thermometer/i2c0-48', [23.125]],
    ['["thermometer/i2c0-48", {"temperature": [23.38, "\\u2103"]}]', 'thermometer/i2c0-48', [23.375]],
    ['["thermometer/i2c0-48", {"temperature": [-5.50, "\\u2103"]}]', 'thermometer/i2c0-48', [-5.5]],
    ['["lux-meter/i2c0-44", {"illuminance": [600.00, "lux"]}]', 'lux-meter/i2c0-44', [600]],
    [
        '["barometer/i2c0-60", {"altitude": [296.8, "m"], "pressure": [97.190, "kPa"]}]',
        'barometer/i2c0-60',
        [296.8, 97.19],
    ],
    [
        '["barometer/i2c1-60", {"altitude": [65416.0, "m"], "pressure": [97.830, "kPa"]}]',
        'barometer/i2c1-60',
        [-120, 97.83],
    ],
    ['["humidity-sensor/i2c1-41", {"relative-humidity": [100.0, "%"]}]', 'humidity-sensor/i2c1-41', [104]],
    ['["co2-sensor/i2c0-38", {"concentration": [588, "ppm"]}]', 'co2-sensor/i2c0-38', [588]],
];

describe('simulator: formats', () => {
    for (const [line, topic, values] of READINGS) {
        it(line, () => assert.equal(formatReading(device(topic), values), line));
    }

    it('rounds half way to even, as C does', () => {
        assert.deepEqual(
            [0.125, 0.375, 0.625, 0.875, -0.125, 0.5].map((value) => fixed(value, 2)),
            ['0.12', '0.38', '0.62', '0.88', '-0.12', '0.50'],
        );
    });

    it('rounds all else as usual', () => {
        assert.deepEqual(
            [0.019, 0.011, 23.076, -0.019, 296.8, 7].map((value) => fixed(value, 2)),
            ['0.02', '0.01', '23.08', '-0.02', '296.80', '7.00'],
        );
    });

    it('sea level is no depth, and what measures nothing has no quantities', () => {
        const line = '["barometer/i2c0-60", {"altitude": [0.0, "m"], "pressure": [101.325, "kPa"]}]';
        assert.equal(formatReading(device('barometer/i2c0-60'), [0, 101.325]), line);
        assert.equal(formatReading(device('relay/i2c0-3b'), [5]), '["relay/i2c0-3b", {}]');
    });

    it('states and intervals', () => {
        assert.equal(formatState('relay/i2c0-3b', null), '["relay/i2c0-3b", {"state": null}]');
        assert.equal(formatState('led/-', '2-dot'), '["led/-", {"state": "2-dot"}]');
        assert.equal(formatConfig('led/-', null), '["led/-/config/ok", {"publish-interval": null}]');
    });

    it('device lists, empty and with an address without a name', () => {
        assert.equal(formatList(null), '["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]');
        assert.equal(
            formatList([device('thermometer/i2c0-48'), device('-/i2c0-3d'), device('display-oled/i2c1-3c')]),
            '["-/-/config/list/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": ["led/-", "i2c/0", "-/i2c0-3d", "display-oled/i2c1-3c"], "notifications": []}]',
        );
    });

    it('bus scan as captured', () => {
        const devices = CATALOGUE.filter(({ topic }) => DEFAULT_DEVICES.includes(topic));
        assert.equal(
            scanBus(devices, 0),
            '["38","co2-sensor/i2c0-38"], ["3B","relay/i2c0-3b"], ["3C","display-oled/i2c0-3c"], ["3F","relay/i2c0-3f"], ' +
                '["40","humidity-sensor/i2c0-40"], ["44","lux-meter/i2c0-44"], ["48","thermometer/i2c0-48"], ' +
                '["4D","!co2-sensor-i2c-uart"], ["60","barometer/i2c0-60"], ["70","!i2c-selector"]',
        );
        assert.match(scanBus([device('-/i2c0-3d')], 0), /\["3D",null\]/);
    });
});
