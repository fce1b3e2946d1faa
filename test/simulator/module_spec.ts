// The Bridge Module pulled out of its socket and put back, and a relay that is stuck (clown-talk,
// section 9). The clock is turned by the test.

import assert from 'node:assert/strict';
import { DEFAULT_DEVICES } from '../../src/simulator/chips';
import { Hardware } from '../../src/simulator/hardware';
import { BridgeRig } from '../support/bridge-rig';
import { line } from '../support/lines';

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const LIST = line('-/-/config/list');
const ON = line(`${RELAY}/set`, { state: true });

describe('simulator: module', () => {
    describe('the whole module unplugged', () => {
        it('silence, and every command is lost, the list included', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug();
            for (const request of [LIST, line('led/-/get'), ON, line('i2c/0/config/scan')]) rig.bridge.input(request);
            rig.clock.advance(120_000);
            assert.deepEqual(rig.take(), []);
            assert.equal(rig.bridge.board.memory(RELAY).state, null);
        });

        it('plugged in again: readings within 9 s, without any notice, after a moment without devices', () => {
            const rig = new BridgeRig({ bootMs: 1200 });
            rig.clock.advance(10_000);
            rig.bridge.board.unplug();
            rig.bridge.input(line(`${THERMOMETER}/config/update`, { 'publish-interval': 5 }));
            rig.clock.advance(5000);
            rig.take();
            rig.bridge.board.plug();
            rig.bridge.input(LIST);
            assert.deepEqual(rig.take(), [], 'not there yet');
            rig.clock.advance(2500);
            rig.bridge.input(LIST);
            assert.deepEqual(rig.take(), [
                '["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]',
            ]);
            rig.clock.advance(6500);
            const topics = new Set(rig.take().map((line) => /^\["([^"]*)/.exec(line)?.[1]));
            assert.deepEqual([...topics].sort(), [
                'barometer/i2c0-60',
                'humidity-sensor/i2c0-40',
                'humidity-sensor/i2c1-5f',
                'lux-meter/i2c0-44',
                'thermometer/i2c0-48',
                'thermometer/i2c1-49',
            ]);
        });

        it('the bridge keeps its settings', () => {
            const rig = new BridgeRig({ silent: true });
            rig.bridge.input(line(`${THERMOMETER}/config/update`, { 'publish-interval': 7 }));
            rig.bridge.input(line('led/-/set', { state: '3-dot' }));
            rig.bridge.input(ON);
            rig.clock.advance(100);
            rig.bridge.board.unplug();
            rig.bridge.board.plug();
            rig.clock.advance(9000);
            rig.take();
            for (const topic of [`${THERMOMETER}/config/get`, 'led/-/get', `${RELAY}/get`])
                rig.bridge.input(line(topic));
            assert.deepEqual(rig.take(), [
                `["${THERMOMETER}/config/ok", {"publish-interval": 7}]`,
                '["led/-", {"state": "3-dot"}]',
                `["${RELAY}", {"state": true}]`,
            ]);
        });

        it('requests on the bus do not outlive it', () => {
            const rig = new BridgeRig({ silent: true });
            rig.bridge.input(line('i2c/0/config/scan'));
            rig.bridge.board.unplug();
            assert.equal(rig.clock.pending, 0);
        });

        it('unplugged again before it was noticed, it stays away', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug();
            rig.bridge.board.plug();
            rig.clock.advance(2000);
            rig.bridge.board.unplug();
            rig.clock.advance(60_000);
            assert.deepEqual(rig.take(), []);
        });

        it('plugged in twice, it is there once', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug();
            rig.bridge.board.plug();
            rig.bridge.board.plug();
            rig.clock.advance(2500 + 3000);
            assert.equal(rig.take(`${THERMOMETER}"`).length, 3);
        });

        it('boots again under a bridge that has been running', () => {
            const rig = new BridgeRig({ warm: true, bootMs: 1200 });
            rig.bridge.board.unplug();
            rig.bridge.board.plug();
            rig.clock.advance(2500);
            assert.ok(!rig.lists(THERMOMETER));
            rig.clock.advance(1200);
            assert.ok(rig.lists(THERMOMETER));
        });

        it('unplugged in the middle of a boot, it finds nothing', () => {
            const rig = new BridgeRig({ bootMs: 1200 });
            rig.clock.advance(1000);
            rig.bridge.board.unplug();
            rig.clock.advance(60_000);
            assert.deepEqual(rig.take(), []);
        });

        it('a bridge that starts without it waits for it', () => {
            const hardware = new Hardware(DEFAULT_DEVICES);
            hardware.module = false;
            const rig = new BridgeRig({ hardware, warm: true });
            rig.bridge.input(LIST);
            rig.clock.advance(10_000);
            assert.deepEqual(rig.take(), []);
            rig.bridge.board.plug();
            rig.clock.advance(9000);
            assert.ok(rig.lists(THERMOMETER));
        });

        it('a tag that is put back meanwhile is there with it', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug(THERMOMETER);
            rig.bridge.board.unplug();
            rig.bridge.board.plug(THERMOMETER);
            rig.bridge.board.plug();
            rig.clock.advance(9000);
            assert.ok(rig.lists(THERMOMETER));
        });
    });

    describe('a relay that is stuck', () => {
        it('loses the given number of commands silently, and then obeys', () => {
            const rig = new BridgeRig({ silent: true });
            rig.hardware.jam(RELAY, 2);
            for (const expected of [null, null, true]) {
                rig.bridge.input(ON);
                rig.clock.advance(200);
                assert.deepEqual(rig.take(), expected === null ? [] : [`["${RELAY}", {"state": true}]`]);
                rig.bridge.input(line(`${RELAY}/get`));
                assert.deepEqual(rig.take(), [`["${RELAY}", {"state": ${expected}}]`]);
            }
        });

        it('is one relay and not the other; 0 frees it', () => {
            const rig = new BridgeRig({ silent: true });
            rig.hardware.jam(RELAY, 5);
            rig.bridge.input(line('relay/i2c0-3f/set', { state: true }));
            rig.hardware.jam(RELAY, 0);
            rig.bridge.input(ON);
            rig.clock.advance(200);
            assert.deepEqual(rig.take(), ['["relay/i2c0-3f", {"state": true}]', `["${RELAY}", {"state": true}]`]);
        });

        it('stays stuck through a restart of the bridge', () => {
            const hardware = new Hardware(DEFAULT_DEVICES);
            hardware.jam(RELAY, 1);
            const { bridge } = new BridgeRig({ hardware });
            bridge.input(ON);
            assert.equal(bridge.board.memory(RELAY).state, null);
        });
    });
});
