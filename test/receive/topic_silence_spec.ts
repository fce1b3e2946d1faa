// Silence of topics: when it is reported, and that one timer is enough.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_TOPICS, TopicSilence } from '../../src/receive/topic-silence';
import { ManualClock } from '../support/manual-clock';
import { SettableClock } from '../support/settable-clock';

const MS = 10_000;

interface TopicBench {
    readonly clock: ManualClock;
    readonly topics: TopicSilence;
    /** `topic silent|back heardAt silentMs`. */
    readonly reports: () => string[];
}

function topicSilence(filter = '#', ms = MS): TopicBench {
    const clock = new ManualClock();
    const log: string[] = [];
    const topics = new TopicSilence(clock, ms, filter, ({ topic, silent, heardAt, silentMs }) => {
        log.push(`${topic} ${silent ? 'silent' : 'back'} ${heardAt ?? 'never'} ${silentMs}`);
    });
    return { clock, topics, reports: () => log.splice(0) };
}

describe('silence of topics (R16)', () => {
    it('each topic is watched on its own, reported once when silent and once when back', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('a');
        clock.advance(4_000);
        topics.onFrame('b');
        clock.advance(5_999);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), ['a silent 0 10000']);
        clock.advance(4_000);
        assert.deepEqual(reports(), ['b silent 4000 10000']);
        clock.advance(1_000_000);
        assert.deepEqual(reports(), []);
        assert.equal(clock.pending, 0);
        topics.onFrame('a');
        assert.deepEqual(reports(), ['a back 0 1014000']);
        topics.onFrame('a');
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), ['a silent 1014000 10000']);
    });

    for (const [filter, watched] of [
        ['relay/i2c0-3b', true],
        ['relay/+', false],
        ['relay/#', false],
        ['#', false],
        ['+/i2c0-3b', false],
    ] as const) {
        it(`${filter} is ${watched ? '' : 'not '}watched before its first frame`, () => {
            const { clock, topics, reports } = topicSilence(filter);
            topics.start();
            assert.equal(clock.pending, watched ? 1 : 0);
            clock.advance(1_000_000);
            assert.deepEqual(reports(), watched ? [`${filter} silent never 10000`] : []);
            topics.onFrame('relay/i2c0-3b');
            assert.deepEqual(reports(), watched ? [`${filter} back never 1000000`] : []);
        });
    }

    it('one timer for all topics, and a frame of a known one sets none', () => {
        const { clock, topics, reports } = topicSilence();
        let timers = 0;
        const { after } = clock;
        clock.after = (ms, run) => {
            timers++;
            return after.call(clock, ms, run);
        };
        topics.start();
        for (let count = 0; count < 20_000; count++) {
            clock.advance(1);
            topics.onFrame(`t/${count % 500}`);
            assert.equal(clock.pending, 1);
        }
        assert.deepEqual(reports(), []);
        assert.ok(timers <= 4, `${timers} timers in twenty seconds`);
    });

    it('beyond the bound, the topic received longest ago is forgotten (L6)', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('old/silent');
        clock.advance(MS);
        reports();
        for (let index = 0; index < MAX_TOPICS; index++) topics.onFrame(`t/${index}`);
        topics.onFrame('t/0');
        topics.onFrame('new/1');
        topics.onFrame('old/silent');
        assert.deepEqual(reports(), [], 'what was forgotten is not back');
        clock.advance(MS);
        const silent = reports().map((line) => line.split(' ')[0]);
        assert.equal(silent.length, MAX_TOPICS);
        assert.deepEqual(silent.slice(-3), ['t/0', 'new/1', 'old/silent']);
        assert.equal(silent[0], 't/3');
        assert.equal(clock.pending, 0);
    });

    it('a hub that invents topics indefinitely keeps no more than the bound (L6)', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        for (let index = 0; index < 5 * MAX_TOPICS; index++) {
            topics.onFrame(`t/${index}`);
            clock.advance(5);
        }
        reports();
        clock.advance(2 * MS);
        assert.ok(reports().length <= MAX_TOPICS);
        for (let index = 0; index < 5 * MAX_TOPICS; index++) topics.onFrame(`t/${index}`);
        assert.ok(reports().length <= MAX_TOPICS);
    });

    it('topics that are too long for any device are not watched', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('x'.repeat(201));
        assert.equal(clock.pending, 0);
        topics.onFrame('x'.repeat(200));
        clock.advance(MS);
        assert.equal(reports().length, 1);
    });

    it('names of the language are topics like any other', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('__proto__');
        clock.advance(MS);
        assert.deepEqual(reports(), ['__proto__ silent 0 10000']);
    });

    it('stop leaves no timer and reports nothing, in every state', () => {
        const states: ((bench: TopicBench) => void)[] = [
            () => {},
            ({ topics }) => topics.start(),
            ({ topics }) => {
                topics.start();
                topics.onFrame('a');
            },
            ({ topics, clock }) => {
                topics.start();
                topics.onFrame('a');
                clock.advance(MS);
            },
        ];
        for (const enter of states) {
            const bench = topicSilence();
            enter(bench);
            bench.reports();
            bench.topics.stop();
            bench.topics.stop();
            assert.equal(bench.clock.pending, 0);
            bench.topics.onFrame('a');
            bench.topics.onFrame('b');
            bench.clock.advance(1_000_000);
            assert.deepEqual(bench.reports(), []);
            assert.equal(bench.clock.pending, 0);
        }
    });

    it('start counts from now for what is known, and what was reported as silent is still to come back', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('gone');
        clock.advance(MS);
        topics.onFrame('known');
        clock.advance(MS / 2);
        topics.stop();
        reports();
        clock.advance(1_000_000);
        topics.start();
        topics.start();
        assert.equal(clock.pending, 1);
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), ['known silent 10000 10000']);
        topics.onFrame('gone');
        assert.deepEqual(reports(), ['gone back 0 1025000']);
    });

    it('frames before the start are not watched', () => {
        const { clock, topics, reports } = topicSilence();
        topics.onFrame('a');
        topics.start();
        clock.advance(MS);
        assert.deepEqual([reports(), clock.pending], [[], 0]);
    });

    it('time in which nothing can be received does not count, however often it pauses', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('a');
        clock.advance(4_000);
        topics.pause();
        assert.equal(clock.pending, 0);
        clock.advance(100_000);
        topics.pause();
        clock.advance(100_000);
        topics.resume();
        topics.resume();
        clock.advance(5_999);
        assert.deepEqual(reports(), []);
        clock.advance(1);
        assert.deepEqual(reports(), ['a silent 0 10000']);
    });

    it('what is off is neither paused nor resumed', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('a');
        topics.stop();
        topics.pause();
        clock.advance(1);
        topics.resume();
        clock.advance(1_000_000);
        assert.deepEqual([reports(), clock.pending], [[], 0]);
    });

    it('a topic that is back takes one place: of as many as are allowed, none is forgotten', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        for (let index = 0; index < MAX_TOPICS - 1; index++) topics.onFrame(`t/${index}`);
        clock.advance(MS);
        topics.onFrame('t/7');
        topics.onFrame('new');
        reports();
        topics.onFrame('t/0');
        assert.deepEqual(reports(), ['t/0 back 0 10000']);
    });

    it('a topic without wildcards is remembered over a stop', () => {
        const { clock, topics, reports } = topicSilence('a');
        topics.start();
        clock.advance(1_000);
        topics.onFrame('a');
        topics.stop();
        topics.start();
        clock.advance(MS);
        assert.deepEqual(reports(), ['a silent 1000 10000']);
    });

    it('as many topics as are allowed may fall silent and come back, again and again', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        for (let round = 0; round < 3; round++) {
            for (let index = 0; index < MAX_TOPICS; index++) topics.onFrame(`t/${index}`);
            assert.equal(reports().length, round === 0 ? 0 : MAX_TOPICS);
            clock.advance(MS);
            assert.equal(reports().length, MAX_TOPICS);
        }
    });

    it('a topic that never came is reported once, however often it starts', () => {
        const { clock, topics, reports } = topicSilence('a');
        for (let count = 0; count < 3; count++) {
            topics.start();
            clock.advance(MS);
            topics.stop();
        }
        assert.deepEqual(reports(), ['a silent never 10000']);
    });

    it('0 watches nothing', () => {
        const { clock, topics, reports } = topicSilence('a', 0);
        topics.start();
        topics.onFrame('a');
        clock.advance(1_000_000);
        assert.equal(clock.pending, 0);
        assert.deepEqual(reports(), []);
    });

    it('a computer that slept makes no topic silent', () => {
        const { clock, topics, reports } = topicSilence();
        topics.start();
        topics.onFrame('a');
        topics.onFrame('b');
        clock.advance(MS / 2);
        clock.sleep(3_600_000);
        topics.onFrame('a');
        clock.advance(MS - 1);
        assert.deepEqual(reports(), []);
        clock.advance(MS);
        assert.deepEqual(
            reports().map((line) => line.split(' ')[0]),
            ['b', 'a'],
        );
    });

    it('a clock that is set changes only the time that is shown', () => {
        for (const step of [-259_200_000, -1_001, 1_001, 259_200_000]) {
            const clock = new SettableClock();
            const log: unknown[] = [];
            const topics = new TopicSilence(clock, MS, '#', (report) => log.push({ at: clock.monotonic(), ...report }));
            topics.start();
            clock.advance(1_000);
            topics.onFrame('a');
            clock.advance(MS / 2);
            clock.set(step);
            clock.advance(2 * MS);
            topics.onFrame('a');
            topics.stop();
            const heardAt = 1_000 + step;
            assert.deepEqual(log, [
                { at: 1_000 + MS, topic: 'a', silent: true, heardAt, silentMs: MS },
                { at: 1_000 + 2.5 * MS, topic: 'a', silent: false, heardAt, silentMs: 2.5 * MS },
            ]);
        }
    });

    it('a callback may stop it, start it again or receive more; other due topics are reported all the same', () => {
        const clock = new ManualClock();
        const log: string[] = [];
        let act: () => void = () => {};
        const topics: TopicSilence = new TopicSilence(clock, MS, '#', ({ topic }) => {
            log.push(topic);
            act();
        });
        topics.start();
        for (const topic of ['a', 'b', 'c']) topics.onFrame(topic);
        act = () => topics.stop();
        clock.advance(1_000_000);
        assert.deepEqual(log.splice(0), ['a']);
        assert.equal(clock.pending, 0);
        act = () => {
            topics.onFrame('d');
            act = () => {};
        };
        topics.start();
        clock.advance(MS);
        assert.deepEqual(log.splice(0), ['b', 'c']);
        assert.equal(clock.pending, 1);
        act = () => {
            topics.stop();
            topics.start();
            act = () => {};
        };
        for (const topic of ['e', 'f']) topics.onFrame(topic);
        clock.advance(MS);
        assert.deepEqual(log.splice(0), ['d']);
        assert.equal(clock.pending, 1, 'the others count again, with one timer');
        clock.advance(MS);
        assert.deepEqual(log.splice(0), ['e', 'f']);
        assert.equal(clock.pending, 0);
    });

    it('is reported by its definition, whenever frames arrive', () => {
        const step = fc.record({ pause: fc.integer({ min: 0, max: 8 }), topic: fc.constantFrom('a', 'b', 'c', 'd') });
        fc.assert(
            fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
                // Signs at whole seconds, a limit between two of them.
                const limit = 4_500;
                const { clock, topics, reports } = topicSilence('#', limit);
                const times = new Map<string, number[]>();
                let now = 0;
                topics.start();
                for (const { pause, topic } of steps) {
                    clock.advance(pause * 1_000);
                    now += pause * 1_000;
                    topics.onFrame(topic);
                    times.set(topic, [...(times.get(topic) ?? []), now]);
                    assert.ok(clock.pending <= 1);
                }
                clock.advance(100_000);
                const expected = [...times].flatMap(([topic, received]) =>
                    received.flatMap((time, index) => {
                        const next = received[index + 1] ?? Number.POSITIVE_INFINITY;
                        if (next - time < limit) return [];
                        const silent = `${topic} silent ${time} ${limit}`;
                        return Number.isFinite(next) ? [silent, `${topic} back ${time} ${next - time}`] : [silent];
                    }),
                );
                assert.deepEqual(reports().sort(), expected.sort());
                assert.equal(clock.pending, 0);
            }),
            { numRuns: 300 },
        );
    });
});

describe('topic silence: a pause', () => {
    function begin(): { clock: ManualClock; silence: TopicSilence; reports: string[] } {
        const clock = new ManualClock();
        const reports: string[] = [];
        const silence = new TopicSilence(clock, 1_000, 'a/#', ({ topic, silent, silentMs }) => {
            reports.push(`${topic} ${silent ? 'silent' : 'back'} ${silentMs}`);
        });
        silence.start();
        silence.onFrame('a/b');
        return { clock, silence, reports };
    }

    it('does not count, however long it is, and what was before it does', () => {
        const { clock, silence, reports } = begin();
        clock.advance(600);
        silence.pause();
        silence.pause();
        clock.advance(100_000);
        assert.equal(clock.pending, 0);
        silence.resume();
        silence.resume();
        clock.advance(399);
        assert.deepEqual(reports, []);
        clock.advance(1);
        assert.deepEqual(reports, ['a/b silent 1000']);
    });

    it('what is received in it counts', () => {
        const { clock, silence, reports } = begin();
        clock.advance(1_000);
        silence.pause();
        silence.onFrame('a/b');
        silence.onFrame('a/c');
        assert.deepEqual(reports, ['a/b silent 1000', 'a/b back 1000']);
        silence.resume();
        clock.advance(1_000);
        assert.deepEqual(reports.slice(2), ['a/b silent 1000', 'a/c silent 1000']);
    });

    it('is none of a watch that is off, and ends with it', () => {
        const { clock, silence, reports } = begin();
        silence.pause();
        silence.stop();
        silence.resume();
        silence.pause();
        silence.onFrame('a/b');
        clock.advance(10_000);
        assert.deepEqual(reports, []);
        assert.equal(clock.pending, 0);
    });
});
