// The same requests to each kind of bridge (clown-talk, section 11), and devices that refuse aloud
// (section 6).

import assert from 'node:assert/strict';
import { DIALECTS, type Dialect } from '../../src/simulator/bridge-dialects';
import { BridgeRig } from '../support/bridge-rig';
import { line } from '../support/lines';

const THERMOMETER = 'thermometer/i2c0-48';
const OLED = 'display-oled/i2c0-3c';
const RAW = Buffer.alloc(1024, 5).toString('base64');
const CONFIG = `["${THERMOMETER}/config/ok", {"publish-interval": 5}]`;
const READING = `["${THERMOMETER}", {"temperature": [20.00, "\\u2103"]}]`;
const SET = line(`${THERMOMETER}/config/set`, { 'publish-interval': 5 });
const UPDATE = line(`${THERMOMETER}/config/update`, { 'publish-interval': 5 });
const LIST =
    '{"sensors": ["thermometer/i2c0-48", "thermometer/i2c1-49", "lux-meter/i2c0-44", "barometer/i2c0-60", "humidity-sensor/i2c1-5f", ';
const TAGS = `${LIST}"humidity-sensor/i2c0-40", "co2-sensor/i2c0-38"], "actuators": ["led/-", `;
const REST = '"relay/i2c0-3b", "relay/i2c0-3f", "display-oled/i2c0-3c"], "notifications": [';
const EARLY = `${LIST}"co2-sensor/i2c0-38"], "actuators": ["led/-", ${REST}]}]`;
const TRANSFER = line('i2c/0/set', { address: '48', write: '00' });
const TRANSFERRED = '["i2c/0", {"address": "48", "write": "00"}]';
const OLD_TAG = '["humidity-sensor/i2c0-40/config/ok", {"publish-interval": null}]';

const ROWS: readonly (readonly [name: string, request: string, answers: Record<Dialect, readonly string[]>])[] = [
    ['config/update', UPDATE, { bridge: [CONFIG, READING], first: [CONFIG, READING], documented: [] }],
    ['config/set', SET, { bridge: [], first: [], documented: [CONFIG, READING] }],
    [
        'device list',
        line('-/-/config/list'),
        {
            bridge: [`["-/-/config/list/ok", ${TAGS}"i2c/0", ${REST}]}]`],
            first: [`["-/-/config/ok", ${EARLY}`],
            documented: [`["-/-/config/ok", ${TAGS}"i2c/0", ${REST}"boot"]}]`],
        },
    ],
    ['raw I2C', TRANSFER, { bridge: [TRANSFERRED], first: [], documented: [TRANSFERRED] }],
    [
        'interval of I2C',
        line('i2c/0/config/get'),
        {
            bridge: ['["i2c/0/config/ok", {"publish-interval": 1}]'],
            first: [],
            documented: ['["i2c/0/config/ok", {"publish-interval": 1}]'],
        },
    ],
    [
        'a humidity tag of 2017',
        line('humidity-sensor/i2c0-40/config/get'),
        { bridge: [OLD_TAG], first: [], documented: [OLD_TAG] },
    ],
    [
        'a relay',
        line('relay/i2c0-3b/get'),
        {
            bridge: ['["relay/i2c0-3b", {"state": null}]'],
            first: ['["relay/i2c0-3b", {"state": null}]'],
            documented: ['["relay/i2c0-3b", {"state": null}]'],
        },
    ],
];

describe('simulator: dialects', () => {
    for (const dialect of ['bridge', 'first', 'documented'] as const) {
        for (const [name, request, answers] of ROWS) {
            it(`${dialect}: ${name}`, () => {
                const rig = new BridgeRig({ dialect, silent: true });
                rig.bridge.input(request);
                rig.clock.advance(10);
                assert.deepEqual(rig.take(), answers[dialect]);
            });
        }

        it(`${dialect}: lines on a display, and ${dialect === 'first' ? 'no ' : ''}pictures`, () => {
            const { bridge } = new BridgeRig({ dialect, silent: true });
            bridge.input(line(`${OLED}/set`, { 'line-0': 'Hello' }));
            assert.equal(bridge.board.screen(OLED)?.lines[0], 'Hello');
            bridge.input(line(`${OLED}/set`, { raw: RAW }));
            assert.equal(bridge.board.screen(OLED)?.picture?.[0], dialect === 'first' ? undefined : 5);
        });

        it(`${dialect}: bus scan`, () => {
            const rig = new BridgeRig({ dialect, silent: true });
            rig.bridge.input(line('i2c/0/config/scan'));
            rig.clock.advance(140);
            assert.equal(rig.take('i2c/0/config/scan/ok').length, dialect === 'first' ? 0 : 1);
        });

        it(`${dialect}: the response to the start message is a frame`, () => {
            const [topic, payload] = JSON.parse(DIALECTS[dialect].response) as [string, Record<string, unknown>];
            assert.equal(topic, 'clown.talk/-/config/ok');
            assert.equal(payload.device, 'bridge');
            assert.equal('firmware-release' in payload, dialect !== 'documented');
        });
    }
});

describe('simulator: refusals', () => {
    const refuses = [THERMOMETER, 'i2c/0', '-/-', 'lux-meter/i2c0-45'];
    const ROWS: readonly (readonly [name: string, request: string, refused: string | undefined])[] = [
        ['config/update', UPDATE, THERMOMETER],
        ['config/set, which the bridge does not know', SET, THERMOMETER],
        ['config/get', line(`${THERMOMETER}/config/get`), THERMOMETER],
        ['config/list', line(`${THERMOMETER}/config/list`), THERMOMETER],
        ['another spelling of the address', line('thermometer/I2C0-48/config/get'), THERMOMETER],
        ['device list', line('-/-/config/list'), '-/-'],
        ['bus scan', line('i2c/0/config/scan'), 'i2c/0'],
        ['a device that is not there', line('lux-meter/i2c0-45/config/get'), undefined],
    ];
    for (const [name, request, refused] of ROWS) {
        it(`${name}: ${refused === undefined ? 'silence' : 'config/error'}`, () => {
            const rig = new BridgeRig({ refuses, silent: true });
            rig.bridge.input(request);
            rig.clock.advance(1000);
            assert.deepEqual(
                rig.take(),
                refused === undefined ? [] : [`["${refused}/config/error", {"error": "refused"}]`],
            );
            assert.equal(rig.bridge.board.memory(THERMOMETER).interval, null);
        });
    }

    it('what does not configure is not refused, and no other device refuses', () => {
        const rig = new BridgeRig({ refuses, silent: true, warm: true });
        rig.bridge.input(line(`${THERMOMETER}/get`));
        rig.bridge.input(line('thermometer/i2c1-49/config/get'));
        assert.deepEqual(rig.take(), [READING, '["thermometer/i2c1-49/config/ok", {"publish-interval": null}]']);
    });

    it('nothing refuses before the devices are found', () => {
        const rig = new BridgeRig({ refuses, bootMs: 1200 });
        rig.bridge.input(UPDATE);
        assert.deepEqual(rig.take(), []);
    });
});
