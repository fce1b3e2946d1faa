// A played recording: its timing, its outages, its end, and its responses to commands.

import assert from 'node:assert/strict';
import type { RecordedEvent, RecordedState } from '../../src/recording/format';
import { FORMAT_VERSION } from '../../src/recording/format';
import type { Recording } from '../../src/recording/reader';
import { Player } from '../../src/simulator/player';
import { MAX_SEARCHED_IN_ALL, MAX_STATES } from '../../src/simulator/recorded-answers';
import { ManualClock } from '../support/manual-clock';

const START = '["clown.talk/-/config/set", {}]';
const LIST = '["-/-/config/list", {}]';
const ON = '["relay/i2c0-3b/set", {"state": true}]';
const IS_ON = '["relay/i2c0-3b", {"state": true}]';

const message = (at: number, kind: 'in' | 'out' | 'known', data: string): RecordedEvent => {
    return { at, kind, data, isBase64: false };
};
const state = (at: number, name: RecordedState): RecordedEvent => ({ at, kind: 'state', state: name, code: undefined });
const reading = (at: number): RecordedEvent =>
    message(at, 'in', `["thermometer/i2c0-48", {"temperature": [${at}, "C"]}]`);
const end = (at: number): RecordedEvent => ({ at, kind: 'end', reason: 'time' });

interface Rig {
    readonly clock: ManualClock;
    readonly player: Player;
    readonly log: string[];
    readonly client: { send(message: string | Buffer): void };
    send(line: string, ms?: number): string[];
}

function rig(events: readonly RecordedEvent[], devices: readonly string[] = []): Rig {
    const clock = new ManualClock();
    const log: string[] = [];
    const header = {
        clownHubRecording: FORMAT_VERSION,
        pack: '',
        nodeRed: '',
        nodejs: '',
        started: '',
        hub: '',
        devices,
    };
    const recording: Recording = { header, events, badLines: 0, firstFault: undefined };
    const add = (what: string): number => log.push(`${clock.now()} ${what}`);
    const client = { send: (text: string | Buffer) => void add(text.toString()) };
    const player = new Player(recording, clock, {
        down: (done) => {
            add('down');
            clock.after(5, done);
        },
        up: (done) => {
            add('up');
            clock.after(5, done);
        },
        ended: () => add('ended'),
    });
    const send = (line: string, ms = 100): string[] => {
        log.length = 0;
        player.input(client, line);
        clock.advance(ms);
        return [...log];
    };
    return { clock, player, log, client, send };
}

describe('a played recording', () => {
    it('has its timing, from the first connection on, and says when it ends', () => {
        const { clock, player, log, client } = rig([state(0, 'connected'), reading(10), reading(500), end(600)]);
        clock.advance(1_000);
        assert.deepEqual(log, []);
        player.join(client);
        clock.advance(9);
        assert.deepEqual(log, []);
        clock.advance(2_000);
        assert.deepEqual(log, [
            '1010 ["thermometer/i2c0-48", {"temperature": [10, "C"]}]',
            '1500 ["thermometer/i2c0-48", {"temperature": [500, "C"]}]',
            '1600 ended',
        ]);
        assert.equal(clock.pending, 0);
    });

    it('stands still while no client is connected', () => {
        const { clock, player, log, client } = rig([reading(10), reading(100)]);
        player.join(client);
        clock.advance(50);
        player.leave(client);
        clock.advance(5_000);
        assert.equal(log.length, 1);
        player.join(client);
        clock.advance(50);
        assert.equal(log[1], '5100 ["thermometer/i2c0-48", {"temperature": [100, "C"]}]');
    });

    it('has its outages, and waits for the connection after them', () => {
        const outage = [state(0, 'connected'), state(20, 'waiting'), state(30, 'connecting'), state(50, 'connected')];
        const { clock, player, log, client } = rig([...outage, reading(60), end(70)]);
        player.join(client);
        clock.advance(100);
        // Closing the port takes 5 ms, in which time stands still.
        assert.deepEqual(log, ['20 down', '55 up']);
        player.join(client);
        clock.advance(100);
        assert.deepEqual(log.slice(2), ['110 ["thermometer/i2c0-48", {"temperature": [60, "C"]}]', '120 ended']);
    });

    it('takes no disconnection by a flow or a deploy for an outage', () => {
        const { clock, player, log, client } = rig([
            ...[state(0, 'connected'), state(5, 'disconnected'), state(5, 'flows-stopped'), state(6, 'connecting')],
            ...[state(9, 'connected'), reading(10)],
        ]);
        player.join(client);
        clock.advance(20);
        assert.equal(log[0], '10 ["thermometer/i2c0-48", {"temperature": [10, "C"]}]');
    });

    it('takes no wait of the client itself for an outage', () => {
        const wait: RecordedEvent = { at: 5, kind: 'state', state: 'waiting', code: 'reconnect-often' };
        const { clock, player, log, client } = rig([wait, reading(10)]);
        player.join(client);
        clock.advance(20);
        assert.equal(log[0], '10 ["thermometer/i2c0-48", {"temperature": [10, "C"]}]');
    });

    for (const [how, last] of [
        ['with its end', [end(50)]],
        ['without an end', []],
    ] as const) {
        it(`ends an outage in which its recording ends ${how}`, () => {
            const { clock, player, log, client } = rig([state(20, 'waiting'), ...last]);
            player.join(client);
            clock.advance(100);
            assert.deepEqual(log.map((line) => line.replace(/^\d+ /, '')).sort(), ['down', 'ended', 'up']);
            assert.match(log.at(-1) ?? '', / up$/);
        });
    }

    it('lets others run between many events of one time', () => {
        const { clock, player, log, client } = rig(Array.from({ length: 2_000 }, () => reading(0)));
        player.join(client);
        assert.ok(log.length < 2_000, `${log.length} at once`);
        clock.advance(1);
        assert.equal(log.length, 2_001);
    });

    it('of one time has 500 events in a turn', () => {
        const { player, log, client } = rig(Array.from({ length: 1_200 }, () => reading(0)));
        player.join(client);
        assert.equal(log.length, 500);
    });

    it('has each message once, however many clients connect meanwhile, and for each of them', () => {
        const { clock, player, log, client } = rig([reading(10), reading(20)]);
        const other: string[] = [];
        player.join(client);
        clock.advance(5);
        player.join({ send: (text) => other.push(text.toString()) });
        assert.equal(clock.pending, 1);
        clock.advance(100);
        assert.equal(log.length, 3);
        assert.equal(other.length, 2);
        assert.match(log[1] ?? '', /^20 /);
    });

    it('ends with its player: no timer is left', () => {
        const { clock, player, client, log } = rig([reading(10)]);
        player.join(client);
        player.input(client, START);
        player.close();
        assert.equal(clock.pending, 0);
        clock.advance(100);
        assert.deepEqual(log, []);
    });

    it('passes on bytes that are not UTF-8', () => {
        const { clock, player, log } = rig([{ at: 0, kind: 'in', data: '/wA=', isBase64: true }]);
        const sent: (string | Buffer)[] = [];
        player.join({ send: (data) => sent.push(data) });
        clock.advance(1);
        assert.deepEqual([sent, log], [[Buffer.of(0xff, 0)], ['0 ended']]);
    });

    describe('responds to a command', () => {
        it('as it was recorded, and does not play that response otherwise', () => {
            const events = [message(10, 'out', `${ON}\n`), message(45, 'in', IS_ON), reading(60)];
            const { clock, player, client, log, send } = rig(events);
            player.join(client);
            clock.advance(5_000);
            assert.deepEqual(log, ['60 ["thermometer/i2c0-48", {"temperature": [60, "C"]}]', '60 ended']);
            assert.deepEqual(send(ON), [`5035 ${IS_ON}`]);
        });

        it('with each of the recorded responses in order, with none if the hub did not respond, then as a bridge would', () => {
            const events = [
                message(0, 'out', ON),
                message(5_000, 'out', ON),
                message(5_030, 'in', '["relay/i2c0-3b", {"state": false}]'),
                end(60_000),
            ];
            const { player, client, send } = rig(events);
            player.join(client);
            assert.deepEqual(send(ON), []);
            assert.deepEqual(send(ON), ['130 ["relay/i2c0-3b", {"state": false}]']);
            assert.deepEqual(send(ON), [`220 ${IS_ON}`]);
        });

        it('as it was recorded behind a broker: with the command itself first, then the response', () => {
            const { player, client, clock, send } = rig([
                ...[message(0, 'out', ON), message(5, 'in', ON), message(16, 'in', IS_ON)],
                end(9_000),
            ]);
            player.join(client);
            clock.advance(5_000);
            assert.deepEqual(send(ON), [`5005 ${ON}`, `5016 ${IS_ON}`]);
        });

        it('as a bridge would behind a broker, if only the command itself was recorded before a gap', () => {
            const gap: RecordedEvent = { at: 6, kind: 'gap', from: 5, messages: 1, bytes: 1 };
            const { player, client, send } = rig([message(0, 'out', ON), message(5, 'in', ON), gap, end(9_000)]);
            player.join(client);
            assert.deepEqual(send(ON), [`5 ${ON}`, `20 ${IS_ON}`]);
        });

        it('as it was recorded nearest to the time that was played', () => {
            const refused = '["relay/i2c0-3b/set/error", {"reason": "busy"}]';
            const { player, client, clock, send } = rig([
                ...[message(0, 'out', ON), message(10, 'in', IS_ON)],
                ...[message(60_000, 'out', ON), message(60_010, 'in', refused)],
                end(90_000),
            ]);
            player.join(client);
            clock.advance(59_000);
            assert.deepEqual(send(ON), [`59010 ${refused}`]);
        });

        it('to get with the state of the time that was played, not with one of later', () => {
            const GET = '["relay/i2c0-3b/get", {}]';
            const off = '["relay/i2c0-3b", {"state": false}]';
            const { player, client, clock, send } = rig([
                ...[message(1_000, 'out', GET), message(1_010, 'in', off)],
                ...[message(3_000_000, 'out', GET), message(3_000_010, 'in', IS_ON)],
                end(3_100_000),
            ]);
            player.join(client);
            clock.advance(1_000);
            assert.deepEqual(send(GET), [`1010 ${off}`]);
            clock.advance(60_000);
            assert.deepEqual(send(GET), [`61120 ${off}`]);
            clock.advance(3_000_000);
            assert.deepEqual(send(GET), [`3061220 ${IS_ON}`]);
        });

        it('to set for as many devices as there may be, and keeps the states of so many', () => {
            const { player, client, send } = rig([reading(0)]);
            player.join(client);
            for (let device = 0; device <= MAX_STATES; device++) {
                player.input(client, `["relay/${device}/set", {"state": true}]`);
            }
            const long = 'x'.repeat(1_000);
            assert.equal(send(`["led/-/set", {"state": "${long}"}]`).length, MAX_STATES + 2);
            assert.deepEqual(send(`["relay/${MAX_STATES}/get", {}]`), []);
            assert.deepEqual(send(`["relay/${MAX_STATES - 1}/get", {}]`), []);
            assert.equal(send(`["relay/${MAX_STATES - 2}/get", {}]`).length, 1);
            assert.equal(send('["relay/1/get", {}]').length, 1);
            assert.deepEqual(send('["led/-/get", {}]'), []);
        });

        it('as a bridge would, if its response is beyond an outage, a gap or the end', () => {
            const gap: RecordedEvent = { at: 1, kind: 'gap', from: 0, messages: 1, bytes: 1 };
            for (const cut of [[state(1, 'waiting'), state(2, 'connected')], [gap], []]) {
                const { player, client, clock, send } = rig([message(0, 'out', ON), ...cut, end(10)]);
                player.join(client);
                clock.advance(100);
                player.join(client);
                assert.match(send(ON).at(-1) ?? '', /relay\/i2c0-3b", \{"state": true\}\]$/);
            }
        });

        it('with what connecting needs, although the hub was recorded while it was connected', () => {
            const { player, client, send } = rig([reading(0)], ['relay/i2c0-3b', 'led/-', 'barometer/attic']);
            player.join(client);
            assert.match(send(START)[0] ?? '', /"clown\.talk\/-\/config\/ok"/);
            assert.deepEqual(send(LIST), [
                '120 ["-/-/config/list/ok", {"sensors": ["barometer/attic", "thermometer/i2c0-48"], ' +
                    '"actuators": ["relay/i2c0-3b", "led/-"], "notifications": []}]',
            ]);
        });

        it('with the state that was last played, commanded or known before', () => {
            const { player, client, send } = rig([
                message(0, 'known', '["led/-", {"state": "1-dot"}]'),
                message(0, 'known', '["relay/i2c0-3b", {"state": false}]'),
                reading(0),
            ]);
            player.join(client);
            const shown = (line: string): string => (send(line)[0] ?? '').replace(/^\d+ /, '');
            assert.equal(shown('["led/-/get", {}]'), '["led/-", {"state": "1-dot"}]');
            assert.equal(
                shown('["thermometer/i2c0-48/get", {}]'),
                '["thermometer/i2c0-48", {"temperature": [0, "C"]}]',
            );
            assert.equal(
                shown('["thermometer/i2c0-48/config/update", {"publish-interval": 5}]'),
                '["thermometer/i2c0-48/config/ok", {"publish-interval":5}]',
            );
            assert.equal(shown(ON), IS_ON);
            assert.equal(shown('["relay/i2c0-3b/get", {}]'), IS_ON);
        });

        it('as a bridge would, if the recording has more commands than are searched for responses', () => {
            const count = MAX_SEARCHED_IN_ALL / 1_000 + 1;
            const asked = Array.from({ length: count }, () => message(0, 'out', '["led/-/get", {}]'));
            const ignored = Array.from({ length: 1_000 }, () => reading(0));
            const answer = [message(0, 'out', ON), message(1, 'in', '["relay/i2c0-3b", {"state": false}]')];
            const { player, client, send } = rig([...asked, ...ignored, ...answer]);
            player.join(client);
            assert.equal(send(ON).at(-1), `20 ${IS_ON}`);
        });

        it('not at all, if nothing shows what a hub would respond', () => {
            const { player, client, send } = rig([reading(0)]);
            player.join(client);
            for (const line of [
                'garbage',
                '',
                '[]',
                '["display-oled/i2c0-3c/set", {"line-0": "a"}]',
                '["lux-meter/i2c0-44/get", {}]',
            ]) {
                assert.deepEqual(send(line), [], line);
            }
        });
    });
});
