// What the pack itself asks of a hub: in which order, how often, and until when. The hub's socket is a fake whose far
// end the test plays, and its clock is turned by hand.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import { Upkeep } from '../../src/devices/upkeep';
import { Hub } from '../../src/hub';
import type { HubSettings } from '../../src/hub-types';
import type { DeviceInterval } from '../../src/settings/hub-options';
import { type FakeSocket, TakingSocket } from '../support/connection-bench';
import { LIST } from '../support/lines';
import { ManualClock } from '../support/manual-clock';

const THERMOMETER = 'thermometer/i2c0-48';
const LUX = 'lux-meter/i2c0-44';
const ROWS: readonly DeviceInterval[] = [
    { device: THERMOMETER, seconds: 30 },
    { device: LUX, seconds: null },
];
const setting = (device: string, seconds: number | null, word = 'update'): string =>
    `["${device}/config/${word}", {"publish-interval":${seconds}}]`;
const confirmed = (device: string, seconds: number | null): string =>
    `["${device}/config/ok", {"publish-interval": ${seconds}}]`;
const START_ANSWER = '["clown.talk/-/config/ok", {"ack": false}]';
const DEVICES = '["-/-/config/list/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": ["led/-"]}]';
const NO_DEVICES = '["-/-/config/list/ok", {"sensors": [], "actuators": []}]';

describe('upkeep of a hub', () => {
    let clock: ManualClock;
    let hub: Hub;
    let upkeep: Upkeep;
    let sockets: FakeSocket[];
    let log: string[];
    let reports: Reason[];
    let leave: () => void;
    let listings: (readonly string[])[];

    function begin(
        intervals: readonly DeviceInterval[] = ROWS,
        settings: Partial<HubSettings> = {},
        requestStates = false,
    ): void {
        clock = new ManualClock();
        sockets = [];
        log = [];
        reports = [];
        listings = [];
        const options: HubSettings = {
            openSocket: (handlers) => {
                const socket = new TakingSocket(sockets.length + 1, handlers, log);
                sockets.push(socket);
                return socket;
            },
            handshakeMs: 10_000,
            heartbeatMs: 0,
            ceilingMs: 60_000,
            startFrames: [],
            goodbyeFrames: [],
            clock,
            random: () => 0,
            ...settings,
        };
        hub = new Hub(options, { fault: () => {}, dropped: () => {}, failed: (error) => assert.fail(String(error)) });
        upkeep = new Upkeep(hub, {
            intervals,
            requestStates,
            report: (reason) => reports.push(reason),
            listed: (devices) => listings.push(devices),
            clock,
        });
        leave = hub.join();
    }

    const socket = (): FakeSocket => sockets.at(-1) as FakeSocket;
    /** What was sent since the last look, without what is sent at the start. */
    const sent = (): string[] =>
        log
            .splice(0)
            .flatMap((line) => /^\d+\.send (.*)\n$/.exec(line)?.[1] ?? [])
            .filter((line) => !line.startsWith('["clown.talk/'));
    const report = (...lines: string[]): void => {
        for (const line of lines) socket().receives(line);
    };
    /** The socket opens, and the hub answers the start message. */
    const opens = (): void => {
        socket().opens();
        report(START_ANSWER);
    };
    const names = (): string[] => upkeep.devices.entries().map(({ device }) => device);

    it('asks nothing before the hub listens', () => {
        begin();
        assert.deepEqual(sent(), []);
        socket().opens();
        assert.deepEqual(sent(), []);
        report(START_ANSWER);
        assert.deepEqual(sent(), [setting(THERMOMETER, 30), LIST]);
    });

    it('sets one interval after the other, each once it is confirmed', () => {
        begin();
        opens();
        sent();
        report(DEVICES);
        assert.deepEqual(sent(), []);
        report(confirmed(THERMOMETER, 30));
        assert.deepEqual(sent(), [setting(LUX, null)]);
        report(confirmed(LUX, null));
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        assert.deepEqual(reports, []);
        assert.equal(clock.pending, 0);
    });

    it('without rows asks for the devices alone', () => {
        begin([]);
        opens();
        assert.deepEqual(sent(), [LIST]);
    });

    it('leaves an interval alone that a flow has set since, until the next link', () => {
        begin([{ device: THERMOMETER, seconds: 60 }]);
        opens();
        report(DEVICES, confirmed(THERMOMETER, 60));
        const answers: boolean[] = [];
        const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2_000 } as const;
        hub.configure(THERMOMETER, { 'publish-interval': 1 }, requestOptions, ({ ok }) => answers.push(ok));
        report(confirmed(THERMOMETER, 1));
        assert.deepEqual(answers, [true]);
        sent();
        clock.advance(10_000);
        for (let n = 0; n < 10; n++) {
            clock.advance(1_000);
            report(`["${THERMOMETER}", {"temperature": [1, "℃"]}]`);
        }
        assert.deepEqual(sent(), []);
        socket().ends();
        clock.advance(1_000);
        opens();
        assert.deepEqual(sent(), [setting(THERMOMETER, 60), LIST]);
    });

    it('needs nobody who receives the lists', () => {
        begin([]);
        upkeep.end();
        upkeep = new Upkeep(hub, { intervals: [], requestStates: false, report: () => {}, clock });
        opens();
        const answers: boolean[] = [];
        upkeep.devices.refresh(({ ok }) => answers.push(ok));
        report(DEVICES, DEVICES);
        assert.deepEqual(answers, [true]);
        assert.deepEqual(names(), [THERMOMETER, 'led/-']);
    });

    it('sets its own interval again when the device has forgotten it', () => {
        begin([{ device: THERMOMETER, seconds: 60 }]);
        opens();
        report(DEVICES, confirmed(THERMOMETER, 60));
        sent();
        clock.advance(10_000);
        for (let n = 0; n < 3; n++) {
            assert.deepEqual(sent(), []);
            clock.advance(1_000);
            report(`["${THERMOMETER}", {"temperature": [1, "℃"]}]`);
        }
        assert.deepEqual(sent(), [setting(THERMOMETER, 60)]);
    });

    it('takes an answer that a hub in silence gives late: the hub listens after four seconds all the same', () => {
        begin();
        socket().opens();
        clock.advance(4_000);
        assert.deepEqual(sent(), [setting(THERMOMETER, 30), LIST]);
    });

    it('asks for the devices until there are some, for half a minute', () => {
        begin([]);
        opens();
        assert.deepEqual(sent(), [LIST]);
        report(NO_DEVICES);
        assert.deepEqual(names(), []);
        clock.advance(1_999);
        assert.deepEqual(sent(), []);
        clock.advance(1);
        assert.deepEqual(sent(), [LIST]);
        clock.advance(3_000);
        assert.deepEqual(sent(), [LIST]);
        report(DEVICES);
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        assert.deepEqual(names(), [THERMOMETER, 'led/-']);
        assert.equal(clock.pending, 0);
    });

    it('gives up asking a hub that never lists any', () => {
        begin([]);
        opens();
        clock.advance(3_600_000);
        assert.equal(sent().length, 5);
        assert.equal(clock.pending, 0);
        assert.deepEqual(reports, []);
    });

    it('takes what another client requested, and what is received', () => {
        begin([]);
        opens();
        report('["pir/-", {"event-count": 1}]', '["-/-/config/ok", {"sensors": ["barometer/i2c0-60"]}]');
        assert.deepEqual(names(), ['barometer/i2c0-60', 'pir/-']);
    });

    it('tries both dialects, then again after a while, and reports a device that is not there once', () => {
        begin([{ device: THERMOMETER, seconds: 30 }]);
        opens();
        report(DEVICES);
        const both = [setting(THERMOMETER, 30), setting(THERMOMETER, 30, 'set')];
        assert.deepEqual(
            sent().filter((line) => line !== LIST),
            both.slice(0, 1),
        );
        clock.advance(2_000);
        assert.deepEqual(sent(), both.slice(1));
        for (const pauseMs of [5_000, 15_000, 30_000]) {
            // The second word has its time too.
            clock.advance(2_000 + pauseMs);
            assert.deepEqual(sent(), both.slice(0, 1));
            assert.deepEqual(reports, []);
            clock.advance(2_000);
            assert.deepEqual(sent(), both.slice(1));
        }
        clock.advance(2_000);
        assert.deepEqual(reports, [
            {
                code: 'not-confirmed',
                detail: 'unconfirmed-listed',
                params: { device: THERMOMETER, seconds: 2, tries: 2 },
            },
        ]);
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        report(`["${THERMOMETER}", {"temperature": [20, "C"]}]`);
        assert.deepEqual(sent(), [both[0], LIST], 'it was not confirmed, so it is checked whether commands arrive');
        report(confirmed(THERMOMETER, 30));
        assert.equal(reports.length, 1);
        socket().ends();
        assert.equal(clock.pending, 1, 'only the next try to connect');
    });

    it('reports what the hub refuses at once, and goes on with the next', () => {
        begin();
        opens();
        sent();
        report(`["${THERMOMETER}/config/error", {"reason": "no"}]`);
        assert.deepEqual(
            reports.map(({ code }) => code),
            ['answer-error'],
        );
        assert.deepEqual(sent(), [setting(LUX, null)]);
        report(confirmed(LUX, null), DEVICES);
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        assert.equal(reports.length, 1);
    });

    it('begins again with each connection, whatever was in flight, and keeps the devices', () => {
        begin();
        opens();
        report(DEVICES);
        sent();
        socket().ends();
        assert.equal(clock.pending, 1, 'only the next try to connect');
        clock.advance(1_000);
        assert.equal(sockets.length, 2);
        assert.deepEqual(sent(), []);
        assert.deepEqual(names(), [THERMOMETER, 'led/-']);
        opens();
        assert.deepEqual(sent(), [setting(THERMOMETER, 30), LIST]);
        assert.deepEqual(reports, []);
    });

    it('what it waits for ends with the link: the next question for devices, the next try at an interval', () => {
        begin([{ device: THERMOMETER, seconds: 30 }]);
        opens();
        // Neither word was confirmed, and a new try is to come.
        clock.advance(4_500);
        assert.ok(clock.pending > 1);
        socket().ends();
        assert.equal(clock.pending, 1, 'only the next try to connect');
        clock.advance(1_000);
        sent();
        clock.advance(9_000);
        assert.deepEqual(sent(), [], 'before the hub is there again');
        assert.deepEqual(reports, []);
    });

    it('once more after a restart of the bridge behind an open connection, which its start response shows', () => {
        begin();
        opens();
        report(confirmed(THERMOMETER, 30), confirmed(LUX, null), DEVICES);
        sent();
        clock.advance(9_999);
        report(START_ANSWER);
        assert.deepEqual(sent(), [], 'the answer to our own start message');
        clock.advance(1);
        report(START_ANSWER);
        assert.deepEqual(sent(), [setting(THERMOMETER, 30)]);
        report(confirmed(THERMOMETER, 30));
        assert.deepEqual(sent(), [setting(LUX, null)]);
    });

    it('disconnected by a message: nothing is requested until it connects again', () => {
        begin();
        opens();
        sent();
        hub.disconnect();
        socket().ends();
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        hub.connect();
        opens();
        assert.deepEqual(sent(), [setting(THERMOMETER, 30), LIST]);
    });

    it('a list that another client has requested counts, too', () => {
        begin();
        opens();
        sent();
        report(DEVICES);
        assert.deepEqual(names(), [THERMOMETER, 'led/-']);
        clock.advance(60_000);
        report('["-/-/config/ok", {"sensors": ["co2-sensor/i2c0-38"], "actuators": []}]');
        assert.equal(names()[0], 'co2-sensor/i2c0-38');
    });

    it('after its end nothing is asked, reported or listed, and no timer is left [C17, L2]', () => {
        begin();
        opens();
        sent();
        upkeep.end();
        upkeep.end();
        assert.equal(clock.pending, 0);
        report(DEVICES);
        assert.deepEqual(names(), []);
        assert.equal(upkeep.devices.listedAt, undefined);
        socket().ends();
        clock.advance(1_000);
        opens();
        clock.advance(3_600_000);
        assert.deepEqual(sent(), []);
        assert.deepEqual(reports, []);
        leave();
        socket().ends();
        assert.equal(clock.pending, 0);
    });

    for (const requestStates of [true, false]) {
        it(`ends its own requests only, ${requestStates ? 'with' : 'without'} those of states`, () => {
            begin(ROWS, {}, requestStates);
            opens();
            const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2_000, tries: 1 } as const;
            const answers: boolean[] = [];
            const command = (relay: string): void =>
                hub.request(`${relay}/set`, true, requestOptions, ({ ok }) => answers.push(ok));
            command('relay/i2c0-3b');
            sent();
            upkeep.end();
            report('["relay/i2c0-3b", {"state": true}]');
            command('relay/i2c0-3f');
            assert.deepEqual(sent(), ['["relay/i2c0-3f/set", {"state":true}]']);
            report('["relay/i2c0-3f", {"state": true}]');
            assert.deepEqual(answers, [true, true]);
        });
    }

    it('asks in turn with the flows: the pause between commands holds for it too', () => {
        begin(ROWS, { gapMs: 100 });
        opens();
        assert.deepEqual(sent(), [setting(THERMOMETER, 30)]);
        clock.advance(99);
        assert.deepEqual(sent(), []);
        clock.advance(1);
        assert.deepEqual(sent(), [LIST]);
    });

    it('passes on each list that arrives, and the answer to who requests one', () => {
        begin([]);
        opens();
        report(DEVICES);
        assert.deepEqual(listings, [[THERMOMETER, 'led/-']]);
        const answers: unknown[] = [];
        const refresh = (): void =>
            upkeep.devices.refresh((listed) =>
                answers.push(listed.ok ? listed.value.map(({ device }) => device) : listed.reason.code),
            );
        refresh();
        report('["-/-/config/list/ok", {"sensors": ["pir/-"]}]');
        refresh();
        clock.advance(2_000);
        assert.deepEqual(answers, [['pir/-', 'led/-', THERMOMETER].slice(0, 1), 'no-answer']);
        assert.deepEqual(listings.length, 2);
    });

    describe('requests the state of relays and the LED', () => {
        const RELAY = 'relay/i2c0-3b';
        const OTHER = 'relay/i2c0-3f';
        const LISTED = `["-/-/config/list/ok", {"actuators": ["${RELAY}", "${OTHER}", "led/-"]}]`;
        const state = (relay: string, isOn: boolean): string => `["${relay}", {"state": ${isOn}}]`;
        const get = (device: string): string => `["${device}/get", {}]`;
        const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2_000, tries: 1 } as const;
        let received: [topic: string, isRequested: boolean][];

        function start(): void {
            begin([], {}, true);
            received = [];
            hub.subscribe('+/+', {
                onFrame: ({ frame: { topic }, requested = false }) => received.push([topic, requested]),
            });
            opens();
            sent();
        }

        it('one after the other once they are listed, and marks the responses', () => {
            start();
            report(LISTED);
            assert.deepEqual(sent(), [get(RELAY)]);
            report(state(RELAY, true));
            assert.deepEqual(sent(), []);
            clock.advance(100);
            assert.deepEqual(sent(), [get(OTHER)]);
            report(state(OTHER, false));
            clock.advance(100);
            assert.deepEqual(sent(), [get('led/-')]);
            report('["led/-", {"state": "on"}]', state(RELAY, false));
            clock.advance(60_000);
            assert.deepEqual(sent(), []);
            assert.deepEqual(received, [
                [RELAY, true],
                [OTHER, true],
                ['led/-', true],
                [RELAY, false],
            ]);
        });

        it('not one that was reported meanwhile, or that a command is about to change', () => {
            start();
            report(state(RELAY, true));
            hub.request(`${OTHER}/set`, true, requestOptions, () => {});
            sent();
            report(LISTED);
            assert.deepEqual(sent(), [get('led/-')]);
            report('["led/-", {"state": "on"}]', state(OTHER, true));
            clock.advance(60_000);
            assert.deepEqual(sent(), []);
            assert.deepEqual(received.at(-1), [OTHER, false]);
        });

        it('without marking the report of a command that was sent after the request', () => {
            start();
            report(LISTED);
            hub.request(`${RELAY}/set`, true, requestOptions, () => {});
            report(state(RELAY, true));
            assert.deepEqual(received, [[RELAY, false]]);
        });

        it('once, also where the response is a state that no LED has', () => {
            start();
            report('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
            assert.deepEqual(sent(), [get('led/-')]);
            report('["led/-", {"state": 7}]');
            clock.advance(60_000);
            assert.deepEqual(sent(), []);
        });

        it('after the commands of flows, also of those that come later', () => {
            begin([], { gapMs: 100 }, true);
            opens();
            report('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
            hub.request(`${OTHER}/set`, true, requestOptions, () => {});
            sent();
            clock.advance(100);
            assert.deepEqual(sent(), [`["${OTHER}/set", {"state":true}]`]);
            clock.advance(100);
            assert.deepEqual(sent(), [get('led/-')]);
        });

        it('again where no response comes, three times in all', () => {
            start();
            report('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
            clock.advance(60_000);
            assert.deepEqual(sent(), [get('led/-'), get('led/-'), get('led/-')]);
        });

        it('so that a toggle right after the connect waits for the state, and is sent then', () => {
            start();
            const toggled: unknown[] = [];
            hub.request(`${RELAY}/set`, 'toggle', requestOptions, ({ ok }) => toggled.push(ok));
            assert.deepEqual(sent(), []);
            report(LISTED);
            assert.deepEqual(sent(), [get(RELAY)]);
            report(state(RELAY, true));
            assert.deepEqual(sent(), [`["${RELAY}/set", {"state":false}]`]);
            report(state(RELAY, false));
            assert.deepEqual(toggled, [true]);
        });

        it('and fails a toggle whose state has not come in time', () => {
            start();
            const reasons: unknown[] = [];
            hub.request(
                `${RELAY}/set`,
                'toggle',
                requestOptions,
                (answer) => answer.ok || reasons.push(answer.reason.code),
            );
            report(LISTED);
            clock.advance(2_999);
            assert.deepEqual(reasons, []);
            clock.advance(1);
            assert.equal(reasons.length, 1);
        });

        it('not after its end', () => {
            start();
            report(LISTED);
            sent();
            upkeep.end();
            assert.equal(clock.pending, 0);
            report(state(RELAY, true));
            clock.advance(60_000);
            assert.deepEqual(sent(), []);
        });
    });

    describe('of a bridge that has lost its subscription', () => {
        const READING = `["${THERMOMETER}", {"temperature": [20, "C"]}]`;
        const RELAY = 'relay/i2c0-3b';
        const states = (): unknown[] => [hub.state.name, (hub.state as { isOneWay?: true }).isOneWay];
        const confirmed = (): Reason[] => {
            const reasons: Reason[] = [];
            const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2_000, tries: 1 } as const;
            hub.request(`${RELAY}/set`, true, requestOptions, (answer) => answer.ok || reasons.push(answer.reason));
            return reasons;
        };
        /** Readings each second. */
        const seconds = (number: number, reading = READING): void => {
            for (let n = 0; n < number; n++) {
                report(reading);
                clock.advance(1_000);
            }
        };
        /** A hub that has listed its devices, half a minute ago. */
        const listed = (): void => {
            begin([]);
            opens();
            report('["-/-/config/list/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": ["relay/i2c0-3b"]}]');
            clock.advance(30_000);
            sent();
        };

        it('a command that is not confirmed leads to requests for the list, and those to the state', () => {
            listed();
            const reasons = confirmed();
            seconds(3);
            assert.equal(reasons[0]?.detail, 'unconfirmed-listed');
            seconds(6);
            assert.deepEqual(sent().filter((line) => line === LIST).length, 2);
            assert.deepEqual(states(), ['connected', true]);
            const next = confirmed();
            seconds(2);
            assert.deepEqual(next, [
                {
                    code: 'not-confirmed',
                    detail: 'unconfirmed-one-way',
                    params: { device: RELAY, seconds: 2, tries: 1 },
                },
            ]);
            clock.advance(30_000);
            sent();
            seconds(1);
            assert.deepEqual(sent(), [LIST]);
            report(DEVICES);
            assert.deepEqual(states(), ['connected', undefined]);
        });

        it('is found to be well by what another client requested, or a device of the bridge that confirms', () => {
            for (const act of [
                (): void => report(DEVICES),
                (): void => {
                    confirmed();
                    report(`["${RELAY}", {"state": true}]`);
                },
            ]) {
                listed();
                confirmed();
                seconds(9);
                assert.deepEqual(states(), ['connected', true]);
                act();
                assert.deepEqual(states(), ['connected', undefined]);
            }
        });

        it('is not found by requests for the list that did not leave', () => {
            begin([], { gapMs: 60_000 });
            opens();
            report(DEVICES);
            clock.advance(60_000);
            confirmed();
            sent();
            // The pause between commands is longer than a request may wait for its turn.
            seconds(50);
            assert.deepEqual(sent(), []);
            assert.deepEqual(states(), ['connected', undefined]);
        });

        it('leaves no request for the list to the next connection', () => {
            begin([], { gapMs: 5_000 });
            opens();
            report(DEVICES);
            clock.advance(30_000);
            confirmed();
            seconds(3);
            sent();
            socket().ends();
            clock.advance(1_000);
            opens();
            report(DEVICES);
            clock.advance(60_000);
            assert.deepEqual(sent(), [LIST], 'that of the connect alone');
        });

        it('is not suspected for a while after it has refused to list its devices', () => {
            listed();
            confirmed();
            seconds(3);
            assert.deepEqual(sent().at(-1), LIST);
            report('["-/-/config/list/error", {"reason": "no"}]');
            confirmed();
            seconds(5);
            assert.ok(!sent().includes(LIST));
        });

        it('has no request left after the end', () => {
            listed();
            confirmed();
            seconds(3);
            assert.deepEqual(sent().at(-1), LIST);
            assert.ok(clock.pending > 0);
            upkeep.end();
            assert.equal(clock.pending, 0);
        });

        it('is found at a connect, too: the list that is requested then has no response', () => {
            begin([]);
            opens();
            seconds(10);
            assert.deepEqual(states(), ['connected', true]);
            socket().ends();
            clock.advance(1_000);
            opens();
            assert.deepEqual(states(), ['connected', undefined], 'a new connection begins with nothing known');
            seconds(10);
            assert.deepEqual(states(), ['connected', true]);
        });

        it('is not found where only wireless nodes report, or the list is refused, or nothing is reported', () => {
            begin([]);
            opens();
            seconds(60, '["thermometer/-", {"temperature": [20, "C"]}]');
            assert.deepEqual(states(), ['connected', undefined]);
            listed();
            confirmed();
            clock.advance(60_000);
            assert.deepEqual(
                sent().filter((line) => line === LIST),
                [],
            );
            report(READING, '["-/-/config/error", {}]');
            seconds(20);
            assert.deepEqual(states(), ['connected', undefined]);
        });

        it('one device that does not confirm, beside a bridge that lists its devices, changes nothing', () => {
            listed();
            const reasons = confirmed();
            seconds(3);
            assert.deepEqual(sent().at(-1), LIST);
            report(DEVICES);
            seconds(20);
            assert.deepEqual(states(), ['connected', undefined]);
            assert.equal(reasons.length, 1);
        });

        for (const [name, act, known] of [
            ['the hub lists', (): void => report('["-/-/config/list/ok", {"actuators": ["relay/i2c0-3b"]}]'), 'listed'],
            ['has reported', (): void => report(`["${RELAY}", {"state": false}]`), 'reported'],
            ['nothing is known of', (): void => {}, undefined],
        ] as const) {
            it(`a device that ${name}: the error includes what is known`, () => {
                begin([]);
                opens();
                act();
                const reasons = confirmed();
                clock.advance(2_000);
                assert.equal(reasons[0]?.detail, known && `unconfirmed-${known}`);
            });
        }

        it('a hub that is silent: the error includes it', () => {
            begin([], { silenceMs: 5_000 });
            opens();
            clock.advance(6_000);
            const reasons = confirmed();
            clock.advance(2_000);
            assert.equal(reasons[0]?.detail, 'unconfirmed-silent');
        });
    });
});
