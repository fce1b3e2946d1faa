// Tags pulled out and put back while the bridge runs (clown-talk, section 9). The clock is turned by the
// test.

import assert from 'node:assert/strict';
import { DEFAULT_DEVICES } from '../../src/simulator/chips';
import { Hardware } from '../../src/simulator/hardware';
import { BridgeRig } from '../support/bridge-rig';
import { line } from '../support/lines';

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const OLED = 'display-oled/i2c0-3c';
const ON = line(`${RELAY}/set`, { state: true });

describe('simulator: board', () => {
    describe('a tag that is pulled out', () => {
        it('stops reporting, leaves the list, and loses its commands', () => {
            const rig = new BridgeRig({ warm: true });
            assert.ok(rig.lists(THERMOMETER));
            rig.bridge.board.unplug(THERMOMETER);
            assert.ok(!rig.lists(THERMOMETER));
            for (const request of ['get', 'config/get', 'config/update']) {
                rig.bridge.input(line(`${THERMOMETER}/${request}`, { 'publish-interval': 5 }));
            }
            rig.clock.advance(60_000);
            assert.deepEqual(rig.take(THERMOMETER), []);
        });

        it('leaves the others alone', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug(THERMOMETER);
            rig.clock.advance(3000);
            assert.equal(rig.take('thermometer/i2c1-49"').length, 3);
        });

        for (const [after, topic] of DEFAULT_DEVICES.filter(
            (topic) => !/^(?:co2|relay|display)/.test(topic),
        ).entries()) {
            it(`put back after ${after * 7} s, ${topic} reads within 30 s`, () => {
                const rig = new BridgeRig();
                rig.clock.advance(10_000);
                rig.bridge.board.unplug(topic);
                rig.clock.advance(after * 7000);
                rig.bridge.board.plug(topic);
                assert.ok(!rig.lists(topic), 'not yet');
                rig.take();
                rig.clock.advance(30_000);
                assert.ok(rig.take(`${topic}"`).length > 0);
                assert.ok(rig.lists(topic));
            });
        }

        it('keeps its interval, and begins with its first step', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.input(line('barometer/i2c0-60/config/update', { 'publish-interval': 2 }));
            rig.bridge.board.unplug('barometer/i2c0-60');
            rig.bridge.board.plug('barometer/i2c0-60');
            rig.take();
            rig.clock.advance(26_000 + 5999);
            assert.deepEqual(rig.take('barometer'), []);
            rig.clock.advance(1);
            assert.equal(rig.take('barometer').length, 1);
            assert.equal(rig.bridge.board.memory('barometer/i2c0-60').interval, 2);
        });

        it('a CO2 module begins again', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug('co2-sensor/i2c0-38');
            rig.bridge.board.plug('co2-sensor/i2c0-38');
            rig.clock.advance(26_000 + 89_999);
            assert.deepEqual(rig.take('co2'), []);
            rig.clock.advance(1);
            assert.equal(rig.take('co2').length, 1);
        });

        it('a silent CO2 module with an interval continues by itself', () => {
            const rig = new BridgeRig({ silent: true });
            rig.bridge.input(line('co2-sensor/i2c0-38/config/update', { 'publish-interval': 16 }));
            rig.bridge.board.unplug('co2-sensor/i2c0-38');
            rig.bridge.board.plug('co2-sensor/i2c0-38');
            rig.take();
            rig.clock.advance(26_000 + 10_000);
            assert.equal(rig.take('co2').length, 1);
        });

        it('pulled out again before it was noticed, it stays away', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.unplug(THERMOMETER);
            rig.bridge.board.plug(THERMOMETER);
            rig.clock.advance(20_000);
            rig.bridge.board.unplug(THERMOMETER);
            rig.clock.advance(60_000);
            assert.ok(!rig.lists(THERMOMETER));
        });

        it('a wait for nothing does no harm: plugged in twice, or never out', () => {
            const rig = new BridgeRig({ warm: true });
            rig.bridge.board.plug(THERMOMETER);
            rig.bridge.board.plug(THERMOMETER);
            rig.clock.advance(30_000);
            assert.equal(rig.take(`${THERMOMETER}"`).length, 30);
        });

        it('a relay: its pulses end, and it remembers what it was commanded', () => {
            const rig = new BridgeRig({ silent: true });
            rig.bridge.input(ON);
            rig.clock.advance(200);
            rig.bridge.input(line(`${RELAY}/set`, { state: false }));
            rig.bridge.board.unplug(RELAY);
            rig.clock.advance(1000);
            assert.deepEqual(rig.take(), [`["${RELAY}", {"state": true}]`]);
            rig.bridge.board.plug(RELAY);
            rig.clock.advance(30_000);
            rig.bridge.input(line(`${RELAY}/get`));
            assert.deepEqual(rig.take(), [`["${RELAY}", {"state": false}]`]);
        });

        it('a display: dark meanwhile, and then what it showed', () => {
            const rig = new BridgeRig({ silent: true });
            rig.bridge.input(line(`${OLED}/set`, { 'line-0': 'one' }));
            rig.bridge.board.unplug(OLED);
            rig.bridge.input(line(`${OLED}/set`, { 'line-0': 'two' }));
            assert.equal(rig.bridge.board.screen(OLED), undefined);
            rig.bridge.board.plug(OLED);
            rig.clock.advance(30_000);
            assert.equal(rig.bridge.board.screen(OLED)?.lines[0], 'one');
        });

        it('is away after a restart of the bridge as well', () => {
            const hardware = new Hardware(DEFAULT_DEVICES);
            new BridgeRig({ hardware }).bridge.board.unplug(THERMOMETER);
            assert.ok(!new BridgeRig({ hardware }).lists(THERMOMETER));
        });
    });

    it('the bridge looks for tags every 26 s from the moment when it has found its devices', () => {
        const rig = new BridgeRig({ bootMs: 1200 });
        rig.clock.advance(10_000);
        rig.bridge.board.unplug(THERMOMETER);
        rig.bridge.board.plug(THERMOMETER);
        rig.clock.advance(1200 + 26_000 - 10_000 - 1);
        assert.ok(!rig.lists(THERMOMETER));
        rig.clock.advance(1);
        assert.ok(rig.lists(THERMOMETER));
        rig.clock.advance(5_000);
        rig.bridge.board.unplug(THERMOMETER);
        rig.bridge.board.plug(THERMOMETER);
        rig.clock.advance(20_999);
        assert.ok(!rig.lists(THERMOMETER));
        rig.clock.advance(1);
        assert.ok(rig.lists(THERMOMETER));
    });

    it('without a module there is no bus, no list, no task and no screen', () => {
        const { board } = new BridgeRig().bridge;
        assert.ok(board.i2c && board.task(OLED) && board.screen(OLED));
        board.unplug();
        board.unplug(THERMOMETER);
        board.plug(THERMOMETER);
        assert.deepEqual(
            [board.devices, board.i2c, board.task(OLED), board.screen(OLED)],
            [undefined, undefined, undefined, undefined],
        );
    });

    it('what this hub never had can neither be pulled out nor put back nor be stuck', () => {
        const hardware = new Hardware([RELAY, OLED]);
        const { board } = new BridgeRig({ hardware }).bridge;
        for (const topic of [THERMOMETER, 'led/-', 'nonsense']) {
            const message = `this hub has no such device: "${topic}"`;
            assert.throws(() => board.unplug(topic), { name: 'TypeError', message });
            assert.throws(() => board.plug(topic), { name: 'TypeError', message });
        }
        for (const topic of ['relay/i2c0-3f', OLED, 'led/-']) {
            const message = `this hub has no such relay: "${topic}"`;
            assert.throws(() => hardware.jam(topic, 1), { name: 'TypeError', message });
        }
    });
});
