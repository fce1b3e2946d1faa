// What is sent after each connect, and when commands may leave.

import assert from 'node:assert/strict';
import { Greeting, LIST_MS, LONGEST_PAUSE_MS, PAUSES_MS, READY_MS } from '../../src/connection/start-message';
import { ManualClock } from '../support/manual-clock';

const START = '["clown.talk/-/config/set", {}]\n';
/** A repeat is two lines: one for each thread of a bridge that has not started. */
const REPEAT = START + START;
const LISTS = '["-/-/config/list", {}]\n'.repeat(2);
/** Written down when the hub takes commands, and when it is known not to. */
const READY = 'ready';
const NOT_STARTED = 'not started';
const [FIRST_MS = 0] = PAUSES_MS;

const READING = { topic: 'thermometer/i2c0-48', payload: { temperature: [20, '℃'] } };
const EMPTY = { topic: '-/-/config/list/ok', payload: { sensors: [], actuators: [], notifications: [] } };
const ECHO = { topic: '-/-/config/list', payload: {} };
const UNKNOWN = { topic: 'window/1/open', payload: {} };

function greet(breaksAt = 0): { clock: ManualClock; greeting: Greeting; taken: () => string[] } {
    const clock = new ManualClock();
    let log: string[] = [];
    let writes = 0;
    const greeting: Greeting = new Greeting(clock, {
        write: (text) => {
            log.push(text);
            if (++writes === breaksAt) greeting.end();
        },
        ready: () => log.push(READY),
        notStarted: () => log.push(NOT_STARTED),
    });
    const taken = (): string[] => {
        const before = log;
        log = [];
        return before;
    };
    return { clock, greeting, taken };
}

describe('greeting', () => {
    it('sends nothing before the connection is open', () => {
        const { clock, greeting, taken } = greet();
        greeting.received(READING);
        greeting.end();
        clock.advance(60_000);
        assert.deepEqual(taken(), []);
        assert.equal(clock.pending, 0);
    });

    it('sends the start message first, at once, and exact to the byte', () => {
        const { greeting, taken } = greet();
        greeting.start();
        assert.deepEqual(taken(), [START]);
    });

    it('a sign of the start ends it, and the hub takes commands', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        taken();
        clock.advance(FIRST_MS - 1);
        assert.deepEqual(taken(), []);
        greeting.received(READING);
        assert.deepEqual(taken(), [READY]);
        assert.equal(clock.pending, 0);
        greeting.received(READING);
        greeting.received(EMPTY);
        clock.advance(600_000);
        assert.deepEqual(taken(), []);
    });

    for (const frame of [EMPTY, ECHO, UNKNOWN]) {
        it(`${frame.topic} is no sign of the start`, () => {
            const { clock, greeting, taken } = greet();
            greeting.start();
            greeting.received(frame);
            assert.deepEqual(taken(), [START]);
            clock.advance(FIRST_MS);
            assert.deepEqual(taken(), [REPEAT]);
        });
    }

    it('a silent hub takes commands after one repeat and a device list request', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        clock.advance(READY_MS - 1);
        assert.deepEqual(taken(), [START, REPEAT, LISTS]);
        clock.advance(1);
        assert.deepEqual(taken(), [READY]);
    });

    it('the start message is repeated until a sign of the start, ever more rarely, also to a hub that takes commands', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        let previousMs = 0;
        for (const pauseMs of [...PAUSES_MS, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS]) {
            assert.ok(pauseMs >= previousMs, `${pauseMs} ms after ${previousMs} ms`);
            previousMs = pauseMs;
            taken();
            clock.advance(pauseMs - 1);
            assert.equal(taken().includes(REPEAT), false);
            clock.advance(1);
            assert.deepEqual(taken(), [REPEAT]);
        }
        greeting.received(READING);
        clock.advance(600_000);
        assert.deepEqual(taken(), [], 'no second ready, and nothing more');
        assert.equal(clock.pending, 0);
    });

    it('a silent hub gets at most two repeats and two requests a minute in the end', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        clock.advance(600_000);
        taken();
        clock.advance(60_000);
        assert.equal(taken().length, 4);
    });

    it('a list request follows each repeat once the devices of a started bridge can be listed', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        clock.advance(FIRST_MS + LIST_MS - 1);
        assert.deepEqual(taken(), [START, REPEAT]);
        clock.advance(1);
        assert.deepEqual(taken(), [LISTS]);
    });

    it('with nothing but empty lists the hub takes no commands, until a sign of the start', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        clock.advance(FIRST_MS + LIST_MS);
        greeting.received(EMPTY);
        taken();
        clock.advance(READY_MS - FIRST_MS - LIST_MS);
        assert.deepEqual(taken(), [NOT_STARTED]);
        greeting.received(EMPTY);
        clock.advance(60_000);
        assert.equal(taken().includes(NOT_STARTED), false, 'once');
        greeting.received(READING);
        assert.deepEqual(taken(), [READY]);
        assert.equal(clock.pending, 0);
    });

    it('a hub that was taken for silent, and lists no device then, takes no more commands', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        clock.advance(READY_MS);
        taken();
        greeting.received(EMPTY);
        assert.deepEqual(taken(), [NOT_STARTED]);
        greeting.received(READING);
        assert.deepEqual(taken(), [READY], 'again, as what was sent meanwhile is lost');
    });

    it('of a hub that sends commands back an empty list shows nothing: behind a broker no bridge waits for a start', () => {
        for (const early of [true, false]) {
            const { clock, greeting, taken } = greet();
            greeting.start();
            for (const frame of early ? [ECHO, EMPTY] : [EMPTY, ECHO]) greeting.received(frame);
            clock.advance(READY_MS);
            greeting.received(EMPTY);
            assert.deepEqual(taken(), [START, REPEAT, LISTS, READY]);
        }
    });

    it('a hub that sends back a command later, also of another client, takes commands from then on', () => {
        const { clock, greeting, taken } = greet();
        greeting.start();
        greeting.received(EMPTY);
        clock.advance(READY_MS);
        assert.deepEqual(taken(), [START, REPEAT, LISTS, NOT_STARTED]);
        greeting.received(ECHO);
        greeting.received(ECHO);
        greeting.received(EMPTY);
        assert.deepEqual(taken(), [READY]);
        greeting.received(READING);
        assert.deepEqual(taken(), []);
        assert.equal(clock.pending, 0);
    });

    it('each connect begins again, whatever came of the one before', () => {
        const { clock, greeting, taken } = greet();
        const before: (() => void)[] = [
            () => {},
            () => greeting.received(READING),
            () => greeting.received(EMPTY),
            () => clock.advance(READY_MS),
            () => {
                greeting.received(EMPTY);
                clock.advance(READY_MS);
            },
        ];
        for (const act of before) {
            greeting.start();
            act();
            greeting.end();
            taken();
            clock.advance(60_000);
            greeting.received(READING);
            assert.deepEqual(taken(), [], 'nothing without a connection');
            assert.equal(clock.pending, 0);
            greeting.start();
            greeting.received(READING);
            assert.deepEqual(taken(), [START, READY]);
            greeting.end();
        }
    });

    it('two starts in a row leave no timer of the first', () => {
        const { clock, greeting } = greet();
        greeting.start();
        const { pending } = clock;
        greeting.start();
        assert.equal(clock.pending, pending);
    });

    const BREAKS: readonly (readonly [name: string, write: number, log: string[]])[] = [
        ['the start message', 1, [START]],
        ['the first repeat', 2, [START, REPEAT]],
        ['the list request', 3, [START, REPEAT, LISTS]],
    ];
    for (const [name, write, expected] of BREAKS) {
        it(`a connection that breaks within ${name}: nothing more is sent, and the hub takes nothing`, () => {
            const { clock, greeting, taken } = greet(write);
            greeting.start();
            clock.advance(60_000);
            assert.deepEqual(taken(), expected);
            assert.equal(clock.pending, 0);
        });
    }
});
