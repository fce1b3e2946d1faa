// Settings of a hub: each field good, bad, absent, as text and as number; nothing stored makes the check throw.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    checkFrames,
    checkInterval,
    checkIntervals,
    checkVersion,
    type DeviceInterval,
    type HubOptions,
    hubOptions,
    SETTINGS_VERSION,
    type Stored,
} from '../../src/settings/hub-options';
import { HOSTILE } from '../support/hostile';
import { LIST } from '../support/lines';
import { good, outcome } from '../support/results';

const ADDRESS = 'ws://hub.local/auth/clown-talk-server_nodes_bridge_0';
const DEFAULTS: HubOptions = {
    place: { kind: 'address', url: ADDRESS },
    handshakeMs: 10_000,
    heartbeatMs: 15_000,
    ceilingMs: 60_000,
    maxBytes: 1_048_576,
    startFrames: [],
    goodbyeFrames: [],
    intervals: [],
    intervalFaults: [],
    devices: [],
    deviceFaults: [],
    autoConnect: true,
    requestStates: true,
    keepValues: '',
    showStatus: true,
    quiet: false,
    gapMs: 0,
    silenceMs: 60_000,
};
/** What a value cannot be, though JSON allows it. */
const NO_NUMBER = { toString: 1, valueOf: 1 };

/** The options on top of the defaults, or the code of the refusal. */
type Rows = readonly (readonly [name: string, stored: Stored, result: Partial<HubOptions> | string])[];

const PLACES: Rows = [
    ['nothing but the address', {}, {}],
    ['by address', { place: 'address' }, {}],
    ['simulated', { place: 'simulated' }, { place: { kind: 'simulated' } }],
    ['simulated, with a bad address', { place: 'simulated', address: 'x' }, { place: { kind: 'simulated' } }],
    ['unknown', { place: 'moon' }, 'setting-choice'],
    ['null', { place: null }, {}],
    ['an empty variable', { place: '' }, {}],
    ['object', { place: {} }, 'setting-choice'],
    ['no address', { address: undefined }, 'address-missing'],
    ['bad address', { address: 'ws://' }, 'address-invalid'],
    ['address of the wrong scheme', { address: 'http://hub.local' }, 'address-scheme'],
];

const VERSIONS: Rows = [
    ['this one', { settingsVersion: SETTINGS_VERSION }, {}],
    ['as text', { settingsVersion: `${SETTINGS_VERSION}` }, {}],
    ['null', { settingsVersion: null }, {}],
    ['the next one', { settingsVersion: SETTINGS_VERSION + 1 }, 'version-newer'],
    ['the next one as text', { settingsVersion: `${SETTINGS_VERSION + 1}` }, 'version-newer'],
    ['no number', { settingsVersion: 'x' }, 'version-newer'],
    ['no number at all, below any', { settingsVersion: '-Infinity' }, 'version-newer'],
    ['object', { settingsVersion: {} }, 'version-newer'],
    ['list', { settingsVersion: [SETTINGS_VERSION] }, 'version-newer'],
    ['true', { settingsVersion: true }, 'version-newer'],
    ['object that is no primitive', { settingsVersion: NO_NUMBER }, 'version-newer'],
    ['before anything else', { settingsVersion: 9, place: 'moon' }, 'version-newer'],
];

/** Each number is checked and converted; the ranges are in numbers_spec.ts. */
const NUMBERS: Rows = [
    [
        'all as numbers',
        { handshake: 5, heartbeat: 30, retryCeiling: 10, maxSize: 2, gap: 40, silence: 90 },
        { handshakeMs: 5_000, heartbeatMs: 30_000, ceilingMs: 10_000, maxBytes: 2_048, gapMs: 40, silenceMs: 90_000 },
    ],
    [
        'all as text',
        { handshake: '5', heartbeat: ' 30 ', retryCeiling: '1e1', maxSize: '2.0', gap: '40', silence: '90' },
        { handshakeMs: 5_000, heartbeatMs: 30_000, ceilingMs: 10_000, maxBytes: 2_048, gapMs: 40, silenceMs: 90_000 },
    ],
    ['all empty', { handshake: '', heartbeat: '', retryCeiling: '', maxSize: '', gap: '', silence: '' }, {}],
    ['all off', { heartbeat: '0', gap: '0', silence: '0' }, { heartbeatMs: 0, gapMs: 0, silenceMs: 0 }],
    ['a fraction', { handshake: 1.5 }, { handshakeMs: 1_500 }],
    ...['handshake', 'heartbeat', 'retryCeiling', 'maxSize', 'gap', 'silence'].map((name): Rows[number] => [
        `${name} no number`,
        { [name]: 'x' },
        'setting-number',
    ]),
];

const CONNECTING: Rows = [
    ['by itself', { autoConnect: true }, {}],
    ['by a message only', { autoConnect: false }, { autoConnect: false }],
    ['by itself, of a hub of the first release', { autoConnect: undefined }, {}],
    ['neither by itself nor on request', { autoConnect: 'no' }, 'setting-choice'],
    ['states requested', { requestStates: true }, {}],
    ['no states requested', { requestStates: false }, { requestStates: false }],
    ['states requested, of a hub of the first release', { requestStates: undefined }, {}],
    ['states neither requested nor left', { requestStates: 0 }, 'setting-choice'],
];

const FRAMES: readonly (readonly [name: string, value: unknown, texts: readonly string[] | number])[] = [
    ['absent', undefined, []],
    ['empty', '', []],
    ['null', null, []],
    ['blank lines', '\n \r\n\t', []],
    ['one', LIST, [`${LIST}\n`]],
    ['two, CRLF, blank lines', `\r\n${LIST}\r\n\r\n["led/-/get", {}]\r\n`, [`${LIST}\n`, '["led/-/get", {}]\n']],
    ['mended', ' ["relay/i2c0-3b/set", {"x": 1, "state": "ON"}] ', ['["relay/i2c0-3b/set", {"state":true,"x":1}]\n']],
    ['no frame in line 2', `${LIST}\nlist`, 2],
    ['a question with a payload', '\n\n["-/-/config/list", {"a": 1}]', 3],
    ['an interval of more than a day', '["pir/-/config/update", {"publish-interval": 86401}]', 1],
    ['a third element', '["led/-/get", {}, {}]', 1],
    ['no payload', '["led/-/get"]', 1],
    ['a list of lines', [LIST], 1],
    ['a number', 7, 1],
    ['a frame of more than 2,048 bytes', `["window/-/set", {"a": "${'x'.repeat(2_048)}"}]`, 1],
    ['a get with a fourth level', '["relay/i2c0-3b/get/x", {}]', 1],
];

const THERMOMETER = 'thermometer/i2c0-48';

const INTERVALS: readonly (readonly [name: string, row: unknown, result: DeviceInterval | string])[] = [
    ['seconds as a number', { device: THERMOMETER, seconds: 5 }, { device: THERMOMETER, seconds: 5 }],
    ['seconds as text', { device: THERMOMETER, seconds: '5' }, { device: THERMOMETER, seconds: 5 }],
    ['blanks around', { device: ` ${THERMOMETER}\n`, seconds: ' 5 ' }, { device: THERMOMETER, seconds: 5 }],
    ['an address in upper case', { device: 'a/I2C0-4A', seconds: 5 }, { device: 'a/i2c0-4a', seconds: 5 }],
    ['null, to stop', { device: THERMOMETER, seconds: null }, { device: THERMOMETER, seconds: null }],
    ['a day', { device: THERMOMETER, seconds: 86_400 }, { device: THERMOMETER, seconds: 86_400 }],
    ['more than is known of a row', { device: THERMOMETER, seconds: 1, x: 1 }, { device: THERMOMETER, seconds: 1 }],
    ['a wireless device', { device: 'thermometer/-', seconds: 60 }, { device: 'thermometer/-', seconds: 60 }],
    ['a type that is not known', { device: 'window/attic', seconds: 60 }, { device: 'window/attic', seconds: 60 }],
    ['CO2, its least', { device: 'co2-sensor/i2c0-38', seconds: 16 }, { device: 'co2-sensor/i2c0-38', seconds: 16 }],
    ['CO2, too quick', { device: 'co2-sensor/i2c0-38', seconds: 15 }, 'interval-co2'],
    ['CO2, to stop', { device: 'co2-sensor/i2c0-38', seconds: null }, 'interval-co2'],
    ['CO2, no seconds', { device: 'co2-sensor/i2c0-38', seconds: '' }, 'interval-co2'],
    ['a relay', { device: 'relay/i2c0-3b', seconds: 5 }, 'interval-relay'],
    ['more than a day as text', { device: THERMOMETER, seconds: '86401' }, 'interval-seconds'],
    ['negative', { device: THERMOMETER, seconds: -5 }, 'interval-seconds'],
    ['a fraction', { device: THERMOMETER, seconds: '1.5' }, 'interval-seconds'],
    ['more than a day', { device: THERMOMETER, seconds: 86_401 }, 'interval-seconds'],
    ['twenty digits', { device: THERMOMETER, seconds: '10000000000000000000' }, 'interval-seconds'],
    ['a word', { device: THERMOMETER, seconds: 'often' }, 'interval-seconds'],
    ['the word null', { device: THERMOMETER, seconds: 'null' }, 'interval-seconds'],
    ['empty seconds', { device: THERMOMETER, seconds: '' }, 'interval-seconds'],
    ['no seconds at all', { device: THERMOMETER }, 'interval-seconds'],
    ['blank seconds', { device: THERMOMETER, seconds: ' ' }, 'interval-seconds'],
    ['a variable that was not replaced', { device: THERMOMETER, seconds: `\${S}` }, 'interval-seconds'],
    ['a list of seconds', { device: THERMOMETER, seconds: [5] }, 'interval-seconds'],
    ['an object as seconds', { device: THERMOMETER, seconds: {} }, 'interval-seconds'],
    ['no device', { seconds: 5 }, 'interval-device'],
    ['blank device', { device: ' ', seconds: 5 }, 'interval-device'],
    ['a type alone', { device: 'thermometer', seconds: 5 }, 'interval-device'],
    ['three levels', { device: `${THERMOMETER}/set`, seconds: 5 }, 'interval-device'],
    ['an empty address', { device: 'thermometer/', seconds: 5 }, 'interval-device'],
    ['an empty type', { device: '/i2c0-48', seconds: 5 }, 'interval-device'],
    ['a device that is no text', { device: 48, seconds: 5 }, 'interval-device'],
    ['a device that is a list', { device: [THERMOMETER], seconds: 5 }, 'interval-device'],
    ['a wildcard', { device: 'thermometer/+', seconds: 5 }, 'topic-wildcard'],
    ['a quotation mark', { device: 'thermometer/"', seconds: 5 }, 'topic-character'],
    ['an address of 32 bytes', { device: `a/${'b'.repeat(32)}`, seconds: 5 }, 'command-level-length'],
    ['the node itself', { device: '-/-', seconds: 5 }, 'interval-device'],
    ['the start message', { device: 'clown.talk/-', seconds: 5 }, 'interval-device'],
    ['a text', 'thermometer/i2c0-48', 'interval-device'],
    ['a list', [THERMOMETER, 5], 'interval-device'],
    ['null', null, 'interval-device'],
    ['nothing', undefined, 'interval-device'],
    ['keys that all objects inherit', JSON.parse(`{"__proto__": {"device": "${THERMOMETER}"}}`), 'interval-device'],
];

const TABLES: readonly (readonly [name: string, value: unknown, result: readonly DeviceInterval[] | string])[] = [
    ['absent, as in hubs of the first release', undefined, []],
    ['null', null, []],
    ['empty text', '', []],
    ['no rows', [], []],
    ['one row that stands alone', { device: THERMOMETER, seconds: 5 }, [{ device: THERMOMETER, seconds: 5 }]],
    [
        'several, in their order',
        [
            { device: 'led/-', seconds: 60 },
            { device: THERMOMETER, seconds: null },
        ],
        [
            { device: 'led/-', seconds: 60 },
            { device: THERMOMETER, seconds: null },
        ],
    ],
    ['text', 'thermometer/i2c0-48 5', 'interval-device'],
    ['JSON text', `[{"device": "${THERMOMETER}", "seconds": 5}]`, 'interval-device'],
    ['a number', 7, 'interval-device'],
    ['true', true, 'interval-device'],
    ['a row that is blank', [{ device: '', seconds: '' }], 'interval-device'],
    ['a list with a hole', new Array(2), 'interval-device'],
    [
        'the same device twice',
        [
            { device: 'a/b', seconds: null },
            { device: ' a/b ', seconds: 5 },
        ],
        'interval-twice',
    ],
    [
        'the same device in other letters',
        [
            { device: 'a/i2c0-4A', seconds: 5 },
            { device: 'a/i2c0-4a', seconds: 5 },
        ],
        'interval-twice',
    ],
];

for (const [title, table] of Object.entries({
    place: PLACES,
    version: VERSIONS,
    numbers: NUMBERS,
    connecting: CONNECTING,
})) {
    describe(`options: ${title}`, () => {
        for (const [name, stored, expected] of table) {
            it(name, () => {
                const options = hubOptions({ address: ADDRESS, ...stored }, {});
                if (typeof expected === 'string') assert.equal(outcome(options), expected);
                else assert.deepEqual(good(options), { ...DEFAULTS, ...expected });
            });
        }
    });
}

describe('options: frames', () => {
    for (const [name, value, expected] of FRAMES) {
        it(name, () => {
            const result = checkFrames(value, 'startFrames');
            if (typeof expected !== 'number') return assert.deepEqual(good(result), expected);
            assert.equal(outcome(result), 'setting-frames');
            assert.equal(!result.ok && result.reason.params.line, expected);
        });
    }

    it('are in the options of a hub, both kinds', () => {
        const options = good(
            hubOptions({ address: ADDRESS, startFrames: LIST, goodbyeFrames: '["led/-/get", {}]' }, {}),
        );
        assert.deepEqual(options.startFrames, [`${LIST}\n`]);
        assert.deepEqual(options.goodbyeFrames, ['["led/-/get", {}]\n']);
        for (const field of ['startFrames', 'goodbyeFrames']) {
            assert.equal(outcome(hubOptions({ address: ADDRESS, [field]: 'x' }, {})), 'setting-frames');
        }
    });
});

describe('options: publish intervals', () => {
    for (const [name, row, expected] of INTERVALS) {
        it(name, () => {
            const result = checkInterval(row, 3);
            if (typeof expected !== 'string') return assert.deepEqual(good(result), expected);
            assert.equal(outcome(result), expected);
            if (expected === 'interval-device') assert.equal(!result.ok && result.reason.params.row, 3);
        });
    }

    for (const [name, value, expected] of TABLES) {
        it(`table: ${name}`, () => {
            const result = checkIntervals(value);
            if (typeof expected === 'string') assert.equal(outcome(result), expected);
            else assert.deepEqual(good(result), expected);
        });
    }

    it('a bad row is named by its number, a second row of a device by its name', () => {
        const first = { device: 'thermometer/i2c0-48', seconds: 5 };
        assert.deepEqual(checkIntervals([first, { device: 'relay' }]), {
            ok: false,
            reason: { code: 'interval-device', params: { row: 2, found: '"relay"' } },
        });
        assert.ok(checkIntervals([{ device: 'relay' }, first], (row) => row !== first).ok, 'a row that is open');
        assert.deepEqual(checkIntervals([first, { ...first, device: 'thermometer/I2C0-48' }]), {
            ok: false,
            reason: { code: 'interval-twice', params: { row: 2, device: 'thermometer/i2c0-48' } },
        });
    });

    it('are in the options of a hub', () => {
        const intervals = [{ device: 'thermometer/i2c0-48', seconds: '10' }];
        const wanted = [{ device: 'thermometer/i2c0-48', seconds: 10 }];
        assert.deepEqual(good(hubOptions({ address: ADDRESS, intervals }, {})).intervals, wanted);
    });

    it('what is no table at all leaves a hub without intervals, and not without a connection', () => {
        const options = good(hubOptions({ address: ADDRESS, intervals: Number.NaN }, {}));
        assert.deepEqual(options.intervals, []);
        assert.deepEqual(
            options.intervalFaults.map(({ code }) => code),
            ['interval-device'],
        );
    });

    it('a slip in the table costs its row, and not the connection', () => {
        const good60 = { device: 'thermometer/i2c0-48', seconds: '60' };
        const intervals = [
            { device: 'led', seconds: 5 },
            good60,
            { ...good60, seconds: 5 },
            { device: 'a/-', seconds: 86_401 },
        ];
        const options = good(hubOptions({ address: ADDRESS, intervals }, {}));
        assert.deepEqual(options.intervals, [{ device: 'thermometer/i2c0-48', seconds: 60 }]);
        assert.deepEqual(
            options.intervalFaults.map(({ code }) => code),
            ['interval-device', 'interval-twice', 'interval-seconds'],
        );
    });

    it('three thousand rows are checked without a long stop, and a hundred thousand are refused', () => {
        let reads = 0;
        const row = (at: number): object => ({
            get device() {
                reads++;
                return `thermometer/${at}`;
            },
            seconds: 60,
        });
        const rows = (count: number): object[] => Array.from({ length: count }, (_, at) => row(at));
        assert.equal(good(checkIntervals(rows(3_000))).length, 3_000);
        assert.ok(reads <= 4 * 3_000, `${reads} reads for 3,000 rows`);
        reads = 0;
        assert.equal(outcome(checkIntervals(rows(100_000))), 'interval-device');
        // Settings have at most 10,000 values, of which each row is several.
        assert.ok(reads <= 10_000, `${reads} reads of a list that is too long`);
    });

    it('nothing stored makes the check throw', () => {
        for (const [name, make] of HOSTILE) {
            for (const value of [make(), [make()], [{ device: make() }], [{ device: 'a/b', seconds: make() }]]) {
                assert.doesNotThrow(() => outcome(checkIntervals(value)), name);
            }
        }
        const row = fc.record({ device: fc.anything(), seconds: fc.anything() }, { requiredKeys: [] });
        fc.assert(fc.property(fc.array(fc.oneof(row, fc.anything())), (rows) => void outcome(checkIntervals(rows))));
    });

    it('every accepted row has a device and a number that a hub does not misread', () => {
        const device = fc.constantFrom('thermometer/i2c0-48', 'co2-sensor/i2c0-38', 'relay/-', 'a/b', 'led/-');
        const seconds = fc.oneof(fc.integer(), fc.double(), fc.jsonValue(), fc.integer().map(String));
        fc.assert(
            fc.property(fc.array(fc.record({ device, seconds })), (stored) => {
                const rows = checkIntervals(stored);
                if (!rows.ok) return;
                assert.equal(new Set(rows.value.map((one) => one.device)).size, stored.length);
                for (const one of rows.value) {
                    const least = one.device.startsWith('co2') ? 16 : 1;
                    const fits = Number.isInteger(one.seconds) && Number(one.seconds) >= least;
                    assert.ok(fits || (one.seconds === null && least === 1), JSON.stringify(one));
                    assert.ok(!one.device.startsWith('relay/'));
                }
            }),
        );
    });
});

describe('options: reasons', () => {
    it('a newer version names both', () => {
        assert.deepEqual(checkVersion({ settingsVersion: 3 }), {
            ok: false,
            reason: { code: 'version-newer', params: { version: '3', known: 2 } },
        });
    });

    it('nothing stored makes the checks throw', () => {
        const fields = [
            ...['settingsVersion', 'place', 'address', 'handshake', 'maxSize', 'startFrames', 'goodbyeFrames'],
            ...['intervals', 'autoConnect', 'requestStates', 'gap', 'silence'],
        ];
        for (const [, make] of HOSTILE) {
            for (const field of fields) outcome(hubOptions({ address: ADDRESS, [field]: make() }, {}));
            assert.deepEqual(good(hubOptions({ address: ADDRESS }, { user: make(), password: make() })), DEFAULTS);
        }
        const stored = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue(), fc.string(), fc.anything()));
        fc.assert(
            fc.property(stored, stored, (settings, credentials) => void outcome(hubOptions(settings, credentials))),
        );
    });
});
