// The table of devices: which names and silence limits it accepts, and what a mistake in it costs.

// cspell:ignore гостиная küche غرفة
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeviceNames, type NamedDevice } from '../../src/protocol/device-names';
import { checkDevices, checkName, MAX_ROWS, readDevices, typesIn } from '../../src/settings/device-table';
import { hubOptions } from '../../src/settings/hub-options';
import { variable } from '../nodes/support/flows';
import { anyText } from '../support/any-text.js';
import { good, outcome } from '../support/results.js';

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';

describe('a table with very many rows', () => {
    const rows = (count: number): object[] =>
        Array.from({ length: count }, (_, at) => ({ device: `thermometer/${at}`, name: `Room ${at}` }));

    it('is read up to its limit, with one fault for all others', () => {
        assert.deepEqual(readDevices(rows(MAX_ROWS)).faults, []);
        const { rows: read, faults } = readDevices(rows(5 * MAX_ROWS));
        assert.equal(read.length, MAX_ROWS);
        assert.equal(read.at(-1)?.name, `Room ${MAX_ROWS - 1}`);
        assert.deepEqual(faults, [{ code: 'devices-many', params: { count: 5 * MAX_ROWS, limit: MAX_ROWS } }]);
    });

    it('reports that first, so that it is not left out beside many other faults', () => {
        const [first, ...others] = readDevices(Array.from({ length: 2 * MAX_ROWS }, () => ({}))).faults;
        assert.equal(first?.code, 'devices-many');
        assert.equal(others.length, MAX_ROWS);
        assert.equal(outcome(checkDevices(rows(MAX_ROWS + 1))), 'devices-many');
    });

    it('has each of its names found', () => {
        const names = new DeviceNames(good(checkDevices(rows(MAX_ROWS))) as readonly NamedDevice[]);
        for (let at = 0; at < MAX_ROWS; at++)
            assert.equal(good(names.resolve(`room ${at}/set`)), `thermometer/${at}/set`);
    });
});

describe('names in the table of devices', () => {
    for (const name of [
        'living room',
        'Küche',
        '居間',
        'гостиная',
        'غرفة',
        'T1',
        'relay 2',
        'a.b-c_d',
        "Eve's",
        'x'.repeat(64),
    ]) {
        it(`${name} is one`, () => assert.equal(good(checkName(name)), name));
    }

    it('spaces around a name do not count', () => assert.equal(good(checkName('  living room ')), 'living room'));

    const NONE: readonly unknown[] = [
        ...[
            '',
            '  ',
            'x'.repeat(65),
            'a/b',
            'a#',
            '+',
            'a$b',
            variable('NAME'),
            'a"b',
            'a\nb',
            'a\u0000b',
            'a\u202eb',
            '\u200b',
            'rel\u200bay',
            '０',
            '＃',
            '-',
            '0',
            '7',
        ],
        ...['i2c0-48', 'I2C1-3F', 'relay', 'Thermometer', 'clown.talk', 'display-oled', THERMOMETER],
        ...[7, true, {}, ['a']],
    ];
    for (const value of NONE) {
        it(`${JSON.stringify(value)} is none`, () => assert.equal(outcome(checkName(value)), 'name-invalid'));
    }

    it('a valid name always stands for its device, and no invalid one ever does harm', () => {
        fc.assert(
            fc.property(anyText(), (text) => {
                const checked = checkName(text);
                if (!checked.ok) return;
                const names = new DeviceNames([{ device: THERMOMETER, name: checked.value }]);
                assert.equal(good(names.resolve(`${checked.value}/set`)), `${THERMOMETER}/set`);
            }),
        );
    });
});

describe('the table of devices', () => {
    it('has a name, a silence limit or both for each device', () => {
        const rows = [
            { device: ' thermometer/I2C0-48 ', name: ' living room ', silentAfter: '300' },
            { device: RELAY, silentAfter: 0 },
            { device: 'led/-', name: 'lamp', silentAfter: '' },
        ];
        assert.deepEqual(good(checkDevices(rows)), [
            { device: THERMOMETER, name: 'living room', silentAfter: 300 },
            { device: RELAY, silentAfter: 0 },
            { device: 'led/-', name: 'lamp' },
        ]);
    });

    for (const nothing of [undefined, null, '', []]) {
        it(`${JSON.stringify(nothing)} is an empty table`, () => assert.deepEqual(good(checkDevices(nothing)), []));
    }

    const WRONG: readonly (readonly [name: string, value: unknown, code: string])[] = [
        ['no list', 'thermometer/i2c0-48', 'interval-device'],
        ['a row without a device', [{ name: 'lamp' }], 'interval-device'],
        ['a device without an address', [{ device: 'led', name: 'lamp' }], 'interval-device'],
        ['an invalid name', [{ device: RELAY, name: 'relay' }], 'name-invalid'],
        ['an invalid limit', [{ device: RELAY, silentAfter: '-5' }], 'setting-number'],
        ['a name that its device begins with', [{ device: 'motion/0', name: 'Motion' }], 'name-invalid'],
        [
            'a name that another device begins with',
            [{ device: RELAY, name: 'motion' }, { device: 'motion/0' }],
            'name-invalid',
        ],
        [
            'names that look the same',
            [
                { device: RELAY, name: 'living\u00a0 room' },
                { device: 'led/-', name: 'Living\u200b room' },
            ],
            'name-twice',
        ],
        [
            'a device twice',
            [
                { device: RELAY, name: 'a' },
                { device: 'relay/I2C0-3B', name: 'b' },
            ],
            'interval-twice',
        ],
        [
            'a name twice',
            [
                { device: RELAY, name: 'Lamp' },
                { device: 'led/-', name: 'lamp' },
            ],
            'name-twice',
        ],
    ];
    for (const [name, value, code] of WRONG) {
        it(`refuses ${name}`, () => assert.equal(outcome(checkDevices(value)), code));
    }

    it('does not check a row that is open', () => {
        const rows = [{ device: 'x' }, { device: RELAY, name: 'lamp' }];
        assert.deepEqual(good(checkDevices(rows, (row) => row === rows[0])), [{ device: RELAY, name: 'lamp' }]);
    });

    it('a mistake costs its row, and not the connection; a name twice stays refused', () => {
        const devices = [
            { device: RELAY, name: 'relay' },
            { device: THERMOMETER, name: 'lamp' },
            { device: 'led/-', name: 'LAMP' },
        ];
        const options = good(hubOptions({ place: 'simulated', devices }, {}));
        assert.deepEqual(
            options.deviceFaults.map(({ code }) => code),
            ['name-invalid', 'name-twice'],
        );
        const names = new DeviceNames(options.devices.flatMap((row) => (row.name ? [{ ...row, name: row.name }] : [])));
        assert.equal(outcome(names.resolve('lamp')), 'name-twice');
    });

    it('knows how its devices begin, and nothing of rows without a device', () => {
        const rows = [{ device: 'Motion/0' }, { device: 'attic' }, { device: 7 }, {}, 'motion/1', null];
        assert.deepEqual([...typesIn(rows)], ['motion', 'attic']);
    });

    it('never throws', () => {
        fc.assert(fc.property(fc.anything(), (value) => void readDevices(value)));
    });
});
