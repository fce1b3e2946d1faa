// What a played recording responds to a command: as its hub did, at the time that was played, or as a bridge would.

import assert from 'node:assert/strict';
import { FORMAT_VERSION, type RecordedEvent } from '../../src/recording/format';
import { type Given, RecordedAnswers } from '../../src/simulator/recorded-answers';
import { LIST, line, START } from '../support/lines';

const RELAY = 'relay/i2c0-3b';
const ON = line(`${RELAY}/set`, { state: true });
const IS_ON = line(RELAY, { state: true });
const IS_OFF = line(RELAY, { state: false });
/** As a bridge would write it. */
const USUAL = `20 ["${RELAY}", {"state": true}]`;
const GET = line(`${RELAY}/get`);
const END: RecordedEvent = { at: 1_000_000, kind: 'end', reason: 'time' };

type Data = Extract<RecordedEvent, { kind: 'in' | 'out' | 'known' }>;

const message = (at: number, kind: Data['kind'], data: string): Data => ({ at, kind, data, isBase64: false });
const out = (at: number, data: string): Data => message(at, 'out', data);
const into = (at: number, data: string): Data => message(at, 'in', data);
const reading = (at: number): Data => into(at, line('thermometer/i2c0-48', { temperature: [at, 'C'] }));

function answersOf(events: readonly RecordedEvent[], devices: readonly string[] = []): RecordedAnswers {
    const nothing = { pack: '', nodeRed: '', nodejs: '', started: '', hub: '' };
    const header = { clownHubRecording: FORMAT_VERSION, ...nothing, devices };
    return new RecordedAnswers({ header, events, badLines: 0, firstFault: undefined });
}

/** Responses as a client sees them, with their delay. */
function shown(given: readonly Given[]): string[] {
    return given.map(({ afterMs, message: text }) => `${afterMs} ${typeof text === 'string' ? text : text.data}`);
}

/** What is played beside the end of the recording. */
const played = ({ timeline }: RecordedAnswers): string[] =>
    timeline.flatMap((event) => (event.kind === 'in' || event.kind === 'out' ? [`${event.at} ${event.kind}`] : []));

describe('responses of a recording', () => {
    describe('of a hub that responded', () => {
        it('come as late as they did, and are not played besides', () => {
            const answers = answersOf([reading(0), out(10, ON), reading(20), into(45, IS_ON), reading(50), END]);
            assert.deepEqual(played(answers), ['0 in', '10 out', '20 in', '50 in']);
            assert.deepEqual(shown(answers.to(ON, 0)), [`35 ${IS_ON}`]);
        });

        for (const [afterMs, isFound] of [
            [3_000, true],
            [3_001, false],
        ] as const) {
            it(`${afterMs} ms after the command are ${isFound ? 'its response' : 'none: the hub did not respond'}`, () => {
                const answers = answersOf([out(10, ON), into(10 + afterMs, IS_ON), END]);
                assert.deepEqual(shown(answers.to(ON, 0)), isFound ? [`${afterMs} ${IS_ON}`] : []);
                assert.equal(played(answers).length, isFound ? 1 : 2);
            });
        }

        it('are one for each command, in order', () => {
            const answers = answersOf([out(0, ON), out(1, ON), into(15, IS_ON), into(115, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`15 ${IS_ON}`]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`114 ${IS_ON}`]);
            assert.deepEqual(played(answers), ['0 out', '1 out']);
        });

        it('are for the same command only: another payload is another command, another case is not', () => {
            const answers = answersOf([out(0, ON), into(15, IS_OFF), END]);
            assert.deepEqual(shown(answers.to(line(`${RELAY}/set`, { state: true, x: 1 }), 0)), [USUAL]);
            assert.deepEqual(shown(answers.to(line('RELAY/i2c0-3B/set', { state: true }), 0)), [`15 ${IS_OFF}`]);
        });

        it('are found for each frame of a message, and in a message of several', () => {
            const both = `${IS_ON}\n\n${line('led/-', { state: 'on' })}`;
            const answers = answersOf([out(0, `${line('led/-/get')}\n${ON}\n`), into(15, both), END]);
            assert.deepEqual(shown(answers.to(line('led/-/get'), 0)), [`15 ${both}`]);
            assert.deepEqual(shown(answers.to(ON, 0)), [], 'one message answers one command');
        });

        for (const [between, isFound] of [
            [998, true],
            [999, false],
        ] as const) {
            it(`are searched behind ${between} other messages: ${isFound ? 'found' : 'unknown, so as by a bridge'}`, () => {
                const others = Array.from({ length: between }, () => reading(1));
                const answers = answersOf([out(0, ON), ...others, into(2, IS_OFF), END]);
                assert.deepEqual(shown(answers.to(ON, 0)), isFound ? [`2 ${IS_OFF}`] : [USUAL]);
            });
        }

        it('are neither bytes nor what is no frame', () => {
            const bytes: Data = { at: 5, kind: 'in', data: Buffer.from(IS_ON).toString('base64'), isBase64: true };
            const answers = answersOf([out(0, ON), bytes, into(6, IS_ON.slice(0, -1)), into(9, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`9 ${IS_ON}`]);
            assert.deepEqual(played(answers), ['0 out', '5 in', '6 in']);
        });

        it('are not what came before, nor what the client or an earlier time said', () => {
            const known = message(0, 'known', IS_ON);
            const answers = answersOf([known, into(1, IS_ON), out(5, ON), out(6, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), []);
            assert.equal(answers.timeline.length, 5);
        });
    });

    describe('behind a broker', () => {
        it('come after the command itself', () => {
            const answers = answersOf([out(0, ON), into(4, ON), into(15, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`4 ${ON}`, `15 ${IS_ON}`]);
            assert.deepEqual(played(answers), ['0 out']);
        });

        it('an echo may come in one message with other frames', () => {
            const echo = `${ON}\n${line('led/-', { state: 'on' })}`;
            const answers = answersOf([out(0, ON), into(4, echo), into(15, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`4 ${echo}`, `15 ${IS_ON}`]);
        });

        it('a second echo is that of another client, and is played', () => {
            const answers = answersOf([out(0, ON), into(4, ON), into(5, ON), into(15, IS_ON), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`4 ${ON}`, `15 ${IS_ON}`]);
            assert.deepEqual(played(answers), ['0 out', '5 in']);
        });

        it('a command to which no hub responds has its echo alone', () => {
            const draw = line('display-oled/i2c0-3c/set', { 'line-0': 'a' });
            const answers = answersOf([out(0, draw), into(4, draw), reading(5), END]);
            assert.deepEqual(shown(answers.to(draw, 0)), [`4 ${draw}`]);
        });
    });

    describe('of a recording that breaks off', () => {
        const gap: RecordedEvent = { at: 20, kind: 'gap', from: 10, messages: 1, bytes: 1 };
        const outage: RecordedEvent = { at: 20, kind: 'state', state: 'waiting', code: undefined };

        for (const [what, cut] of [
            ['gap', gap],
            ['outage', outage],
            ['end', { ...END, at: 20 }],
        ] as const) {
            it(`before a response (${what}) are those of a bridge, and what comes later is played`, () => {
                const answers = answersOf([out(0, ON), cut, into(30, IS_OFF), { ...END, at: 40 }]);
                assert.deepEqual(shown(answers.to(ON, 0)), [USUAL]);
                assert.deepEqual(played(answers), ['0 out', '30 in']);
            });

            it(`after a response (${what}) are what was recorded`, () => {
                const answers = answersOf([out(0, ON), into(15, IS_OFF), cut, { ...END, at: 40 }]);
                assert.deepEqual(shown(answers.to(ON, 0)), [`15 ${IS_OFF}`]);
            });
        }

        for (const [lateMs, isCut] of [
            [3_000, true],
            [3_001, false],
        ] as const) {
            const at = 100 + lateMs;
            const name = isCut ? 'leaves open whether the hub responded' : 'comes too late: the hub did not respond';
            for (const [what, cut] of [
                ['the last event', reading(at)],
                ['an end', { ...END, at }],
                ['an outage', { ...outage, at }],
                ['a gap', { ...gap, from: at, at: at + 50_000 }],
            ] as const) {
                it(`${what} ${lateMs} ms after a command ${name}`, () => {
                    const rest = what === 'the last event' ? [] : [END];
                    const answers = answersOf([out(100, ON), cut, ...rest]);
                    assert.deepEqual(shown(answers.to(ON, 0)), isCut ? [USUAL] : []);
                });
            }
        }
    });

    describe('to the same command at several times', () => {
        const events = [out(0, ON), into(10, IS_ON), out(10_000, ON), into(10_020, IS_OFF), out(20_000, ON), END];

        for (const [at, expected] of [
            [0, [`10 ${IS_ON}`]],
            [4_999, [`10 ${IS_ON}`]],
            [5_000, [`10 ${IS_ON}`]],
            [5_001, [`20 ${IS_OFF}`]],
            [14_999, [`20 ${IS_OFF}`]],
            [15_001, []],
            [90_000, []],
        ] as const) {
            it(`are those nearest to ${at} ms`, () => assert.deepEqual(shown(answersOf(events).to(ON, at)), expected));
        }

        it('are those of another time where the recording breaks off', () => {
            const gap: RecordedEvent = { at: 20, kind: 'gap', from: 10, messages: 1, bytes: 1 };
            const answers = answersOf([out(0, ON), gap, out(10_000, ON), into(10_020, IS_OFF), END]);
            assert.deepEqual(shown(answers.to(ON, 0)), [`20 ${IS_OFF}`]);
        });

        it('are each used once, then it is answered as by a bridge', () => {
            const answers = answersOf(events);
            const all = [1, 2, 3, 4].map(() => shown(answers.to(ON, 10_000)));
            assert.deepEqual(all, [[`20 ${IS_OFF}`], [`10 ${IS_ON}`], [], [USUAL]]);
        });
    });

    describe('to get', () => {
        const events = [message(0, 'known', IS_OFF), out(10_000, GET), into(10_015, IS_ON), END];

        it('are states of their time, which are not sent to a client that did not request them', () => {
            const answers = answersOf(events);
            const silent = answers.timeline.filter((event) => answers.isSilent(event));
            assert.deepEqual(silent, [events[2]]);
        });

        for (const [at, expected] of [
            [6_999, `20 ${IS_OFF}`],
            [7_000, `15 ${IS_ON}`],
            [13_000, `15 ${IS_ON}`],
            [13_001, `20 ${IS_OFF}`],
        ] as const) {
            it(`at ${at} ms are ${expected}`, () => assert.deepEqual(shown(answersOf(events).to(GET, at)), [expected]));
        }

        it('are those of any time while no state is known', () => {
            assert.deepEqual(shown(answersOf(events.slice(1)).to(GET, 500_000)), [`15 ${IS_ON}`]);
        });

        it('follow what was played or set last', () => {
            const answers = answersOf([END]);
            assert.deepEqual(shown(answers.to(GET, 0)), []);
            answers.played(into(0, `garbage\n${IS_ON}\n${line('led/-', { state: '1-dot' })}`));
            assert.deepEqual(shown(answers.to(GET, 0)), [`20 ${IS_ON}`]);
            assert.deepEqual(shown(answers.to(line('LED/-/get'), 0)), [`20 ${line('led/-', { state: '1-dot' })}`]);
            answers.to(line(`${RELAY}/set`, { state: false }), 0);
            assert.deepEqual(shown(answers.to(GET, 0)), [`20 ["${RELAY}", {"state": false}]`]);
            answers.played(into(0, line('RELAY/I2C0-3B', { state: true })));
            assert.deepEqual(shown(answers.to(GET, 0)), [`20 ${line('RELAY/I2C0-3B', { state: true })}`]);
        });

        for (const topic of [`${RELAY}/get-all`, `x/${RELAY}/get`]) {
            it(`do not depend on the time for ${topic}, which requests no state`, () => {
                const command = line(topic);
                const answers = answersOf([
                    message(0, 'known', IS_OFF),
                    out(0, command),
                    into(5, command),
                    reading(10),
                    END,
                ]);
                assert.deepEqual(shown(answers.to(command, 500_000)), [`5 ${command}`]);
            });
        }

        it('are kept up to 1,000 characters', () => {
            const answers = answersOf([END]);
            const set = (length: number): string => {
                const state = 'x'.repeat(length - '["led/-", {"state": ""}]'.length);
                const [response = ''] = shown(answers.to(line('led/-/set', { state }), 0));
                assert.equal(response.length, '20 '.length + length);
                return response;
            };
            const longest = set(1_000);
            assert.deepEqual(shown(answers.to(line('led/-/get'), 0)), [longest]);
            set(1_001);
            assert.deepEqual(shown(answers.to(line('led/-/get'), 0)), [longest]);
        });

        it('with a further level are none', () => {
            const answers = answersOf([message(0, 'known', IS_OFF), END]);
            assert.deepEqual(shown(answers.to(line(`${RELAY}/get/x`), 0)), []);
        });
    });

    describe('as a bridge would give them', () => {
        const ROWS: readonly (readonly [name: string, command: string, response?: string])[] = [
            ['a relay', ON, `["${RELAY}", {"state": true}]`],
            ['the LED', line('led/-/set', { state: '2-dot' }), '["led/-", {"state": "2-dot"}]'],
            ['upper case', line('RELAY/i2c0-3B/SET', { state: false }), `["${RELAY}", {"state": false}]`],
            [
                'an interval',
                line(`${RELAY}/config/update`, { 'publish-interval': 5 }),
                `["${RELAY}/config/ok", {"publish-interval":5}]`,
            ],
            [
                'an interval, as documented',
                line('led/-/config/set', { 'publish-interval': null }),
                '["led/-/config/ok", {"publish-interval":null}]',
            ],
            ['a display', line('display-oled/i2c0-3c/set', { 'line-0': 'a' })],
            ['a display with a state', line('display-oled/i2c0-3c/set', { state: 'a' })],
            ['a relay without a state', line(`${RELAY}/set`, { level: 1 })],
            ['a relay with a further level', line(`${RELAY}/set/x`, { state: true })],
            ['another action', line(`${RELAY}/toggle`, { state: true })],
            ['a reading', line(RELAY, { state: true })],
            ['configuration without an interval', line(`${RELAY}/config/update`, { level: 1 })],
            ['an interval outside of a configuration', line('thermometer/i2c0-48/set', { 'publish-interval': 5 })],
            ['five levels', line(`${RELAY}/config/update/x`, { 'publish-interval': 5 })],
            ['a list of a device', line(`${RELAY}/config/list`)],
            ['another request to the hub', line('-/-/config/get')],
            ['another action of the hub', line('-/-/get/list')],
            ['no frame', 'garbage'],
            ['a blank line', ''],
        ];
        for (const [name, command, response] of ROWS) {
            it(`${name}: ${response ?? 'none'}`, () => {
                assert.deepEqual(
                    shown(answersOf([END]).to(command, 0)),
                    response === undefined ? [] : [`20 ${response}`],
                );
            });
        }

        it('to the start message, also if the recorded hub has responded to one before', () => {
            const answers = answersOf([out(0, START), into(15, '["clown.talk/-/config/ok", {"device": "hub"}]'), END]);
            assert.deepEqual(shown(answers.to(START, 0)), ['15 ["clown.talk/-/config/ok", {"device": "hub"}]']);
            assert.match(shown(answers.to(START, 0))[0] ?? '', /^20 \["clown\.talk\/-\/config\/ok", .*"1\.1\.1"/);
        });

        it('list the devices of the recording and those whose readings came, each once', () => {
            const answers = answersOf(
                [
                    reading(0),
                    reading(1),
                    into(2, `${IS_ON}\n${line('barometer/attic', { pressure: 97 })}`),
                    into(3, line('window/-', { state: true })),
                    into(4, line(`${RELAY}/set`, { state: true })),
                    into(5, line('lux-meter', { illuminance: 1 })),
                    into(6, 'x ["humidity-sensor/i2c0-40", {}]'),
                    { at: 7, kind: 'in', data: line('co2-sensor/i2c0-38'), isBase64: true },
                    out(8, line('thermometer/i2c1-49')),
                    END,
                ],
                ['led/-', 'display-oled/i2c0-3c', 'i2c/0', 'pir/-', 'thermometer/i2c0-48'],
            );
            assert.deepEqual(shown(answers.to(LIST, 0)), [
                '20 ["-/-/config/list/ok", {"sensors": ["pir/-", "thermometer/i2c0-48", "barometer/attic"], ' +
                    `"actuators": ["led/-", "display-oled/i2c0-3c", "i2c/0", "${RELAY}"], "notifications": []}]`,
            ]);
        });
    });
});
