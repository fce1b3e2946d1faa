// The time of a flow test: timers run at their own moments without a wait, and a moment is over when nothing is left to do.

import assert from 'node:assert/strict';
import os from 'node:os';
import timers from 'node:timers';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { TestFault } from '../../nodes/flow-test/test-fault';
import { VirtualTime } from '../../nodes/flow-test/virtual-time';
import { MAX_IN_SECOND } from '../../nodes/flow-test/workload';
import { keepsProcess } from './replaced';

const START = Date.UTC(2026, 2, 1, 20);
const realImmediate = setImmediate;
const realNow = performance.now.bind(performance);
const nothing = (): void => {};

/** Sets its timers as methods of itself, as function nodes do. */
const NODE = { id: 'n', type: 'function', name: 'Again' };
const OTHER = { id: 'm', type: 'delay', name: '' };

describe('flow test: virtual time', () => {
    keepsProcess();

    let time: VirtualTime;
    /** What has happened, with its moment. */
    const events: [number, unknown][] = [];
    const note = (what: unknown) => (): void => void events.push([time.nowMs, what]);

    beforeEach(() => {
        events.length = 0;
        time = new VirtualTime();
        time.startAt(START);
    });

    const faultIn = async (untilMs: number): Promise<unknown> => {
        try {
            await time.run(untilMs, nothing);
            return undefined;
        } catch (error) {
            assert.ok(error instanceof TestFault);
            return error.fault;
        }
    };

    it('runs timers in their order, each at its moment', async () => {
        setTimeout(note('late'), 3_600_000);
        setTimeout(note('soon'), 20);
        const interval = setInterval(note('each'), 1_500);
        setTimeout(() => clearInterval(interval), 4_000);
        const cancelled = setTimeout(note('never'), 100);
        clearTimeout(cancelled);
        const began = realNow();
        await time.run(4_000_000, nothing);
        assert.deepEqual(events, [
            [20, 'soon'],
            [1_500, 'each'],
            [3_000, 'each'],
            [3_600_000, 'late'],
        ]);
        assert.ok(realNow() - began < 3_600_000);
        assert.deepEqual(
            [time.nowMs, Date.now(), new Date().toISOString()],
            [4_000_000, START + 4_000_000, '2026-03-01T21:06:40.000Z'],
        );
    });

    it('ends at the moment that was given, and goes on from there', async () => {
        setInterval(note('each'), 700);
        await time.run(1_000, nothing);
        assert.deepEqual([time.nowMs, events.length], [1_000, 1]);
        await time.run(1_900, nothing);
        assert.deepEqual([time.nowMs, events.length], [1_900, 2]);
        // What is due at the end still happens.
        await time.run(2_100, nothing);
        assert.deepEqual([time.nowMs, events.length], [2_100, 3]);
    });

    it('lets its user look after each moment, who may end it', async () => {
        setInterval(note('each'), 100);
        const fault = new TestFault({ code: 'stopped', values: {} });
        const check = (): void => {
            if (events.length === 3) throw fault;
        };
        await assert.rejects(time.run(1_000, check), fault);
        assert.equal(time.nowMs, 300);
    });

    it('lets all that follows happen at the same moment', async () => {
        const chain = (left: number, next: (run: () => void) => void): void => {
            if (left === 0) note('done')();
            else next(() => chain(left - 1, next));
        };
        chain(30, (run) => setImmediate(run));
        chain(60, (run) => timers.setImmediate(run));
        chain(30, (run) => process.nextTick(run));
        chain(30, (run) => void Promise.resolve().then(run));
        setTimeout(() => chain(30, (run) => setImmediate(run)), 5);
        setTimeout(note('later'), 6);
        await time.run(10, nothing);
        assert.deepEqual(events, [...Array.from({ length: 4 }, () => [0, 'done']), [5, 'done'], [6, 'later']]);
    });

    it('waits for what works without a timer, as long as it works', async () => {
        // A node that comes back after some turns, as one that waits for a file.
        const work = (left: number): void => {
            time.working(NODE);
            realImmediate(() => realImmediate(left === 0 ? note('done') : () => work(left - 1)));
        };
        work(20);
        setTimeout(note('later'), 1);
        await time.run(10, nothing);
        assert.deepEqual(events, [
            [0, 'done'],
            [1, 'later'],
        ]);
    });

    it('does not wait for what was cancelled', async () => {
        const immediate = setImmediate(note('never'));
        clearImmediate(immediate);
        const other = timers.setImmediate(note('never'));
        timers.clearImmediate(other);
        clearImmediate(undefined);
        // It has ended long before this limit, after which it would end without rest.
        const ended = faultIn(10);
        for (let turn = 0; turn < 300; turn++) await new Promise<void>((resolve) => realImmediate(resolve));
        time.limit(-1);
        assert.deepEqual([await ended, time.nowMs], [undefined, 10]);
        assert.deepEqual(events, []);
    });

    it('keeps immediates and timers with their arguments and their forms with promises', async () => {
        setImmediate((...args: unknown[]) => note(args)(), 1, 'a');
        setTimeout((...args: unknown[]) => note(args)(), 5, 2, 'b');
        const waits = [
            promisify(setTimeout)(7, 'c').then((value) => note(value)()),
            promisify(timers.setTimeout)(8, 'd').then((value) => note(value)()),
            promisify(setImmediate)('e').then((value) => note(value)()),
        ];
        await time.run(10, nothing);
        await Promise.all(waits);
        assert.deepEqual(events, [
            [0, [1, 'a']],
            [0, 'e'],
            [5, [2, 'b']],
            [7, 'c'],
            [8, 'd'],
        ]);
    });

    for (const [ms, at] of [
        [0, 1],
        [-5, 1],
        [1, 1],
        [Number.NaN, 1],
        [undefined, 1],
        ['20', 20],
        [2 ** 31, 1],
        [Number.POSITIVE_INFINITY, 1],
        [2 ** 31 - 1, undefined],
    ] as const) {
        it(`has the delays of Node.js: ${ms} ms`, async () => {
            setTimeout(note('timer'), ms as number);
            timers.setInterval(note('interval'), ms as number);
            await time.run(25, nothing);
            assert.deepEqual(events.find(([, what]) => what === 'timer')?.[0], at);
            assert.deepEqual(events.find(([, what]) => what === 'interval')?.[0], at);
        });
    }

    it('has the same time for all clocks', async () => {
        const looks: unknown[] = [];
        const look = (): void => {
            const [seconds, nanos] = process.hrtime();
            looks.push([Date.now(), performance.now(), os.uptime() * 1_000, seconds * 1_000 + nanos / 1_000_000]);
        };
        look();
        setTimeout(look, 61_000);
        await time.run(100_000, nothing);
        const [before, after] = looks as [number[], number[]];
        assert.deepEqual(
            after.map((value, index) => Math.round(value - (before[index] ?? 0))),
            [61_000, 61_000, 61_000, 61_000],
        );
        assert.equal(os.uptime(), performance.now() / 1_000);
    });

    it('replaces random numbers and formats of dates, also in function nodes', async () => {
        time.useEverywhere(() => 0.25);
        const format = "new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' }).format()";
        const code = `[Math.random(), ${format}].join()`;
        await time.run(61_000, nothing);
        assert.equal(vm.runInThisContext(code), '0.25,20:01:01');
        assert.equal(vm.runInContext(code, vm.createContext({})), '0.25,20:01:01');
    });

    describe('of a flow that does not come to rest', () => {
        it('ends with the node that has worked most', async () => {
            for (let count = 0; count < MAX_IN_SECOND; count++) time.working(NODE);
            setTimeout(() => time.working(OTHER), 500);
            assert.deepEqual(await faultIn(10_000), { code: 'no-rest', values: { at: 500, node: '"Again" (n)' } });
        });

        it('accepts the same work in two seconds', async () => {
            const work = (): void => {
                for (let count = 0; count < 0.6 * MAX_IN_SECOND; count++) time.working(NODE);
            };
            setTimeout(work, 999);
            setTimeout(work, 1_000);
            assert.equal(await faultIn(10_000), undefined);
            assert.equal(time.nowMs, 10_000);
        });

        it('counts the timers that a node sets, also before its first message', async () => {
            for (const set of [setTimeout, timers.setInterval]) {
                for (let count = 0; count < 3; count++) set.call(NODE, nothing, 5);
            }
            for (let count = 0; count < 5; count++) time.working(OTHER);
            time.limit(-1);
            assert.deepEqual(await faultIn(10), { code: 'too-slow', values: { at: 0, node: '"Again" (n)' } });
        });

        for (const [name, setter] of [
            ['nothing', undefined],
            ['null', null],
            ['an object without a type', { id: 'n' }],
            ['one without an id', { type: 'function' }],
            ['one with other things', { id: 5, type: 'function' }],
        ] as const) {
            it(`names no other setter of timers: ${name}`, async () => {
                (setTimeout as (this: unknown, ...args: unknown[]) => unknown).call(setter, note('timer'), 5);
                await time.run(10, nothing);
                assert.deepEqual(events, [[5, 'timer']]);
                setTimeout.call(setter as never, nothing, 5);
                time.limit(-1);
                assert.deepEqual(await faultIn(20), { code: 'too-slow', values: { at: 10, node: '?' } });
            });
        }

        it('ends after its limit of real time, also if a moment never ends', async () => {
            time.limit(-1);
            assert.deepEqual(await faultIn(2), { code: 'too-slow', values: { at: 0, node: '?' } });
            time.limit(60_000);
            assert.equal(await faultIn(2), undefined);
            time.limit(-1);
            let isEnded = false;
            setImmediate(function again() {
                if (!isEnded) setImmediate(again);
            });
            assert.deepEqual(await faultIn(10), { code: 'too-slow', values: { at: 2, node: '?' } });
            isEnded = true;
        });
    });

    describe('waits in real time', () => {
        it('until something has happened, while its clocks follow', async () => {
            const began = realNow();
            setTimeout(note('done'), 12);
            assert.equal(await time.until(() => events.length > 0, 60_000), true);
            const passed = time.nowMs;
            assert.ok(passed >= 12 && passed <= realNow() - began + 1, `${passed} ms`);
            assert.equal(await time.until(() => true, 60_000), true);
            assert.equal(time.nowMs, passed);
        });

        it('while its clocks stand still', async () => {
            setTimeout(note('never'), 1);
            let looks = 0;
            assert.equal(await time.standing(() => ++looks > 5, 60_000), true);
            assert.deepEqual([looks, time.nowMs, events], [6, 0, []]);
        });

        it('not longer than its limit', async () => {
            for (const wait of [time.until.bind(time), time.standing.bind(time)]) {
                const looks: number[] = [];
                const waited = async (limitMs: number): Promise<unknown[]> => {
                    looks.length = 0;
                    const isDone = (): boolean => {
                        looks.push(realNow());
                        return false;
                    };
                    return [await wait(isDone, limitMs), looks.length > 1];
                };
                assert.deepEqual(await waited(-1), [false, false]);
                assert.deepEqual(await waited(3), [false, true]);
            }
        });
    });
});
