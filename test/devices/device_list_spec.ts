// Which devices a hub has: when the list is asked for, what is taken for one, and what is known besides.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ok, type Result, refuse } from '../../src/base/errors';
import { DeviceList, MAX_DEVICES } from '../../src/devices/device-list';
import { formatFrame, type JsonObject, parseFrame } from '../../src/protocol/frame';
import { checkTopic } from '../../src/protocol/topic';
import { LastFrames, MAX_TOPICS } from '../../src/receive/last-frames';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { rows } from '../support/frames';
import { ManualClock } from '../support/manual-clock';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

const LIST_OK = '-/-/config/list/ok';
const EMPTY = { sensors: [], actuators: [], notifications: [] };
const SMALL = { sensors: ['thermometer/i2c0-48'], actuators: ['led/-', 'i2c/0'], notifications: [] };

/** A list that asks a hub which only the test answers for. */
class Bench {
    readonly clock = new ManualClock();
    /** Questions that wait for their answer. */
    readonly asked: ((answer: Result<ReceivedFrame>) => void)[] = [];
    readonly frames = new LastFrames();
    /** Each list that was passed on. */
    readonly listings: (readonly string[])[] = [];
    readonly list = new DeviceList({
        clock: this.clock,
        ask: (done) => this.asked.push(done),
        frameTimes: () => this.frames.times(),
        listed: (devices) => this.listings.push(devices),
    });

    received(topic: string, payload: JsonObject = {}): ReceivedFrame {
        return {
            frame: { topic, payload },
            text: formatFrame(topic, payload),
            time: this.clock.now(),
            at: this.clock.monotonic(),
        };
    }

    receive(topic: string, payload?: JsonObject): void {
        this.#onFrame(this.received(topic, payload));
    }

    #onFrame(received: ReceivedFrame): void {
        this.frames.onFrame(received);
        this.list.onFrame(received);
    }

    /** Responds to the oldest request as a hub does: its owner and the listeners get the same frame. */
    answer(payload: JsonObject, topic = LIST_OK): void {
        const received = this.received(topic, payload);
        this.#onFrame(received);
        this.asked.shift()?.(ok(received));
    }

    /** No answer came. */
    expire(): void {
        this.asked.shift()?.(refuse('no-answer', { topic: '-/-/config/list', seconds: 5 }));
    }

    /** `device kind`, and `*` when it is in the latest list. */
    get known(): string[] {
        return this.list.entries().map(({ device, kind, listed }) => `${device} ${kind}${listed ? ' *' : ''}`);
    }
}

describe('device list: what is taken for a list', () => {
    for (const { note, frame } of rows('hub->client', true).filter(({ note }) => note.startsWith('device list'))) {
        it(`real: ${note}`, () => {
            const bench = new Bench();
            const { topic, payload } = good(parseFrame(frame));
            bench.receive(topic, payload);
            const { sensors = [], actuators = [] } = payload as Record<string, string[]>;
            // The dialect of 0.1.0 is never asked for.
            const expected = topic.startsWith('$')
                ? []
                : [
                      ...sensors.map((device) => `${device} sensor *`),
                      ...actuators.map((device) => `${device} actuator *`),
                  ];
            assert.deepEqual(bench.known, expected);
            assert.equal(bench.list.listedAt, expected.length > 0 ? 0 : undefined);
        });
    }

    it('a display without a type is a device with the type `-`', () => {
        const bench = new Bench();
        bench.receive(LIST_OK, { sensors: [], actuators: ['-/i2c0-3d'] });
        assert.deepEqual(bench.list.entries(), [
            { device: '-/i2c0-3d', type: '-', address: 'i2c0-3d', kind: 'actuator', listed: true },
        ]);
    });

    const HOSTILE: readonly (readonly [name: string, payload: JsonObject, known: string[]])[] = [
        ['a text for a list', { sensors: 'thermometer/i2c0-48' }, []],
        ['an object for a list', { sensors: { 0: 'a/b', length: 1 } }, []],
        ['null', { sensors: null, actuators: null }, []],
        ['no lists', { 'publish-interval': 1 }, []],
        ['one list bad, one good', { sensors: 7, actuators: ['led/-'] }, ['led/- actuator *']],
        ['bad entries among good', { sensors: [1, null, ['a/b'], { a: 1 }, true, 'a/b'] }, ['a/b sensor *']],
        [
            'texts that are no topics',
            { sensors: ['', '/', 'a', 'a/', '/a', 'a//b', 'a/b/c', 'a/+', '#/b', 'a/\0'] },
            [],
        ],
        ['a text that is far too long', { sensors: [`a/${'b'.repeat(1_000_000)}`] }, []],
        ['the node itself', { actuators: ['-/-', 'clown.talk/-'] }, []],
        ['names of the language', { sensors: ['__proto__/constructor'] }, ['__proto__/constructor sensor *']],
        ['twice', { sensors: ['a/b', 'a/b'], actuators: ['a/b'] }, ['a/b sensor *']],
        ['notifications are no devices', { sensors: ['a/b'], notifications: ['c/d'] }, ['a/b sensor *']],
    ];
    for (const [name, payload, known] of HOSTILE) {
        for (const topic of [LIST_OK, '-/-/config/ok']) {
            it(`${topic}, ${name}`, () => {
                const bench = new Bench();
                bench.receive(topic, payload);
                assert.deepEqual(bench.known, known);
                assertPrototypesUnchanged();
            });
        }
    }

    it('ten thousand entries are cut at the bound (L6)', () => {
        const bench = new Bench();
        const sensors = Array.from({ length: 10_000 }, (_, index) => `t/${index}`);
        bench.receive(LIST_OK, { sensors, actuators: ['led/-'] });
        bench.receive('t/999');
        bench.receive('t/1000');
        for (let index = 0; index < 3_000; index++) bench.receive(`other/${index}`);
        assert.deepEqual(
            bench.list.entries().map(({ device }) => device),
            sensors.slice(0, MAX_DEVICES),
        );
        assert.deepEqual(
            ['t/999', 't/1000', 'led/-'].map((device) => bench.list.isListed(device)),
            [true, false, false],
        );
    });

    it('a device has at most 200 characters', () => {
        const bench = new Bench();
        const [longest, tooLong] = [198, 199].map((length) => `a/${'b'.repeat(length)}`);
        bench.receive(LIST_OK, { sensors: [longest, tooLong] as string[] });
        assert.deepEqual(bench.known, [`${longest} sensor *`]);
    });

    it('a response is passed on once, although it arrives for its request and as a frame', () => {
        const bench = new Bench();
        bench.list.ready();
        bench.answer(SMALL);
        assert.deepEqual(bench.listings, [['thermometer/i2c0-48', 'led/-', 'i2c/0']]);
        bench.receive(LIST_OK, EMPTY);
        assert.equal(bench.listings.length, 1);
    });

    it('whatever JSON comes as a list, every entry is a device, and bounded', () => {
        const entry = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom('a/b', '__proto__/x', '-/-', 'a/b/c'));
        const payload = fc.oneof(
            fc.dictionary(fc.constantFrom('sensors', 'actuators', 'x'), fc.oneof(fc.array(entry), fc.jsonValue())),
            fc.dictionary(fc.string(), fc.jsonValue()),
        );
        fc.assert(
            fc.property(payload, fc.constantFrom(LIST_OK, '-/-/config/ok'), (value, topic) => {
                const bench = new Bench();
                bench.receive(topic, value as JsonObject);
                for (const { device, type, address, listed } of bench.list.entries()) {
                    assert.equal(outcome(checkTopic(device)), 'ok');
                    assert.equal(`${type}/${address}`, device);
                    assert.equal(device.split('/').length, 2);
                    assert.ok(listed);
                }
                assertPrototypesUnchanged();
            }),
        );
    });
});

describe('device list: what is known', () => {
    const RECEIVED: readonly (readonly [topic: string, device: string | undefined])[] = [
        ['thermometer/i2c0-48', 'thermometer/i2c0-48'],
        ['led/-', 'led/-'],
        ['i2c/0', 'i2c/0'],
        ['window/-', 'window/-'],
        ['__proto__/-', '__proto__/-'],
        ['thermometer/i2c0-48/config/ok', 'thermometer/i2c0-48'],
        ['boot', undefined],
        ['$config/clown-talk', undefined],
        ['clown.talk/-/config/ok', undefined],
        ['clown.talk/-', undefined],
        ['-/-', undefined],
        ['relay/i2c0-3b/set', undefined],
        ['relay/i2c0-3b/get', undefined],
        ['relay/i2c0-3b/config/update', undefined],
        ['a/b/config/error', undefined],
        ['i2c/0/config/scan/ok', undefined],
        ['a/b/c/config/ok', undefined],
        ['config/ok', 'config/ok'],
        ['a/config/ok', undefined],
        [`a/${'b'.repeat(300)}`, undefined],
    ];
    for (const [topic, device] of RECEIVED) {
        it(`${topic.slice(0, 40)} shows ${device ?? 'no device'}`, () => {
            const bench = new Bench();
            bench.clock.advance(7);
            bench.receive(topic);
            const [type, address] = device?.split('/') ?? [];
            const entry = { device, type, address, kind: 'heard', listed: false, heardAt: 7 };
            assert.deepEqual(bench.list.entries(), device ? [entry] : []);
            bench.receive(topic);
            assert.equal(bench.list.entries().length, device ? 1 : 0, 'only once');
        });
    }

    it('listed ones come first, in the order of the list, then the others by name', () => {
        const bench = new Bench();
        bench.receive('window/-');
        bench.receive('led/-');
        bench.receive('door/-');
        bench.receive(LIST_OK, { sensors: ['z/1', 'a/1'], actuators: ['led/-'] });
        assert.deepEqual(bench.known, [
            'z/1 sensor *',
            'a/1 sensor *',
            'led/- actuator *',
            'door/- heard',
            'window/- heard',
        ]);
    });

    it('remembers when the last frame of a device arrived, listed or not', () => {
        const bench = new Bench();
        bench.receive(LIST_OK, SMALL);
        bench.receive('thermometer/i2c0-48');
        bench.clock.advance(10);
        bench.receive('thermometer/i2c0-48');
        bench.receive('window/-');
        const times = bench.list.entries().map(({ device, heardAt }) => [device, heardAt]);
        assert.deepEqual(times, [
            ['thermometer/i2c0-48', 10],
            ['led/-', undefined],
            ['i2c/0', undefined],
            ['window/-', 10],
        ]);
    });

    it('what leaves the list stays with its kind if it has sent a frame', () => {
        const bench = new Bench();
        bench.receive('thermometer/i2c0-48');
        bench.receive(LIST_OK, SMALL);
        bench.receive('led/-');
        bench.clock.advance(10);
        bench.receive(LIST_OK, { sensors: ['barometer/i2c0-60'] });
        assert.deepEqual(bench.known, ['barometer/i2c0-60 sensor *', 'led/- actuator', 'thermometer/i2c0-48 sensor']);
        assert.equal(bench.list.listedAt, 10);
    });

    it('an empty list changes nothing (E3)', () => {
        const bench = new Bench();
        bench.receive(LIST_OK, SMALL);
        const { known } = bench;
        bench.clock.advance(10);
        bench.receive(LIST_OK, EMPTY);
        assert.deepEqual(bench.known, known);
        assert.equal(bench.list.listedAt, 0);
    });

    it('of unlisted devices, those received longest ago are removed (L6)', () => {
        const bench = new Bench();
        for (let index = 0; index < MAX_TOPICS; index++) bench.receive(`t/${index}`);
        assert.equal(bench.list.entries().length, MAX_DEVICES);
        bench.receive('t/0');
        bench.receive('a/new');
        const devices = new Set(bench.list.entries().map(({ device }) => device));
        assert.equal(devices.size, MAX_DEVICES);
        assert.ok(devices.has('t/0') && devices.has('a/new') && !devices.has('t/1') && !devices.has('t/100'));
    });

    it('what two of the longest lists called a device is remembered (L6)', () => {
        const bench = new Bench();
        bench.receive('a/first');
        const full = Array.from({ length: MAX_DEVICES }, (_, index) => `a/${index || 'first'}`);
        bench.receive(LIST_OK, { sensors: full });
        bench.receive(LIST_OK, { sensors: full.map((device) => `b${device}`) });
        bench.receive(LIST_OK, { sensors: ['ba/first'] });
        assert.ok(bench.known.includes('a/first sensor'));
    });

    it('what lists called a device is remembered within bounds (L6)', () => {
        const bench = new Bench();
        bench.receive('a/first');
        bench.receive(LIST_OK, { sensors: ['a/first'] });
        const list = (name: string): void => {
            bench.receive(LIST_OK, { sensors: Array.from({ length: MAX_DEVICES }, (_, index) => `${name}/${index}`) });
        };
        list('b');
        bench.receive(LIST_OK, { sensors: ['z/-'] });
        assert.ok(bench.known.includes('a/first sensor'), bench.known.join());
        list('c');
        bench.receive(LIST_OK, { sensors: ['z/-'] });
        assert.ok(bench.known.includes('a/first heard'), bench.known.join());
    });
});

describe('device list: asking', () => {
    it('at once, and again 2, 5, 10 and 30 s after the connect, then no more', () => {
        const bench = new Bench();
        const times: number[] = [];
        bench.list.ready();
        for (let second = 0; second < 120; second++) {
            for (const _ of bench.asked.splice(0)) times.push(second);
            bench.clock.advance(1_000);
        }
        assert.deepEqual(times, [0, 2, 5, 10, 30]);
        assert.equal(bench.clock.pending, 0);
    });

    it('an ask that answers at once ends it at once', () => {
        const clock = new ManualClock();
        let asked = 0;
        const list = new DeviceList({
            clock,
            frameTimes: () => new Map(),
            ask: (done) => {
                asked++;
                done(ok({ frame: { topic: LIST_OK, payload: SMALL }, text: '', time: 0, at: 0 }));
            },
        });
        list.ready();
        assert.equal(clock.pending, 0);
        assert.equal(asked, 1);
        assert.equal(list.entries().length, 3);
    });

    it('an ask that fails at once is asked no more often', () => {
        const clock = new ManualClock();
        let asked = 0;
        const list = new DeviceList({
            clock,
            frameTimes: () => new Map(),
            ask: (done) => {
                asked++;
                done(refuse('not-connected'));
            },
        });
        list.ready();
        clock.advance(100_000);
        assert.equal(asked, 5);
        assert.equal(clock.pending, 0);
    });

    it('the latest list counts', () => {
        const bench = new Bench();
        bench.list.ready();
        bench.answer(SMALL);
        bench.clock.advance(1_000);
        bench.receive(LIST_OK, SMALL);
        assert.equal(bench.list.listedAt, 1_000);
    });

    /** Ways into each state. */
    const STATES = {
        'never connected': () => new Bench(),
        asking: () => {
            const bench = new Bench();
            bench.list.ready();
            return bench;
        },
        'asked in vain': () => {
            const bench = new Bench();
            bench.list.ready();
            bench.clock.advance(60_000);
            return bench;
        },
        listed: () => {
            const bench = new Bench();
            bench.list.ready();
            bench.answer({ sensors: ['old/-'] });
            return bench;
        },
        'link lost while asking': () => {
            const bench = new Bench();
            bench.list.ready();
            bench.list.lost();
            return bench;
        },
    } as const;
    const EVENTS = {
        'ready()': (bench: Bench) => bench.list.ready(),
        'lost()': (bench: Bench) => bench.list.lost(),
        'the answer': (bench: Bench) => bench.answer(SMALL),
        'an empty answer': (bench: Bench) => bench.answer(EMPTY),
        'no answer': (bench: Bench) => bench.expire(),
        'an answer that is no list': (bench: Bench) => bench.answer(SMALL, 'a/b/config/list/ok'),
        'a list for another client': (bench: Bench) => bench.receive('-/-/config/ok', SMALL),
        'a device': (bench: Bench) => bench.receive('a/b'),
        'refresh()': (bench: Bench) => bench.list.refresh(() => {}),
    } as const;
    type StateName = keyof typeof STATES;
    type EventName = keyof typeof EVENTS;

    /** Questions asked by the event, timers left, devices listed; the first is what every event does not named here. */
    type Row = Partial<Record<EventName | 'otherwise', readonly number[]>>;
    /** Nothing is listed and nothing is asked. */
    const IDLE: Row = {
        otherwise: [0, 0, 0],
        'ready()': [1, 1, 0],
        'the answer': [0, 0, 3],
        'a list for another client': [0, 0, 3],
        'refresh()': [1, 0, 0],
    };
    const TABLE: Readonly<Record<StateName, Row>> = {
        'never connected': IDLE,
        asking: {
            otherwise: [0, 1, 0],
            'ready()': [1, 1, 0],
            'lost()': [0, 0, 0],
            'the answer': [0, 0, 3],
            'a list for another client': [0, 0, 3],
            'refresh()': [1, 1, 0],
        },
        'asked in vain': IDLE,
        listed: {
            otherwise: [0, 0, 1],
            'ready()': [1, 1, 1],
            'the answer': [0, 0, 3],
            'a list for another client': [0, 0, 3],
            'refresh()': [1, 0, 1],
        },
        'link lost while asking': IDLE,
    };
    for (const [state, row] of Object.entries(TABLE) as [StateName, Row][]) {
        for (const [event, act] of Object.entries(EVENTS) as [EventName, (bench: Bench) => void][]) {
            it(`${state}, ${event}`, () => {
                const bench = STATES[state]();
                let asked = 0;
                const { push } = bench.asked;
                bench.asked.push = (...questions) => {
                    asked += questions.length;
                    return push.apply(bench.asked, questions);
                };
                act(bench);
                const listed = bench.list.entries().filter((entry) => entry.listed).length;
                assert.deepEqual([asked, bench.clock.pending, listed], row[event] ?? row.otherwise);
                bench.list.lost();
                assert.equal(bench.clock.pending, 0);
                const before = asked;
                bench.clock.advance(100_000);
                assert.equal(asked, before, 'asks without a link');
            });
        }
    }

    it('a connect begins again, and the earlier list stays until then', () => {
        const bench = new Bench();
        bench.list.ready();
        bench.clock.advance(2_000);
        bench.answer(SMALL);
        bench.list.lost();
        assert.equal(bench.known.length, 3);
        assert.equal(bench.list.listedAt, 2_000);
        bench.asked.length = 0;
        bench.list.ready();
        bench.list.ready();
        assert.equal(bench.asked.length, 2);
        assert.equal(bench.clock.pending, 1);
        bench.clock.advance(2_000);
        assert.equal(bench.asked.length, 3);
    });
});

describe('device list: refreshing (E4)', () => {
    function refresh(bench: Bench): string[] {
        const log: string[] = [];
        bench.list.refresh((result) => log.push(result.ok ? `${result.value.length} devices` : outcome(result)));
        return log;
    }

    it('gives what is known after the answer', () => {
        const bench = new Bench();
        bench.receive('window/-');
        const log = refresh(bench);
        assert.deepEqual(log, []);
        bench.answer(SMALL);
        assert.deepEqual(log, ['4 devices']);
        const next = refresh(bench);
        bench.answer(EMPTY);
        assert.deepEqual(next, ['4 devices'], 'an empty list takes nothing away');
    });

    it('takes the response also if no listener receives it', () => {
        const bench = new Bench();
        const log = refresh(bench);
        bench.asked.shift()?.(ok(bench.received(LIST_OK, SMALL)));
        assert.deepEqual(log, ['3 devices']);
    });

    it('gives the reason when none comes', () => {
        const bench = new Bench();
        const log = refresh(bench);
        bench.expire();
        assert.deepEqual(log, ['no-answer']);
    });

    it('keeps the earlier list if a later request has no response', () => {
        const bench = new Bench();
        bench.list.ready();
        bench.answer(SMALL);
        const { known } = bench;
        const log = refresh(bench);
        bench.expire();
        assert.deepEqual([log, bench.known], [['no-answer'], known]);
        bench.list.ready();
        bench.expire();
        assert.deepEqual(bench.known, known);
        bench.list.lost();
    });

    it('says what was requested when the connection was lost, and how many may wait', () => {
        const bench = new Bench();
        const reasons: unknown[] = [];
        for (let count = 0; count <= 100; count++) {
            bench.list.refresh((result) => reasons.push(result.ok || result.reason.params));
        }
        assert.deepEqual(reasons, [{ limit: 100 }]);
        bench.list.lost();
        assert.deepEqual(reasons[1], { topic: '-/-/config/list' });
    });

    it('requests meanwhile share the response, in their order, each once', () => {
        const bench = new Bench();
        const logs = [refresh(bench), refresh(bench), refresh(bench)];
        assert.equal(bench.asked.length, 1);
        const [done] = bench.asked;
        bench.answer(SMALL);
        done?.(refuse('no-answer'));
        assert.deepEqual(logs, [['3 devices'], ['3 devices'], ['3 devices']]);
    });

    it('does not take the place of the asking after a connect', () => {
        const bench = new Bench();
        bench.list.ready();
        const log = refresh(bench);
        assert.equal(bench.asked.length, 2);
        bench.expire();
        assert.deepEqual(log, []);
        bench.expire();
        assert.deepEqual(log, ['no-answer']);
        assert.equal(bench.clock.pending, 1);
    });

    it('a lost link ends it at once, and what comes later is nothing to it', () => {
        const bench = new Bench();
        const log = refresh(bench);
        bench.list.lost();
        assert.deepEqual(log, ['link-lost']);
        const next = refresh(bench);
        assert.equal(bench.asked.length, 2);
        bench.expire();
        assert.deepEqual([log, next], [['link-lost'], []]);
        bench.answer(SMALL);
        assert.deepEqual([log, next], [['link-lost'], ['3 devices']]);
    });

    it('a callback may refresh again', () => {
        const bench = new Bench();
        let reports = 0;
        bench.list.refresh(() => {
            reports++;
            bench.list.refresh(() => reports++);
        });
        bench.answer(SMALL);
        assert.equal(reports, 1);
        bench.answer(SMALL);
        assert.equal(reports, 2);
    });

    it('no more than a hundred wait (L6)', () => {
        const bench = new Bench();
        const logs = Array.from({ length: 101 }, () => refresh(bench));
        assert.deepEqual(logs[100], ['requests-full']);
        bench.answer(SMALL);
        assert.ok(logs.slice(0, 100).every(([line]) => line === '3 devices'));
    });
});
