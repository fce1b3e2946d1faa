// The bridge on a clock that the test turns: boot, intervals, steps, pulses, queues, to the
// millisecond where the protocol reference gives one (sections 4, 8 and 9).

import assert from 'node:assert/strict';
import type { Bridge, BridgeSetup } from '../../src/simulator/bridge';
import { Hardware } from '../../src/simulator/hardware';
import { BridgeRig } from '../support/bridge-rig';
import { BEYOND } from '../support/lines';

let rig: BridgeRig;

/** A bridge whose sensors measure 1, 2, 3, …; `rig` is its clock and what it has printed. */
function makeBridge(changes: Partial<BridgeSetup> = {}): Bridge {
    let counter = 0;
    const measure: BridgeSetup['measure'] = ({ sensor }) => {
        counter += 1;
        return sensor === 'barometer' ? [counter, counter] : [counter];
    };
    rig = new BridgeRig({ measure, bootMs: 1200, ...changes });
    return rig.bridge;
}

const interval = (topic: string, seconds: number | null): string =>
    `["${topic}/config/update", {"publish-interval": ${seconds}}]`;

describe('simulator: bridge', () => {
    it('has no devices for the first 1.2 s: the list is empty, commands are lost', () => {
        const bridge = makeBridge();
        rig.clock.advance(1199);
        bridge.input('["-/-/config/list", {}]');
        bridge.input('["led/-/get", {}]');
        bridge.input('["relay/i2c0-3b/set", {"state": true}]');
        bridge.input('["i2c/0/config/scan", {}]');
        assert.deepEqual(rig.take(), ['["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]']);
        rig.clock.advance(500);
        assert.equal(bridge.board.memory('relay/i2c0-3b').state, null);
        bridge.input('["-/-/config/list", {}]');
        assert.match(rig.take('-/-')[0] ?? '', /"sensors": \["thermometer\/i2c0-48", .*"co2-sensor\/i2c0-38"\]/);
    });

    const FIRST: readonly (readonly [topic: string, steps: number])[] = [
        ['thermometer/i2c0-48', 1],
        ['lux-meter/i2c0-44', 2],
        ['humidity-sensor/i2c0-40', 2],
        ['barometer/i2c0-60', 3],
        ['humidity-sensor/i2c1-5f', 4],
    ];
    for (const [topic, steps] of FIRST) {
        it(`${topic} needs ${steps} steps to its first reading, then one for each`, () => {
            makeBridge();
            rig.clock.advance(1200 + 1000 * (steps + 2));
            assert.deepEqual(
                rig.times(topic),
                [0, 1, 2].map((more) => 1200 + 1000 * (steps + more)),
            );
        });
    }

    it('a warm bridge reads at once with every step', () => {
        makeBridge({ warm: true, bootMs: 0 });
        rig.clock.advance(1000);
        assert.equal(rig.take().length, 6);
    });

    it('a new interval is answered, read at once and kept from then on', () => {
        const bridge = makeBridge({ warm: true, bootMs: 0 });
        rig.clock.advance(1500);
        rig.take();
        bridge.input(interval('thermometer/i2c0-48', 3));
        rig.clock.advance(6500);
        assert.deepEqual(
            rig.takeTimed('thermometer/i2c0-48').map(({ at, line }) => [at, line.replace(/\{.*/, '')]),
            [
                [1500, '["thermometer/i2c0-48/config/ok", '],
                [1500, '["thermometer/i2c0-48", '],
                [4500, '["thermometer/i2c0-48", '],
                [7500, '["thermometer/i2c0-48", '],
            ],
        );
    });

    it('two intervals in one frame are answered twice, then read once, and the last is kept', () => {
        const bridge = makeBridge({ warm: true, bootMs: 0 });
        rig.clock.advance(1500);
        rig.take();
        bridge.input('["thermometer/i2c0-48/config/update", {"publish-interval": 4, "publish-interval": 3}]');
        rig.clock.advance(3500);
        assert.deepEqual(
            rig.takeTimed('thermometer/i2c0-48').map(({ at, line }) => [at, line.replace(/\d+\.\d+/, 'N')]),
            [
                [1500, '["thermometer/i2c0-48/config/ok", {"publish-interval": 4}]'],
                [1500, '["thermometer/i2c0-48/config/ok", {"publish-interval": 3}]'],
                [1500, '["thermometer/i2c0-48", {"temperature": [N, "\\u2103"]}]'],
                [4500, '["thermometer/i2c0-48", {"temperature": [N, "\\u2103"]}]'],
            ],
        );
    });

    it('interval null stops readings, get still works', () => {
        const bridge = makeBridge({ warm: true, bootMs: 0 });
        bridge.input(interval('thermometer/i2c0-48', null));
        rig.take();
        rig.clock.advance(10_000);
        assert.deepEqual(rig.times('thermometer/i2c0-48'), []);
        bridge.input('["thermometer/i2c0-48/get", {}]');
        assert.deepEqual(rig.times('thermometer/i2c0-48"'), [10_000]);
    });

    it('get makes one step: with interval null from the start the slow sensors miss the first', () => {
        const bridge = makeBridge({ bootMs: 0 });
        for (const topic of FIRST.map(([topic]) => topic)) bridge.input(interval(topic, null));
        rig.take();
        const answered = [1, 2, 3].map(() => {
            rig.clock.advance(1100);
            for (const [topic] of FIRST) bridge.input(`["${topic}/get", {}]`);
            return rig.take().map((line) => /"([^"]*)/.exec(line)?.[1]);
        });
        assert.deepEqual(answered, [
            ['thermometer/i2c1-49', 'thermometer/i2c0-48', 'lux-meter/i2c0-44', 'humidity-sensor/i2c0-40'],
            [
                'thermometer/i2c1-49',
                'thermometer/i2c0-48',
                'lux-meter/i2c0-44',
                'humidity-sensor/i2c0-40',
                'barometer/i2c0-60',
            ],
            ['thermometer/i2c1-49', ...FIRST.map(([topic]) => topic)],
        ]);
    });

    it('a lux meter asked every 0.15 s answers only the first', () => {
        const bridge = makeBridge({ warm: true, silent: true, bootMs: 0 });
        for (let asked = 0; asked < 5; asked += 1) {
            bridge.input('["lux-meter/i2c0-44/get", {}]');
            rig.clock.advance(150);
        }
        assert.deepEqual(rig.times('lux-meter'), [0]);
    });

    it('a barometer frame repeats one of its two values', () => {
        const bridge = makeBridge({ warm: true, silent: true, bootMs: 0 });
        for (let asked = 0; asked < 3; asked += 1) bridge.input('["barometer/i2c0-60/get", {}]');
        assert.deepEqual(
            rig.take().map((line) => /altitude": \[([\d.]+).*pressure": \[([\d.]+)/.exec(line)?.slice(1)),
            [
                ['1.0', '1.000'],
                ['2.0', '1.000'],
                ['2.0', '3.000'],
            ],
        );
    });

    it('config/get and config/list report the interval, also of actuators', () => {
        const bridge = makeBridge({ bootMs: 0 });
        for (const topic of ['led/-', 'i2c/0', 'relay/i2c0-3b', 'display-oled/i2c0-3c', 'co2-sensor/i2c0-38']) {
            bridge.input(`["${topic}/config/get", {}]`);
            bridge.input(`["${topic}/config/list", {}]`);
            const line = `["${topic}/config/ok", {"publish-interval": ${topic.startsWith('co2') ? 16 : 1}}]`;
            assert.deepEqual(rig.take(), [line, line]);
        }
    });

    it('an actuator keeps an interval, which means nothing', () => {
        const bridge = makeBridge({ bootMs: 0, silent: true });
        for (const topic of ['led/-', 'i2c/0', 'display-oled/i2c0-3c', 'relay/i2c0-3b']) {
            bridge.input(interval(topic, 7));
            bridge.input(`["${topic}/config/get", {}]`);
            rig.clock.advance(60_000);
            const line = `["${topic}/config/ok", {"publish-interval": 7}]`;
            assert.deepEqual(rig.take(), [line, line]);
        }
    });

    it('a device that is not attached is silent', () => {
        const bridge = makeBridge({ bootMs: 0, hardware: new Hardware(['relay/i2c0-3b']) });
        for (const request of ['get', 'set', 'config/get', 'config/update']) {
            bridge.input(`["relay/i2c0-3f/${request}", {"state": true, "publish-interval": 5}]`);
            bridge.input(`["thermometer/i2c0-48/${request}", {"publish-interval": 5}]`);
        }
        rig.clock.advance(5000);
        assert.deepEqual(rig.take(), []);
    });

    describe('CO2', () => {
        it('reads first after about 90 s, then about every 26 s, and never answers get', () => {
            const bridge = makeBridge({ bootMs: 0 });
            for (let second = 0; second < 150; second += 1) {
                bridge.input('["co2-sensor/i2c0-38/get", {}]');
                rig.clock.advance(1000);
            }
            assert.deepEqual(rig.times('co2'), [90_000, 116_000, 142_000]);
        });

        for (const seconds of [1, 15]) {
            it(`ignores interval ${seconds}`, () => {
                const bridge = makeBridge({ bootMs: 0 });
                bridge.input(interval('co2-sensor/i2c0-38', seconds));
                bridge.input('["co2-sensor/i2c0-38/config/get", {}]');
                assert.deepEqual(rig.take(), ['["co2-sensor/i2c0-38/config/ok", {"publish-interval": 16}]']);
            });
        }

        it('repeats its value every 5 s between two readings, with interval null', () => {
            const bridge = makeBridge({ bootMs: 0, warm: true });
            bridge.input(interval('co2-sensor/i2c0-38', null));
            rig.take();
            rig.clock.advance(62_000);
            const seconds = [10, 15, 20, 25, 30, 35, 36, 41, 46, 51, 56, 61, 62];
            assert.deepEqual(
                rig.times('co2'),
                seconds.map((second) => second * 1000),
            );
        });

        it('takes an interval of 0 as it takes null', () => {
            const bridge = makeBridge({ bootMs: 0, warm: true });
            bridge.input(interval('co2-sensor/i2c0-38', 0));
            assert.deepEqual(rig.take(), ['["co2-sensor/i2c0-38/config/ok", {"publish-interval": 0}]']);
            rig.clock.advance(15_000);
            assert.deepEqual(rig.times('co2'), [10_000, 15_000]);
        });

        it('repeats itself with interval null', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input(interval('co2-sensor/i2c0-38', null));
            assert.deepEqual(rig.take(), ['["co2-sensor/i2c0-38/config/ok", {"publish-interval": null}]']);
            rig.clock.advance(116_000);
            const values = rig.take('co2').map((line) => /\[(\d+)/.exec(line)?.[1]);
            assert.ok(values.length > 3, `${values.length} readings`);
            assert.equal(new Set(values).size, 2);
        });
    });

    describe('relay', () => {
        const set = (state: boolean): string => `["relay/i2c0-3b/set", {"state": ${state}}]`;
        const states = (): (readonly [number, string | undefined])[] =>
            rig.takeTimed('relay/i2c0-3b').map(({ at, line }) => [at, /state": (\w+)/.exec(line)?.[1]]);

        it('is null before its first command, and pulses for about 15 ms', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input('["relay/i2c0-3b/get", {}]');
            bridge.input(set(true));
            rig.clock.advance(14);
            assert.deepEqual(states(), [[0, 'null']]);
            rig.clock.advance(100);
            assert.deepEqual(states(), [[15, 'true']]);
            assert.equal(bridge.board.memory('relay/i2c0-3b').state, true);
            assert.equal(bridge.board.memory('relay/i2c0-3f').state, null);
        });

        it('three commands as in the transcript', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input(set(true));
            rig.clock.advance(19);
            bridge.input(set(false));
            rig.clock.advance(21);
            bridge.input(set(true));
            rig.clock.advance(400);
            assert.deepEqual(states(), [
                [15, 'true'],
                [115, 'true'],
                [215, 'true'],
            ]);
        });

        it('repeats its pulse for each interval of a frame', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input(set(true));
            rig.clock.advance(200);
            rig.take();
            bridge.input('["relay/i2c0-3b/config/update", {"publish-interval": 4, "publish-interval": 3}]');
            rig.clock.advance(300);
            const config = (seconds: number): string => `["relay/i2c0-3b/config/ok", {"publish-interval": ${seconds}}]`;
            const on = '["relay/i2c0-3b", {"state": true}]';
            assert.deepEqual(rig.take(), [config(4), config(3), on, on]);
        });

        it('a query with a fourth level repeats the last pulse, once there has been one', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input('["relay/i2c0-3b/get/x", {}]');
            rig.clock.advance(200);
            assert.deepEqual(states(), []);
            bridge.input(set(true));
            rig.clock.advance(200);
            bridge.input('["relay/i2c0-3b/get/x", {}]');
            rig.clock.advance(200);
            assert.deepEqual(states(), [
                [215, 'true'],
                [415, 'true'],
            ]);
        });

        it('four commands within 100 ms merge: true, false, false, false', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input(set(true));
            rig.clock.advance(1);
            for (const state of [false, true, false]) bridge.input(set(state));
            rig.clock.advance(500);
            assert.deepEqual(
                states().map(([, state]) => state),
                ['true', 'false', 'false', 'false'],
            );
        });

        it('a new interval repeats the last pulse, but not before the first command', () => {
            const bridge = makeBridge({ bootMs: 0 });
            bridge.input(interval('relay/i2c0-3b', 5));
            rig.clock.advance(100);
            assert.deepEqual(rig.take(), ['["relay/i2c0-3b/config/ok", {"publish-interval": 5}]']);
            bridge.input(set(false));
            rig.clock.advance(200);
            rig.take();
            bridge.input(interval('relay/i2c0-3b', 6));
            rig.clock.advance(200);
            assert.deepEqual(rig.take(), [
                '["relay/i2c0-3b/config/ok", {"publish-interval": 6}]',
                '["relay/i2c0-3b", {"state": false}]',
            ]);
        });
    });

    it('the LED answers at once', () => {
        const bridge = makeBridge({ bootMs: 0 });
        bridge.input('["led/-/get", {}]');
        bridge.input('["led/-/set", {"state": "2-dot"}]');
        bridge.input('["led/-/get", {}]');
        assert.deepEqual(
            rig.take(),
            ['off', '2-dot', '2-dot'].map((state) => `["led/-", {"state": "${state}"}]`),
        );
    });

    describe('I2C', () => {
        it('a scan takes about 140 ms, and requests wait for one another', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true });
            bridge.input('["i2c/0/config/scan", {}]');
            bridge.input('["i2c/1/config/scan", {}]');
            bridge.input('["i2c/1/set", {"address": "48", "write": "(ab)"}]');
            rig.clock.advance(1000);
            assert.deepEqual(rig.times('i2c'), [140, 280, 282]);
        });

        it('reads the temperature register, answers in the encoding asked in', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true, measure: () => [23.375] });
            bridge.input('["i2c/0/get", {"address": "48", "write": "00", "read-length": 2}]');
            bridge.input('["i2c/0/get", {"address": "48", "read-length": 1}]');
            bridge.input('["i2c/1/set", {"address": "48", "write": "(ab)"}]');
            bridge.input('["i2c/0/set", {"address": "3c", "write": "0a,0B"}]');
            rig.clock.advance(100);
            assert.deepEqual(rig.take(), [
                '["i2c/0", {"address": "48", "write": "00", "read": "17,60"}]',
                '["i2c/0", {"address": "48", "read": "17"}]',
                '["i2c/1", {"address": "48", "write": "(ab)"}]',
                '["i2c/0", {"address": "3C", "write": "0A,0B"}]',
            ]);
        });

        it('answers base64 with the address alone, without what was read', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true });
            bridge.input('["i2c/0/get", {"address": "48", "write": "AA==", "read-length": 2}]');
            bridge.input('["i2c/0/set", {"address": "48", "write": "AWA="}]');
            rig.clock.advance(100);
            assert.deepEqual(rig.take(), ['["i2c/0", {"address": "48"}]', '["i2c/0", {"address": "48"}]']);
        });

        it('a read that fails returns something all the same', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true });
            bridge.input('["i2c/0/get", {"address": "11", "write": "00", "read-length": 2}]');
            rig.clock.advance(100);
            assert.deepEqual(rig.take(), ['["i2c/0", {"address": "11", "write": "00", "read": "80,80"}]']);
        });

        it('a scan names what is on its bus, with the chips inside', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true });
            bridge.input('["i2c/0/config/scan", {}]');
            bridge.input('["i2c/1/config/scan", {}]');
            rig.clock.advance(1000);
            assert.deepEqual(rig.take(), [
                '["i2c/0/config/scan/ok", {"slaves": [["38","co2-sensor/i2c0-38"], ["3B","relay/i2c0-3b"], ' +
                    '["3C","display-oled/i2c0-3c"], ["3F","relay/i2c0-3f"], ["40","humidity-sensor/i2c0-40"], ' +
                    '["44","lux-meter/i2c0-44"], ["48","thermometer/i2c0-48"], ["4D","!co2-sensor-i2c-uart"], ' +
                    '["60","barometer/i2c0-60"], ["70","!i2c-selector"]]}]',
                '["i2c/1/config/scan/ok", {"slaves": [["49","thermometer/i2c1-49"], ["5F","humidity-sensor/i2c1-5f"], ' +
                    '["70","!i2c-selector"]]}]',
            ]);
        });

        const READS: readonly (readonly [name: string, request: string, response: string])[] = [
            ['the temperature', '"48", "write": "00", "read-length": 2', '"48", "write": "00", "read": "14,00"'],
            ['another register', '"48", "write": "01", "read-length": 2', '"48", "write": "01", "read": "00,00"'],
            ['a longer read', '"48", "read-length": 3', '"48", "read": "14,00,00"'],
            ['no thermometer', '"44", "write": "00", "read-length": 2', '"44", "write": "00", "read": "00,00"'],
            ['a thermometer of the other bus', '"49", "read-length": 2', '"49", "read": "80,80"'],
            ['a low address', '"5", "read-length": 1', '"05", "read": "80"'],
            ['60 bytes', '"44", "read-length": 60', `"44", "read": "${Array(60).fill('00').join()}"`],
            ['61 bytes, which is noise', '"44", "read-length": 61', `"44", "read": "${Array(61).fill('80').join()}"`],
        ];
        for (const [name, request, response] of READS) {
            it(`reads ${name}`, () => {
                const bridge = makeBridge({ bootMs: 0, silent: true, measure: () => [20] });
                bridge.input(`["i2c/0/get", {"address": ${request}}]`);
                rig.clock.advance(100);
                assert.deepEqual(rig.take(), [`["i2c/0", {"address": ${response}}]`]);
            });
        }

        it('drops what the queue of ten does not hold', () => {
            const bridge = makeBridge({ bootMs: 0, silent: true });
            for (let asked = 0; asked < 15; asked += 1) bridge.input('["i2c/0/set", {"address": "48", "write": "00"}]');
            rig.clock.advance(1000);
            assert.equal(rig.take('i2c').length, 10);
        });
    });

    it('a silent bridge sends nothing by itself, responds to commands, and reports once it has an interval', () => {
        const bridge = makeBridge({ silent: true, warm: true, bootMs: 0 });
        rig.clock.advance(200_000);
        assert.deepEqual(rig.take(), []);
        for (const [topic] of FIRST) bridge.input(`["${topic}/get", {}]`);
        assert.equal(rig.take().length, FIRST.length);
        bridge.input(interval('thermometer/i2c0-48', 2));
        bridge.input(interval('co2-sensor/i2c0-38', 16));
        rig.clock.advance(60_000);
        const lines = rig.take();
        assert.equal(lines.filter((line) => line.startsWith('["thermometer/i2c0-48"')).length, 31);
        assert.equal(lines.filter((line) => line.startsWith('["co2-sensor/i2c0-38"')).length, 2);
    });

    it('dies of a frame beyond its limits, and is then silent', () => {
        const bridge = makeBridge({ bootMs: 0 });
        bridge.input(BEYOND);
        assert.equal(rig.clock.pending, 0);
        assert.equal(rig.deaths, 1);
        rig.clock.advance(5000);
        assert.deepEqual(rig.take(), []);
    });

    it('leaves no timer when switched off', () => {
        const bridge = makeBridge();
        rig.clock.advance(5000);
        assert.ok(rig.clock.pending > 0);
        bridge.off();
        assert.equal(rig.clock.pending, 0);
    });
});
