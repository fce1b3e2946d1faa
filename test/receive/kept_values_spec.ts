// Values from before a full deploy or a restart: which are kept, when they end, how old they are, and how a store holds them.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../src/base/clock';
import { DeviceNames } from '../../src/protocol/device-names';
import { parseFrame } from '../../src/protocol/frame';
import {
    isValue,
    type KeptValue,
    KeptValues,
    MAX_BYTES,
    MAX_LINE_BYTES,
    MAX_VALUES,
} from '../../src/receive/kept-values';
import { LastFrames } from '../../src/receive/last-frames';
import { fromStored, hubKey, toStored } from '../../src/receive/stored-values';
import { good } from '../support/results';
import { SettableClock } from '../support/settable-clock';

const NOON = Date.UTC(2026, 10, 30, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HUB = hubKey('ws://attic/');

/** A clock that shows noon. */
function noon(): SettableClock {
    const clock = new SettableClock();
    clock.set(NOON);
    return clock;
}

class Rig {
    readonly clock: SettableClock;
    readonly lastFrames: LastFrames;
    readonly kept: KeptValues;
    readonly failures: unknown[] = [];

    /** `upMs`: how long ago the computer started. */
    constructor(clock = noon(), upMs = 30 * DAY, names = DeviceNames.NONE) {
        this.clock = clock;
        this.lastFrames = new LastFrames(() => {}, names);
        const begin = clock.monotonic();
        const upFor = (): number => (upMs + clock.monotonic() - begin) / 1_000;
        this.kept = new KeptValues(clock, this.lastFrames, (error) => this.failures.push(error), upFor);
    }

    receive(...lines: string[]): void {
        for (const text of lines) {
            const { clock } = this;
            const frame = good(parseFrame(text));
            this.lastFrames.onFrame({ frame, text, time: clock.now(), at: clock.monotonic() });
        }
    }

    topics(...filters: string[]): string[] {
        return this.kept.matching(filters.length > 0 ? filters : ['#']).map(({ topic }) => topic);
    }

    ages(): (number | undefined)[] {
        return this.kept.matching(['#']).map((value) => this.kept.read(value)?.age);
    }
}

/** Another hub in the same process, with the values of this one. */
function afterDeploy({ kept, clock }: Rig): Rig {
    const next = new Rig(clock);
    next.kept.restore(kept.snapshot());
    return next;
}

/**
 * A hub in another process, whose clock shows a time this long after that of the last write. The computer started `upMs`
 * before.
 */
function afterRestart({ kept, clock }: Rig, ms: number, upMs?: number): Rig {
    const stored: unknown = JSON.parse(JSON.stringify(toStored(kept.snapshot(), HUB, clock)));
    const later = new SettableClock();
    // Its monotonic clock has another beginning.
    later.advance(HOUR);
    later.set(clock.now() + ms - HOUR);
    const next = new Rig(later, upMs);
    next.kept.restore(fromStored(stored, HUB, later) ?? assert.fail('malformed'));
    return next;
}

const LINE = '["thermometer/i2c0-48", {"temperature": [24.88, "\\u2103"]}]';

describe('kept values: what is kept', () => {
    it('the last reading or state of each topic, the one received longest ago first', () => {
        const rig = new Rig();
        rig.receive('["a/b", {"n": 1}]', '["a/c", {"n": 2}]', LINE, '["a/b", {"n": 3}]');
        const next = afterDeploy(rig);
        assert.deepEqual(next.topics(), ['a/c', 'thermometer/i2c0-48', 'a/b']);
        const [value] = next.kept.matching(['a/b']);
        assert.deepEqual(value && next.kept.read(value)?.received.frame.payload, { n: 3 });
    });

    it('no response, no echo of a command and no notification', () => {
        const rig = new Rig();
        rig.receive('["relay/i2c0-3b/set", {"state": true}]', '["a/b/config/ok", {}]', '["boot", {}]', '["a/b", {}]');
        assert.deepEqual(afterDeploy(rig).topics(), ['a/b']);
    });

    it('under filters as any topic', () => {
        const rig = new Rig();
        rig.receive('["a/b", {}]', '["a/c", {}]', '["d/e", {}]');
        const next = afterDeploy(rig);
        assert.deepEqual(next.topics('a/+'), ['a/b', 'a/c']);
        assert.deepEqual(next.topics('d/e', 'a/c'), ['a/c', 'd/e']);
        assert.deepEqual(next.topics('a/c'), ['a/c']);
        assert.deepEqual(next.topics('a'), []);
    });

    it('until the first frame of its topic, even if the hub forgets that topic later', () => {
        const rig = new Rig();
        rig.receive('["a/b", {}]', '["a/c", {}]');
        const next = afterDeploy(rig);
        const [value] = next.kept.matching(['a/b']);
        assert.ok(value && next.kept.has(value));
        next.receive('["a/b", {"n": 2}]');
        assert.ok(!next.kept.has(value));
        assert.deepEqual(next.topics(), ['a/c']);
        assert.deepEqual(
            next.kept.snapshot().map(({ text }) => text),
            ['["a/c", {}]', '["a/b", {"n": 2}]'],
        );
        for (let n = 0; n < 25_000; n++) next.receive(`["x/${n}", {}]`);
        assert.equal(next.lastFrames.of('a/b'), undefined);
        assert.deepEqual(next.topics('a/b'), []);
    });

    it('none once the hub has forgotten topics: it may have forgotten a later frame of the same topic', () => {
        const rig = new Rig();
        rig.receive('["a/b", {}]', '["a/c", {}]');
        const next = afterDeploy(rig);
        const [value] = next.kept.matching(['a/b']);
        next.receive('["a/b", {"n": 2}]');
        for (let n = 0; n < 25_000; n++) next.receive(`["x/${n}", {}]`);
        assert.ok(value && !next.kept.has(value));
        assert.deepEqual(next.topics('a/+'), []);
        assert.ok(next.kept.snapshot().every(({ topic }) => topic.startsWith('x/')));
    });

    it('for seven days', () => {
        const rig = new Rig();
        rig.receive('["a/old", {}]');
        rig.clock.advance(HOUR);
        rig.receive('["a/new", {}]');
        const next = afterDeploy(rig);
        const restarted = afterRestart(rig, 7 * DAY - 30 * 60_000);
        assert.deepEqual(restarted.topics(), ['a/new']);
        assert.deepEqual(restarted.topics('a/old'), []);
        next.clock.advance(7 * DAY - HOUR);
        assert.deepEqual(next.topics(), ['a/old', 'a/new']);
        next.clock.advance(1);
        assert.deepEqual(next.topics(), ['a/new']);
        for (const { kept } of [next, rig]) {
            assert.deepEqual(
                kept.snapshot().map(({ topic }) => topic),
                ['a/new'],
            );
        }
    });

    it('for seven days from the restart, if their age is not known', () => {
        const rig = new Rig();
        rig.receive(LINE);
        const next = afterRestart(rig, -30 * DAY);
        next.clock.advance(7 * DAY);
        assert.deepEqual(next.ages(), [undefined]);
        next.clock.advance(1);
        assert.deepEqual(next.topics(), []);
        assert.deepEqual(next.kept.snapshot(), []);
    });

    it('what is read later is kept beside what is later, within the bounds', () => {
        const rig = new Rig();
        rig.receive('["a/b", {"n": 1}]', '["a/c", {"n": 1}]');
        const stored = rig.kept.snapshot();
        const later = new Rig(rig.clock);
        later.receive('["a/b", {"n": 2}]');
        const next = afterDeploy(later);
        next.kept.restore(stored);
        assert.deepEqual(
            next.kept.matching(['#']).map(({ text }) => text),
            ['["a/c", {"n": 1}]', '["a/b", {"n": 2}]'],
        );
        const many = new Rig(rig.clock);
        for (let n = 0; n < MAX_VALUES; n++) many.receive(`["x/${n}", {}]`);
        next.kept.restore(many.kept.snapshot());
        assert.equal(next.topics().length, MAX_VALUES);
        assert.deepEqual(next.topics('a/+'), ['a/c', 'a/b']);
    });

    it('the latest within the bounds of number, bytes and length of a line', () => {
        const rig = new Rig();
        for (let n = 0; n < MAX_VALUES + 10; n++) rig.receive(`["a/${n}", {}]`);
        const { kept } = afterDeploy(rig);
        assert.equal(kept.matching(['#']).length, MAX_VALUES);
        assert.equal(kept.matching(['#']).at(-1)?.topic, `a/${MAX_VALUES + 9}`);
        assert.equal(kept.matching(['a/9']).length, 0);
        const large = new Rig();
        const long = (length: number): string => 'ž'.repeat(length / 2);
        for (let n = 0; n < 200; n++) large.receive(`["b/${n}", {"text": "${long(MAX_LINE_BYTES - 100)}"}]`);
        large.receive(`["b/too-long", {"text": "${long(MAX_LINE_BYTES)}"}]`);
        const values = large.kept.snapshot();
        const bytes = values.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
        assert.ok(bytes <= MAX_BYTES && bytes > MAX_BYTES - 2 * MAX_LINE_BYTES, `${bytes}`);
        assert.equal(values.at(-1)?.topic, 'b/199');
    });

    it('what is expected follows once it is restored, and nothing follows after the end', () => {
        const { kept } = new Rig();
        const calls: string[] = [];
        kept.whenRestored(() => calls.push('at once'));
        kept.expect();
        kept.whenRestored(() => calls.push('later'));
        assert.deepEqual([calls, kept.isRestored], [['at once'], false]);
        kept.whenRestored(() => calls.push('ended'))();
        kept.restore([]);
        assert.deepEqual([calls, kept.isRestored], [['at once', 'later'], true]);
        kept.expect();
        kept.whenRestored(() => calls.push('never'));
        kept.end();
        kept.restore([]);
        assert.deepEqual(calls, ['at once', 'later']);
    });

    it('what throws when they are restored affects nothing that follows', () => {
        const { kept, failures } = new Rig();
        const error = new Error('test');
        let isCalled = false;
        kept.expect();
        kept.whenRestored(() => {
            throw error;
        });
        kept.whenRestored(() => {
            isCalled = true;
        });
        kept.restore([]);
        assert.deepEqual([failures, isCalled], [[error], true]);
    });
});

describe('kept values: their use', () => {
    it('there are none at first, and nothing that is expected', () => {
        const { kept, failures } = new Rig();
        const calls: string[] = [];
        assert.deepEqual([kept.isEmpty, kept.isRestored, kept.matching(['#', 'a/b'])], [true, true, []]);
        assert.deepEqual([kept.matching(['a/b']), kept.matching([]), kept.snapshot()], [[], [], []]);
        kept.whenRestored(() => calls.push('at once'))();
        kept.end();
        kept.restore([]);
        assert.deepEqual([calls, failures, kept.isEmpty], [['at once'], [], true]);
    });

    it('has the name of its device, if the owner has given one', () => {
        const rig = new Rig();
        rig.receive('["relay/i2c0-3b", {"state": true}]');
        for (const [names, expected] of [
            [DeviceNames.NONE, undefined],
            [new DeviceNames([{ device: 'relay/i2c0-3b', name: 'Pump' }]), 'Pump'],
        ] as const) {
            const next = new Rig(rig.clock, DAY, names);
            next.kept.restore(rig.kept.snapshot());
            assert.equal(next.kept.isEmpty, false);
            const [value] = next.kept.matching(['#']);
            const { place } = (value && next.kept.read(value)?.received) ?? assert.fail('no value');
            assert.deepEqual(
                [place?.topic, place?.parts.name],
                expected ? ['relay/i2c0-3b', expected] : [undefined, undefined],
            );
        }
    });

    it('a value whose line is no frame is not used', () => {
        const { kept } = new Rig();
        assert.equal(kept.read({ topic: 'a/b', text: 'garbage', time: NOON, at: 0 }), undefined);
    });

    it('the longest topic of a device is that of a value, and a longer one is not', () => {
        const topic = `a/${'b'.repeat(198)}`;
        assert.deepEqual([isValue(topic), isValue(`${topic}b`)], [true, false]);
    });

    it('lines of as many bytes as are allowed are kept, each and all together', () => {
        const rig = new Rig();
        const line = (at: number, more = 0): string => {
            const start = `["a/${at}", {"text": "`;
            return `${start}${'x'.repeat(MAX_LINE_BYTES + more - start.length - 3)}"}]`;
        };
        const most = MAX_BYTES / MAX_LINE_BYTES;
        for (let at = 0; at < most; at++) rig.receive(line(at));
        rig.receive(line(most, 1));
        assert.equal(rig.kept.snapshot().length, most);
        rig.receive('["b/0", {}]');
        assert.deepEqual([rig.kept.snapshot().length, rig.kept.snapshot()[0]?.topic], [most, 'a/1']);
    });
});

describe('kept values: their age', () => {
    it('after a full deploy: the time that has passed, whatever is done to the clock', () => {
        const rig = new Rig();
        rig.receive(LINE);
        rig.clock.advance(5_000);
        const next = afterDeploy(rig);
        next.clock.set(-3 * HOUR);
        assert.deepEqual(next.ages(), [5_000]);
        next.clock.advance(1_000);
        const [value] = next.kept.matching(['#']);
        assert.ok(value);
        const { before, received, age } = next.kept.read(value) ?? assert.fail('no value');
        assert.deepEqual([before, age, received.time, received.text], ['deploy', 6_000, NOON, LINE]);
    });

    it('after a restart: by the clock of the computer, and the restart counts from then on', () => {
        const rig = new Rig();
        rig.receive(LINE);
        rig.clock.advance(5_000);
        const next = afterRestart(rig, HOUR);
        assert.deepEqual(next.ages(), [HOUR + 5_000]);
        const deployed = afterDeploy(next);
        deployed.clock.advance(1_000);
        const [value] = deployed.kept.matching(['#']);
        assert.ok(value);
        const { before, age, received } = deployed.kept.read(value) ?? assert.fail('no value');
        assert.deepEqual([before, age, received.time], ['restart', HOUR + 6_000, NOON]);
        assert.deepEqual(afterRestart(deployed, HOUR).ages(), [2 * HOUR + 6_000]);
    });

    it('a clock that was set between arrival and write does not count', () => {
        const rig = new Rig();
        rig.receive(LINE);
        rig.clock.set(48 * HOUR);
        rig.clock.advance(5_000);
        assert.deepEqual(afterRestart(rig, HOUR).ages(), [HOUR + 5_000]);
    });

    it('a clock that is behind at the restart: unknown, with no time, until it is right', () => {
        const rig = new Rig();
        rig.receive(LINE);
        const next = afterRestart(rig, -2 * HOUR);
        const [value] = next.kept.matching(['#']);
        assert.ok(value);
        const { age, received } = next.kept.read(value) ?? assert.fail('no value');
        assert.deepEqual([age, received.time, received.text], [undefined, 0, LINE]);
        next.clock.set(3 * HOUR);
        next.clock.advance(1_000);
        assert.deepEqual(next.ages(), [HOUR + 1_000]);
    });

    it('a clock that is set back after the restart: no less than the time since then', () => {
        const rig = new Rig();
        rig.receive(LINE);
        const next = afterRestart(rig, HOUR);
        next.clock.advance(2 * HOUR);
        next.clock.set(-2 * HOUR);
        assert.deepEqual(next.ages(), [undefined]);
        next.clock.set(HOUR - 500);
        assert.deepEqual(next.ages(), [2 * HOUR]);
    });

    it('a value of a computer whose clock was not set: unknown', () => {
        const clock = new SettableClock();
        clock.set(60_000);
        const rig = new Rig(clock);
        rig.receive(LINE);
        assert.deepEqual(afterRestart(rig, NOON).ages(), [undefined]);
    });

    it('a computer that has just started: unknown for two minutes, as its clock may not be set yet', () => {
        const rig = new Rig();
        rig.receive(LINE);
        rig.clock.advance(5_000);
        const started = afterRestart(rig, 30_000, 20_000);
        const [value] = started.kept.matching(['#']);
        assert.ok(value);
        const { age, received } = started.kept.read(value) ?? assert.fail('no value');
        assert.deepEqual([age, received.time], [undefined, 0]);
        started.clock.advance(99_999);
        assert.deepEqual(started.ages(), [undefined]);
        started.clock.advance(1);
        assert.deepEqual(started.ages(), [135_000]);
        assert.deepEqual(afterRestart(rig, 30_000, 60_000).ages(), [35_000], 'only Node-RED has restarted');
    });

    it('a computer that has just started does not doubt what it has received itself', () => {
        const rig = new Rig(noon(), 20_000);
        rig.receive(LINE);
        rig.clock.set(HOUR);
        const next = new Rig(rig.clock, 20_000);
        next.kept.restore(rig.kept.snapshot());
        assert.deepEqual(next.ages(), [0]);
        const stopped = new Rig();
        stopped.receive(LINE);
        assert.deepEqual(afterRestart(stopped, 20_000, 20_000).ages(), [20_000], 'it started when the value arrived');
        assert.deepEqual(afterRestart(stopped, 20_000, 19_999).ages(), [undefined]);
    });

    it('a clock that is set back by a second after the restart is right, and by more it is not', () => {
        for (const [set, expected] of [
            [-1_000, 5_000],
            [-1_001, undefined],
        ] as const) {
            const rig = new Rig();
            rig.receive(LINE);
            const next = afterRestart(rig, 0);
            next.clock.advance(5_000);
            next.clock.set(set);
            assert.deepEqual(next.ages(), [expected]);
        }
    });

    it('no value is older than this pack', () => {
        for (const [time, expected] of [
            [Date.UTC(2025, 0), 1_000],
            [Date.UTC(2025, 0) - 1, undefined],
        ] as const) {
            const clock = new SettableClock();
            clock.set(time);
            const rig = new Rig(clock);
            rig.receive(LINE);
            assert.deepEqual(afterRestart(rig, 1_000).ages(), [expected]);
        }
    });

    it('never negative, and no time is later than now', () => {
        const step = fc.integer({ min: -10 * HOUR, max: 10 * HOUR });
        fc.assert(
            fc.property(step, step, fc.nat(HOUR), (wait, set, passed) => {
                const rig = new Rig();
                rig.receive(LINE);
                const next = afterRestart(rig, wait);
                next.clock.set(set);
                next.clock.advance(passed);
                const [value] = next.kept.matching(['#']);
                const { age = 0, received } = (value && next.kept.read(value)) ?? assert.fail('no value');
                assert.ok(age >= 0 && received.time <= next.clock.now() + 1_000);
            }),
        );
    });
});

describe('kept values: in a store', () => {
    const clock: Clock = noon();
    const value = (text: string): unknown => ({ version: 1, hub: HUB, values: [[NOON, text]] });
    const restored = (stored: unknown, hub = HUB): string[] | undefined =>
        fromStored(stored, hub, clock)?.map(({ topic }) => topic);

    it('the values of this hub only: another address has none', () => {
        assert.deepEqual(restored(value(LINE)), ['thermometer/i2c0-48']);
        for (const place of ['ws://attic/other', 'wss://attic/', 'simulated']) {
            assert.deepEqual(restored(value(LINE), hubKey(place)), []);
        }
    });

    it('as many values and as long a line as are allowed', () => {
        const most = Array.from({ length: MAX_VALUES }, (_, at) => [NOON, `["a/${at}", {}]`]);
        assert.equal(restored({ version: 1, hub: HUB, values: most })?.length, MAX_VALUES);
        const start = '["a/b", {"text": "';
        const line = (bytes: number): string => `${start}${'x'.repeat(bytes - start.length - 3)}"}]`;
        assert.deepEqual(restored(value(line(MAX_LINE_BYTES))), ['a/b']);
        assert.equal(restored(value(line(MAX_LINE_BYTES + 1))), undefined);
    });

    it('nothing that is stored names the address', () => {
        const key = hubKey('ws://attic/?token=secret');
        assert.match(key, /^[0-9a-f]{64}$/);
    });

    it('a store that has nothing yet is no fault', () => {
        assert.deepEqual([restored(undefined), restored(null)], [[], []]);
    });

    const rows = (...list: unknown[]): unknown => ({ version: 1, hub: HUB, values: list });
    const many = Array.from({ length: MAX_VALUES + 1 }, (_, n) => [NOON, `["a/${n}", {}]`]);
    for (const [name, stored] of Object.entries<unknown>({
        'a text': 'x',
        'a number': 7,
        'a list': [],
        'an empty object': {},
        'another version': { version: 2, hub: HUB, values: [] },
        'no hub': { version: 1, values: [] },
        'no values': { version: 1, hub: HUB },
        'values that are no list': { version: 1, hub: HUB, values: { length: 1 } },
        'too many values': rows(...many),
        'a value that is no list': rows({ 0: NOON, 1: LINE, length: 2 }),
        'a value without a line': rows([NOON]),
        'a value with more': rows([NOON, LINE, 1]),
        'a time that is a text': rows([`${NOON}`, LINE]),
        'a time that is no number': rows([Number.NaN, LINE]),
        'a line that is no text': rows([NOON, ['a/b', {}]]),
        'a line that is no frame': rows([NOON, '["a/b"']),
        'a response': rows([NOON, '["a/b/config/ok", {}]']),
        'a long line': rows([NOON, `["a/b", {"text": "${'x'.repeat(MAX_LINE_BYTES)}"}]`]),
        'a long topic': rows([NOON, `["a/${'b'.repeat(300)}", {}]`]),
        'one bad value among good ones': rows([NOON, LINE], [NOON, 'x']),
    })) {
        it(`${name}: refused as a whole`, () => assert.equal(restored(stored), undefined));
    }

    it('whatever is stored is refused or read, and never an exception', () => {
        fc.assert(fc.property(fc.jsonValue(), (stored) => void fromStored(stored, HUB, clock)));
        const row = fc.oneof(fc.jsonValue(), fc.tuple(fc.double(), fc.oneof(fc.constant(LINE), fc.string())));
        const record = fc.record({ version: fc.constantFrom(1, 2), hub: fc.constant(HUB), values: fc.array(row) });
        fc.assert(
            fc.property(record, (stored) => {
                for (const { text } of fromStored(stored, HUB, clock) ?? []) assert.equal(text, LINE);
            }),
        );
    });

    it('what is written is read again', () => {
        const rig = new Rig();
        rig.receive('["a/b", {"n": 1}]', LINE);
        const values: KeptValue[] = fromStored(toStored(rig.kept.snapshot(), HUB, rig.clock), HUB, clock) ?? [];
        assert.deepEqual(
            values.map(({ text, time }) => [text, time]),
            [
                ['["a/b", {"n": 1}]', NOON],
                [LINE, NOON],
            ],
        );
    });
});
