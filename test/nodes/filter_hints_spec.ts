// When a topic filter that matches nothing is reported, and until when. The hub's socket is a fake whose far end the test
// plays, and its clock is turned by hand.

import assert from 'node:assert/strict';
import { FilterHints, type FilterUser } from '../../nodes/runtime/hub/filter-hints';
import { MAX_DEVICES } from '../../src/devices/device-list';
import { Upkeep } from '../../src/devices/upkeep';
import { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import { type FakeSocket, TakingSocket } from '../support/connection-bench';
import { line, NO_DEVICES } from '../support/lines';
import { ManualClock } from '../support/manual-clock';

const START_ANSWER = '["clown.talk/-/config/ok", {"ack": false}]';
const DEVICES = line('-/-/config/list/ok', {
    sensors: ['thermometer/i2c0-48', 'lux-meter/i2c0-44'],
    actuators: ['led/-'],
});
/** From a list to the check, and until what is not certain is reported. */
const CHECK_MS = 5_000;
const SETTLED_MS = 120_000;

/** A node, and how often its hints may have changed. */
class User implements FilterUser {
    filters: string[];
    hints = 0;
    /** The filters in the order of the hints that were seen; `-` for none. */
    readonly seen: string[] = [];
    readonly #all: FilterHints;

    constructor(all: FilterHints, ...filters: string[]) {
        this.#all = all;
        this.filters = filters;
        all.add(this);
    }

    get suggestions(): (string | undefined)[] {
        return this.filters.map((filter) => this.#all.of(filter)?.suggestion);
    }

    hinted(): void {
        this.hints++;
        this.seen.push(this.filters.find((filter) => this.#all.of(filter)) ?? '-');
    }
}

describe('hints about topic filters', () => {
    let clock: ManualClock;
    let hub: Hub;
    let upkeep: Upkeep;
    let hints: FilterHints;
    let sockets: FakeSocket[];

    beforeEach(() => {
        clock = new ManualClock();
        sockets = [];
        hub = new Hub(
            {
                openSocket: (handlers) => {
                    const socket = new TakingSocket(sockets.length + 1, handlers, []);
                    sockets.push(socket);
                    return socket;
                },
                handshakeMs: 10_000,
                heartbeatMs: 0,
                ceilingMs: 1_000,
                startFrames: [],
                goodbyeFrames: [],
                clock,
                random: () => 0,
            },
            { fault: () => {}, dropped: () => {}, failed: (error) => assert.fail(String(error)) },
        );
        hints = new FilterHints(hub, clock);
        upkeep = new Upkeep(hub, {
            intervals: [],
            requestStates: false,
            report: () => {},
            listed: (devices) => hints.listed(devices),
            clock,
        });
        hub.join();
    });

    afterEach(async () => {
        hints.end();
        upkeep.end();
        const closed = hub.close();
        sockets.at(-1)?.ends();
        await closed;
        assert.equal(clock.pending, 0, 'timers');
    });

    const report = (...lines: string[]): void => {
        for (const one of lines) sockets.at(-1)?.receives(one);
    };
    const opens = (): void => {
        sockets.at(-1)?.opens();
        report(START_ANSWER);
    };

    it('some seconds after the list, to the nodes with such a filter', () => {
        const wrong = new User(hints, 'Lux-Meter/+', 'nodes/bridge/0/thermometer/+');
        const right = new User(hints, 'lux-meter/+', '#');
        opens();
        clock.advance(1_000);
        report(DEVICES);
        clock.advance(CHECK_MS - 1);
        assert.deepEqual(wrong.suggestions, [undefined, undefined]);
        clock.advance(1);
        assert.deepEqual(wrong.suggestions, ['lux-meter/+', 'thermometer/+']);
        assert.deepEqual(right.suggestions, [undefined, undefined]);
        assert.equal(wrong.hints, 1);
    });

    it('not while the bridge has not started, nor of a hub that lists no devices', () => {
        const user = new User(hints, 'Lux-Meter/+', 'co2-sensor/i2c0-38');
        sockets.at(-1)?.opens();
        report(NO_DEVICES);
        clock.advance(SETTLED_MS);
        report(START_ANSWER, line('thermometer/i2c0-48'), NO_DEVICES);
        clock.advance(SETTLED_MS);
        assert.deepEqual([user.suggestions, user.hints], [[undefined, undefined], 0]);
    });

    it('not of a hub whose list is cut', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        const list = (length: number): string[] => Array.from({ length }, (_, n) => `t/${n}`);
        hints.listed(list(MAX_DEVICES));
        clock.advance(CHECK_MS);
        assert.deepEqual(user.suggestions, [undefined]);
        hints.listed(list(MAX_DEVICES - 1));
        clock.advance(CHECK_MS);
        assert.deepEqual(user.suggestions, ['lux-meter/+']);
    });

    it('not of a hub with topics that are too long to be known', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        report(DEVICES, line(`a/${'b'.repeat(300)}`));
        clock.advance(SETTLED_MS);
        assert.deepEqual(user.suggestions, [undefined]);
    });

    it('not of a topic that the hub has sent before a full deploy or a restart', () => {
        const user = new User(hints, 'Lux-Meter/+', 'Thermometer/+');
        hub.kept.restore([{ topic: 'Lux-Meter/x', text: line('Lux-Meter/x'), time: 0, at: 0 }]);
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS);
        assert.deepEqual(user.suggestions, [undefined, 'thermometer/+']);
    });

    it('a missing device only after two minutes, because a list may come early and a sensor may be slow', () => {
        const user = new User(hints, 'co2-sensor/i2c0-38', 'Lux-Meter/+');
        opens();
        report(DEVICES);
        clock.advance(SETTLED_MS - 1);
        assert.deepEqual([hints.of('co2-sensor/i2c0-38'), user.hints], [undefined, 1]);
        clock.advance(1);
        assert.deepEqual(hints.of('co2-sensor/i2c0-38'), { cause: 'unlisted' });
        // A node that is deployed later waits for the next check only.
        const late = new User(hints, 'barometer/i2c0-60');
        clock.advance(CHECK_MS);
        assert.deepEqual(hints.of('barometer/i2c0-60'), { cause: 'unlisted' });
        assert.deepEqual(late.seen, ['barometer/i2c0-60']);
    });

    it('a spelling of other letters only after two minutes, because there may be such a device', () => {
        const user = new User(hints, 'luxmeter/+', '+/thermometer', 'Thermometer/+');
        opens();
        report(DEVICES);
        clock.advance(SETTLED_MS - 1);
        assert.deepEqual(user.suggestions, [undefined, undefined, 'thermometer/+']);
        clock.advance(1);
        assert.deepEqual(user.suggestions, ['lux-meter/+', 'thermometer/+', 'thermometer/+']);
    });

    it('a value from before a full deploy or a restart shows for two minutes only that its device exists', () => {
        const user = new User(hints, 'barometer/i2c0-60', 'Lux-Meter/+', 'co2-sensor/i2c0-38');
        // A device that was removed, and one without an I2C address.
        const old = ['barometer/i2c0-60', 'Lux-Meter/x', 'thermometer/-'];
        hub.kept.restore(old.map((topic) => ({ topic, text: line(topic), time: 0, at: 0 })));
        opens();
        report(DEVICES);
        clock.advance(SETTLED_MS - 1);
        assert.equal(user.hints, 0);
        clock.advance(1);
        assert.deepEqual(
            user.filters.map((filter) => hints.of(filter)?.cause),
            ['unlisted', 'spelling', 'unlisted'],
        );
    });

    it('a list that is requested again does not start the two minutes again', () => {
        new User(hints, 'co2-sensor/i2c0-38');
        opens();
        report(DEVICES);
        clock.advance(SETTLED_MS - 1_000);
        report(DEVICES);
        clock.advance(CHECK_MS);
        assert.deepEqual(hints.of('co2-sensor/i2c0-38'), { cause: 'unlisted' });
    });

    it('a node that is deployed while a missing device waits is checked at once', () => {
        new User(hints, 'co2-sensor/i2c0-38');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS + 1_000);
        const user = new User(hints, 'Lux-Meter/+');
        clock.advance(CHECK_MS);
        assert.deepEqual(user.suggestions, ['lux-meter/+']);
    });

    it('ends with the first frame that the filter matches', () => {
        const user = new User(hints, 'Lux-Meter/+', 'Thermometer/+');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS);
        assert.deepEqual(user.seen, ['Lux-Meter/+']);
        report(line('thermometer/i2c0-48'), line('Lux-Meter/x/get'));
        assert.deepEqual(user.seen, ['Lux-Meter/+']);
        report(line('Lux-Meter/x'), line('Lux-Meter/x'));
        assert.deepEqual(user.seen, ['Lux-Meter/+', 'Thermometer/+']);
        report(line('Thermometer/x'));
        assert.deepEqual(user.seen, ['Lux-Meter/+', 'Thermometer/+', '-']);
        report(DEVICES);
        clock.advance(SETTLED_MS);
        assert.equal(user.hints, 3, 'what the hub has sent stays known');
    });

    it('ends with the connection, and is back after the next list unless that has such a device', () => {
        const user = new User(hints, 'Lux-Meter/+', 'barometer/i2c0-60');
        opens();
        report(DEVICES);
        clock.advance(SETTLED_MS);
        assert.deepEqual(user.seen, ['Lux-Meter/+', 'Lux-Meter/+']);
        sockets.at(-1)?.ends();
        assert.deepEqual(user.seen.splice(0), ['Lux-Meter/+', 'Lux-Meter/+', '-']);
        clock.advance(1_000);
        opens();
        const next = new User(hints, 'Lux-Meter/+');
        clock.advance(SETTLED_MS);
        assert.deepEqual([user.seen, next.seen], [[], []], 'not before the list');
        report(line('-/-/config/list/ok', { sensors: ['Lux-Meter/x', 'lux-meter/i2c0-44'], actuators: ['led/-'] }));
        clock.advance(SETTLED_MS);
        assert.deepEqual(user.seen, ['barometer/i2c0-60']);
        report(line('-/-/config/list/ok', { sensors: ['barometer/i2c0-60', 'Lux-Meter/x'] }));
        clock.advance(CHECK_MS);
        assert.deepEqual(user.seen, ['barometer/i2c0-60', '-']);
    });

    it('a filter that is set by a message is checked, one that was removed no longer', () => {
        const user = new User(hints, 'thermometer/+');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS);
        user.filters = ['Lux-Meter/+'];
        hints.changed();
        clock.advance(CHECK_MS);
        assert.deepEqual(user.seen, ['Lux-Meter/+']);
        hints.remove(user);
        clock.advance(CHECK_MS);
        assert.equal(hints.of('Lux-Meter/+'), undefined);
    });

    it('after a deploy, frames that were held meanwhile come first', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        hub.hold();
        report(DEVICES, line('Lux-Meter/x'));
        clock.advance(CHECK_MS + 1_000);
        hub.resume();
        clock.advance(SETTLED_MS);
        assert.equal(user.hints, 0);
    });

    it('none after the hub node has closed', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        report(DEVICES);
        hints.end();
        clock.advance(SETTLED_MS);
        hints.listed(['thermometer/i2c0-48']);
        hints.end();
        assert.equal(user.hints, 0);
    });

    it('of several changes one check follows, soon after the first of them', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS - 1);
        const pending = clock.pending;
        for (let change = 0; change < 3; change++) hints.changed();
        assert.equal(clock.pending, pending);
        clock.advance(1);
        assert.equal(user.hints, 1);
        hints.changed();
        hints.changed();
        assert.equal(clock.pending, pending, 'one timer for both');
    });

    it('no node receives any after the end', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS);
        const { length } = user.seen;
        hints.end();
        report(line('Lux-Meter/x'));
        sockets.at(-1)?.ends();
        clock.advance(SETTLED_MS);
        assert.equal(user.seen.length, length);
        assert.equal(hints.of('Lux-Meter/+'), undefined);
    });

    it('wait for one frame each, also after they were found again', () => {
        const user = new User(hints, 'Lux-Meter/+');
        opens();
        report(DEVICES);
        clock.advance(CHECK_MS);
        for (let check = 0; check < 3; check++) {
            hints.changed();
            clock.advance(CHECK_MS);
        }
        const { length } = user.seen;
        report(line('Lux-Meter/x'));
        assert.deepEqual(user.seen.slice(length), ['-'], 'one subscription ends');
    });
});

describe('hints and the state of the hub', () => {
    it('stay while it is connected, whatever else its state says, and are forgotten otherwise', () => {
        const clock = new ManualClock();
        let watcher = (_state: HubState): void => {};
        let watches = 0;
        const hub = {
            watch(one: typeof watcher) {
                watches++;
                watcher = one;
                return () => watches--;
            },
            whenFlowing: (run: () => void) => run(),
            lastFrames: { isComplete: true, times: () => new Map() },
            kept: { matching: () => [] },
            subscribe: () => ({ end: () => {} }),
        };
        const hints = new FilterHints(hub as unknown as Hub, clock);
        const user = new User(hints, 'Lux-Meter/+');
        hints.listed(['lux-meter/i2c0-44']);
        clock.advance(CHECK_MS);
        assert.deepEqual(user.suggestions, ['lux-meter/+']);
        watcher({ name: 'connected', since: 0, silentMs: 1 });
        assert.deepEqual(user.suggestions, ['lux-meter/+']);
        watcher({ name: 'disconnected' });
        assert.deepEqual(user.suggestions, [undefined]);
        hints.end();
        assert.deepEqual([watches, clock.pending], [0, 0]);
    });
});
