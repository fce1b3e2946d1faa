// The readings of the last day: five minutes each, gaps, and what is removed.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { Curves, SAMPLE_MS } from '../../src/devices/curves';
import { MAX_OF_DEVICE, MAX_SERIES } from '../../src/devices/day-history';
import { MAX_SLOTS, type QuantityHistory, SLOT_MS } from '../../src/devices/day-series';
import type { JsonObject } from '../../src/protocol/frame';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { SettableClock } from '../support/settable-clock';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const TOPIC = 'thermometer/i2c0-48';
const LIMIT_MS = 60_000;

/** `first` is the number of the five minutes in which it begins, counted by the clock. */
function bench(first = 1_000) {
    const clock = new SettableClock();
    clock.sleep(first * SLOT_MS);
    const frames = new Map<string, ReceivedFrame>();
    const curves = new Curves(clock, () => frames.values());
    const receive = (payload: JsonObject, topic = TOPIC): void => {
        const at = clock.monotonic();
        frames.set(topic, { frame: { topic, payload }, text: '', time: at, at });
    };
    /** Reports and samples once in each of these minutes. */
    const pass = (minutes: number, value: (minute: number) => unknown = () => 20): void => {
        for (let minute = 0; minute < minutes; minute++) {
            receive({ temperature: [value(minute), '℃'] } as JsonObject);
            curves.sample();
            clock.sleep(60_000);
        }
    };
    const { history } = curves;
    const runs = (...[limitMs]: [number?]): QuantityHistory['runs'] => history.of(TOPIC, limitMs)[0]?.runs ?? [];
    return { clock, curves, history, receive, pass, runs };
}

const lengths = (runs: QuantityHistory['runs']): number[] => runs.map(({ length }) => length);

const RELAY = 'relay/i2c0-3b';

/** Reports states of a relay, and lets time pass while the hub is connected or not. */
function relayBench(first?: number) {
    const { clock, curves, history, receive } = bench(first);
    /** Samples once in each of these slots, at its beginning. */
    const connected = (slots: number): void => {
        for (let slot = 0; slot < slots; slot++) {
            curves.sample();
            clock.sleep(SLOT_MS);
        }
    };
    const report = (state: unknown): void => {
        receive({ state } as JsonObject, RELAY);
        curves.sample();
        clock.sleep(1);
    };
    const away = (slots: number): void => clock.sleep(slots * SLOT_MS);
    const view = (): QuantityHistory | undefined => history.of(RELAY, undefined)[0];
    /** The last states of the slots, a run in each text; `*` is a slot with both. */
    const states = (): string[] =>
        (view()?.runs ?? []).map((run) =>
            run.map(([, least, last, most]) => (least === most ? String(last) : '*')).join(''),
        );
    return { history, receive, connected, report, away, view, states };
}

describe('the last day of a relay', () => {
    it('is on or off in every five minutes: a state holds until the next one', () => {
        const { connected, report, view, states } = relayBench();
        report(true);
        connected(3);
        report(false);
        connected(2);
        assert.deepEqual(states(), ['11100']);
        assert.equal(view()?.isState, true);
        assert.deepEqual(view()?.latest, [(2 * SLOT_MS) / 1000, 0]);
    });

    it('shows that it was switched within five minutes', () => {
        const { connected, report, states } = relayBench();
        report(false);
        connected(1);
        report(true);
        report(false);
        connected(1);
        assert.deepEqual(states(), ['0*']);
    });

    it('is unknown while the hub was not connected, and after that until it is reported', () => {
        const { connected, report, away, states } = relayBench();
        report(true);
        connected(2);
        away(3);
        connected(2);
        report(true);
        connected(1);
        assert.deepEqual(states(), ['11', '1']);
    });

    it('is unknown from a report of null on, as after a restart of the hub', () => {
        const { connected, report, states } = relayBench();
        report(null);
        assert.deepEqual(states(), []);
        report(true);
        connected(2);
        report(null);
        connected(2);
        assert.deepEqual(states(), ['11']);
        report(null);
        report(false);
        connected(1);
        assert.deepEqual(states(), ['11', '0']);
    });

    it('is unknown from a report of null on, also within the five minutes of a state, and known again with the next', () => {
        const { connected, report, states } = relayBench();
        report(true);
        connected(1);
        report(true);
        report(null);
        connected(2);
        assert.deepEqual(states(), ['1']);
        report(false);
        report(null);
        report(true);
        connected(1);
        assert.deepEqual(states(), ['1', '1']);
        report(null);
        connected(1);
        report(false);
        report(true);
        connected(1);
        assert.deepEqual(states(), ['1', '1', '*']);
    });

    it('stays known when it becomes unknown and is reported within five minutes', () => {
        const { connected, report, states } = relayBench();
        report(true);
        connected(1);
        report(null);
        report(false);
        connected(2);
        assert.deepEqual(states(), ['100']);
    });

    it('is unknown for longer than a day, too', () => {
        const { connected, report, states } = relayBench();
        report(true);
        connected(1);
        report(null);
        connected(MAX_SLOTS + 10);
        assert.deepEqual(states(), []);
    });

    it('begins with its first report, also right after the start of Node-RED', () => {
        for (const slots of [2, MAX_SLOTS + 2]) {
            const { connected, report, states } = relayBench(0);
            connected(slots);
            report(true);
            connected(3);
            assert.deepEqual(states(), ['111'], `${slots}`);
        }
    });

    it('holds from a day ago only if the hub was never away since', () => {
        const statesAfter = (slots: number): string[] => {
            const { connected, report, away, states } = relayBench();
            report(true);
            connected(3);
            away(1);
            connected(slots - 4);
            return states();
        };
        assert.deepEqual(statesAfter(MAX_SLOTS - 1), ['111']);
        assert.deepEqual(statesAfter(MAX_SLOTS), []);
    });

    it('holds from before the last day, however often it changed then', () => {
        const { connected, report, states } = relayBench();
        for (let slot = 0; slot < 200; slot++) {
            report(slot % 2 === 0);
            connected(1);
        }
        connected(50);
        report(true);
        connected(250);
        report(true);
        // 200 are older than a day, and the last of them held for 37 more.
        assert.deepEqual(states(), [`${'0'.repeat(37)}${'1'.repeat(251)}`]);
    });

    it('holds for longer than a day, unless the hub was away since', () => {
        const { connected, report, away, states } = relayBench();
        report(true);
        connected(2 * MAX_SLOTS);
        assert.deepEqual(states(), ['1'.repeat(MAX_SLOTS - 1)]);
        report(false);
        connected(1);
        assert.deepEqual(states(), [`${'1'.repeat(MAX_SLOTS - 2)}0`]);
        away(1);
        connected(MAX_SLOTS);
        assert.deepEqual(states(), []);
    });

    it('is complete for a whole day while the hub is connected', () => {
        const { connected, report, states } = relayBench();
        report(true);
        connected(2 * MAX_SLOTS);
        report(true);
        assert.deepEqual(states(), ['1'.repeat(MAX_SLOTS)]);
    });

    it('begins again as a state after numbers, and as numbers after a state', () => {
        const { connected, report, view, states } = relayBench();
        report(5);
        connected(1);
        report(true);
        connected(1);
        assert.deepEqual([view()?.isState, states()], [true, ['1']]);
        report(7);
        assert.deepEqual([view()?.isState, states()], [undefined, ['7']]);
    });

    it('is that of its reports only: no text and no button is a state', () => {
        const { history, receive, report, view } = relayBench();
        report('on');
        assert.equal(view(), undefined);
        receive({ state: true }, 'led/-');
        report(1);
        assert.equal(view()?.isState, undefined);
        assert.deepEqual(history.of('led/-', undefined), []);
    });

    it('needs no more room than a reading, however often it changes', () => {
        const { connected, report, states } = relayBench();
        for (let slot = 0; slot < 2 * MAX_SLOTS; slot++) {
            report(slot % 2 === 0);
            connected(1);
        }
        const [run = ''] = states();
        assert.equal(run.length, MAX_SLOTS - 1);
        assert.doesNotMatch(run, /00|11/);
    });
});

describe('the last day of a device', () => {
    it('has the least, mean and largest value of every five minutes, and the latest value', () => {
        const { history, pass } = bench();
        pass(10, (minute) => 20 + minute);
        assert.deepEqual(history.of(TOPIC, LIMIT_MS), [
            {
                quantity: 'temperature',
                unit: '°C',
                latest: [60, 29],
                runs: [
                    [
                        [450, 20, 22, 24],
                        [150, 25, 27, 29],
                    ],
                ],
            },
        ]);
    });

    it('is taken from the samples, and costs nothing per frame', () => {
        const { clock, curves, receive, history } = bench();
        curves.start();
        for (let count = 0; count < 1_000; count++) receive({ a: count });
        assert.deepEqual(history.of(TOPIC, LIMIT_MS), []);
        clock.advance(SAMPLE_MS);
        assert.deepEqual(history.of(TOPIC, LIMIT_MS)[0]?.runs[0]?.[0]?.slice(1), [999, 999, 999]);
        assert.equal(clock.pending, 1);
        curves.stop();
        assert.equal(clock.pending, 0);
    });

    it('counts no reading twice', () => {
        const { clock, curves, pass, runs, receive } = bench();
        receive({ temperature: [10, '℃'] });
        for (let count = 0; count < 9; count++) curves.sample();
        clock.sleep(1);
        pass(1, () => 20);
        assert.deepEqual(runs(LIMIT_MS)[0]?.[0]?.slice(1), [10, 15, 20]);
    });

    it('has a gap while the device is silent', () => {
        const { clock, curves, pass, runs } = bench();
        pass(10);
        for (let minute = 0; minute < 10; minute++) {
            curves.sample();
            clock.sleep(60_000);
        }
        pass(5);
        assert.deepEqual(lengths(runs(LIMIT_MS)), [2, 1]);
    });

    it('has no gap where a device reports as rarely as expected', () => {
        const { clock, curves, pass, runs } = bench();
        for (let round = 0; round < 3; round++) {
            pass(1);
            for (let minute = 0; minute < 19; minute++) {
                curves.sample();
                clock.sleep(60_000);
            }
        }
        assert.deepEqual(lengths(runs(3 * 1_200_000)), [3]);
        assert.deepEqual(lengths(runs()), [3]);
        assert.deepEqual(lengths(runs(LIMIT_MS)), [1, 1, 1]);
    });

    it('has a gap from the limit on: five minutes without a reading are silent for five', () => {
        const { clock, curves, pass, runs } = bench();
        pass(5);
        for (let minute = 0; minute < 5; minute++) {
            curves.sample();
            clock.sleep(60_000);
        }
        pass(5);
        assert.deepEqual(lengths(runs(SLOT_MS)), [1, 1]);
        assert.deepEqual(lengths(runs(SLOT_MS + 1)), [2]);
        assert.deepEqual(lengths(runs(2 * SLOT_MS)), [2]);
    });

    it('is that of the first quantities of a frame, with names and units as long as real ones', () => {
        const { curves, receive, history } = bench();
        const texts = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`t${index}`, 'x']));
        receive({ ...texts, eighth: 1, ninth: 2 }, 'x/many');
        const [name, unit] = ['n'.repeat(60), 'u'.repeat(60)];
        receive({ [name]: 1, [`${name}n`]: 2, a: [3, unit], b: [4, `${unit}u`], c: 5 }, 'x/long');
        curves.sample();
        const of = (topic: string): unknown =>
            history.of(topic, LIMIT_MS).map((one) => [one.quantity, 'unit' in one && one.unit]);
        assert.deepEqual(of('x/many'), [['eighth', false]]);
        assert.deepEqual(of('x/long'), [
            [name, false],
            ['a', unit],
            ['c', false],
        ]);
        assert.deepEqual(of('x/unknown'), []);
    });

    it('makes room in the order of the last reports, however long ago a device began [L6]', () => {
        const { clock, curves, receive, history } = bench();
        for (let device = 0; device < MAX_SERIES; device++) receive({ a: 1 }, `x/${device}`);
        curves.sample();
        for (let hour = 0; hour < 25; hour++) {
            clock.sleep(3_600_000);
            receive({ a: 1 }, 'x/0');
            curves.sample();
        }
        receive({ a: 1 }, 'x/new');
        curves.sample();
        assert.deepEqual(
            ['x/0', 'x/new'].map((topic) => history.of(topic, undefined).length),
            [1, 1],
        );
    });

    it('has no gap at a reading that came just before the end of its five minutes, although it was sampled after', () => {
        const { clock, curves, receive, runs } = bench();
        receive({ temperature: 20 });
        curves.sample();
        clock.sleep(2 * SLOT_MS - 1);
        receive({ temperature: 21 });
        clock.sleep(SAMPLE_MS);
        curves.sample();
        receive({ temperature: 22 });
        clock.sleep(SAMPLE_MS);
        curves.sample();
        assert.deepEqual(lengths(runs()), [3]);
    });

    it('keeps the readings of the last day where many older ones leave at a time', () => {
        const { clock, curves, receive, history } = bench();
        const values = (): number[] =>
            history.of(TOPIC, undefined).flatMap(({ runs }) => runs.flat().map(([, least]) => least));
        for (let slot = 0; slot < 20; slot++) {
            receive({ temperature: slot });
            curves.sample();
            clock.sleep(SLOT_MS);
        }
        clock.sleep((MAX_SLOTS - 15) * SLOT_MS);
        receive({ temperature: 99 });
        curves.sample();
        assert.deepEqual(values(), [...Array.from({ length: 14 }, (_, index) => index + 6), 99]);
    });

    it('has only what was reported, also right after the start of Node-RED', () => {
        const { clock, curves, receive, runs } = bench(0);
        for (let slot = 0; slot < 3; slot++) {
            receive({ temperature: 20 + slot });
            curves.sample();
            clock.sleep(SLOT_MS);
        }
        assert.deepEqual(
            runs().map((run) => run.map((point) => point[1])),
            [[20, 21, 22]],
        );
    });

    it('takes room for what there is, 16 bytes for five minutes', () => {
        const { clock, curves, receive } = bench();
        const before = process.memoryUsage().arrayBuffers;
        for (let slot = 0; slot < 13; slot++) {
            for (let device = 0; device < 300; device++) receive({ a: 1 }, `x/${device}`);
            curves.sample();
            clock.sleep(SLOT_MS);
        }
        const bytes = process.memoryUsage().arrayBuffers - before;
        assert.ok(bytes < 300 * 1_000, `${bytes} bytes`);
    });

    it('remembers for no longer than a day when the hub was connected [L6]', () => {
        const { clock, history } = bench();
        const heapBytes = (): number => {
            collect();
            return process.memoryUsage().heapUsed;
        };
        const before = heapBytes();
        for (let slot = 0; slot < 500_000; slot++) {
            clock.slept(SLOT_MS);
            history.sampled();
        }
        const bytes = heapBytes() - before;
        assert.ok(bytes < 1_000_000, `${bytes} bytes`);
        assert.deepEqual(history.of(TOPIC, undefined), []);
    });

    it('has a gap while the hub was not connected, also of a device that reports only changes', () => {
        const { clock, pass, runs } = bench();
        pass(5);
        clock.sleep(2 * SLOT_MS);
        pass(5);
        assert.deepEqual(lengths(runs()), [1, 1]);
    });

    it('has a gap for values that are no numbers', () => {
        const { pass, runs } = bench();
        pass(5);
        pass(5, () => null);
        pass(5, () => '20');
        pass(5);
        assert.deepEqual(lengths(runs(LIMIT_MS)), [1, 1]);
    });

    it('ends after 24 hours', () => {
        const { clock, history, pass, runs } = bench();
        pass((MAX_SLOTS + 20) * 5, (minute) => minute);
        const [run = [], ...others] = runs(LIMIT_MS);
        assert.deepEqual(others, []);
        assert.ok(run.length <= MAX_SLOTS && run.length >= MAX_SLOTS - 1);
        assert.ok((run[0]?.[0] ?? Number.NaN) <= 86_400);
        clock.sleep(MAX_SLOTS * SLOT_MS);
        assert.deepEqual(history.of(TOPIC, LIMIT_MS), [], 'nothing is left');
    });

    it('stays where it is when the clock of the computer is set', () => {
        const { clock, pass, runs } = bench();
        pass(5);
        clock.set(3_600_000);
        pass(5);
        assert.deepEqual(lengths(runs(LIMIT_MS)), [2]);
    });

    it('has several quantities of a device, and starts again with another unit', () => {
        const { clock, curves, receive, history } = bench();
        const report = (payload: JsonObject): void => {
            receive(payload);
            curves.sample();
            clock.sleep(1_000);
        };
        report(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`q${index}`, [index, 'm']])));
        assert.equal(history.of(TOPIC, LIMIT_MS).length, MAX_OF_DEVICE);
        report({ q1: [500, 'cm'] });
        const [q0, q1] = history.of(TOPIC, LIMIT_MS);
        assert.deepEqual(q0?.runs[0]?.[0]?.slice(1), [0, 0, 0]);
        assert.equal(q1?.unit, 'cm');
        assert.deepEqual(q1.runs[0]?.[0]?.slice(1), [500, 500, 500]);
    });

    it('is bounded over all devices; one without a value for a day makes room for another [L6]', () => {
        const { clock, curves, receive, history } = bench();
        const known = (device: number): number => history.of(`x/${device}`, undefined).length;
        const report = (first: number): void => {
            for (let device = first; device <= MAX_SERIES; device++) receive({ a: device }, `x/${device}`);
            curves.sample();
        };
        report(0);
        assert.deepEqual([0, MAX_SERIES - 1, MAX_SERIES].map(known), [1, 1, 0]);
        for (let hour = 0; hour < 24; hour++) {
            clock.sleep(3_600_000);
            report(1);
        }
        assert.deepEqual([0, 1, MAX_SERIES].map(known), [0, 1, 1]);
        // One that reports again after a day neither loses its own room nor takes that of another.
        receive({ a: 1, b: 1 }, 'x/0');
        curves.sample();
        assert.deepEqual([0, 1, MAX_SERIES].map(known), [0, 1, 1]);
        clock.sleep(86_400_000 + SLOT_MS);
        receive({ a: 1, b: 1 }, 'x/1');
        curves.sample();
        assert.deepEqual(history.of('x/1', undefined).length, 2);
    });

    it('gets no room from devices that have no history [L6]', () => {
        const { clock, curves, receive, history } = bench();
        for (let device = 0; device < 5; device++) receive({ a: 'text' }, `x/text${device}`);
        for (let hour = 0; hour < 26; hour++) {
            for (let device = 0; device < MAX_SERIES; device++) receive({ a: 1 }, `x/${device}`);
            curves.sample();
            clock.sleep(3_600_000);
        }
        receive({ a: 1 }, 'x/new');
        curves.sample();
        assert.deepEqual(history.of('x/new', undefined), []);
    });

    it('is complete for those that have one when there are more devices than have room', () => {
        const { clock, curves, receive, history } = bench();
        for (let minute = 0; minute < 15; minute++) {
            for (let device = 0; device < MAX_SERIES; device++) receive({ pressure: 1, altitude: 2 }, `x/${device}`);
            curves.sample();
            clock.sleep(60_000);
        }
        const points = Array.from(
            { length: MAX_SERIES },
            (_, device) => history.of(`x/${device}`, LIMIT_MS).flatMap(({ runs }) => runs.flat()).length,
        );
        assert.deepEqual([...new Set(points.slice(0, MAX_SERIES / 2))], [6]);
        assert.deepEqual([...new Set(points.slice(MAX_SERIES / 2))], [0]);
    });

    it('never throws, and gives numbers in order, whatever a hub sends', () => {
        fc.assert(
            fc.property(fc.array(fc.tuple(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))), (all) => {
                const { clock, curves, receive, history } = bench();
                for (const [topic, payload] of all) {
                    receive(payload as JsonObject, topic);
                    curves.sample();
                    clock.sleep(100_000);
                }
                for (const [topic] of all) {
                    for (const { runs } of history.of(topic, LIMIT_MS)) {
                        for (const [ago, least, mean, most] of runs.flat()) {
                            assert.ok(ago >= 0 && Number.isFinite(least) && least <= mean && mean <= most);
                        }
                    }
                }
            }),
        );
    });
});
