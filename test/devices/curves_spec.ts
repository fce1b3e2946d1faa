// Curves of the last minutes: which points they take, which quantity, and which are removed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Curves, MAX_CURVES, MAX_POINTS, SAMPLE_MS } from '../../src/devices/curves';
import type { JsonObject } from '../../src/protocol/frame';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { SettableClock } from '../support/settable-clock';

/** Long after 1970, where clocks are. */
const BEGIN = 1_000_000_000;

function bench() {
    const clock = new SettableClock();
    clock.sleep(BEGIN);
    const frames = new Map<string, ReceivedFrame>();
    let looks = 0;
    const curves = new Curves(clock, () => {
        looks++;
        return frames.values();
    });
    const receive = (payload: JsonObject, topic = 'thermometer/i2c0-48', at = clock.monotonic()): void => {
        frames.set(topic, { frame: { topic, payload }, text: '', time: at, at });
    };
    return { clock, curves, receive, frames, looks: () => looks };
}

const points = (curves: Curves, topic = 'thermometer/i2c0-48'): unknown => curves.of(topic);

describe('curves [E12]', () => {
    it('take a point of each frame that is new at a sample', () => {
        const { clock, curves, receive } = bench();
        curves.start();
        for (const value of [20, 21, 22]) {
            receive({ temperature: [value, '℃'] });
            clock.advance(SAMPLE_MS);
        }
        clock.advance(SAMPLE_MS * 4);
        assert.deepEqual(points(curves), [
            [35, 20],
            [30, 21],
            [25, 22],
        ]);
        assert.equal(curves.changedAt('thermometer/i2c0-48'), BEGIN + 2 * SAMPLE_MS);
    });

    it('look every few seconds, however many frames come', () => {
        const { clock, curves, receive, looks } = bench();
        curves.start();
        for (let value = 0; value < 1000; value++) receive({ temperature: value });
        clock.advance(SAMPLE_MS);
        assert.equal(looks(), 1);
        assert.equal(points(curves), undefined);
    });

    it('have no timer before the start, one after however many starts, and none after the end', () => {
        const { clock, curves } = bench();
        assert.equal(clock.pending, 0);
        for (let count = 0; count < 3; count++) curves.start();
        assert.equal(clock.pending, 1);
        clock.advance(SAMPLE_MS * 3);
        assert.equal(clock.pending, 1);
        curves.stop();
        curves.stop();
        assert.equal(clock.pending, 0);
    });

    it('keep what they know through a stop', () => {
        const { clock, curves, receive } = bench();
        receive({ temperature: 1 });
        curves.sample();
        curves.stop();
        clock.advance(60_000);
        receive({ temperature: 2 });
        curves.sample();
        assert.deepEqual(points(curves), [
            [60, 1],
            [0, 2],
        ]);
    });

    it('forget what is older than five minutes, and hold no more points than that', () => {
        const { clock, curves, receive } = bench();
        for (let value = 0; value < 3 * MAX_POINTS; value++) {
            receive({ temperature: value });
            curves.sample();
            clock.advance(SAMPLE_MS);
        }
        const [first, ...rest] = curves.of('thermometer/i2c0-48') ?? [];
        assert.ok(rest.length < MAX_POINTS && rest.length > MAX_POINTS - 3);
        assert.ok((first?.[0] ?? Number.POSITIVE_INFINITY) < 300);
        clock.advance(300_000);
        assert.equal(points(curves), undefined);
    });

    it('hold no more points when they are sampled more often [L6]', () => {
        const { clock, curves, receive } = bench();
        for (let value = 0; value < 200; value++) {
            receive({ temperature: value });
            curves.sample();
            clock.advance(100);
        }
        const values = curves.of('thermometer/i2c0-48')?.map(([, value]) => value);
        assert.equal(values?.length, MAX_POINTS);
        assert.equal(values.at(-1), 199);
    });

    const quantities: [name: string, payloads: JsonObject[], values: number[] | undefined][] = [
        [
            'the first that is a number',
            [
                { a: 'x', b: [1, 'm'], c: 2 },
                { a: 'x', b: [3, 'm'], c: 4 },
            ],
            [1, 3],
        ],
        ['without a unit', [{ count: 1 }, { count: 2 }], [1, 2]],
        ['the same one, whatever comes first later', [{ a: 1, b: 2 }, { b: 3, a: 4 }, { b: 5 }], [1, 4]],
        ['no state', [{ state: true }, { state: false }], undefined],
        ['no text, even of a number', [{ a: '1' }, { a: ['2', 'm'] }], undefined],
        ['no null', [{ a: null }, { a: [null, 'm'] }], undefined],
        ['no number beyond numbers', [JSON.parse('{"a": 1e999}'), JSON.parse('{"a": -1e999}')], undefined],
        ['none among thousands', [...'xy'].map(() => ({ ...Object.fromEntries(many('text')), z: 1 })), undefined],
        ['names of the language', [{ constructor: 1 }, { constructor: 2 }], [1, 2]],
    ];
    for (const [name, payloads, values] of quantities) {
        it(`of a device show ${name}`, () => {
            const { clock, curves, receive } = bench();
            for (const payload of payloads) {
                receive(payload);
                curves.sample();
                clock.advance(SAMPLE_MS);
            }
            assert.deepEqual(
                curves.of('thermometer/i2c0-48')?.map(([, value]) => value),
                values,
            );
        });
    }

    it('turn to another quantity when the old one has gone', () => {
        const { clock, curves, receive } = bench();
        receive({ a: 1 });
        curves.sample();
        clock.advance(400_000);
        for (const value of [2, 3]) {
            receive({ b: value });
            curves.sample();
            clock.advance(SAMPLE_MS);
        }
        assert.deepEqual(points(curves), [
            [10, 2],
            [5, 3],
        ]);
    });

    it('keep every point where it is when the clock is set', () => {
        for (const ms of [-259_200_000, 259_200_000]) {
            const { clock, curves, receive } = bench();
            receive({ a: 1 });
            curves.sample();
            clock.set(ms);
            clock.advance(SAMPLE_MS);
            receive({ a: 2 });
            curves.sample();
            assert.deepEqual(points(curves), [
                [5, 1],
                [0, 2],
            ]);
        }
    });

    it('are bounded in number; the one that changed longest ago is removed [L6]', () => {
        const { clock, curves, receive, frames } = bench();
        const name = (device: number): string => `x/${device}`;
        for (let round = 0; round < 2; round++) {
            for (let device = 0; device <= MAX_CURVES; device++) receive({ a: device }, name(device));
            curves.sample();
            clock.advance(SAMPLE_MS);
            frames.delete(name(0));
        }
        const known = Array.from({ length: MAX_CURVES + 1 }, (_, device) => curves.changedAt(name(device)));
        assert.equal(known.filter((at) => at !== undefined).length, MAX_CURVES);
    });

    it('keep the one that changes, however long ago it began [L6]', () => {
        const { clock, curves, receive, frames } = bench();
        for (let topic = 0; topic < MAX_CURVES; topic++) receive({ a: 1 }, `x/${topic}`);
        curves.sample();
        clock.advance(SAMPLE_MS);
        frames.clear();
        receive({ a: 2 }, 'x/0');
        curves.sample();
        clock.advance(SAMPLE_MS);
        receive({ a: 1 }, 'x/new');
        curves.sample();
        assert.equal(curves.of('x/0')?.length, 2);
        assert.equal(curves.changedAt('x/1'), undefined);
        assert.notEqual(curves.changedAt('x/2'), undefined);
    });

    it('never throw, and give finite numbers, whatever a hub sends', () => {
        fc.assert(
            fc.property(fc.array(fc.tuple(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))), (all) => {
                const { clock, curves, receive } = bench();
                for (const [topic, payload] of all) {
                    receive(payload as JsonObject, topic);
                    curves.sample();
                    clock.advance(1000);
                }
                for (const [topic] of all) {
                    for (const [ago, value] of curves.of(topic) ?? []) {
                        assert.ok(Number.isInteger(ago) && ago >= 0 && ago <= 300);
                        assert.ok(Number.isFinite(value));
                    }
                }
            }),
        );
    });
});

function many(value: string): [string, string][] {
    return Array.from({ length: 5000 }, (_, index) => [`k${index}`, value]);
}
