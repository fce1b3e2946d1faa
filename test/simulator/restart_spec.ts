// The program and what comes and goes behind it while its clients stay: a bridge that restarts alone, and
// wireless nodes beside it (clown-talk, sections 4, 8 and 11).

import assert from 'node:assert/strict';
import { DIALECTS } from '../../src/simulator/bridge-dialects';
import { Program } from '../../src/simulator/program';
import { seededRandom } from '../../src/simulator/random';
import { checkOptions, type SimulatorOptions } from '../../src/simulator/simulator-options';
import { START } from '../support/client';
import { ManualClock } from '../support/manual-clock';
import { FakeClient } from './rig';

const BRIDGE_RESPONSE = DIALECTS.bridge.response;
const LED = '["led/-/get", {}]';
const LED_OFF = '["led/-", {"state": "off"}]';
const RELAY_ON = '["relay/i2c0-3b/set", {"state": true}]';

let clock: ManualClock;
let program: Program;

function start(options: SimulatorOptions, seed = 1): void {
    clock = new ManualClock();
    program = new Program({ options: checkOptions(options), clock, random: seededRandom(seed), measure: () => [1, 1] });
}

function join(): FakeClient {
    const client = new FakeClient();
    program.join(client);
    return client;
}

describe('simulator: program with living clients', () => {
    describe('a restart of the bridge alone', () => {
        const LIST = '["-/-/config/list", {}]';
        const NO_DEVICES = '["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]';
        const UPDATE = '["thermometer/i2c0-48/config/update", {"publish-interval": 30}]';

        for (const broker of [false, true]) {
            describe(broker ? 'behind a broker' : 'on its own', () => {
                it('clients stay and count as started; intervals and relays are forgotten', () => {
                    start({ broker, silent: true });
                    const client = join();
                    program.input(client, START);
                    program.input(client, UPDATE);
                    program.input(client, RELAY_ON);
                    clock.advance(200);
                    assert.equal(program.interval('thermometer/i2c0-48'), 30);
                    client.lines.length = 0;
                    program.restartBridge(false);
                    assert.equal(client.dropped, false);
                    assert.equal(program.interval('thermometer/i2c0-48'), null);
                    program.input(client, '["relay/i2c0-3b/get", {}]');
                    assert.equal(client.lines.at(-1), '["relay/i2c0-3b", {"state": null}]');
                    assert.equal(client.lines.length, broker ? 2 : 1);
                });

                it('devices are missing at first, then readings come at the default interval', () => {
                    start({ broker, startAnswer: 'at-once' });
                    const client = join();
                    program.input(client, START);
                    clock.advance(5000);
                    program.input(client, UPDATE);
                    program.restartBridge(false);
                    client.lines.length = 0;
                    program.input(client, LIST);
                    program.input(client, LED);
                    assert.deepEqual(client.lines, broker ? [LIST, NO_DEVICES, LED] : [NO_DEVICES]);
                    clock.advance(2199);
                    assert.equal(client.lines.length, broker ? 3 : 1);
                    clock.advance(1001);
                    assert.equal(client.lines.filter((line) => line.startsWith('["thermometer/i2c0-48"')).length, 2);
                });

                it('a late response comes with the next frame, to every client', () => {
                    start({ broker, startAnswer: 'late' }, 3);
                    const clients = [join(), join()];
                    for (const client of clients) program.input(client, START);
                    clock.advance(5000);
                    for (const client of clients) client.lines.length = 0;
                    program.restartBridge(true);
                    clock.advance(2199);
                    assert.deepEqual(
                        clients.map(({ lines }) => lines),
                        [[], []],
                    );
                    clock.advance(1);
                    for (const { lines } of clients) {
                        assert.equal(lines[0], BRIDGE_RESPONSE);
                        assert.match(lines[1] ?? '', /^\["thermometer/);
                        assert.equal(lines.filter((line) => line === BRIDGE_RESPONSE).length, 1);
                    }
                });

                it('an immediate response comes while the devices are missing', () => {
                    start({ broker, startAnswer: 'at-once' });
                    const client = join();
                    program.restartBridge(true);
                    program.input(client, LIST);
                    assert.deepEqual(client.lines, [BRIDGE_RESPONSE, ...(broker ? [LIST] : []), NO_DEVICES]);
                });
            });
        }

        it('without a response clients get nothing', () => {
            start({ silent: true });
            const client = join();
            program.restartBridge(false);
            clock.advance(10_000);
            assert.deepEqual(client.lines, []);
        });

        it('ends the old bridge: no reading of it comes any more, not even a pulse', () => {
            start({ silent: true });
            const client = join();
            program.input(client, START);
            program.input(client, RELAY_ON);
            program.restartBridge(false);
            clock.advance(1000);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
        });

        it('another dialect responds in its own form', () => {
            start({ silent: true, dialect: 'documented' });
            const client = join();
            program.input(client, START);
            program.restartBridge(true);
            const { response } = DIALECTS.documented;
            assert.deepEqual(client.lines, [response, response]);
        });
    });

    describe('with wireless nodes', () => {
        const LIGHT = '["light/-/set", {"state": true}]';
        const LIGHT_ON = '["light/-", {"state": true}]';

        it('they share the hub with the bridge, from the start message on, and are not in its list', () => {
            start({ wireless: true, silent: true, devices: ['relay/i2c0-3b'] });
            const client = join();
            program.input(client, LIGHT);
            program.input(client, START);
            program.input(client, LIGHT);
            program.input(client, LED);
            program.input(client, '["-/-/config/list", {}]');
            assert.deepEqual(client.lines.slice(1, 3), [LIGHT_ON, LED_OFF]);
            assert.ok(!client.lines.at(-1)?.includes('light'));
        });

        it('they are not there unless asked for', () => {
            start({ silent: true });
            const client = join();
            program.input(client, START);
            program.input(client, LIGHT);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
            assert.equal(program.interval('thermometer/-'), undefined);
        });

        it('through a broker their commands are echoed', () => {
            start({ wireless: true, broker: true, silent: true });
            const client = join();
            program.input(client, LIGHT);
            assert.deepEqual(client.lines, [LIGHT, LIGHT_ON]);
        });

        it('neither a restart nor the loss of the Bridge Module touches them', () => {
            start({ wireless: true, broker: true });
            const client = join();
            program.input(client, '["thermometer/-/config/set", {"publish-interval": 10}]');
            program.restartBridge(false);
            program.board.unplug();
            client.lines.length = 0;
            clock.advance(20_000);
            assert.deepEqual(
                client.lines.map((line) => line.replace(/,.*/, '')),
                ['["thermometer/-"', '["thermometer/-"'],
            );
            assert.equal(program.interval('thermometer/-'), 10);
        });

        it('a close ends them', () => {
            start({ wireless: true });
            program.close();
            assert.equal(clock.pending, 0);
        });
    });
});
