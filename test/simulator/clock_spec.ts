// The clock of a simulated hub beside that of the wall: its speed, its timers, and their end.

import assert from 'node:assert/strict';
import { install } from '@sinonjs/fake-timers';
import { type Clock, fork, realClock } from '../../src/simulator/bridge-clock';
import { ManualClock } from '../support/manual-clock';

/** The longest delay of `setTimeout`. */
const LONGEST_MS = 2 ** 31 - 1;

describe('simulator: clock and wall', () => {
    let wall: ReturnType<typeof install>;

    beforeEach(() => {
        wall = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    });
    afterEach(() => wall.uninstall());

    for (const speed of [1, 4, 0.5]) {
        it(`at speed ${speed} a second of the hub takes ${1000 / speed} ms`, () => {
            wall.tick(123);
            const clock = realClock(speed);
            assert.equal(clock.now(), 0);
            const fired: number[] = [];
            clock.after(1000, () => fired.push(clock.now()));
            wall.tick(1000 / speed - 1);
            assert.equal(clock.now(), 1000 - speed);
            assert.deepEqual(fired, []);
            wall.tick(1);
            assert.deepEqual(fired, [1000]);
            assert.equal(wall.countTimers(), 0);
        });
    }

    for (const ms of [0, -5, 0.1]) {
        it(`a timer of ${ms} ms fires in a later millisecond, so that no interval makes it spin`, () => {
            const clock = realClock(1);
            let fired = 0;
            clock.after(ms, () => {
                fired += 1;
            });
            wall.tick(0);
            assert.equal(fired, 0);
            wall.tick(1);
            assert.equal(fired, 1);
        });
    }

    for (const more of [0, 1, 2, LONGEST_MS + 5]) {
        it(`a timer of ${LONGEST_MS} + ${more} ms fires once, and not before`, () => {
            const clock = realClock(1);
            let fired = 0;
            clock.after(LONGEST_MS + more, () => {
                fired += 1;
            });
            wall.tick(LONGEST_MS + more - 1);
            assert.equal(fired, 0);
            wall.tick(1);
            assert.equal(fired, 1);
            wall.tick(LONGEST_MS);
            assert.equal(fired, 1);
        });
    }

    it('a long timer can be cancelled in each of its parts', () => {
        const clock = realClock(1);
        const cancel = clock.after(3 * LONGEST_MS, () => assert.fail('it was cancelled'));
        wall.tick(LONGEST_MS + 10);
        cancel();
        assert.equal(wall.countTimers(), 0);
        wall.tick(3 * LONGEST_MS);
    });

    it('stop leaves no timer, and none is started afterwards', () => {
        const clock = realClock(1);
        clock.after(10, () => assert.fail('it was stopped'));
        clock.after(20, () => assert.fail('it was stopped'));
        clock.stop();
        assert.equal(wall.countTimers(), 0);
        clock.after(10, () => assert.fail('it was stopped'))();
        wall.tick(100);
        assert.equal(clock.now(), 100);
    });
});

describe('simulator: part of a clock', () => {
    let whole: ManualClock;
    let part: Clock;

    beforeEach(() => {
        whole = new ManualClock();
        part = fork(whole);
    });

    it('has the time of the whole', () => {
        whole.advance(42);
        assert.equal(part.now(), 42);
    });

    it('stop ends its own timers and no others', () => {
        const fired: string[] = [];
        whole.after(5, () => fired.push('whole'));
        part.after(5, () => fired.push('part'));
        part.stop();
        part.after(5, () => fired.push('after stop'));
        whole.advance(10);
        assert.deepEqual(fired, ['whole']);
    });

    it('a timer that has fired or was cancelled leaves nothing for stop to cancel', () => {
        let cancelled = 0;
        const counted = fork({
            now: () => whole.now(),
            after: (ms, run) => {
                const cancel = whole.after(ms, run);
                return () => {
                    cancelled += 1;
                    cancel();
                };
            },
        });
        counted.after(5, () => {});
        whole.advance(5);
        counted.after(5, () => {})();
        counted.stop();
        assert.equal(cancelled, 1);
    });

    it('each of its timers is cancelled alone', () => {
        const fired: string[] = [];
        part.after(5, () => fired.push('one'));
        const cancel = part.after(5, () => fired.push('other'));
        cancel();
        cancel();
        whole.advance(10);
        assert.deepEqual(fired, ['one']);
    });
});
