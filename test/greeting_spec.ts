// What is said after each connect, and when.

import assert from 'node:assert/strict';
import { Greeting, REPEAT_MS } from '../src/greeting';
import { ManualClock } from './support/manual-clock';

const START = '["clown.talk/-/config/set", {}]\n';
/** Written down when the hub is ready for commands. */
const READY = 'ready';

function greet(): { clock: ManualClock; greeting: Greeting; said: () => string[] } {
    const clock = new ManualClock();
    const log: string[] = [];
    const greeting = new Greeting(
        clock,
        (text) => log.push(text),
        () => log.push(READY),
    );
    return { clock, greeting, said: () => log.splice(0) };
}

describe('greeting', () => {
    it('nothing before the link is open', () => {
        const { clock, greeting, said } = greet();
        greeting.heard();
        greeting.end();
        clock.advance(60_000);
        assert.deepEqual(said(), []);
        assert.equal(clock.pending, 0);
    });

    it('the start message is first, at once, and exact to the byte', () => {
        const { greeting, said } = greet();
        greeting.start();
        assert.deepEqual(said(), [START]);
    });

    it('a frame ends the calling, and the hub is ready', () => {
        const { clock, greeting, said } = greet();
        greeting.start();
        said();
        clock.advance(REPEAT_MS - 1);
        assert.deepEqual(said(), []);
        greeting.heard();
        assert.deepEqual(said(), [READY]);
        assert.equal(clock.pending, 0);
        greeting.heard();
        clock.advance(60_000);
        assert.deepEqual(said(), []);
    });

    it('so it is after silence for one period and a second start message', () => {
        const { clock, greeting, said } = greet();
        greeting.start();
        said();
        clock.advance(REPEAT_MS);
        assert.deepEqual(said(), [START, READY]);
    });

    it('the start message is repeated until a frame comes, and nobody is made ready twice', () => {
        const { clock, greeting, said } = greet();
        greeting.start();
        clock.advance(REPEAT_MS);
        said();
        clock.advance(10 * REPEAT_MS);
        assert.deepEqual(
            said(),
            Array.from({ length: 10 }, () => START),
        );
        assert.equal(clock.pending, 1);
        greeting.heard();
        clock.advance(60_000);
        assert.deepEqual(said(), []);
        assert.equal(clock.pending, 0);
    });

    it('every connect begins anew, whatever came of the one before', () => {
        const { clock, greeting, said } = greet();
        const before: (() => void)[] = [
            () => {},
            () => greeting.heard(),
            () => clock.advance(REPEAT_MS),
            () => {
                clock.advance(REPEAT_MS);
                greeting.heard();
            },
        ];
        for (const act of before) {
            greeting.start();
            act();
            greeting.end();
            said();
            clock.advance(60_000);
            greeting.heard();
            assert.deepEqual(said(), [], 'nothing while the link is down');
            assert.equal(clock.pending, 0);
            greeting.start();
            greeting.heard();
            assert.deepEqual(said(), [START, READY]);
            greeting.end();
        }
    });

    it('two starts in a row keep one timer', () => {
        const { clock, greeting, said } = greet();
        greeting.start();
        greeting.start();
        assert.equal(clock.pending, 1);
        said();
        clock.advance(REPEAT_MS);
        assert.deepEqual(said(), [START, READY]);
    });

    /** A link that breaks within the write of this number. */
    function breaking(last: number): { clock: ManualClock; greeting: Greeting; log: string[] } {
        const clock = new ManualClock();
        const log: string[] = [];
        const greeting: Greeting = new Greeting(
            clock,
            (text) => {
                if (log.push(text) === last) greeting.end();
            },
            () => log.push(READY),
        );
        return { clock, greeting, log };
    }

    const BREAKS: readonly (readonly [name: string, last: number, log: string[]])[] = [
        ['the start message', 1, [START]],
        ['the second start message', 2, [START, START]],
    ];
    for (const [name, last, expected] of BREAKS) {
        it(`a link that breaks within ${name}: no more is said, and nobody is ready`, () => {
            const { clock, greeting, log } = breaking(last);
            greeting.start();
            clock.advance(60_000);
            assert.deepEqual(log, expected);
            assert.equal(clock.pending, 0);
        });
    }

    it('a hub that is heard only after that is not made ready twice', () => {
        const { clock, greeting, said } = greet();
        greeting.start();
        clock.advance(3 * REPEAT_MS);
        greeting.heard();
        clock.advance(60_000);
        assert.equal(said().filter((text) => text === READY).length, 1);
    });
});
