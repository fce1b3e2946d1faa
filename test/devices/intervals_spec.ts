// The owner's publish intervals: how they come into force, what is tried again, and how a restart of the hub shows.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import { Intervals } from '../../src/devices/intervals';
import type { DeviceInterval } from '../../src/settings/hub-options';
import { SettableClock } from '../support/settable-clock';

const START = 'clown.talk/-/config/ok';
const T = 'thermometer/i2c0-48';
const L = 'lux-meter/i2c0-44';
const TABLE: readonly DeviceInterval[] = [
    { device: T, seconds: 60 },
    { device: L, seconds: null },
];

type Done = (fault?: Reason) => void;

function stackDepth(): number {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    const depth = String(new Error().stack).split('\n').length;
    Error.stackTraceLimit = limit;
    return depth;
}

/** Intervals whose hub is the test: `asked` holds what waits for its answer. */
class Bench {
    readonly clock = new SettableClock();
    readonly asked: { readonly row: string; readonly done: Done }[] = [];
    /** All that was asked and reported since it was last read. */
    readonly #log: string[] = [];
    readonly intervals: Intervals;

    constructor(rows: readonly DeviceInterval[] = TABLE) {
        this.intervals = new Intervals({
            clock: this.clock,
            rows,
            configure: (device, seconds, done) => {
                this.#log.push(`${device} ${seconds}`);
                this.asked.push({ row: device, done });
            },
            report: ({ code, params }) => this.#log.push(`report ${code} ${params.topic ?? ''}`.trim()),
        });
    }

    /** Everything since the last look. */
    read(): string {
        return this.#log.splice(0).join(', ');
    }

    /** Ends the oldest question: confirmed, or with a fault. */
    answer(code?: ReasonCode): void {
        const question = this.asked.shift();
        assert.ok(question, 'nothing was asked');
        question.done(code && refuse(code, { topic: question.row }).reason);
    }

    answerAll(code?: ReasonCode): void {
        while (this.asked.length > 0) this.answer(code);
    }

    receive(topic: string): void {
        this.intervals.onFrame({
            frame: { topic, payload: {} },
            text: '',
            time: this.clock.now(),
            at: this.clock.monotonic(),
        });
    }

    /** Readings, each so long after the one before. */
    readings(topic: string, count: number, gapMs: number): void {
        for (let index = 0; index < count; index++) {
            this.clock.advance(gapMs);
            this.receive(topic);
        }
    }

    /** Lets every try of every row pass without an answer. */
    exhaust(): void {
        for (let tries = 0; tries < 4; tries++) {
            this.answerAll('no-answer');
            this.clock.advance(30_000);
        }
        this.answerAll('no-answer');
    }
}

function confirmed(rows?: readonly DeviceInterval[]): Bench {
    const bench = new Bench(rows);
    bench.intervals.ready();
    bench.answerAll();
    bench.read();
    return bench;
}

describe('intervals: applying', () => {
    it('after each connect, row by row, one at a time', () => {
        const bench = new Bench();
        assert.equal(bench.read(), '');
        bench.intervals.ready();
        assert.equal(bench.read(), `${T} 60`);
        bench.clock.advance(100_000);
        assert.equal(bench.read(), '', 'the second waits');
        bench.answer();
        assert.equal(bench.read(), `${L} null`);
        bench.answer();
        bench.clock.advance(1_000_000);
        assert.equal(bench.read(), '');
        bench.intervals.lost();
        bench.intervals.ready();
        assert.equal(bench.read(), `${T} 60`);
    });

    it('no answer: again after 5, 15 and 30 s, then reported, once', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        bench.intervals.ready();
        for (const pauseMs of [5_000, 15_000, 30_000]) {
            bench.read();
            bench.clock.advance(2_000);
            bench.answer('no-answer');
            assert.equal(bench.clock.pending, 1);
            bench.clock.advance(pauseMs - 1);
            assert.equal(bench.read(), '');
            bench.clock.advance(1);
            assert.equal(bench.read(), `${T} 60`);
        }
        bench.answer('no-answer');
        assert.equal(bench.read(), `report no-answer ${T}`);
        assert.equal(bench.clock.pending, 0);
        bench.clock.advance(1_000_000);
        assert.equal(bench.read(), '');
    });

    it('a row that pauses holds up no other', () => {
        const bench = new Bench();
        bench.intervals.ready();
        bench.read();
        bench.answer('no-answer');
        assert.equal(bench.read(), `${L} null`);
        bench.clock.advance(5_000);
        assert.equal(bench.read(), '', 'one at a time');
        bench.answer();
        assert.equal(bench.read(), `${T} 60`);
        bench.answer();
        assert.equal(bench.clock.pending, 0);
    });

    it('an absent device is tried when a frame of it comes, at most once a minute, and not reported again', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        bench.intervals.ready();
        bench.exhaust();
        bench.read();
        for (const topic of [`${T}/set`, `${T}/config/update`, 'thermometer/i2c0-49', 'thermometer', `${T}x`])
            bench.receive(topic);
        assert.equal(bench.read(), '');
        bench.receive(T);
        assert.equal(bench.read(), `${T} 60`);
        bench.receive(T);
        bench.answer('no-answer');
        assert.equal(bench.read(), '');
        bench.clock.advance(59_999);
        bench.receive(`${T}/config/ok`);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        bench.receive(`${T}/config/ok`);
        assert.equal(bench.read(), `${T} 60`);
        bench.answer();
        bench.clock.advance(100_000);
        bench.receive(T);
        assert.equal(bench.read(), '');
        assert.equal(bench.clock.pending, 0);
    });

    it('the next connect reports it again', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        for (let connects = 0; connects < 2; connects++) {
            bench.intervals.ready();
            bench.exhaust();
            const log = bench.read().split(', ');
            assert.deepEqual(log.slice(-1), [`report no-answer ${T}`]);
            assert.equal(log.length, 5);
            bench.intervals.lost();
        }
    });

    for (const code of ['answer-error', 'interval-co2', 'command-level-length'] as const) {
        it(`${code} is reported at once, and not tried before the next connect`, () => {
            const bench = new Bench();
            bench.intervals.ready();
            bench.read();
            bench.answer(code);
            assert.equal(bench.read(), `report ${code} ${T}, ${L} null`);
            bench.answer();
            bench.clock.advance(100_000);
            bench.receive(START);
            assert.equal(bench.read(), `${L} null`, 'the others, after a restart');
            bench.answer();
            bench.readings(T, 10, 1_000);
            assert.equal(bench.read(), '');
            bench.intervals.ready();
            assert.equal(bench.read(), `${T} 60`);
        });
    }

    for (const code of ['not-confirmed', 'write-full', 'requests-full'] as const) {
        it(`${code} is tried again like no answer`, () => {
            const bench = new Bench([{ device: T, seconds: 60 }]);
            bench.intervals.ready();
            bench.answer(code);
            bench.read();
            bench.clock.advance(5_000);
            assert.equal(bench.read(), `${T} 60`);
        });
    }

    for (const code of ['not-connected', 'not-written', 'write-timeout', 'link-lost', 'stopped'] as const) {
        it(`${code} is no fault of the device: waits for the next connect`, () => {
            const bench = new Bench();
            bench.intervals.ready();
            bench.answerAll(code);
            assert.equal(bench.read(), `${T} 60, ${L} null`);
            assert.equal(bench.clock.pending, 0);
            bench.receive(T);
            bench.clock.advance(100_000);
            assert.equal(bench.read(), '');
            bench.intervals.lost();
            bench.intervals.ready();
            assert.equal(bench.read(), `${T} 60`);
        });
    }

    it('a long table whose rows end at once is no deep recursion', () => {
        const rows = Array.from({ length: 300 }, (_, index) => ({ device: `t/${index}`, seconds: 60 }));
        for (const fault of [undefined, refuse('answer-error').reason, refuse('not-connected').reason]) {
            const depths = new Set<number>();
            let asked = 0;
            const intervals = new Intervals({
                clock: new SettableClock(),
                rows,
                configure: (_device, _seconds, done) => {
                    asked++;
                    depths.add(stackDepth());
                    done(fault);
                },
                report: () => {},
            });
            intervals.ready();
            assert.equal(asked, rows.length);
            assert.equal(depths.size, 1, 'each row is asked from the same depth');
        }
    });

    it('a repeated response counts once', () => {
        const bench = new Bench();
        bench.intervals.ready();
        const [question] = bench.asked;
        bench.answer();
        bench.read();
        question?.done();
        question?.done(refuse('no-answer').reason);
        assert.equal(bench.read(), '');
        assert.equal(bench.clock.pending, 0);
    });

    it('the callback of a report may end it', () => {
        const clock = new SettableClock();
        const asked: string[] = [];
        const intervals: Intervals = new Intervals({
            clock,
            rows: TABLE,
            configure: (device, _seconds, done) => {
                asked.push(device);
                done(refuse('answer-error').reason);
            },
            report: () => intervals.end(),
        });
        intervals.ready();
        assert.deepEqual(asked, [T]);
        assert.equal(clock.pending, 0);
    });

    it('the callback of a report may connect again', () => {
        const asked: { readonly device: string; readonly done: Done }[] = [];
        const intervals: Intervals = new Intervals({
            clock: new SettableClock(),
            rows: TABLE,
            configure: (device, _seconds, done) => asked.push({ device, done }),
            report: () => intervals.ready(),
        });
        intervals.ready();
        asked[0]?.done(refuse('answer-error').reason);
        assert.deepEqual(
            asked.map(({ device }) => device),
            [T, T],
        );
        asked[1]?.done();
        assert.deepEqual(
            asked.map(({ device }) => device),
            [T, T, L],
        );
    });

    it('an empty table asks nothing', () => {
        const bench = confirmed([]);
        bench.clock.advance(20_000);
        bench.receive(START);
        bench.receive(T);
        bench.intervals.lost();
        assert.equal(bench.read(), '');
    });

    it('names of the language are devices like any other', () => {
        const bench = confirmed([{ device: '__proto__/constructor', seconds: 60 }]);
        bench.clock.advance(6_000);
        bench.readings('__proto__/constructor', 3, 1_000);
        assert.equal(bench.read(), '__proto__/constructor 60');
        bench.receive('constructor');
    });
});

describe('intervals: a start answer that no connect explains', () => {
    it('brings all rows again, but not within 10 s of the connect or of the last time', () => {
        const bench = confirmed();
        bench.clock.advance(9_999);
        bench.receive(START);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        bench.receive(START);
        bench.answerAll();
        assert.equal(bench.read(), `${T} 60, ${L} null`);
        bench.clock.advance(9_999);
        bench.receive(START);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        bench.receive(START);
        bench.answerAll();
        assert.equal(bench.read(), `${T} 60, ${L} null`);
    });

    it('what came with the connect counts as that, also if it is reported before or long after', () => {
        const bench = new Bench();
        bench.clock.advance(1_000);
        bench.intervals.ready();
        bench.answerAll();
        bench.read();
        for (const time of [999, 1_000, 3_200]) {
            bench.clock.advance(10_000);
            bench.intervals.onFrame({ frame: { topic: START, payload: {} }, text: '', time, at: time });
        }
        assert.equal(bench.read(), '');
    });

    it('a device that is absent afterwards is reported once for the connection', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        bench.intervals.ready();
        bench.exhaust();
        assert.match(bench.read(), /report/);
        bench.receive(START);
        bench.exhaust();
        assert.equal(bench.read(), Array.from({ length: 4 }, () => `${T} 60`).join(', '));
    });

    it('a clock that is set makes no start of its own, and hides none', () => {
        for (const ms of [-3_600_000, 3_600_000]) {
            const bench = confirmed();
            bench.clock.set(ms);
            bench.receive(START);
            assert.equal(bench.read(), '');
            bench.clock.advance(10_000);
            bench.receive(START);
            assert.equal(bench.read(), `${T} 60`);
        }
    });
});

describe('intervals: the default pace', () => {
    /** What a row of so many seconds makes of readings with such a gap, once it has settled. */
    const PACES: readonly (readonly [device: string, seconds: number | null, gapMs: number, again: boolean])[] = [
        [T, 1, 1, false],
        [T, 1, 1_000, false],
        [T, 2, 999, false],
        [T, 2, 1_000, false],
        [T, 3, 1_100, true],
        [T, 3, 1_499, true],
        [T, 3, 1_500, false],
        [T, 5, 1_000, true],
        [T, 10, 2_999, true],
        [T, 10, 3_000, false],
        [T, 60, 1_000, true],
        [T, 60, 2_999, true],
        // These are readings that a flow asks for now and then.
        [T, 60, 3_000, false],
        [T, 86_400, 1_000, true],
        [T, 86_400, 600_000, false],
        [T, null, 1_000, true],
        [T, null, 2_999, true],
        [T, null, 3_000, false],
        ['co2-sensor/i2c0-38', 16, 26_000, false],
        ['co2-sensor/i2c0-38', 52, 26_000, false],
        ['co2-sensor/i2c0-38', 53, 26_000, true],
        ['co2-sensor/i2c0-38', 600, 26_000, true],
        ['co2-sensor/i2c0-38', 600, 40_000, false],
    ];
    for (const [device, seconds, gapMs, again] of PACES) {
        it(`${device} ${seconds}: a reading every ${gapMs} ms ${again ? 'is' : 'is not'} the default pace`, () => {
            const bench = confirmed([{ device, seconds }]);
            bench.clock.advance(5_000);
            bench.readings(device, 2, gapMs);
            assert.equal(bench.read(), '', 'two are not enough');
            bench.readings(device, 1, gapMs);
            assert.equal(bench.read(), again ? `${device} ${seconds}` : '');
            bench.readings(device, 100, gapMs);
            assert.equal(bench.read(), '');
        });
    }

    it('readings in the first 5 s do not count', () => {
        const bench = confirmed();
        bench.readings(T, 4, 1_000);
        bench.clock.advance(999);
        bench.receive(T);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        bench.readings(T, 2, 100);
        assert.equal(bench.read(), '');
        bench.readings(T, 1, 100);
        assert.equal(bench.read(), `${T} 60`);
    });

    it('one long gap begins the row again', () => {
        const bench = confirmed();
        bench.clock.advance(5_000);
        for (let count = 0; count < 20; count++) {
            bench.readings(T, 1, 60_000);
            bench.readings(T, 1, 1_000);
        }
        assert.equal(bench.read(), '');
    });

    it('only readings count, not answers and echoes', () => {
        const bench = confirmed();
        bench.clock.advance(5_000);
        for (const topic of [`${T}/config/ok`, `${T}/get`, `${T}/config/update`, 'thermometer/i2c0-49']) {
            bench.readings(topic, 5, 1_000);
        }
        assert.equal(bench.read(), '');
    });

    it('only that row comes again, at most once a minute', () => {
        const bench = confirmed();
        bench.clock.advance(5_000);
        const times: number[] = [];
        for (let second = 0; second < 200; second++) {
            bench.readings(T, 1, 1_000);
            if (bench.read() !== '') times.push(second);
            bench.answerAll();
        }
        assert.deepEqual(times, [2, 62, 122, 182]);
        bench.readings(L, 3, 1_000);
        assert.equal(bench.read(), `${L} null`, 'each row has a minute of its own');
    });

    it('if it is not answered then, it is tried as after a connect', () => {
        const bench = confirmed([{ device: T, seconds: 60 }]);
        bench.clock.advance(5_000);
        bench.readings(T, 3, 1_000);
        bench.exhaust();
        const row = `${T} 60`;
        assert.equal(bench.read(), `${row}, ${row}, ${row}, ${row}, report no-answer ${T}`);
    });

    it('a device that the owner wrote in upper case is recognised', () => {
        const bench = confirmed([{ device: 'humidity-sensor/i2c0-5F', seconds: 60 }]);
        bench.clock.advance(5_000);
        bench.readings('humidity-sensor/i2c0-5f', 3, 1_000);
        assert.equal(bench.read(), 'humidity-sensor/i2c0-5F 60');
    });

    it('a clock that is set hides nothing', () => {
        for (const ms of [-3_600_000, 3_600_000]) {
            const bench = confirmed();
            bench.clock.advance(5_000);
            bench.readings(T, 2, 1_000);
            bench.clock.set(ms);
            bench.readings(T, 1, 1_000);
            assert.equal(bench.read(), `${T} 60`);
        }
    });

    /**
     * Readings of a real sensor that begins now: `steps` before the first one, then one each, a little late as bridges
     * are (clown-talk, section 9).
     */
    function attach(bench: Bench, device: string, steps: number, seconds: number): void {
        const publish = (): void => {
            bench.receive(device);
            bench.clock.after(seconds * 1_000 + 12, publish);
        };
        bench.clock.after(steps * seconds * 1_000, publish);
    }

    const SENSORS: readonly (readonly [device: string, steps: number])[] = [
        [T, 1],
        [L, 2],
        ['humidity-sensor/i2c0-40', 2],
        ['barometer/i2c0-60', 3],
        ['humidity-sensor/i2c0-5f', 4],
    ];
    for (const [device, steps] of SENSORS) {
        it(`${device} is recognised within 7 s of a restart`, () => {
            for (const seconds of [3, 4, 5, 60, 3_600, 86_400, null]) {
                const bench = confirmed([{ device, seconds }]);
                bench.readings(device, 3, (seconds ?? 30) * 1_000);
                assert.equal(bench.read(), '');
                attach(bench, device, steps, 1);
                bench.clock.advance(7_000);
                assert.equal(bench.read(), `${device} ${seconds}`);
            }
        });

        it(`${device} with its interval in force is left alone for two hours`, () => {
            for (const seconds of [1, 2, 3, 4, 5, 60, 3_600]) {
                const bench = confirmed([{ device, seconds }]);
                attach(bench, device, steps, seconds);
                bench.clock.advance(7_200_000);
                assert.equal(bench.read(), '');
            }
        });
    }

    it('no jitter makes a table of 1 or 2 s, or readings at the pace of the table, start anything', () => {
        const pace = fc.record({
            seconds: fc.integer({ min: 1, max: 86_400 }),
            late: fc.array(fc.double({ min: -0.24, max: 0.24, noNaN: true }), { maxLength: 40 }),
        });
        fc.assert(
            fc.property(
                pace,
                fc.integer({ min: 1, max: 2 }),
                fc.array(fc.nat(3_000)),
                ({ seconds, late }, few, gaps) => {
                    const bench = confirmed([
                        { device: T, seconds },
                        { device: L, seconds: few },
                    ]);
                    let owed = 0;
                    for (const part of late) {
                        // Each reading is early or late by less than a quarter of the interval.
                        bench.readings(T, 1, seconds * 1_000 * (1 + part) - owed);
                        owed = seconds * 1_000 * part;
                    }
                    for (const gapMs of gaps) bench.readings(L, 1, gapMs);
                    assert.equal(bench.read(), '');
                },
            ),
        );
    });
});

describe('intervals, state by state', () => {
    const ROW: readonly DeviceInterval[] = [{ device: T, seconds: 60 }];
    const begun = (): Bench => {
        const bench = new Bench(ROW);
        bench.intervals.ready();
        return bench;
    };
    const answered = (...codes: (ReasonCode | undefined)[]): Bench => {
        const bench = begun();
        for (const code of codes) bench.answer(code);
        // Past the time in which a start answer is explained, and short of the next try.
        bench.clock.advance(codes[0] === 'no-answer' ? 4_000 : 20_000);
        return bench;
    };
    /** Ways into each state of one row. */
    const STATES = {
        'never connected': () => new Bench(ROW),
        requestOptions: () => {
            const bench = begun();
            bench.clock.advance(20_000);
            return bench;
        },
        'pausing, just connected': () => answered('no-answer'),
        'pausing, later': () => {
            const bench = answered('no-answer');
            bench.clock.advance(20_000);
            bench.answer('no-answer');
            return bench;
        },
        absent: () => {
            const bench = begun();
            bench.exhaust();
            return bench;
        },
        confirmed: () => {
            const bench = answered(undefined);
            bench.readings(T, 2, 1_000);
            return bench;
        },
        refused: () => answered('answer-error'),
        'link lost, not reported': () => answered('link-lost'),
        'link lost while asking': () => {
            const bench = begun();
            bench.intervals.lost();
            return bench;
        },
        'link lost while pausing': () => {
            const bench = answered('no-answer');
            bench.intervals.lost();
            return bench;
        },
        'link lost when confirmed': () => {
            const bench = answered(undefined);
            bench.intervals.lost();
            return bench;
        },
        ended: () => {
            const bench = answered('no-answer');
            bench.intervals.end();
            return bench;
        },
    } as const;
    const EVENTS = {
        'ready()': (bench: Bench) => bench.intervals.ready(),
        'lost()': (bench: Bench) => bench.intervals.lost(),
        'end()': (bench: Bench) => bench.intervals.end(),
        confirmed: (bench: Bench) => bench.asked.shift()?.done(),
        'no answer': (bench: Bench) => bench.asked.shift()?.done(refuse('no-answer').reason),
        'a refusal': (bench: Bench) => bench.asked.shift()?.done(refuse('answer-error').reason),
        'the link breaks': (bench: Bench) => bench.asked.shift()?.done(refuse('link-lost').reason),
        'a start answer': (bench: Bench) => bench.receive(START),
        'a reading': (bench: Bench) => bench.readings(T, 1, 1_000),
        'a response to another client': (bench: Bench) => bench.receive(`${T}/config/ok`),
        'another topic': (bench: Bench) => bench.receive(L),
    } as const;
    type StateName = keyof typeof STATES;
    type EventName = keyof typeof EVENTS;
    /** What is asked and reported, and how many timers are left. */
    type Outcome = readonly [log: string, timers: number];
    interface Expected {
        /** What every event does that is not named below. */
        readonly idle: Outcome;
        /** After how many milliseconds the next timer fires; it always asks. */
        readonly timerMs?: number;
        readonly events: Partial<Record<EventName, Outcome>>;
    }

    const ASKED: Outcome = [`${T} 60`, 0];
    const NOTHING: Outcome = ['', 0];
    const DOWN: Expected = { idle: NOTHING, events: { 'ready()': ASKED } };
    const EXPECTED: Readonly<Record<StateName, Expected>> = {
        'never connected': DOWN,
        requestOptions: {
            idle: NOTHING,
            events: { 'ready()': ASKED, 'no answer': ['', 1], 'a refusal': ['report answer-error', 0] },
        },
        'pausing, just connected': {
            idle: ['', 1],
            timerMs: 1_000,
            events: { 'ready()': ASKED, 'lost()': NOTHING, 'end()': NOTHING, 'a reading': ASKED },
        },
        'pausing, later': {
            idle: ['', 1],
            timerMs: 15_000,
            events: { 'ready()': ASKED, 'lost()': NOTHING, 'end()': NOTHING, 'a start answer': ASKED },
        },
        absent: {
            idle: NOTHING,
            events: {
                'ready()': ASKED,
                'a start answer': ASKED,
                'a reading': ASKED,
                'a response to another client': ASKED,
            },
        },
        confirmed: { idle: NOTHING, events: { 'ready()': ASKED, 'a start answer': ASKED, 'a reading': ASKED } },
        refused: DOWN,
        'link lost, not reported': { idle: NOTHING, events: { 'ready()': ASKED, 'a start answer': ASKED } },
        'link lost while asking': DOWN,
        'link lost while pausing': DOWN,
        'link lost when confirmed': DOWN,
        ended: { idle: NOTHING, events: {} },
    };

    for (const [state, { idle, timerMs, events }] of Object.entries(EXPECTED) as [StateName, Expected][]) {
        for (const [event, act] of Object.entries(EVENTS) as [EventName, (bench: Bench) => void][]) {
            const [log, timers] = events[event] ?? idle;
            it(`${state}, ${event}: ${log || 'nothing'}`, () => {
                const bench = STATES[state]();
                bench.read();
                act(bench);
                assert.equal(bench.read(), log);
                assert.equal(bench.clock.pending, timers, 'timers left');
                bench.intervals.lost();
                assert.equal(bench.clock.pending, 0, 'timers without a link');
            });
        }

        it(`${state}, left alone: ${timerMs ? `asks after ${timerMs} ms` : 'nothing'}`, () => {
            const bench = STATES[state]();
            bench.read();
            bench.clock.advance((timerMs ?? 3_600_000) - 1);
            assert.equal(bench.read(), '');
            bench.clock.advance(1);
            assert.equal(bench.read(), timerMs ? ASKED[0] : '');
        });
    }

    it('ended, a connection that is lost and comes again: nothing', () => {
        const bench = begun();
        bench.intervals.end();
        bench.read();
        bench.intervals.lost();
        bench.intervals.ready();
        assert.equal(bench.read(), '');
    });

    it('a response after a lost connection does not count for the next one', () => {
        const bench = begun();
        const [late] = bench.asked.splice(0);
        bench.intervals.lost();
        bench.intervals.ready();
        bench.read();
        late?.done(refuse('no-answer').reason);
        assert.equal(bench.clock.pending, 0);
        late?.done();
        bench.answer('no-answer');
        assert.equal(bench.clock.pending, 1, 'the new one still counted');
    });
});

describe('intervals: properties', () => {
    const row = fc.record({
        device: fc.constantFrom(T, L, 'co2-sensor/i2c0-38', 'a/b'),
        seconds: fc.constantFrom(1, 2, 60, 600, null),
    });
    const code = fc.constantFrom<ReasonCode | undefined>(
        undefined,
        undefined,
        'no-answer',
        'answer-error',
        'link-lost',
    );
    const step = fc.oneof(
        fc.record({ do: fc.constantFrom('ready', 'lost') }),
        { arbitrary: fc.record({ do: fc.constant('answer'), code }), weight: 4 },
        { arbitrary: fc.record({ do: fc.constant('advance'), ms: fc.nat(20_000) }), weight: 3 },
        {
            arbitrary: fc.record({
                do: fc.constant('receive'),
                topic: fc.constantFrom(START, T, L, 'a/b', `${T}/config/ok`, 'x/y'),
            }),
            weight: 4,
        },
    );
    type Step = { do: string; code?: ReasonCode | undefined; ms?: number; topic?: string };

    it('whatever happens: one question at a time, none without a link, each absence reported once, no timer left', () => {
        const rows = fc.uniqueArray(row, { selector: ({ device }) => device, maxLength: 4 });
        fc.assert(
            fc.property(rows, fc.array(step, { maxLength: 80 }), (table, steps: Step[]) => {
                const clock = new SettableClock();
                let isUp = false;
                let waiting: { readonly device: string; readonly done: Done } | undefined;
                const absent = new Set<string>();
                const asked = new Map<string, number[]>();
                const intervals = new Intervals({
                    clock,
                    rows: table,
                    configure: (device, seconds, done) => {
                        assert.ok(isUp, 'asked without a link');
                        assert.equal(waiting, undefined, 'two questions at a time');
                        assert.ok(table.some((one) => one.device === device && one.seconds === seconds));
                        waiting = { device, done };
                        asked.set(device, [...(asked.get(device) ?? []), clock.now()]);
                    },
                    report: ({ code: reported, params }) => {
                        if (reported !== 'no-answer') return;
                        assert.ok(!absent.has(String(params.topic)), 'reported twice');
                        absent.add(String(params.topic));
                    },
                });
                for (const { do: what, code: fault, ms = 0, topic = '' } of steps) {
                    const question = waiting;
                    if (what === 'ready' || what === 'lost') {
                        waiting = undefined;
                        isUp = what === 'ready';
                        absent.clear();
                        intervals[isUp ? 'ready' : 'lost']();
                        if (!isUp) assert.equal(clock.pending, 0);
                        // The answer of before comes all the same, and is none.
                        question?.done();
                    } else if (what === 'answer' && question) {
                        waiting = undefined;
                        question.done(fault && refuse(fault, { topic: question.device }).reason);
                    } else if (what === 'advance') clock.advance(ms);
                    else if (topic)
                        intervals.onFrame({
                            frame: { topic, payload: {} },
                            text: '',
                            time: clock.now(),
                            at: clock.monotonic(),
                        });
                    assert.ok(clock.pending <= table.length);
                }
                intervals.end();
                assert.equal(clock.pending, 0);
                isUp = false;
                intervals.ready();
                clock.advance(100_000);
            }),
            { numRuns: 500 },
        );
    });
});

describe('intervals: what flows want', () => {
    it('a row that could not leave in time is tried again', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        bench.intervals.ready();
        bench.answer('expired');
        assert.equal(bench.read(), `${T} 60`);
        bench.clock.advance(5_000);
        assert.equal(bench.read(), `${T} 60`);
        bench.answer();
        bench.clock.advance(1_000_000);
        assert.equal(bench.read(), '');
    });

    it('another interval that a flow has set holds, whatever pace the readings have, until the next link', () => {
        const bench = confirmed([{ device: T, seconds: 60 }]);
        bench.intervals.overruled(T);
        bench.clock.advance(10_000);
        bench.readings(T, 20, 1_000);
        bench.receive(`${T}/config/ok`);
        assert.equal(bench.read(), '');
        bench.intervals.lost();
        bench.intervals.ready();
        assert.equal(bench.read(), `${T} 60`);
    });

    it('and until a start response shows that the hub has forgotten it', () => {
        const bench = confirmed([{ device: T, seconds: 60 }]);
        bench.intervals.overruled(T);
        bench.clock.advance(20_000);
        bench.receive(START);
        assert.equal(bench.read(), `${T} 60`);
    });

    it('a flow that comes while the row is asked wins, and the next row has its turn', () => {
        const bench = new Bench();
        bench.intervals.ready();
        bench.intervals.overruled(T);
        assert.equal(bench.read(), `${T} 60, ${L} null`);
        bench.answer('displaced');
        bench.answer();
        bench.clock.advance(1_000_000);
        assert.equal(bench.read(), '');
        bench.intervals.overruled('window/-');
        assert.equal(bench.clock.pending, 0);
    });

    it('a row that a flow has displaced in the queue is neither retried nor reported', () => {
        const bench = new Bench([{ device: T, seconds: 60 }]);
        bench.intervals.ready();
        bench.answer('displaced');
        bench.clock.advance(1_000_000);
        assert.equal(bench.read(), `${T} 60`);
    });
});
