// In which order frames leave, how fast, and what a clock that is wrong does to that.

import assert from 'node:assert/strict';
import { refuse } from '../../src/base/errors';
import { Outbox, type Policy } from '../../src/send/outbox';
import { LATE_MS } from '../../src/send/queue-limits';
import { FakeLink } from '../support/fake-link';
import { ManualClock } from '../support/manual-clock';
import { OutboxBench } from '../support/outbox-bench';

const A = { name: 'A' };
const B = { name: 'B' };
const RELAY = 'relay/i2c0-3b/set';
const OTHER_RELAY = 'relay/i2c0-3f/set';
const SCAN = 'i2c/0/config/scan';

/** What leaves, with its time, until nothing is left to leave. */
function departures(bench: OutboxBench): string[] {
    const start = bench.clock.now();
    const times: string[] = [];
    for (let waited = 0; bench.outbox.size > 0; waited++) {
        for (const entry of bench.log.splice(0)) times.push(`${bench.clock.now() - start} ${entry}`);
        assert.ok(waited < 20_000, 'it comes to an end');
        bench.clock.advance(1);
    }
    for (const entry of bench.log.splice(0)) times.push(`${bench.clock.now() - start} ${entry}`);
    return times.map((entry) => entry.replace('write ', ''));
}

describe('outbox: pace [O7]', () => {
    it('the sets of one relay leave 100 ms apart, to the millisecond', () => {
        const bench = OutboxBench.ready();
        for (const name of ['1', '2', '3']) bench.add(name, { topic: RELAY });
        assert.deepEqual(departures(bench), ['0 1', '100 2', '200 3']);
    });

    it('each relay has its own pace, for every sender', () => {
        const bench = OutboxBench.ready();
        bench.add('a1', { owner: A, topic: RELAY });
        bench.add('b1', { owner: B, topic: RELAY });
        bench.add('b2', { owner: B, topic: OTHER_RELAY });
        bench.add('c1', { owner: {}, topic: OTHER_RELAY });
        assert.deepEqual(departures(bench), ['0 a1', '0 c1', '100 b1', '100 b2']);
    });

    it('within one owner nothing overtakes, and other owners do not wait for its pace', () => {
        const bench = OutboxBench.ready();
        bench.add('a1', { owner: A, topic: RELAY });
        bench.add('a2', { owner: A, topic: RELAY });
        bench.add('a3', { owner: A, topic: 'led/-/set' });
        bench.add('b1', { owner: B, topic: 'led/-/set' });
        bench.add('b2', { owner: B, topic: SCAN });
        bench.add('b3', { owner: B, topic: SCAN });
        assert.deepEqual(departures(bench), ['0 a1', '0 b1', '0 b2', '100 a2', '100 a3', '200 b3']);
    });

    it('a hub with a gap gets one frame at a time, of whatever owner', () => {
        const bench = OutboxBench.ready(30);
        bench.add('a1', { owner: A });
        bench.add('a2', { owner: A });
        bench.add('b1', { owner: B });
        assert.deepEqual(departures(bench), ['0 a1', '30 a2', '60 b1']);
    });

    it('the pace outlives a link', () => {
        const bench = OutboxBench.ready(500);
        const policy: Policy = { kind: 'queue', size: 10, ageMs: 60_000 };
        bench.add('1', { topic: RELAY, policy });
        bench.add('2', { topic: RELAY, policy });
        bench.outbox.lost();
        bench.outbox.opened();
        bench.clock.advance(20);
        bench.outbox.ready();
        assert.equal(bench.read(), 'write 1');
        bench.clock.advance(479);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        assert.equal(bench.read(), 'write 2');
    });

    it('what cannot be made takes no time of the pace', () => {
        const bench = OutboxBench.ready(50);
        bench.add('bad', { topic: RELAY, make: () => refuse('relay-unknown') });
        bench.add('good', { topic: RELAY });
        assert.equal(bench.read(), 'bad relay-unknown, write good');
    });

    it('what a full socket refuses takes no time of the pace, and does not count as sent', () => {
        const bench = OutboxBench.ready(50);
        bench.link.isFull = true;
        bench.add('refused', { topic: RELAY });
        bench.link.isFull = false;
        bench.add('good', { topic: RELAY });
        assert.equal(bench.read(), 'refused write-full, write good');
        assert.equal(bench.outbox.sent, 1);
    });

    it('a thousand and more topics with a pace keep it', () => {
        const bench = OutboxBench.ready();
        const topics = Array.from({ length: 1_500 }, (_, index) => `relay/${index}/set`);
        for (const topic of topics) bench.add(`1 ${topic}`, { owner: {}, topic });
        for (const topic of topics) bench.add(`2 ${topic}`, { owner: {}, topic });
        assert.equal(bench.log.length, 1_500);
        bench.clock.advance(99);
        assert.equal(bench.log.length, 1_500);
        bench.clock.advance(1);
        assert.equal(bench.log.length, 3_000);
    });
});

describe('outbox: stages that come out of order', () => {
    it('a hub that takes frames is not back at its first connection', () => {
        const bench = OutboxBench.ready();
        bench.outbox.opening(60_000);
        bench.add('it');
        assert.equal(bench.read(), 'write it');
    });

    it('only a connection can be held', () => {
        const bench = new OutboxBench();
        bench.outbox.hold();
        bench.add('it');
        assert.equal(bench.read(), 'it not-connected');
    });

    it('a hub that is held later takes no frame until it is ready again', () => {
        const bench = OutboxBench.ready();
        bench.outbox.hold();
        bench.add('it');
        assert.equal(bench.read(), '');
        bench.outbox.ready();
        assert.equal(bench.read(), 'write it');
    });
});

describe('outbox: those who send from a callback', () => {
    it('may do so thousands of times in a row', () => {
        const bench = OutboxBench.ready();
        let left = 5_000;
        const next = (): void => {
            if (left-- > 0) bench.add('it', { make: () => refuse('relay-unknown'), next });
        };
        next();
        assert.equal(left, -1);
        assert.equal(bench.outbox.size, 0);
    });

    it('wait for their turn in order and pace', () => {
        const bench = OutboxBench.ready();
        const refused = { make: () => refuse('relay-unknown') };
        bench.outbox.lost();
        bench.outbox.opened();
        bench.add('1', { topic: RELAY, ...refused, next: () => bench.add('4', { topic: RELAY }) });
        bench.add('2', { topic: RELAY });
        bench.add('3', { topic: 'led/-/set' });
        bench.outbox.ready();
        assert.deepEqual(departures(bench), ['0 1 relay-unknown', '0 2', '0 3', '100 4']);
    });

    it('a frame whose making adds another leaves before it', () => {
        const bench = OutboxBench.ready();
        const make = (): { ok: true; value: string } => {
            bench.add('2');
            return { ok: true, value: '1' };
        };
        bench.add('1', { make });
        assert.equal(bench.read(), 'write 1, write 2');
    });

    it('ten thousand refusals in a row are no matter', () => {
        const bench = new OutboxBench();
        bench.outbox.opened();
        const owners = Array.from({ length: 10 }, (_, index) => ({ index }));
        for (let index = 0; index < 10_000; index++) bench.add(String(index), { owner: owners[index % 10] as object });
        bench.link.isFull = true;
        bench.outbox.ready();
        assert.equal(bench.log.length, 10_000);
        assert.ok(bench.log.every((entry) => entry.endsWith(' write-full')));
    });

    it('a callback that ends all leaves nothing', () => {
        const bench = new OutboxBench();
        bench.outbox.opened();
        const policy: Policy = { kind: 'queue', size: 10, ageMs: 60_000 };
        bench.add('1', { policy, next: () => bench.add('2', { policy }) });
        bench.outbox.end();
        assert.equal(bench.read(), '1 stopped, 2 not-connected');
        assert.equal(bench.clock.pending, 0);
    });
});

describe('outbox: a clock that is wrong', () => {
    const QUEUE: Policy = { kind: 'queue', size: 10, ageMs: 60_000 };

    it('after a sleep nothing leaves that is too old, though its alarm is yet to come', () => {
        const bench = new OutboxBench();
        bench.outbox.opened();
        bench.add('hasty');
        bench.add('patient', { policy: QUEUE });
        bench.clock.slept(LATE_MS + 1);
        bench.outbox.ready();
        assert.equal(bench.read(), 'hasty expired, write patient');
    });

    it('to the millisecond: what is as old as it may be leaves', () => {
        const bench = new OutboxBench();
        bench.outbox.opened();
        bench.add('hasty');
        bench.clock.slept(LATE_MS);
        bench.outbox.ready();
        assert.equal(bench.read(), 'write hasty');
    });

    const STEPS = [-259_200_000, -7_200_000, -1_001, 1_001, 7_200_000, 259_200_000];

    it('set by any step it neither shortens nor prolongs a pause', () => {
        for (const ms of STEPS) {
            for (const [gapMs, topic, pauseMs] of [
                [200, 'led/-/set', 200],
                [0, RELAY, 100],
            ] as const) {
                const bench = OutboxBench.ready(gapMs);
                bench.add('1', { topic });
                bench.clock.advance(pauseMs / 2);
                bench.clock.set(ms);
                bench.add('2', { topic });
                bench.clock.advance(pauseMs / 2 - 1);
                assert.equal(bench.read(), 'write 1', `${ms}`);
                bench.clock.advance(1);
                assert.equal(bench.read(), 'write 2', `${ms}`);
            }
        }
    });

    it('set by any step it changes no age limit', () => {
        for (const ms of STEPS) {
            const bench = new OutboxBench();
            bench.outbox.opened();
            bench.add('hasty');
            bench.clock.advance(LATE_MS / 2);
            bench.clock.set(ms);
            bench.clock.advance(LATE_MS / 2 - 1);
            assert.equal(bench.read(), '', `${ms}`);
            bench.clock.advance(1);
            assert.equal(bench.read(), 'hasty expired', `${ms}`);
            assert.equal(bench.clock.pending, 0);
        }
    });
});

describe('outbox: time passes while it looks', () => {
    /** A slow computer: each look at the clock takes a millisecond. */
    class SlowClock extends ManualClock {
        override monotonic(): number {
            const now = super.monotonic();
            this.slept(1);
            return now;
        }
    }

    it('what becomes due in the middle of a look leaves all the same', () => {
        for (let start = 0; start < 120; start++) {
            const clock = new SlowClock();
            const written: string[] = [];
            const outbox = new Outbox(clock, 0, new FakeLink((text) => written.push(text)));
            outbox.opened();
            outbox.ready();
            const add = (name: string, topic: string): void =>
                outbox.add({
                    owner: {},
                    policy: { kind: 'fail' },
                    topic,
                    length: 1,
                    make: () => ({ ok: true, value: name }),
                    done: () => {},
                });
            add('first', RELAY);
            clock.advance(start);
            add('second', RELAY);
            clock.advance(300);
            assert.deepEqual(written, ['first', 'second'], `asked ${start} ms after the first`);
        }
    });
});
