// The program between web server and bridge: the start message and its fate, the echo of a broker,
// and what a dying bridge does to its clients (clown-talk, sections 4, 10 and 12).

import assert from 'node:assert/strict';
import { DIALECTS } from '../../src/simulator/bridge-dialects';
import { HUB_RESPONSE } from '../../src/simulator/format';
import { Program } from '../../src/simulator/program';
import { seededRandom } from '../../src/simulator/random';
import { checkOptions, type SimulatorOptions } from '../../src/simulator/simulator-options';
import { ManualClock } from '../support/manual-clock';
import { BEYOND, FakeClient } from './rig';

const BRIDGE_RESPONSE = DIALECTS.bridge.response;
const START = '["clown.talk/-/config/set", {}]';
const LED = '["led/-/get", {}]';
const LED_OFF = '["led/-", {"state": "off"}]';
const RELAY_ON = '["relay/i2c0-3b/set", {"state": true}]';
const LIST = '["-/-/config/list", {}]';
const NO_DEVICES = '["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]';
const DEADLY = BEYOND;

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

describe('simulator: program', () => {
    describe('start message', () => {
        it('before it nothing is sent and every line is discarded', () => {
            start({ silent: true });
            const client = join();
            program.input(client, RELAY_ON);
            program.input(client, LED);
            clock.advance(1000);
            program.input(client, START);
            program.input(client, LED);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE, LED_OFF]);
            assert.equal(program.board.memory('relay/i2c0-3b').state, null);
        });

        it('its response comes late, with the next frame, 2.2 s after a cold start', () => {
            start({});
            const client = join();
            program.input(client, START);
            clock.advance(2199);
            assert.deepEqual(client.lines, []);
            clock.advance(1);
            const [response, reading = ''] = client.lines;
            assert.equal(response, BRIDGE_RESPONSE);
            assert.match(reading, /^\["thermometer/);
        });

        it('a second one after the response gets none', () => {
            start({ silent: true });
            const client = join();
            program.input(client, START);
            program.input(client, START);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
        });

        it('two readers take the lines in turn, blank ones too: a start message that the wrong one takes is lost', () => {
            start({ silent: true, startAnswer: 'late' }, 7);
            const clients = Array.from({ length: 1000 }, join);
            for (const client of clients) program.input(client, START);
            program.output('x');
            const lost = clients.filter(({ lines }) => lines.length === 0);
            assert.ok(lost.length > 300 && lost.length < 400, `${lost.length} of 1000`);
            for (const client of lost) program.input(client, START);
            program.output('y');
            const again = lost.filter(({ lines }) => lines.length === 0);
            assert.ok(again.length < lost.length / 4, `the other reader is next: ${again.length} of ${lost.length}`);
            for (const { lines } of lost) if (lines.length > 0) assert.deepEqual(lines, [BRIDGE_RESPONSE, 'y']);
        });

        it('with a blank line between them, the wrong one mostly takes the second as well', () => {
            start({ silent: true, startAnswer: 'late' }, 7);
            const clients = Array.from({ length: 1000 }, join);
            for (const client of clients) for (const line of [START, '']) program.input(client, line);
            program.output('x');
            const lost = clients.filter(({ lines }) => lines.length === 0);
            for (const client of lost) program.input(client, START);
            program.output('y');
            const again = lost.filter(({ lines }) => lines.length === 0);
            assert.ok(again.length > lost.length / 2, `${again.length} of ${lost.length}`);
        });

        for (const startAnswer of ['late', 'at-once', 'lost'] as const) {
            it(`\`${startAnswer}\`: before the start a device list request gets an empty list, or none where it is lost`, () => {
                start({ startAnswer }, 3);
                const clients = Array.from({ length: 200 }, join);
                for (const client of clients) program.input(client, LIST);
                clock.advance(60_000);
                const answered = clients.filter(({ lines }) => lines.length > 0);
                for (const { lines } of answered) assert.deepEqual(lines, [NO_DEVICES]);
                if (startAnswer === 'late')
                    assert.ok(answered.length > 40 && answered.length < 100, `${answered.length}`);
                else assert.equal(answered.length, clients.length);
            });
        }

        it('the same seed starts alike', () => {
            const starts = [1, 2].map(() => {
                start({}, 11);
                const clients = Array.from({ length: 50 }, join);
                for (const client of clients) for (const line of [START, '', LIST, '']) program.input(client, line);
                return clients.map(({ lines }) => lines);
            });
            assert.deepEqual(starts[0], starts[1]);
        });

        it('`lost` loses the first of each connection and nothing else', () => {
            start({ silent: true, startAnswer: 'lost' });
            for (const client of [join(), join()]) {
                program.input(client, START);
                program.input(client, LED);
                assert.deepEqual(client.lines, []);
                program.input(client, START);
                assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
            }
        });
    });

    it('all clients share one bridge and receive the responses to one another', () => {
        start({ silent: true });
        const [one, other, mute] = [join(), join(), join()];
        program.input(one, START);
        program.input(other, START);
        program.input(one, LED);
        program.leave(one);
        program.input(other, LED);
        assert.deepEqual(one.lines, [BRIDGE_RESPONSE, LED_OFF]);
        assert.deepEqual(other.lines, [BRIDGE_RESPONSE, LED_OFF, LED_OFF]);
        assert.deepEqual(mute.lines, []);
    });

    it('a dead bridge drops its clients and forgets everything', () => {
        start({ silent: true });
        const [one, other] = [join(), join()];
        program.input(one, START);
        program.input(one, RELAY_ON);
        assert.equal(program.board.memory('relay/i2c0-3b').state, true);
        program.input(one, DEADLY);
        assert.ok(one.dropped && other.dropped);
        assert.equal(program.board.memory('relay/i2c0-3b').state, null);
        assert.equal(clock.pending, 0);
    });

    it('a restart ends the old bridge: no reading of it comes any more', () => {
        start({ broker: true });
        const client = join();
        clock.advance(1000);
        program.restart();
        clock.advance(2199);
        assert.equal(client.lines.length, 6);
        clock.advance(1);
        assert.equal(client.lines.length, 8);
    });

    describe('with a broker', () => {
        it('needs no start message; the web side answers one after 115 ms, to its sender only', () => {
            start({ broker: true, silent: true });
            const [one, other] = [join(), join()];
            program.input(one, START);
            clock.advance(114);
            assert.deepEqual(one.lines, []);
            clock.advance(1);
            program.input(other, LED);
            assert.deepEqual(one.lines, [HUB_RESPONSE, LED, LED_OFF]);
            assert.deepEqual(other.lines, [LED, LED_OFF]);
        });

        it('readings come from a bridge that has been running', () => {
            start({ broker: true });
            const client = join();
            clock.advance(1000);
            assert.equal(client.lines.length, 6);
        });

        const ECHOES: readonly (readonly [name: string, line: string, echo: string | undefined])[] = [
            ['a command', RELAY_ON, RELAY_ON],
            ['spacing as a broker leaves it', '[ "a/b/c" , {"x":1 } ]', '["a/b/c", {"x":1 }]'],
            ['a third element is lost', '["a/b/c", {"x": 1}, {"y": 2}]', '["a/b/c", {"x": 1}]'],
            ['any topic', '["boot", {}]', '["boot", {}]'],
            ['nonsense', 'garbage', undefined],
            ['no payload', '["a/b/c"]', undefined],
            ['a payload that is no object', '["a/b/c", 5]', undefined],
            ['lenient JSON', '["a/b/c" {"x": 1}]', undefined],
        ];
        for (const [name, line, echo] of ECHOES) {
            it(`echo: ${name}`, () => {
                start({ broker: true, silent: true });
                const client = join();
                program.input(client, line);
                assert.deepEqual(client.lines, echo === undefined ? [] : [echo]);
            });
        }

        it('a dead bridge starts again, and the clients only see silence', () => {
            start({ broker: true });
            const client = join();
            program.input(client, DEADLY);
            assert.equal(client.dropped, false);
            program.input(client, LED);
            clock.advance(1200);
            program.input(client, LED);
            assert.deepEqual(client.lines, [DEADLY, LED, LED, LED_OFF]);
        });
    });

    it('a client that a fault has cut off neither obeys nor is obeyed', () => {
        start({ silent: true });
        const client = join();
        program.input(client, START);
        client.passesFrames = false;
        program.input(client, RELAY_ON);
        assert.equal(program.board.memory('relay/i2c0-3b').state, null);
    });
});
