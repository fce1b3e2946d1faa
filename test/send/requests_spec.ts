// Questions that wait: each ends once, by whatever comes first, and real conversations find their true answers.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dispose } from '../../src/base/clock';
import type { Result } from '../../src/base/errors';
import { parseFrame } from '../../src/protocol/frame';
import { type Matcher, responseTo } from '../../src/protocol/responses';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { MAX_PENDING, type RequestEntry, Requests } from '../../src/send/requests';
import { ManualClock } from '../support/manual-clock';
import { outcome } from '../support/results';
import { type TranscriptEntry, transcripts } from '../support/transcripts';

const TIMEOUT_MS = 5_000;

/** A frame `X` answers a question for `X`, `X/error` refuses it. */
function about(topic: string): Matcher {
    return ({ topic: name }) => (name === topic ? 'response' : name === `${topic}/error` ? 'refusal' : 'other');
}

class Bench {
    readonly clock = new ManualClock();
    /** Ends of questions in their order, as `name outcome`. */
    readonly outcomes: string[] = [];
    readonly answers = new Map<string, Result<ReceivedFrame>>();
    readonly failed: unknown[] = [];
    readonly requests = new Requests(this.clock, (error) => this.failed.push(error));
    readonly owner = { name: 'owner' };

    ask(name: string, more: Partial<RequestEntry> & { next?: () => void } = {}): Dispose {
        const { next, ...rest } = more;
        const entry: RequestEntry = {
            topic: 'x',
            matches: about('x'),
            timeoutMs: TIMEOUT_MS,
            owner: this.owner,
            ended: (answer) => {
                this.outcomes.push(`${name} ${outcome(answer)}`);
                this.answers.set(name, answer);
                next?.();
            },
            ...rest,
        };
        this.requests.add(entry);
        return () => this.requests.withdraw(entry);
    }

    receive(topic: string, payload = {}): void {
        this.requests.onFrame({ frame: { topic, payload }, text: '', time: this.clock.now(), at: this.clock.now() });
    }

    /** Nothing waits, and nothing will happen later. */
    assertIdle(): void {
        assert.equal(this.requests.size, 0);
        assert.equal(this.clock.pending, 0);
    }
}

/** All that can end a request, and its outcome. */
const EVENTS: readonly (readonly [name: string, end: (bench: Bench, withdraw: Dispose) => void, outcomes: string[]])[] =
    [
        ['answer', (bench) => bench.receive('x'), ['q ok']],
        ['refusal', (bench) => bench.receive('x/error'), ['q answer-error']],
        ['timeout', ({ clock }) => clock.advance(TIMEOUT_MS), ['q no-answer']],
        ['end of its owner', ({ requests, owner }) => requests.end('stopped', owner), ['q stopped']],
        ['end of all', ({ requests }) => requests.end('link-lost'), ['q link-lost']],
        ['withdrawal', (_, withdraw) => withdraw(), []],
    ];

function permutations<T>(items: readonly T[]): T[][] {
    if (items.length === 0) return [[]];
    return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe('requests', () => {
    for (const [name, end, outcomes] of EVENTS) {
        it(`${name}: ends the question at once, with its timer, whatever comes then`, () => {
            for (const later of permutations(EVENTS)) {
                const bench = new Bench();
                const withdraw = bench.ask('q');
                assert.equal(bench.requests.size, 1);
                end(bench, withdraw);
                bench.assertIdle();
                for (const [, again] of later) again(bench, withdraw);
                assert.deepEqual(bench.outcomes, outcomes);
                bench.assertIdle();
            }
        });
    }

    it('reasons name the command, the time and what came', () => {
        const bench = new Bench();
        const reasonOf = (name: string, end: () => void): unknown => {
            bench.ask(name, { topic: 'relay/i2c0-3b/set', timeoutMs: 1_500 });
            end();
            const answer = bench.answers.get(name);
            return answer?.ok === false && answer.reason.params;
        };
        const topic = 'relay/i2c0-3b/set';
        assert.deepEqual(
            reasonOf('a', () => bench.clock.advance(1_500)),
            { topic, seconds: 1.5 },
        );
        assert.deepEqual(
            reasonOf('b', () => bench.receive('x/error', { why: 'x'.repeat(500) })),
            { topic, found: `{"why": "${'x'.repeat(51)}…` },
        );
        assert.deepEqual(
            reasonOf('c', () => bench.requests.end('stopped')),
            { topic },
        );
    });

    it('a response is the frame itself, and gives the round trip', () => {
        const bench = new Bench();
        assert.equal(bench.requests.roundTripMs, undefined);
        bench.ask('q');
        bench.clock.advance(120);
        bench.receive('x/error');
        assert.equal(bench.requests.roundTripMs, undefined);
        bench.ask('q');
        bench.clock.advance(70);
        const received = {
            frame: { topic: 'x', payload: { a: 1 } },
            text: 'line',
            time: bench.clock.now(),
            at: bench.clock.now(),
        };
        bench.requests.onFrame(received);
        const answer = bench.answers.get('q');
        assert.equal(answer?.ok && answer.value, received);
        assert.equal(bench.requests.roundTripMs, 70);
        bench.ask('q');
        bench.requests.onFrame({ ...received, time: -5_000, at: -5_000 });
        assert.equal(bench.requests.roundTripMs, 0, 'after the clock was set back');
    });

    it('time out each at its own time, also when a callback has added a later one', () => {
        const bench = new Bench();
        bench.ask('first', { timeoutMs: 10, next: () => bench.ask('last', { timeoutMs: 100 }) });
        bench.ask('second', { timeoutMs: 20 });
        bench.clock.advance(10);
        assert.deepEqual(bench.outcomes, ['first no-answer']);
        bench.clock.advance(10);
        assert.deepEqual(bench.outcomes, ['first no-answer', 'second no-answer']);
        bench.clock.advance(90);
        assert.deepEqual(bench.outcomes.at(-1), 'last no-answer');
        bench.assertIdle();
    });

    it('are answered one by one, the oldest first, each by one frame', () => {
        const bench = new Bench();
        for (const name of ['a', 'b', 'c']) bench.ask(name);
        bench.receive('x');
        assert.deepEqual(bench.outcomes, ['a ok']);
        bench.receive('x/error');
        bench.receive('x');
        bench.receive('x');
        assert.deepEqual(bench.outcomes, ['a ok', 'b answer-error', 'c ok']);
        bench.assertIdle();
    });

    it('a frame that does not concern the oldest goes to the next that it concerns', () => {
        const bench = new Bench();
        bench.ask('a', { matches: about('y') });
        bench.ask('b');
        bench.receive('z');
        bench.receive('x');
        assert.deepEqual(bench.outcomes, ['b ok']);
        assert.equal(bench.requests.size, 1);
    });

    it('offers the frame to no request behind the ended one', () => {
        const bench = new Bench();
        let asked = 0;
        const matches: Matcher = (frame) => {
            asked++;
            return about('x')(frame);
        };
        for (let count = 0; count < 10; count++) bench.ask('q', { matches });
        bench.receive('x');
        assert.equal(asked, 1);
        bench.receive('y');
        assert.equal(asked, 10);
    });

    it('each times out at its own moment, whatever the timeouts of the others', () => {
        const timeouts = fc.array(fc.record({ at: fc.nat(50), timeoutMs: fc.integer({ min: 1, max: 50 }) }), {
            maxLength: 12,
        });
        fc.assert(
            fc.property(timeouts, fc.nat(3), (all, answered) => {
                const bench = new Bench();
                const expected: [at: number, name: string][] = [];
                const ended: [at: number, name: string][] = [];
                const sorted = all.toSorted((one, other) => one.at - other.at);
                for (const [index, { at, timeoutMs }] of sorted.entries()) {
                    bench.clock.advance(at - bench.clock.now());
                    const name = `q${index}`;
                    const next = (): void => void ended.push([bench.clock.now(), name]);
                    bench.ask(name, { matches: about(name), timeoutMs, next });
                    const isAnswered = index % 4 === answered;
                    if (isAnswered) bench.receive(name);
                    expected.push([isAnswered ? at : at + timeoutMs, name]);
                }
                bench.clock.advance(200);
                bench.assertIdle();
                const byTime = (one: [number, string], other: [number, string]): number =>
                    one[0] - other[0] || one[1].localeCompare(other[1]);
                assert.deepEqual(ended.toSorted(byTime), expected.toSorted(byTime));
            }),
        );
    });

    it('a request that times out while the computer sleeps ends with all that are due', () => {
        const bench = new Bench();
        bench.ask('a');
        bench.ask('b', { timeoutMs: 2 * TIMEOUT_MS });
        bench.ask('c', { timeoutMs: TIMEOUT_MS - 1 });
        bench.clock.sleep(TIMEOUT_MS);
        assert.deepEqual(bench.outcomes, ['a no-answer', 'c no-answer']);
        bench.clock.advance(TIMEOUT_MS);
        assert.deepEqual(bench.outcomes.slice(2), ['b no-answer']);
        bench.assertIdle();
    });

    it('the end of one owner leaves the questions of others', () => {
        const bench = new Bench();
        bench.ask('mine');
        bench.ask('theirs', { owner: { name: 'owner' } });
        bench.ask('mine too');
        bench.requests.end('stopped', bench.owner);
        assert.deepEqual(bench.outcomes, ['mine stopped', 'mine too stopped']);
        bench.receive('x');
        assert.deepEqual(bench.outcomes.slice(2), ['theirs ok']);
    });

    it('one too many is refused at once, until there is room', () => {
        const bench = new Bench();
        for (let count = 0; count < MAX_PENDING; count++) bench.ask('q');
        const withdraw = bench.ask('late');
        assert.deepEqual(bench.outcomes, ['late requests-full']);
        const late = bench.answers.get('late');
        assert.deepEqual(late?.ok === false && late.reason.params, { limit: MAX_PENDING });
        withdraw();
        assert.equal(bench.requests.size, MAX_PENDING);
        assert.equal(bench.clock.pending, 1, 'one timer for all');
        bench.receive('x');
        bench.ask('next');
        assert.deepEqual(bench.outcomes, ['late requests-full', 'q ok']);
        bench.requests.end('stopped');
        bench.assertIdle();
    });

    describe('a callback', () => {
        for (const [name, end] of EVENTS.filter(([, , outcomes]) => outcomes.length > 0)) {
            it(`finds its question gone and may ask again: ${name}`, () => {
                const bench = new Bench();
                const sizes: number[] = [];
                const next = (): void => {
                    sizes.push(bench.requests.size, bench.clock.pending);
                    bench.ask('again');
                };
                const withdraw = bench.ask('q', { next });
                end(bench, withdraw);
                assert.deepEqual(sizes, [0, 0]);
                assert.equal(bench.outcomes.length, 1);
                assert.equal(bench.requests.size, 1, 'the new question stays');
                bench.receive('x');
                assert.equal(bench.outcomes.at(-1), 'again ok');
            });

            it(`may end all others, and each ends once: ${name}`, () => {
                const bench = new Bench();
                const next = (): void => bench.requests.end('stopped');
                const withdraw = bench.ask('q', { next, timeoutMs: TIMEOUT_MS - 1 });
                bench.ask('b', { next });
                bench.ask('c');
                end(bench, withdraw);
                assert.equal(bench.outcomes.length, 3);
                assert.deepEqual(bench.outcomes.slice(1), ['b stopped', 'c stopped']);
                bench.assertIdle();
            });

            it(`may withdraw another, whose callback is not called: ${name}`, () => {
                const bench = new Bench();
                const ends: Dispose[] = [];
                const withdraw = bench.ask('q', { next: () => ends.forEach((one) => void one()) });
                ends.push(bench.ask('b', { timeoutMs: TIMEOUT_MS + 1 }));
                end(bench, withdraw);
                assert.equal(bench.outcomes.length, 1);
                bench.assertIdle();
            });

            it(`may throw, and no other is affected: ${name}`, () => {
                const bench = new Bench();
                const error = new Error('mine');
                const next = (): void => {
                    throw error;
                };
                const withdraw = bench.ask('q', { next });
                bench.ask('b', { next });
                bench.ask('c');
                for (let times = 0; times < 3; times++) end(bench, withdraw);
                assert.equal(bench.outcomes.length, 3);
                assert.deepEqual(bench.failed, [error, error]);
                bench.assertIdle();
            });
        }

        it('may throw when it is refused at once', () => {
            const bench = new Bench();
            for (let count = 0; count < MAX_PENDING; count++) bench.ask('q');
            bench.ask('late', {
                next: () => {
                    throw new Error('mine');
                },
            });
            assert.equal(bench.failed.length, 1);
        });
    });

    it('whatever happens in whatever order, each ends once and leaves nothing', () => {
        const step = fc.oneof(
            { weight: 3, arbitrary: fc.record({ act: fc.constant('ask' as const), topic: fc.constantFrom('x', 'y') }) },
            fc.record({ act: fc.constant('receive' as const), topic: fc.constantFrom('x', 'y', 'z', 'x/error') }),
            fc.record({ act: fc.constant('withdraw' as const), index: fc.nat(9) }),
            fc.record({ act: fc.constant('wait' as const), ms: fc.nat(TIMEOUT_MS) }),
            fc.record({ act: fc.constant('end' as const), mine: fc.boolean() }),
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
                const bench = new Bench();
                const ends: Dispose[] = [];
                for (const [number, one] of steps.entries()) {
                    const before = bench.outcomes.length;
                    if (one.act === 'ask') ends.push(bench.ask(`${number}`, { matches: about(one.topic) }));
                    else if (one.act === 'receive') bench.receive(one.topic);
                    else if (one.act === 'withdraw') ends[one.index]?.();
                    else if (one.act === 'wait') bench.clock.advance(one.ms);
                    else bench.requests.end('stopped', one.mine ? bench.owner : undefined);
                    if (one.act === 'receive') assert.ok(bench.outcomes.length <= before + 1);
                    assert.equal(bench.clock.pending, Math.min(1, bench.requests.size));
                }
                bench.clock.advance(TIMEOUT_MS);
                bench.assertIdle();
                const names = bench.outcomes.map((text) => text.split(' ')[0]);
                assert.equal(new Set(names).size, names.length);
            }),
        );
    });
});

/** Longer than any answer took, shorter than the pause between a lost command and the next of its kind. */
const PATIENCE_MS = 3_000;

/** Every command that went out, and the frame that truly answered it: its moments in the two conversations. */
const RECORDED: readonly (readonly [command: string, answer: string, first?: number, second?: number])[] = [
    ['clown.talk/-/config/set', 'clown.talk/-/config/ok', 2249, 115],
    ['-/-/config/list', '-/-/config/list/ok', 2504, 2502],
    ['-/-/config/list', '-/-/config/list/ok', 4004, 4005],
    ['relay/i2c0-3b/get', 'relay/i2c0-3b', 5206, 5248],
    ['relay/i2c0-3b/set', 'relay/i2c0-3b', 5520, 5548],
    ['relay/i2c0-3b/set', 'relay/i2c0-3b', 5923, 5948],
    ['relay/i2c0-3b/set', 'no-answer'],
    ['led/-/set', 'led/-', 6710, 6710],
    ['led/-/get', 'led/-', 7112, 7112],
    ['thermometer/i2c0-48/config/update', 'thermometer/i2c0-48/config/ok', 7413, 7416],
    ['thermometer/i2c0-48/config/set', 'no-answer'],
    ['thermometer/i2c0-48/config/get', 'thermometer/i2c0-48/config/ok', 10421, 10411],
    ['thermometer/i2c0-48/get', 'thermometer/i2c0-48', 11227, 11217],
    ['display-oled/i2c0-3c/set', 'none'],
    ['i2c/0/config/scan', 'i2c/0/config/scan/ok', 13469, 13466],
    ['i2c/0/get', 'i2c/0', 15828, 15865],
    ['lux-meter/i2c0-44/config/update', 'lux-meter/i2c0-44/config/ok', 16430, 16423],
    ['lux-meter/i2c0-44/get', 'lux-meter/i2c0-44', 18431, 18469],
    ['unknown/i2c0-11/set', 'no-answer'],
    // Faster than the relay: it reported its state once for each of the three, and in the second conversation for those
    // of the other client as well.
    ['relay/i2c0-3b/set', 'relay/i2c0-3b', 20943, 20965],
    ['relay/i2c0-3b/set', 'relay/i2c0-3b', 21043, 21037],
    ['relay/i2c0-3b/set', 'relay/i2c0-3b', 21144, 21140],
];

/** What became of each command of a conversation. */
function replay(log: readonly TranscriptEntry[]): string[] {
    const clock = new ManualClock();
    const requests = new Requests(clock);
    const ends: string[] = [];
    for (const { at, dir, text } of log) {
        clock.advance(at - clock.now());
        const frame = parseFrame(text);
        if (!frame.ok) continue;
        if (dir === 'in') requests.onFrame({ frame: frame.value, text, time: at, at: at });
        if (dir !== 'out') continue;
        const { topic } = frame.value;
        const matches = responseTo(frame.value);
        const number = ends.push(`${topic}: ${matches}`) - 1;
        if (typeof matches !== 'function') continue;
        const ended = (answer: Result<ReceivedFrame>): void => {
            const end = answer.ok ? `${answer.value.frame.topic} ${answer.value.time}` : answer.reason.code;
            ends[number] = `${topic}: ${end}`;
        };
        requests.add({ topic, matches, timeoutMs: PATIENCE_MS, owner: log, ended });
    }
    clock.advance(PATIENCE_MS);
    assert.equal(requests.size, 0);
    return ends;
}

describe('requests in real conversations', () => {
    for (const [index, { name, log }] of transcripts.entries()) {
        it(name, () => {
            const received = RECORDED.map(([command, answer, ...at]) =>
                `${command}: ${answer} ${at[index] ?? ''}`.trim(),
            );
            assert.deepEqual(replay(log), received);
        });
    }
});
