// Silence of a hub: when it is reported, and that one timer is enough.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HubSilence, REPEAT_MS } from '../../src/receive/hub-silence';
import { ManualClock } from '../support/manual-clock';

const MS = 10_000;

function silence(ms = MS): { clock: ManualClock; silence: HubSilence; reports: () => (number | undefined)[] } {
    const clock = new ManualClock();
    const log: (number | undefined)[] = [];
    return {
        clock,
        silence: new HubSilence(clock, ms, (silentMs) => log.push(silentMs)),
        reports: () => log.splice(0),
    };
}

describe('silence of a hub (R16)', () => {
    it('is reported at the limit, and with the total every minute after', () => {
        const { clock, silence: hub, reports } = silence();
        hub.start();
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), [MS]);
        clock.advance(REPEAT_MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1 + REPEAT_MS);
        assert.deepEqual(reports(), [MS + REPEAT_MS, MS + 2 * REPEAT_MS]);
    });

    it('a limit above a minute is also the time between two reports', () => {
        const { clock, silence: hub, reports } = silence(300_000);
        hub.start();
        clock.advance(900_000);
        assert.deepEqual(reports(), [300_000, 600_000, 900_000]);
    });

    it('counts from the last sign', () => {
        const { clock, silence: hub, reports } = silence();
        hub.start();
        for (let count = 0; count < 20; count++) {
            clock.advance(MS - 1);
            hub.onFrame(clock.now());
        }
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), [MS]);
    });

    it('ends at once with a sign, and may come again', () => {
        const { clock, silence: hub, reports } = silence();
        hub.start();
        clock.advance(MS);
        reports();
        clock.advance(5);
        hub.onFrame(clock.now());
        assert.deepEqual(reports(), [undefined]);
        hub.onFrame(clock.now());
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), [MS]);
    });

    it('one timer at most, and a frame sets none', () => {
        const { clock, silence: hub } = silence();
        let timers = 0;
        const { after } = clock;
        clock.after = (ms, run) => {
            timers++;
            return after.call(clock, ms, run);
        };
        hub.start();
        for (let count = 0; count < 10_000; count++) {
            clock.advance(1);
            hub.onFrame(clock.now());
            assert.ok(clock.pending <= 1);
        }
        assert.ok(timers <= 3, `${timers} timers in ten seconds`);
    });

    const STATES = {
        off: () => {},
        listening: ({ silence: hub }: ReturnType<typeof silence>) => hub.start(),
        silent: ({ silence: hub, clock }: ReturnType<typeof silence>) => {
            hub.start();
            clock.advance(MS);
        },
    } as const;

    for (const [name, enter] of Object.entries(STATES)) {
        it(`${name}: stop leaves no timer and reports nothing, however often`, () => {
            const bench = silence();
            enter(bench);
            bench.reports();
            bench.silence.stop();
            bench.silence.stop();
            assert.equal(bench.clock.pending, 0);
            bench.silence.onFrame(bench.clock.now());
            bench.clock.advance(1_000_000);
            assert.deepEqual(bench.reports(), []);
            assert.equal(bench.clock.pending, 0);
        });

        it(`${name}: start counts from now`, () => {
            const bench = silence();
            enter(bench);
            bench.clock.advance(MS / 2);
            bench.reports();
            bench.silence.start();
            assert.equal(bench.clock.pending, 1);
            bench.silence.onFrame(bench.clock.now());
            bench.clock.advance(MS - 1);
            assert.deepEqual(bench.reports(), []);
            bench.clock.advance(1);
            assert.deepEqual(bench.reports(), [MS]);
        });
    }

    it('0 watches nothing', () => {
        const { clock, silence: hub, reports } = silence(0);
        hub.start();
        hub.onFrame(clock.now());
        assert.equal(clock.pending, 0);
        clock.advance(1_000_000);
        assert.deepEqual(reports(), []);
    });

    it('a callback may stop it', () => {
        const clock = new ManualClock();
        const log: unknown[] = [];
        const hub: HubSilence = new HubSilence(clock, MS, (silentMs) => {
            log.push(silentMs);
            if (log.length !== 2) hub.stop();
        });
        hub.start();
        clock.advance(1_000_000);
        assert.deepEqual(log, [MS]);
        assert.equal(clock.pending, 0);
        hub.start();
        clock.advance(MS);
        hub.onFrame(clock.now());
        clock.advance(1_000_000);
        assert.deepEqual(log, [MS, MS, undefined]);
        assert.equal(clock.pending, 0);
    });

    it('a clock that is set forward, or a computer that slept, makes no topic silent', () => {
        const { clock, silence: hub, reports } = silence();
        hub.start();
        clock.advance(MS / 2);
        clock.sleep(3_600_000);
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), [MS]);
        clock.advance(1_000);
        clock.sleep(3_600_000);
        assert.deepEqual(reports(), [MS + REPEAT_MS]);
    });

    it('a timer that is late by five seconds shows no sleep, and by more it does', () => {
        for (const [lateMs, expected] of [
            [1, [MS + 1]],
            [5_000, [MS + 5_000]],
            [5_001, []],
        ] as const) {
            const { clock, silence: hub, reports } = silence();
            hub.start();
            clock.advance(MS - 1);
            clock.sleep(1 + lateMs);
            assert.deepEqual(reports(), expected);
        }
    });

    it('a clock that is set back hides no silence for longer than twice the limit', () => {
        for (const received of [false, true]) {
            const { clock, silence: hub, reports } = silence();
            let backMs = 0;
            const { now } = clock;
            clock.now = () => now.call(clock) - backMs;
            hub.start();
            clock.advance(MS / 2);
            if (received) hub.onFrame(clock.now());
            backMs = 3_600_000;
            clock.advance(MS * 2);
            assert.deepEqual(reports(), [MS]);
            backMs += 3_600_000;
            clock.advance(REPEAT_MS);
            assert.deepEqual(reports(), [MS + REPEAT_MS]);
            hub.onFrame(clock.now());
            assert.deepEqual(reports(), [undefined]);
        }
    });

    it('is reported by its definition, whenever frames arrive', () => {
        fc.assert(
            fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (pauses) => {
                // Signs at whole seconds, a limit between two of them.
                const { clock, silence: hub, reports } = silence(4_500);
                const expected: (number | undefined)[] = [];
                hub.start();
                for (const pause of pauses) {
                    clock.advance(pause * 1_000);
                    hub.onFrame(clock.now());
                    if (pause >= 5) expected.push(4_500, undefined);
                }
                assert.deepEqual(reports(), expected);
                assert.equal(clock.pending, 1);
            }),
        );
    });
});
