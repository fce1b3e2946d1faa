// What a refused setting tells an owner: the setting, row or line, what was found, and what is allowed.

import assert from 'node:assert/strict';
import type { Reason, Result } from '../../src/base/errors';
import { checkChoice, checkSwitch, checkSwitches } from '../../src/settings/choices';
import { checkDevices, checkName } from '../../src/settings/device-table';
import { checkFrames, checkInterval, checkIntervals, hubOptions } from '../../src/settings/hub-options';
import { checkNumber } from '../../src/settings/numbers';

type Rows = readonly (readonly [title: string, check: () => Result<unknown>, reason: Reason])[];

const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';
const hub =
    (stored: object): (() => Result<unknown>) =>
    () =>
        hubOptions({ address: 'ws://hub:2001', ...stored }, {});

const ROWS: Rows = [
    [
        'a number that is too large',
        () => checkNumber('handshake', 301),
        { code: 'setting-number', params: { setting: 'handshake', found: '301', least: 1, most: 300 } },
    ],
    [
        'a number that may be 0',
        () => checkNumber('heartbeat', 0.5),
        {
            code: 'setting-number',
            detail: 'setting-number-off',
            params: { setting: 'heartbeat', found: '0.5', least: 1, most: 3600 },
        },
    ],
    [
        'a number that is not whole',
        () => checkNumber('tries', '1.5'),
        {
            code: 'setting-number',
            detail: 'setting-number-whole',
            params: { setting: 'tries', found: '"1.5"', least: 1, most: 10 },
        },
    ],
    [
        'a value that is not in the list',
        () => checkChoice('offline', 'wait'),
        { code: 'setting-choice', params: { setting: 'offline', found: '"wait"', known: 'fail, newest, queue' } },
    ],
    [
        'a switch that is neither on nor off',
        () => checkSwitch('confirm', 'TRUE'),
        { code: 'setting-choice', params: { setting: 'confirm', found: '"TRUE"', known: 'true, false' } },
    ],
    [
        'the first of several switches',
        () => checkSwitches(['quiet', 'confirm', 'replay'], { confirm: 1, replay: 2 }),
        { code: 'setting-choice', params: { setting: 'confirm', found: '1', known: 'true, false' } },
    ],
    [
        'a context store that is no text',
        hub({ keepValues: 7 }),
        { code: 'setting-choice', detail: 'setting-choice-text', params: { setting: 'keepValues', found: '7' } },
    ],
    [
        'a recording that is no text',
        hub({ place: 'simulated', recording: ['a'] }),
        { code: 'setting-choice', detail: 'setting-choice-text', params: { setting: 'recording', found: '["a"]' } },
    ],
    [
        'the speed of a recording',
        hub({ place: 'simulated', recording: 'a', replaySpeed: 0 }),
        { code: 'setting-number', params: { setting: 'replaySpeed', found: '0', least: 0.1, most: 1_000 } },
    ],
    [
        'a version that is no number',
        hub({ settingsVersion: ' ' }),
        { code: 'version-newer', params: { version: '" "', known: 2 } },
    ],
    [
        'a start frame',
        hub({ startFrames: '["led/-/get", {}]\n\n["led/-/get"]' }),
        { code: 'setting-frames', params: { setting: 'startFrames', line: 3 } },
    ],
    [
        'a goodbye frame',
        hub({ goodbyeFrames: 'off' }),
        { code: 'setting-frames', params: { setting: 'goodbyeFrames', line: 1 } },
    ],
    [
        'frames that are no text',
        () => checkFrames(['x'], 'goodbyeFrames'),
        { code: 'setting-frames', params: { setting: 'goodbyeFrames', line: 1 } },
    ],
    [
        'a row without a device',
        () => checkInterval({ seconds: 5 }, 4),
        { code: 'interval-device', params: { row: 4, found: '{"seconds": 5}' } },
    ],
    ['a row that is none', () => checkInterval(7, 4), { code: 'interval-device', params: { row: 4, found: '7' } }],
    [
        'a table that is none',
        () => checkIntervals(Number.NaN),
        { code: 'interval-device', params: { row: 1, found: 'NaN' } },
    ],
    [
        'seconds',
        () => checkInterval({ device: 'thermometer/I2C0-48', seconds: 0 }, 4),
        { code: 'interval-seconds', params: { device: THERMOMETER, found: '0', least: 1, most: 86_400 } },
    ],
    [
        'no seconds',
        () => checkInterval({ device: THERMOMETER }, 4),
        { code: 'interval-seconds', params: { device: THERMOMETER, found: '""', least: 1, most: 86_400 } },
    ],
    [
        'seconds of a CO2 sensor',
        () => checkInterval({ device: 'co2-sensor/i2c0-38', seconds: 5 }, 4),
        {
            code: 'interval-co2',
            params: { topic: 'co2-sensor/i2c0-38/config/update', found: '5', least: 16, most: 86_400 },
        },
    ],
    ['a name', () => checkName('a/b'), { code: 'name-invalid', params: { found: '"a/b"', limit: 64 } }],
    [
        'a name that a device begins with',
        () => checkDevices([{ device: 'motion/0', name: ' Motion ' }]),
        { code: 'name-invalid', params: { found: '" Motion "', limit: 64 } },
    ],
    [
        'a name of two devices',
        () =>
            checkDevices([
                { device: RELAY, name: 'Lamp' },
                { device: 'led/-', name: 'LAMP' },
            ]),
        { code: 'name-twice', params: { name: 'LAMP' } },
    ],
    [
        'a device in two rows',
        () => checkDevices([{ device: RELAY }, { device: 'led/-' }, { device: 'relay/I2C0-3B' }]),
        { code: 'interval-twice', params: { row: 3, device: RELAY } },
    ],
    [
        'the second row of devices',
        () => checkDevices([{ device: RELAY }, 'lamp']),
        { code: 'interval-device', params: { row: 2, found: '"lamp"' } },
    ],
    [
        'a silence limit',
        () => checkDevices([{ device: RELAY, silentAfter: -1 }]),
        {
            code: 'setting-number',
            detail: 'setting-number-off',
            params: { setting: 'silentAfter', found: '-1', least: 1, most: 604_800 },
        },
    ],
];

describe('refused settings', () => {
    for (const [title, check, reason] of ROWS) {
        it(`${title}: ${reason.code}, with all that its sentence names`, () => {
            assert.deepEqual(check(), { ok: false, reason });
        });
    }
});

describe('accepted settings', () => {
    const OPTIONS: readonly (readonly [title: string, stored: object, found: object])[] = [
        ['a context store', { keepValues: 'file' }, { keepValues: 'file' }],
        ['a recording, as fast as it was', { place: 'simulated', recording: 'a' }, { place: played(1) }],
        ['a recording, twice as fast', { place: 'simulated', recording: 'a', replaySpeed: '2' }, { place: played(2) }],
        ['a simulated hub', { place: 'simulated', recording: '' }, { place: { kind: 'simulated' } }],
        ['a quiet hub', { quiet: true, showStatus: 'false' }, { quiet: true, showStatus: false }],
        ['a version as text', { settingsVersion: '2' }, { quiet: false }],
        ['an empty version', { settingsVersion: '' }, { quiet: false }],
    ];
    function played(speed: number): object {
        return { kind: 'simulated', recording: { file: 'a', speed } };
    }
    for (const [title, stored, found] of OPTIONS) {
        it(title, () => {
            const options = hub(stored)();
            if (!options.ok) assert.fail(options.reason.code);
            assert.deepEqual({ ...(options.value as object), ...found }, options.value);
        });
    }
});
