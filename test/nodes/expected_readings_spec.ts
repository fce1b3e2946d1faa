// When a device is expected to report: its interval, old values, overdue sensors, and the limit of silence.

import assert from 'node:assert/strict';
import { ageText } from '../../nodes/shared/duration-text';
import {
    knownInterval,
    maxSilenceMs,
    oldAfterMs,
    overdueMs,
    silenceFault,
    silenceLimitS,
    type WatchedDevice,
} from '../../nodes/shared/expected-readings';

describe('the known publish interval [R16]', () => {
    const rows: [type: string, confirmed: unknown, configured: number | null | undefined, found: string][] = [
        ['thermometer', 30, 5, '30 confirmed'],
        ['thermometer', null, 5, 'null confirmed'],
        ['thermometer', undefined, 5, '5 configured'],
        ['thermometer', undefined, null, 'null configured'],
        ['thermometer', '30', undefined, '1 default'],
        ['co2-sensor', undefined, undefined, '16 default'],
        ['relay', undefined, undefined, 'none'],
        ['soil-sensor', undefined, undefined, 'none'],
        ['soil-sensor', 10, undefined, '10 confirmed'],
    ];
    for (const [type, confirmed, configured, found] of rows) {
        it(`of a ${type}, confirmed ${confirmed}, configured ${configured}: ${found}`, () => {
            const { seconds, source } = knownInterval(type, confirmed, configured) ?? {};
            assert.equal(source ? `${seconds} ${source}` : 'none', found);
        });
    }
});

describe('old values [R16]', () => {
    const rows: [type: string, confirmed: unknown, ms: number | undefined][] = [
        ['thermometer', 1, 3_000],
        ['thermometer', 30, 90_000],
        // Another program may have changed the default before this connection.
        ['thermometer', undefined, 60_000],
        ['thermometer', null, 60_000],
        ['co2-sensor', undefined, 120_000],
        ['soil-sensor', undefined, 60_000],
        ['', undefined, 60_000],
        ['relay', undefined, undefined],
        ['relay', 30, undefined],
        ['push-button', undefined, undefined],
    ];
    for (const [type, confirmed, ms] of rows) {
        it(`of a ${type} with the interval ${confirmed}: after ${ms} ms`, () => {
            assert.equal(oldAfterMs(type, knownInterval(type, confirmed, undefined)), ms);
        });
    }

    it('of a device with a limit of its own: after that, or never', () => {
        const interval = knownInterval('thermometer', 30, undefined);
        for (const type of ['thermometer', 'relay']) {
            assert.deepEqual(
                [5_000, 0].map((ownMs) => oldAfterMs(type, interval, ownMs)),
                [5_000, undefined],
            );
        }
    });

    it('show their age in steps, with the time of the next one', () => {
        const rows: [ms: number, text: string, nextMs: number][] = [
            [3_900, '3 s', 1_100],
            [5_000, '5 s', 5_000],
            [64_000, '60 s', 6_000],
            [119_999, '110 s', 1],
            [180_500, '3 min', 59_500],
            [7_300_000, '2 h', 3_500_000],
        ];
        for (const [ms, text, nextMs] of rows) assert.deepEqual(ageText(ms), { text, nextMs }, `${ms}`);
    });
});

describe('limits of silence [R16]', () => {
    const watched = (device: string, confirmed?: number | null): WatchedDevice => {
        const [type = ''] = device.split('/');
        return { device, type, kind: 'sensor', interval: knownInterval(type, confirmed, undefined) };
    };
    const suggestions: [devices: WatchedDevice[], seconds: number][] = [
        [[], 60],
        [[watched('thermometer/i2c0-48')], 60],
        [[watched('thermometer/i2c0-48', 30)], 100],
        [[watched('thermometer/i2c0-48', 30), watched('barometer/i2c0-60', 600), watched('led/-')], 1_810],
        [[watched('co2-sensor/i2c0-38')], 120],
        // Reports once a day may be missed.
        [[watched('led/-')], 86_400],
        [[watched('thermometer/i2c0-48', null)], 86_400],
    ];
    for (const [devices, seconds] of suggestions) {
        it(`by default ${seconds} s for ${devices.map(({ device }) => device).join() || 'unknown devices'}`, () => {
            assert.equal(silenceLimitS(devices), seconds);
        });
    }

    it('by default report no sensor that works', () => {
        const all: WatchedDevice[] = [
            ...[1, 2, 16, 60, 3_600].map((seconds) => watched('thermometer/i2c0-48', seconds)),
            // It accepts no shorter interval.
            ...[16, 60, 3_600].map((seconds) => watched('co2-sensor/i2c0-38', seconds)),
        ];
        for (const one of all) assert.equal(silenceFault(silenceLimitS([one]), [one]), undefined, JSON.stringify(one));
    });

    it('are too short at the interval and below', () => {
        const one = watched('thermometer/i2c0-48', 60);
        const fault = { kind: 'short', device: 'thermometer/i2c0-48', seconds: 60, least: 190 };
        assert.deepEqual(silenceFault(59, [one]), fault);
        assert.deepEqual(silenceFault(60, [watched('led/-'), one]), fault);
        assert.equal(silenceFault(61, [one]), undefined);
        assert.equal(silenceFault(1, [watched('soil-sensor/-')]), undefined);
        assert.deepEqual(silenceFault(1, [watched('lux-meter/i2c0-44')]), {
            ...{ kind: 'short', device: 'lux-meter/i2c0-44', seconds: 1, least: 60 },
        });
        // It reports every 26 s, whatever shorter interval it has.
        assert.equal(silenceFault(20, [watched('co2-sensor/i2c0-38')])?.kind, 'short');
    });

    it('do not fit devices that report only when something happens, or not at all', () => {
        assert.deepEqual(silenceFault(600, [watched('relay/i2c0-3b')]), { kind: 'irregular', device: 'relay/i2c0-3b' });
        const stopped = watched('thermometer/i2c0-48', null);
        assert.equal(silenceFault(600, [stopped])?.kind, 'irregular');
    });
});

describe('overdue sensors [R16]', () => {
    type Kind = 'sensor' | 'actuator' | 'heard';
    const limitMs: [type: string, kind: Kind, seconds: number | null | undefined, ms: number | undefined][] = [
        ['thermometer', 'sensor', undefined, 60_000],
        ['thermometer', 'heard', undefined, 60_000],
        ['thermometer', 'sensor', 1, 13_000],
        ['co2-sensor', 'sensor', 16, 58_000],
        // Its first reading takes some 90 s.
        ['co2-sensor', 'sensor', undefined, 120_000],
        ['barometer', 'sensor', 86_400, 259_210_000],
        ['thermometer', 'sensor', null, undefined],
        ['soil-sensor', 'sensor', undefined, 60_000],
        ['soil-sensor', 'heard', undefined, undefined],
        ['relay', 'actuator', undefined, undefined],
        ['relay', 'sensor', undefined, undefined],
        ['led', 'actuator', 5, undefined],
        ['display-oled', 'actuator', undefined, undefined],
        ['i2c', 'actuator', undefined, undefined],
        ['pir', 'sensor', undefined, undefined],
        ['push-button', 'heard', undefined, undefined],
    ];
    for (const [type, kind, seconds, ms] of limitMs) {
        it(`a ${type} (${kind}) with the interval ${seconds} may be silent for ${ms} ms`, () => {
            assert.equal(maxSilenceMs({ type, kind }, knownInterval(type, undefined, seconds)), ms);
        });
    }

    const rows: [
        name: string,
        heardAt: number | undefined,
        connectedAt: number,
        limitMs: number | undefined,
        ms?: number,
    ][] = [
        ['reported recently', 950, 0, 100],
        ['reported just in time', 900, 0, 100],
        ['reported too long ago', 899, 0, 100, 101],
        ['never reported since the connect', undefined, 800, 100, 200],
        ['not reported yet', undefined, 950, 100],
        ['reported before the connection was lost', 10, 950, 100],
        ['reported before the connection, and not since', 10, 800, 100, 200],
        ['without a limit', 10, 0, undefined],
        ['reported in the future of a clock set back', 5000, 0, 100],
    ];
    for (const [name, heardAt, connectedAt, limitMs, ms] of rows) {
        it(name, () => assert.equal(overdueMs(heardAt, connectedAt, limitMs, 1000), ms));
    }
});
