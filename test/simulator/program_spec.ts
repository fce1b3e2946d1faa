// The program between web server and bridge: the start message and its fate, the echo of a broker,
// and what a dying bridge does to its clients (clown-talk, sections 4, 10 and 12).

import assert from 'node:assert/strict';
import { DIALECTS } from '../../src/simulator/bridge-dialects';
import { HUB_RESPONSE } from '../../src/simulator/format';
import { StartupReaders } from '../../src/simulator/startup-readers';
import { BEYOND, LED, LED_OFF, LIST, NO_DEVICES, RELAY_ON, START } from '../support/lines';
import { ProgramRig } from '../support/program-rig';

const BRIDGE_RESPONSE = DIALECTS.bridge.response;

let rig: ProgramRig;

describe('simulator: program', () => {
    describe('start message', () => {
        it('before it nothing is sent and every line is discarded', () => {
            rig = new ProgramRig({ silent: true });
            const client = rig.join();
            rig.program.input(client, RELAY_ON);
            rig.program.input(client, LED);
            rig.clock.advance(1000);
            rig.program.input(client, START);
            rig.program.input(client, LED);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE, LED_OFF]);
            assert.equal(rig.program.board.memory('relay/i2c0-3b').state, null);
        });

        it('its response comes late, with the next frame, 2.2 s after a cold start', () => {
            rig = new ProgramRig({});
            const client = rig.join();
            rig.program.input(client, START);
            rig.clock.advance(2199);
            assert.deepEqual(client.lines, []);
            rig.clock.advance(1);
            const [response, reading = ''] = client.lines;
            assert.equal(response, BRIDGE_RESPONSE);
            assert.match(reading, /^\["thermometer/);
        });

        it('a second one after the response gets none', () => {
            rig = new ProgramRig({ silent: true });
            const client = rig.join();
            rig.program.input(client, START);
            rig.program.input(client, START);
            assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
        });

        it('two readers take the lines in turn, blank ones too: a start message that the wrong one takes is lost', () => {
            rig = new ProgramRig({ silent: true, startAnswer: 'late' }, 7);
            const clients = Array.from({ length: 1000 }, () => rig.join());
            for (const client of clients) rig.program.input(client, START);
            rig.program.output('x');
            const lost = clients.filter(({ lines }) => lines.length === 0);
            assert.ok(lost.length > 300 && lost.length < 400, `${lost.length} of 1000`);
            for (const client of lost) rig.program.input(client, START);
            rig.program.output('y');
            const again = lost.filter(({ lines }) => lines.length === 0);
            assert.ok(again.length < lost.length / 4, `the other reader is next: ${again.length} of ${lost.length}`);
            for (const { lines } of lost) if (lines.length > 0) assert.deepEqual(lines, [BRIDGE_RESPONSE, 'y']);
        });

        it('with a blank line between them, the wrong one mostly takes the second as well', () => {
            rig = new ProgramRig({ silent: true, startAnswer: 'late' }, 7);
            const clients = Array.from({ length: 1000 }, () => rig.join());
            for (const client of clients) for (const line of [START, '']) rig.program.input(client, line);
            rig.program.output('x');
            const lost = clients.filter(({ lines }) => lines.length === 0);
            for (const client of lost) rig.program.input(client, START);
            rig.program.output('y');
            const again = lost.filter(({ lines }) => lines.length === 0);
            assert.ok(again.length > lost.length / 2, `${again.length} of ${lost.length}`);
        });

        for (const startAnswer of ['late', 'at-once', 'lost'] as const) {
            it(`\`${startAnswer}\`: before the start a device list request gets an empty list, or none where it is lost`, () => {
                rig = new ProgramRig({ startAnswer }, 3);
                const clients = Array.from({ length: 200 }, () => rig.join());
                for (const client of clients) rig.program.input(client, LIST);
                rig.clock.advance(60_000);
                const answered = clients.filter(({ lines }) => lines.length > 0);
                for (const { lines } of answered) assert.deepEqual(lines, [NO_DEVICES]);
                if (startAnswer === 'late')
                    assert.ok(answered.length > 40 && answered.length < 100, `${answered.length}`);
                else assert.equal(answered.length, clients.length);
            });
        }

        it('the same seed starts alike', () => {
            const starts = [1, 2].map(() => {
                rig = new ProgramRig({}, 11);
                const clients = Array.from({ length: 50 }, () => rig.join());
                for (const client of clients) for (const line of [START, '', LIST, '']) rig.program.input(client, line);
                return clients.map(({ lines }) => lines);
            });
            assert.deepEqual(starts[0], starts[1]);
        });

        it('`lost` loses the first of each connection and nothing else', () => {
            rig = new ProgramRig({ silent: true, startAnswer: 'lost' });
            for (const client of [rig.join(), rig.join()]) {
                rig.program.input(client, START);
                rig.program.input(client, LED);
                assert.deepEqual(client.lines, []);
                rig.program.input(client, START);
                assert.deepEqual(client.lines, [BRIDGE_RESPONSE]);
            }
        });
    });

    it('all clients share one bridge and receive the responses to one another', () => {
        rig = new ProgramRig({ silent: true });
        const [one, other, mute] = [rig.join(), rig.join(), rig.join()];
        rig.program.input(one, START);
        rig.program.input(other, START);
        rig.program.input(one, LED);
        rig.program.leave(one);
        rig.program.input(other, LED);
        assert.deepEqual(one.lines, [BRIDGE_RESPONSE, LED_OFF]);
        assert.deepEqual(other.lines, [BRIDGE_RESPONSE, LED_OFF, LED_OFF]);
        assert.deepEqual(mute.lines, []);
    });

    it('a dead bridge drops its clients and forgets everything', () => {
        rig = new ProgramRig({ silent: true });
        const [one, other] = [rig.join(), rig.join()];
        rig.program.input(one, START);
        rig.program.input(one, RELAY_ON);
        assert.equal(rig.program.board.memory('relay/i2c0-3b').state, true);
        rig.program.input(one, BEYOND);
        assert.ok(one.dropped && other.dropped);
        assert.equal(rig.program.board.memory('relay/i2c0-3b').state, null);
        assert.equal(rig.clock.pending, 0);
    });

    it('a restart ends the old bridge: no reading of it comes any more', () => {
        rig = new ProgramRig({ broker: true });
        const client = rig.join();
        rig.clock.advance(1000);
        rig.program.restart();
        rig.clock.advance(2199);
        assert.equal(client.lines.length, 6);
        rig.clock.advance(1);
        assert.equal(client.lines.length, 8);
    });

    it('what is unplugged and put back before the start message starts nothing', () => {
        rig = new ProgramRig({ silent: true });
        rig.program.board.unplug();
        rig.program.board.plug();
        assert.equal(rig.clock.pending, 0);
        const client = rig.join();
        rig.program.input(client, START);
        rig.program.input(client, LED);
        assert.deepEqual(client.lines, [BRIDGE_RESPONSE, LED_OFF]);
    });

    it('the interval of a device of the bridge is its own beside wireless nodes', () => {
        rig = new ProgramRig({ silent: true, wireless: true });
        const client = rig.join();
        rig.program.input(client, START);
        rig.program.input(client, '["thermometer/i2c0-48/config/update", {"publish-interval": 30}]');
        assert.equal(rig.program.interval('thermometer/i2c0-48'), 30);
        assert.equal(rig.program.interval('relay/i2c0-3b'), 1);
        assert.equal(rig.program.interval('thermometer/-'), null);
    });

    it('a reader of start messages is the other one in turn, and seldom the same again', () => {
        const turns = (...chances: number[]): string[] => {
            const readers = new StartupReaders(() => chances.shift() ?? 0);
            return chances.map(() => '').map(() => readers.next());
        };
        assert.deepEqual(turns(0.35, 0.15, 0.15, 0.9), ['start', 'commands', 'start', 'commands']);
        assert.deepEqual(turns(0.34, 0.14, 0.14, 0.15), ['commands', 'commands', 'commands', 'start']);
    });

    describe('with a broker', () => {
        it('needs no start message; the web side answers one after 115 ms, to its sender only', () => {
            rig = new ProgramRig({ broker: true, silent: true });
            const [one, other] = [rig.join(), rig.join()];
            rig.program.input(one, START);
            rig.clock.advance(114);
            assert.deepEqual(one.lines, []);
            rig.clock.advance(1);
            rig.program.input(other, LED);
            assert.deepEqual(one.lines, [HUB_RESPONSE, LED, LED_OFF]);
            assert.deepEqual(other.lines, [LED, LED_OFF]);
        });

        it('readings come from a bridge that has been running', () => {
            rig = new ProgramRig({ broker: true });
            const client = rig.join();
            rig.clock.advance(1000);
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
            ['null', 'null', undefined],
            ['a number for a topic', '[5, {"x": 1}]', undefined],
            ['an object with the keys of a list', '{"0": "a/b/c", "1": {"x": 1}}', undefined],
            [
                'many more tokens than a bridge takes, without holding up the process',
                `["a/b/c", {"a": [${Array(30_000).fill('[]').join()}]}]`,
                `["a/b/c", {"a": [${Array(30_000).fill('[]').join()}]}]`,
            ],
            ['an absurd number of tokens', `["a/b/c", {${Array(50_000).fill('"a":1').join()}}]`, undefined],
        ];
        for (const [name, line, echo] of ECHOES) {
            it(`echo: ${name}`, () => {
                rig = new ProgramRig({ broker: true, silent: true });
                const client = rig.join();
                rig.program.input(client, line);
                assert.deepEqual(client.lines, echo === undefined ? [] : [echo]);
            });
        }

        it('a dead bridge starts again, and the clients only see silence', () => {
            rig = new ProgramRig({ broker: true });
            const client = rig.join();
            rig.program.input(client, BEYOND);
            assert.equal(client.dropped, false);
            rig.program.input(client, LED);
            rig.clock.advance(1200);
            rig.program.input(client, LED);
            assert.deepEqual(client.lines, [BEYOND, LED, LED, LED_OFF]);
        });
    });

    it('a client that a fault has cut off neither obeys nor is obeyed', () => {
        rig = new ProgramRig({ silent: true });
        const client = rig.join();
        rig.program.input(client, START);
        client.passesFrames = false;
        rig.program.input(client, RELAY_ON);
        assert.equal(rig.program.board.memory('relay/i2c0-3b').state, null);
    });
});
