// A hub as its users see it, without a network: the test plays the bridge on fake sockets and advances the clock. Over real
// sockets: hub_spec.ts and the others beside it.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import { READY_MS } from '../../src/connection/start-message';
import { Hub } from '../../src/hub';
import type { HubSettings, HubState, Outcome } from '../../src/hub-types';
import { DeviceNames } from '../../src/protocol/device-names';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { LATE_MS } from '../../src/send/queue-limits';
import type { RequestCallback, RequestOptions, SendOptions } from '../../src/send/request';
import { type FakeSocket, TakingSocket } from '../support/connection-bench';
import { LED, LED_OFF, line, NO_DEVICES, START } from '../support/lines';
import { ManualClock } from '../support/manual-clock';

const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';
const HANDSHAKE_MS = 12_000;
const OWNER = { name: 'owner' };
const NOW: SendOptions = { owner: OWNER, policy: { kind: 'fail' } };
const LATER: SendOptions = { owner: OWNER, policy: { kind: 'queue', size: 100, ageMs: 60_000 } };
const REQUEST: RequestOptions = { ...NOW, timeoutMs: 1_000 };

/** A hub with fake sockets and a manual clock, and all that it has reported. */
class Bench {
    readonly clock = new ManualClock();
    readonly sockets: FakeSocket[] = [];
    readonly calls: string[] = [];
    readonly faults: string[] = [];
    readonly dropped: string[] = [];
    readonly failures: string[] = [];
    readonly states: HubState[] = [];
    /** What has become of commands and requests. */
    readonly results: string[] = [];
    readonly hub: Hub;

    constructor(settings: Partial<HubSettings> = {}) {
        // Not the time at which no frame was received.
        this.clock.advance(1_000);
        this.hub = new Hub(
            {
                openSocket: (handlers) => {
                    const whole: typeof handlers = {
                        ...handlers,
                        message: (data, isSameTurn) => {
                            const rest = handlers.message(data, isSameTurn);
                            while (rest && rest.next().done !== true);
                            return undefined;
                        },
                    };
                    const socket = new TakingSocket(this.sockets.length + 1, whole, this.calls);
                    this.sockets.push(socket);
                    return socket;
                },
                clock: this.clock,
                handshakeMs: HANDSHAKE_MS,
                heartbeatMs: 0,
                ceilingMs: 1_000,
                startFrames: [],
                goodbyeFrames: [],
                random: () => 1,
                ...settings,
            },
            {
                fault: ({ code }, count) => this.faults.push(`${code} ${count}`),
                dropped: ({ code }, count) => this.dropped.push(`${code} ${count}`),
                failed: (error) => this.failures.push(String(error)),
            },
        );
        this.hub.watch((state) => this.states.push(state));
    }

    /** A bench whose bridge has started, so that commands leave at once. */
    static ready(settings: Partial<HubSettings> = {}): Bench {
        const bench = new Bench(settings);
        bench.hub.join();
        bench.socket.opens();
        bench.socket.receives(LED_OFF);
        bench.calls.length = 0;
        bench.states.length = 0;
        return bench;
    }

    /** The latest socket. */
    get socket(): FakeSocket {
        return this.sockets.at(-1) ?? assert.fail('no socket was opened');
    }

    get names(): string[] {
        return this.states.map(({ name }) => name);
    }

    /** The lines sent since they were last read. */
    sent(): string[] {
        return this.calls.splice(0).flatMap((call) => / send (.*)/.exec(call.replace('.', ' ').trimEnd())?.[1] ?? []);
    }

    result(name: string): (fault?: Reason) => void {
        return (fault) => this.results.push(`${name}: ${fault?.code ?? 'sent'}`);
    }

    response(name: string): RequestCallback {
        return (answer) => this.results.push(`${name}: ${answer.ok ? answer.value?.frame.topic : answer.reason.code}`);
    }

    /** The connection is lost and made again after the wait for it; the hub is ready. */
    connectAgain(): void {
        this.socket.ends();
        this.clock.advance(1_000);
        this.socket.opens();
        this.socket.receives(LED_OFF);
    }
}

describe('hub: its parts together', () => {
    describe('connection', () => {
        it('is made for the first user, again after a loss, and ended with the last', () => {
            const bench = new Bench({ goodbyeFrames: ['bye\n'], ceilingMs: 60_000 });
            assert.deepEqual(bench.names, ['disconnected']);
            const leave = bench.hub.join();
            bench.socket.opens();
            bench.socket.ends();
            assert.deepEqual(bench.hub.state, {
                ...{ name: 'waiting', attempt: 2, retryAt: 2_000 },
                cause: { code: 'dropped', params: {} },
            });
            bench.clock.advance(999);
            assert.equal(bench.sockets.length, 1);
            bench.clock.advance(1);
            bench.socket.opens();
            bench.sent();
            leave();
            assert.deepEqual(bench.sent(), ['bye']);
            assert.deepEqual(bench.names, [
                ...['disconnected', 'connecting', 'connected', 'waiting'],
                ...['connecting', 'connected', 'disconnected'],
            ]);
        });

        it('a flow connects, disconnects and reconnects', () => {
            const bench = new Bench({ autoConnect: false });
            bench.hub.join();
            assert.equal(bench.sockets.length, 0);
            bench.hub.connect();
            bench.socket.opens();
            bench.hub.reconnect();
            bench.socket.ends();
            assert.equal(bench.sockets.length, 2);
            bench.socket.opens();
            bench.hub.disconnect();
            bench.socket.ends();
            assert.deepEqual(bench.names.slice(-3), ['connecting', 'connected', 'disconnected']);
            assert.equal(bench.sockets.length, 2);
        });

        it('is counted as made again from the second time', () => {
            const bench = new Bench();
            assert.equal(bench.hub.counters.reconnects, 0);
            bench.hub.join();
            bench.socket.opens();
            assert.equal(bench.hub.counters.reconnects, 0);
            for (const count of [1, 2]) {
                bench.connectAgain();
                assert.equal(bench.hub.counters.reconnects, count);
            }
        });

        it('gets the time of its settings for each attempt', () => {
            const bench = new Bench();
            bench.hub.join();
            bench.clock.advance(HANDSHAKE_MS - 1);
            assert.deepEqual(bench.names, ['disconnected', 'connecting']);
            bench.clock.advance(1);
            assert.deepEqual(bench.names, ['disconnected', 'connecting', 'waiting']);
        });

        it('passes on what passes it, to whom wants to see it', () => {
            const bench = Bench.ready();
            const seen: string[] = [];
            const end = bench.hub.tap({
                received: (data) => seen.push(`< ${Buffer.from(data)}`),
                sent: (data) => seen.push(`> ${String(data).trimEnd()}`),
                state: ({ name }) => seen.push(name),
            });
            bench.socket.receives(LED_OFF);
            bench.hub.publish('led/-/get', {}, () => {});
            end();
            bench.hub.disconnect();
            assert.deepEqual(seen, [`< ${LED_OFF}`, `> ${LED}`]);
        });
    });

    describe('state', () => {
        it('shows what is wrong with a connected hub, until it is right or the connection ends', () => {
            const bench = Bench.ready({ silenceMs: 30_000 });
            const since = 1_000;
            bench.hub.setOneWay(true);
            bench.clock.advance(30_000);
            bench.socket.receives(LED_OFF);
            bench.hub.setOneWay(false);
            bench.hub.setOneWay(true);
            bench.connectAgain();
            assert.deepEqual(bench.states.slice(0, 5), [
                { name: 'connected', since, isOneWay: true },
                { name: 'connected', since, isOneWay: true, silentMs: 30_000 },
                { name: 'connected', since, isOneWay: true },
                { name: 'connected', since },
                { name: 'connected', since, isOneWay: true },
            ]);
            assert.deepEqual(bench.names.slice(5), ['waiting', 'connecting', 'connected']);
            assert.deepEqual(bench.hub.state, { name: 'connected', since: 32_000 });
        });

        it('the silence of a hub that is not connected is none', () => {
            const bench = Bench.ready({ silenceMs: 30_000 });
            bench.hub.disconnect();
            bench.clock.advance(60_000);
            assert.deepEqual(bench.states, [{ name: 'disconnected' }]);
        });

        it('without a limit no hub is silent', () => {
            const bench = Bench.ready();
            bench.clock.advance(86_400_000);
            assert.deepEqual(bench.states, []);
        });

        it('goes no further to a watcher that has left, or that throws', () => {
            const bench = new Bench();
            const names: string[] = [];
            const end = bench.hub.watch(({ name }) => names.push(name));
            bench.hub.watch(({ name }) => {
                if (name === 'connecting') throw new Error(name);
            });
            bench.hub.join();
            end();
            bench.socket.opens();
            assert.deepEqual(names, ['disconnected', 'connecting']);
            assert.deepEqual(bench.failures, ['Error: connecting']);
        });
    });

    describe('ready', () => {
        it('comes after the start frames, for each connection, to those who still listen', () => {
            const bench = new Bench({ startFrames: [`${LED}\n`] });
            const seen: string[] = [];
            const end = bench.hub.onReady(() => seen.push(...bench.sent(), 'ready'));
            bench.hub.onReady(() => {
                throw new Error('of a listener');
            });
            bench.hub.join();
            bench.socket.opens();
            assert.deepEqual(seen, []);
            bench.socket.receives(LED_OFF);
            bench.connectAgain();
            end();
            bench.connectAgain();
            assert.deepEqual(seen, [START, LED, 'ready', START, LED, 'ready']);
            assert.deepEqual(bench.failures, Array(3).fill('Error: of a listener'));
        });

        it('does not come when the callback of the first command has disconnected', () => {
            const bench = new Bench();
            bench.hub.onReady(() => assert.fail('ready'));
            bench.hub.publish('led/-/set', 'on', () => bench.hub.disconnect(), LATER);
            bench.hub.join();
            bench.socket.opens();
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.names.at(-1), 'disconnected');
            assert.deepEqual(bench.failures, []);
        });

        it('of a silent hub comes after a while, and not once the connection is lost', () => {
            const bench = new Bench();
            let readies = 0;
            bench.hub.onReady(() => readies++);
            bench.hub.join();
            bench.socket.opens();
            bench.clock.advance(READY_MS - 1);
            bench.socket.ends();
            bench.clock.advance(1_000);
            bench.socket.opens();
            bench.clock.advance(READY_MS - 1);
            assert.equal(readies, 0);
            bench.clock.advance(1);
            assert.equal(readies, 1);
        });

        it('a bridge that has not started shows in the state, keeps commands, and is ready once it has', () => {
            const bench = new Bench({ startFrames: [`${LED}\n`] });
            let readies = 0;
            bench.hub.onReady(() => readies++);
            bench.hub.join();
            bench.socket.opens();
            bench.socket.receives(NO_DEVICES);
            bench.clock.advance(READY_MS);
            assert.deepEqual(bench.hub.state, { name: 'connected', since: 1_000, notStarted: true });
            bench.hub.publish('led/-/set', 'on', bench.result('waits'), LATER);
            bench.hub.publish('led/-/set', 'off', bench.result('fails'));
            bench.clock.advance(LATE_MS);
            assert.deepEqual(bench.results, ['fails: not-started']);
            assert.equal(readies, 0);
            bench.sent();
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.sent(), [LED, '["led/-/set", {"state":"on"}]']);
            assert.deepEqual(bench.results, ['fails: not-started', 'waits: sent']);
            assert.equal(readies, 1);
            assert.deepEqual(bench.states.at(-1), { name: 'connected', since: 1_000 });
        });

        it('the frame that shows the start of a bridge needs no flow that receives it', () => {
            const bench = Bench.ready();
            const reading = line(THERMOMETER, { temperature: [20, 'C'] });
            for (let times = 0; times < 3; times++) bench.socket.receives(reading);
            bench.socket.ends();
            bench.clock.advance(1_000);
            bench.socket.opens();
            bench.socket.receives(NO_DEVICES);
            bench.clock.advance(READY_MS);
            assert.ok('notStarted' in bench.hub.state);
            bench.socket.receives(reading);
            assert.ok(!('notStarted' in bench.hub.state));
        });

        it('is waited for no longer than the connection lasts', () => {
            const bench = new Bench();
            bench.hub.join();
            bench.socket.opens();
            bench.hub.disconnect();
            bench.socket.ends();
            bench.sent();
            assert.equal(bench.clock.pending, 0);
        });
    });

    describe('commands', () => {
        it('leave at once, in their order, and each has its result', () => {
            const bench = Bench.ready();
            bench.hub.publish('led/-/set', 'on', bench.result('command'));
            bench.hub.publishRaw('raw\n', NOW, bench.result('text'));
            bench.hub.publish('led/+/set', 'on', bench.result('filter'));
            assert.deepEqual(bench.sent(), ['["led/-/set", {"state":"on"}]', 'raw']);
            assert.deepEqual(bench.results, ['command: sent', 'text: sent', 'filter: topic-wildcard']);
            assert.equal(bench.hub.counters.framesOut, 2);
        });

        it('fail at once without a connection, unless their owner lets them wait', () => {
            const bench = new Bench();
            bench.hub.publish('led/-/set', 'on', bench.result('command'));
            bench.hub.publishRaw('raw\n', NOW, bench.result('text'));
            bench.hub.publish('led/-/set', 'off', bench.result('waits'), LATER);
            assert.deepEqual(bench.results, ['command: not-connected', 'text: not-connected']);
            assert.equal(bench.hub.counters.waiting, 1);
        });

        it('wait for the first attempt to connect, as long as it may take, and for no later one', () => {
            const bench = new Bench();
            bench.hub.join();
            bench.hub.publish('led/-/get', {}, bench.result('first'));
            bench.clock.advance(HANDSHAKE_MS - 1);
            assert.deepEqual(bench.results, []);
            bench.socket.opens();
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.results, ['first: sent']);
            bench.socket.ends();
            bench.clock.advance(1_000);
            assert.equal(bench.names.at(-1), 'connecting');
            bench.hub.publish('led/-/get', {}, bench.result('second'));
            assert.deepEqual(bench.results, ['first: sent', 'second: not-connected']);
        });

        it('do not wait for an attempt that is delayed because flows connect too often', () => {
            const bench = Bench.ready();
            for (let times = 0; times < 50 && bench.names.at(-1) !== 'waiting'; times++) {
                bench.hub.reconnect();
                bench.socket.ends();
                if (bench.names.at(-1) === 'connecting') bench.socket.opens();
            }
            assert.equal(bench.names.at(-1), 'waiting');
            bench.hub.publish('led/-/get', {}, bench.result('command'));
            assert.deepEqual(bench.results, ['command: not-connected']);
        });

        it('of an attempt that fails are refused', () => {
            const bench = new Bench();
            bench.hub.join();
            bench.hub.publish('led/-/get', {}, bench.result('command'));
            bench.socket.ends('refused');
            assert.deepEqual(bench.results, ['command: not-connected']);
        });

        it('keep the least gap of the hub, which is none by default', () => {
            for (const [settings, atOnce] of [
                [{}, 3],
                [{ gapMs: 50 }, 1],
            ] as const) {
                const bench = Bench.ready(settings);
                bench.clock.advance(50);
                for (let index = 0; index < 3; index++) bench.hub.publish(`window/${index}/set`, {}, () => {}, LATER);
                assert.equal(bench.sent().length, atOnce);
                bench.clock.advance(100);
                assert.equal(bench.sent().length, 3 - atOnce);
            }
        });

        it('a callback that throws is reported, and nothing else is affected', () => {
            const bench = Bench.ready();
            const thrown = (name: string) => (): void => {
                throw new Error(name);
            };
            bench.hub.publish('led/-/get', {}, thrown('published'));
            bench.hub.publishRaw('raw\n', NOW, thrown('text'));
            bench.hub.request('led/-/get', {}, REQUEST, thrown('request'));
            bench.hub.configure(THERMOMETER, { 'publish-interval': 30 }, REQUEST, thrown('interval'));
            bench.socket.receives(LED_OFF);
            bench.socket.receives(line(`${THERMOMETER}/config/ok`, { 'publish-interval': 30 }));
            assert.deepEqual(
                bench.failures,
                ['published', 'text', 'request', 'interval'].map((name) => `Error: ${name}`),
            );
        });

        it('of one owner end when it withdraws', () => {
            const bench = Bench.ready();
            bench.hub.request('led/-/get', {}, REQUEST, bench.response('own'));
            bench.hub.request('led/-/get', {}, { ...REQUEST, owner: {} }, bench.response('other'));
            bench.hub.withdraw(OWNER);
            assert.deepEqual(bench.results, ['own: stopped']);
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.results, ['own: stopped', 'other: led/-']);
        });
    });

    describe('requests', () => {
        it('end with their response, which no flow has to receive', () => {
            const bench = Bench.ready();
            bench.socket.receives(line(THERMOMETER, { temperature: [20, 'C'] }));
            bench.hub.request(`${THERMOMETER}/get`, {}, REQUEST, bench.response('reading'));
            assert.equal(bench.hub.counters.asked, 1);
            bench.clock.advance(20);
            bench.socket.receives(line(THERMOMETER, { temperature: [21, 'C'] }));
            assert.deepEqual(bench.results, [`reading: ${THERMOMETER}`]);
            assert.equal(bench.hub.counters.roundTripMs, 20);
        });

        it('are not answered by the frame that lets them leave', () => {
            const bench = new Bench();
            bench.hub.request('led/-/get', {}, { ...REQUEST, ...LATER }, bench.response('waited'));
            bench.hub.join();
            bench.socket.opens();
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.results, []);
            bench.socket.receives(LED_OFF);
            assert.deepEqual(bench.results, ['waited: led/-']);
        });

        it('end with the connection', () => {
            const bench = Bench.ready();
            bench.hub.request('led/-/get', {}, REQUEST, bench.response('lost'));
            bench.socket.ends();
            assert.deepEqual(bench.results, ['lost: link-lost']);
        });

        it('a confirmed command is an outcome of its device, and so is one without a response', () => {
            const bench = Bench.ready();
            const outcomes: Outcome[] = [];
            const late: Outcome[] = [];
            const end = bench.hub.onOutcome((outcome) => late.push(outcome));
            bench.hub.onOutcome(() => {
                throw new Error('of a listener');
            });
            bench.hub.onOutcome((outcome) => outcomes.push(outcome));
            const set = (): void => bench.hub.request(`${RELAY}/set`, true, { ...REQUEST, tries: 1 }, () => {});
            set();
            bench.socket.receives(line(RELAY, { state: true }));
            end();
            bench.clock.advance(1_000);
            set();
            bench.clock.advance(5_000);
            assert.deepEqual(outcomes, [
                { device: RELAY, isConfirmed: true },
                { device: RELAY, isConfirmed: false },
            ]);
            assert.deepEqual(late, outcomes.slice(0, 1));
            assert.deepEqual(bench.failures, Array(2).fill('Error: of a listener'));
        });

        it('the reason of one that was not confirmed says what is known of its device', () => {
            const bench = Bench.ready();
            const reasons: unknown[] = [];
            const set = (): void =>
                bench.hub.request(`${RELAY}/set`, true, { ...REQUEST, tries: 1 }, (answer) => {
                    reasons.push(answer.ok ? 'ok' : answer.reason.detail);
                });
            set();
            bench.clock.advance(5_000);
            bench.hub.explainWith((device) => (device === RELAY ? 'listed' : 'unknown'));
            set();
            bench.clock.advance(5_000);
            assert.deepEqual(reasons, [undefined, 'unconfirmed-listed']);
        });

        it('an interval that a device has confirmed is reported with its owner, before the callback; a failed one is not', () => {
            const bench = Bench.ready();
            const seen: unknown[] = [];
            const configure = (seconds: number): void =>
                bench.hub.configure(THERMOMETER, { 'publish-interval': seconds }, REQUEST, ({ ok }) => seen.push(ok));
            const end = bench.hub.onConfigured((configured) => seen.push(configured));
            bench.hub.onConfigured(() => {
                throw new Error('of a listener');
            });
            configure(30);
            bench.socket.receives(line(`${THERMOMETER}/config/ok`, { 'publish-interval': 30 }));
            assert.deepEqual(seen.splice(0), [{ device: THERMOMETER, owner: OWNER }, true]);
            configure(40);
            bench.clock.advance(60_000);
            assert.deepEqual(seen.splice(0), [false]);
            end();
            configure(50);
            bench.socket.receives(line(`${THERMOMETER}/config/ok`, { 'publish-interval': 50 }));
            assert.deepEqual(seen, [true]);
            assert.deepEqual(bench.failures, Array(2).fill('Error: of a listener'));
        });
    });

    describe('relays', () => {
        it('are known once they were reported, until the connection ends', () => {
            const bench = Bench.ready();
            assert.equal(bench.hub.isKnown(RELAY), false);
            bench.socket.receives(line(RELAY, { state: true }));
            assert.equal(bench.hub.isKnown(RELAY), true);
            assert.equal(bench.hub.isKnown('relay/i2c0-3f'), false);
            bench.socket.ends();
            assert.equal(bench.hub.isKnown(RELAY), false);
        });

        it('have a pending command until they report its state', () => {
            const bench = Bench.ready();
            assert.equal(bench.hub.hasPending(RELAY), false);
            bench.hub.publish(`${RELAY}/set`, true, () => {});
            assert.equal(bench.hub.hasPending(RELAY), true);
            bench.socket.receives(line(RELAY, { state: true }));
            assert.equal(bench.hub.hasPending(RELAY), false);
        });

        it('a toggle waits while the state is awaited, and is looked at again on request', () => {
            const bench = Bench.ready();
            let isAwaited = true;
            bench.hub.awaitStates((relay) => isAwaited && relay === RELAY);
            bench.hub.publish(`${RELAY}/set`, 'toggle', bench.result('toggle'), LATER);
            assert.deepEqual(bench.results, []);
            bench.socket.receives(line(RELAY, { state: true }));
            assert.deepEqual(bench.sent(), [line(`${RELAY}/set`, { state: false })]);
            bench.connectAgain();
            bench.hub.publish(`${RELAY}/set`, 'toggle', bench.result('given up'), LATER);
            isAwaited = false;
            assert.deepEqual(bench.results, ['toggle: sent']);
            bench.hub.recheck();
            assert.deepEqual(bench.results, ['toggle: sent', 'given up: relay-unknown']);
        });
    });

    describe('frames', () => {
        const received = (bench: Bench, filter = '#'): string[] => {
            const topics: string[] = [];
            bench.hub.subscribe(filter, { onFrame: ({ frame }) => topics.push(frame.topic) });
            return topics;
        };

        it('reach those who subscribe to them, until these end', () => {
            const bench = Bench.ready();
            const topics: string[] = [];
            const subscription = bench.hub.subscribe('a/+', { onFrame: ({ frame }) => topics.push(frame.topic) });
            bench.socket.receives('["a/b", {}]\n["a", {}]\nno frame\n["a/c", {}]');
            subscription.end();
            bench.socket.receives('["a/d", {}]');
            assert.deepEqual(topics, ['a/b', 'a/c']);
            assert.deepEqual(bench.faults, ['frame-not-json 1']);
            const { framesIn, badFrames, droppedFrames } = bench.hub.counters;
            assert.deepEqual([framesIn, badFrames, droppedFrames], [5, 1, 0]);
        });

        it('are remembered with their time, by topic', () => {
            const bench = new Bench();
            assert.equal(bench.hub.heardAt, undefined);
            bench.hub.join();
            bench.socket.opens();
            bench.clock.advance(500);
            assert.equal(bench.hub.heardAt, undefined);
            bench.socket.receives('["a/b", {"n": 1}]');
            bench.clock.advance(500);
            assert.equal(bench.hub.heardAt, 1_500);
            assert.deepEqual(bench.hub.lastFrames.of('a/b')?.frame.payload, { n: 1 });
        });

        it('end with the connection that one of their listeners has ended', () => {
            const bench = Bench.ready();
            const topics = received(bench);
            bench.hub.subscribe('b', { onFrame: () => bench.hub.disconnect() });
            bench.socket.receives('["a", {}]\n["b", {}]\n["c", {}]');
            assert.deepEqual(topics, ['a', 'b']);
        });

        it('reach a request before the flows', () => {
            const bench = Bench.ready();
            const seen: string[] = [];
            bench.hub.subscribe('led/-', { onFrame: () => seen.push('flow') });
            bench.hub.request('led/-/get', {}, REQUEST, () => seen.push('request'));
            bench.socket.receives(LED_OFF);
            assert.deepEqual(seen, ['request', 'flow']);
        });

        it('are held while flows stop and start, and the connection with them', () => {
            const bench = new Bench();
            const leave = bench.hub.join();
            bench.socket.opens();
            const topics = received(bench);
            bench.hub.hold();
            leave();
            bench.socket.receives('["a", {}]');
            bench.hub.whenFlowing(() => topics.push('flows run'));
            assert.equal(bench.names.at(-1), 'connected');
            assert.equal(topics.length, 0);
            bench.hub.resume();
            assert.deepEqual(topics, ['flows run', 'a']);
            assert.equal(bench.names.at(-1), 'disconnected', 'no user has come back');
            bench.hub.whenFlowing(() => topics.push('at once'));
            assert.deepEqual(topics, ['flows run', 'a', 'at once']);
        });

        it('that are too many to be held are reported as dropped', () => {
            const bench = Bench.ready();
            bench.hub.hold();
            const long = line('a', { text: 'x'.repeat(1_000_000) });
            for (let count = 0; count < 9; count++) bench.socket.receives(long);
            assert.deepEqual(bench.dropped, ['frame-held 1']);
            assert.equal(bench.hub.counters.droppedFrames, 1);
        });

        it('what their listeners throw is reported', () => {
            const bench = Bench.ready();
            bench.hub.subscribe('a', {
                onFrame: () => {
                    throw new Error('of a flow');
                },
            });
            bench.socket.receives('["a", {}]');
            assert.deepEqual(bench.failures, ['Error: of a flow']);
        });

        it('the names of devices are those of the settings, by default none', () => {
            const names = new DeviceNames([{ device: THERMOMETER, name: 'cellar' }]);
            assert.equal(new Bench({ names }).hub.names, names);
            assert.equal(new Bench().hub.names, DeviceNames.NONE);
        });
    });

    describe('close', () => {
        it('by one who watches the state, a device or an interval lets no other be called', () => {
            const confirm = ({ hub, socket }: Bench): void => {
                hub.request(`${RELAY}/set`, true, { ...REQUEST, tries: 1 }, () => {});
                socket.receives(line(RELAY, { state: true }));
            };
            const configure = ({ hub, socket }: Bench): void => {
                hub.configure(THERMOMETER, { 'publish-interval': 30 }, REQUEST, () => {});
                socket.receives(line(`${THERMOMETER}/config/ok`, { 'publish-interval': 30 }));
            };
            const CASES: readonly (readonly [
                watch: (hub: Hub, run: () => void) => unknown,
                act: (bench: Bench) => void,
            ])[] = [
                [(hub, run) => hub.onOutcome(run), confirm],
                [(hub, run) => hub.onConfigured(run), configure],
                [(hub, run) => hub.onReady(run), (bench) => bench.connectAgain()],
                [
                    (hub, run) => hub.watch(({ name }) => name === 'disconnected' && run()),
                    ({ hub }) => hub.disconnect(),
                ],
            ];
            for (const [watch, act] of CASES) {
                const bench = Bench.ready();
                let calls = 0;
                watch(bench.hub, () => {
                    calls++;
                    void bench.hub.close();
                });
                watch(bench.hub, () => calls++);
                act(bench);
                assert.equal(calls, 1, String(watch));
            }
        });

        it('delivers nothing of what was held for flows', async () => {
            const bench = Bench.ready();
            bench.hub.subscribe('#', { onFrame: () => assert.fail('a frame') });
            bench.hub.hold();
            bench.socket.receives(LED_OFF);
            const closed = bench.hub.close();
            bench.hub.resume();
            bench.socket.ends();
            await closed;
            bench.clock.advance(60_000);
            assert.deepEqual(bench.failures, []);
        });

        it('ends every command and request, and shows the end; after that nothing is reported', async () => {
            const bench = Bench.ready({ goodbyeFrames: ['bye\n'], silenceMs: 30_000 });
            const { hub, socket } = bench;
            const none = (what: string) => () => assert.fail(what);
            const frames: ReceivedFrame[] = [];
            hub.subscribe('#', { onFrame: (frame) => frames.push(frame) });
            hub.onReady(none('ready'));
            hub.onOutcome(none('outcome'));
            hub.onConfigured(none('interval'));
            hub.request('led/-/get', {}, REQUEST, bench.response('request'));
            hub.publish(`${RELAY}/set`, 'toggle', bench.result('waits'), LATER);
            hub.publish('led/-/set', 'on', bench.result('last'), LATER);
            bench.results.length = 0;
            bench.sent();
            const closed = hub.close();
            assert.deepEqual(bench.sent(), ['bye']);
            assert.deepEqual(bench.names, ['disconnected']);
            socket.receives(LED_OFF);
            socket.ends();
            await closed;
            hub.join();
            hub.connect();
            hub.reconnect();
            hub.publish('led/-/set', 'on', bench.result('later'), LATER);
            bench.clock.advance(120_000);
            assert.equal(bench.sockets.length, 1);
            assert.deepEqual(bench.results.at(-1), 'later: not-connected');
            assert.deepEqual(bench.names, ['disconnected']);
            assert.deepEqual(frames, []);
            assert.deepEqual(bench.failures, []);
            assert.equal(bench.clock.pending, 0);
        });
    });
});
