// The program and what comes and goes behind it while its clients stay: a bridge that restarts alone, and
// wireless nodes beside it (clown-talk, sections 4, 8 and 11).

import assert from 'node:assert/strict';
import { DIALECTS } from '../../src/simulator/bridge-dialects';
import { LED, LED_OFF, LIST, NO_DEVICES, RELAY_ON, START } from '../support/lines';
import { ProgramRig } from '../support/program-rig';

const BRIDGE_RESPONSE = DIALECTS.bridge.response;

let rig: ProgramRig;

describe('simulator: program with living clients', () => {
    describe('a restart of the bridge alone', () => {
        const UPDATE = '["thermometer/i2c0-48/config/update", {"publish-interval": 30}]';

        for (const broker of [false, true]) {
            describe(broker ? 'behind a broker' : 'on its own', () => {
                it('clients stay and count as started; intervals and relays are forgotten', () => {
                    rig = new ProgramRig({ broker, silent: true });
                    const client = rig.join();
                    rig.program.input(client, START);
                    rig.program.input(client, UPDATE);
                    rig.program.input(client, RELAY_ON);
                    rig.clock.advance(200);
                    assert.equal(rig.program.interval('thermometer/i2c0-48'), 30);
                    client.lines.length = 0;
                    rig.program.restartBridge(false);
                    assert.equal(client.dropped, false);
                    assert.equal(rig.program.interval('thermometer/i2c0-48'), null);
                    rig.program.input(client, '["relay/i2c0-3b/get", {}]');
                    assert.equal(client.lines.at(-1), '["relay/i2c0-3b", {"state": null}]');
                    assert.equal(client.lines.length, broker ? 2 : 1);
                });

                it('devices are missing at first, then readings come at the default interval', () => {
                    rig = new ProgramRig({ broker, startAnswer: 'at-once' });
                    const client = rig.join();
                    rig.program.input(client, START);
                    rig.clock.advance(5000);
                    rig.program.input(client, UPDATE);
                    rig.program.restartBridge(false);
                    client.lines.length = 0;
                    rig.program.input(client, LIST);
                    rig.program.input(client, LED);
                    assert.deepEqual(client.lines, broker ? [LIST, NO_DEVICES, LED] : [NO_DEVICES]);
                    rig.clock.advance(2199);
                    assert.equal(client.lines.length, broker ? 3 : 1);
                    rig.clock.advance(1001);
                    assert.equal(client.lines.filter((line) => line.startsWith('["thermometer/i2c0-48"')).length, 2);
                });

                it('a late response comes with the next frame, to every client', () => {
                    rig = new ProgramRig({ broker, startAnswer: 'late' }, 3);
                    const clients = [rig.join(), rig.join()];
                    for (const client of clients) rig.program.input(client, START);
                    rig.clock.advance(5000);
                    for (const client of clients) client.lines.length = 0;
                    rig.program.restartBridge(true);
                    rig.clock.advance(2199);
                    assert.deepEqual(
                        clients.map(({ lines }) => lines),
                        [[], []],
                    );
                    rig.clock.advance(1);
                    for (const { lines } of clients) {
                        assert.equal(lines[0], BRIDGE_RESPONSE);
                        assert.match(lines[1] ?? '', /^\["thermometer/);
                        assert.equal(lines.filter((line) => line === BRIDGE_RESPONSE).length, 1);
                    }
                });

                it('an immediate response comes while the devices are missing', () => {
                    rig = new ProgramRig({ broker, startAnswer: 'at-once' });
                    const client = rig.join();
                    rig.program.restartBridge(true);
                    rig.program.input(client, LIST);
                    assert.deepEqual(client.lines, [BRIDGE_RESPONSE, ...(broker ? [LIST] : []), NO_DEVICES]);
                });
            });
        }

        it('without a response clients get nothing', () => {
            rig = new ProgramRig({ silent: true });
            const client = rig.join();
            rig.program.restartBridge(false);
            rig.clock.advance(10_000);
            assert.deepEqual(client.lines, []);
        });

        it('ends the old bridge: no reading of it comes any more, not even a pulse', () => {
            rig = new ProgramRig({ silent: true });
            const client = rig.join();
            rig.program.input(client, START);
            rig.program.input(client, RELAY_ON);
            rig.program.restartBridge(false);
            rig.clock.advance(1000);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
        });

        it('another dialect responds in its own form', () => {
            rig = new ProgramRig({ silent: true, dialect: 'documented' });
            const client = rig.join();
            rig.program.input(client, START);
            rig.program.restartBridge(true);
            const { response } = DIALECTS.documented;
            assert.deepEqual(client.lines, [response, response]);
        });
    });

    describe('with wireless nodes', () => {
        const LIGHT = '["light/-/set", {"state": true}]';
        const LIGHT_ON = '["light/-", {"state": true}]';

        it('they share the hub with the bridge, from the start message on, and are not in its list', () => {
            rig = new ProgramRig({ wireless: true, silent: true, devices: ['relay/i2c0-3b'] });
            const client = rig.join();
            rig.program.input(client, LIGHT);
            rig.program.input(client, START);
            rig.program.input(client, LIGHT);
            rig.program.input(client, LED);
            rig.program.input(client, '["-/-/config/list", {}]');
            assert.deepEqual(client.lines.slice(1, 3), [LIGHT_ON, LED_OFF]);
            assert.ok(!client.lines.at(-1)?.includes('light'));
        });

        it('they are not there unless asked for', () => {
            rig = new ProgramRig({ silent: true });
            const client = rig.join();
            rig.program.input(client, START);
            rig.program.input(client, LIGHT);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
            assert.equal(rig.program.interval('thermometer/-'), undefined);
        });

        it('through a broker their commands are echoed', () => {
            rig = new ProgramRig({ wireless: true, broker: true, silent: true });
            const client = rig.join();
            rig.program.input(client, LIGHT);
            assert.deepEqual(client.lines, [LIGHT, LIGHT_ON]);
        });

        it('neither a restart nor the loss of the Bridge Module touches them', () => {
            rig = new ProgramRig({ wireless: true, broker: true });
            const client = rig.join();
            rig.program.input(client, '["thermometer/-/config/set", {"publish-interval": 10}]');
            rig.program.restartBridge(false);
            rig.program.board.unplug();
            client.lines.length = 0;
            rig.clock.advance(20_000);
            assert.deepEqual(
                client.lines.map((line) => line.replace(/,.*/, '')),
                ['["thermometer/-"', '["thermometer/-"'],
            );
            assert.equal(rig.program.interval('thermometer/-'), 10);
        });

        it('a close ends them', () => {
            rig = new ProgramRig({ wireless: true });
            rig.program.close();
            assert.equal(rig.clock.pending, 0);
        });
    });
});
