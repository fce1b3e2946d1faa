// What is sent after each connect, and when the hub is ready for commands.

import assert from 'node:assert/strict';
import { LIST_MS, LONGEST_PAUSE_MS, PAUSES_MS, READY_MS, StartMessage } from '../../src/connection/start-message';
import { ManualClock } from '../support/manual-clock';

const START = '["clown.talk/-/config/set", {}]\n';
/** A repeat is two lines: one for each thread of a bridge that has not started. */
const REPEAT = START + START;
const LISTS = '["-/-/config/list", {}]\n'.repeat(2);
/** Records when the hub is ready, and when it is known not to be. */
const READY = 'ready';
const NOT_STARTED = 'not started';
const [FIRST_MS = 0] = PAUSES_MS;

const READING = { topic: 'thermometer/i2c0-48', payload: { temperature: [20, '℃'] } };
const EMPTY = { topic: '-/-/config/list/ok', payload: { sensors: [], actuators: [], notifications: [] } };
const ECHO = { topic: '-/-/config/list', payload: {} };
const UNKNOWN = { topic: 'window/1/open', payload: {} };

function greet(breaksAt = 0): { clock: ManualClock; startMessage: StartMessage; taken: () => string[] } {
    const clock = new ManualClock();
    let log: string[] = [];
    let writes = 0;
    const startMessage: StartMessage = new StartMessage(clock, {
        write: (text) => {
            log.push(text);
            if (++writes === breaksAt) startMessage.end();
        },
        ready: () => log.push(READY),
        notStarted: () => log.push(NOT_STARTED),
    });
    const taken = (): string[] => {
        const before = log;
        log = [];
        return before;
    };
    return { clock, startMessage, taken };
}

describe('start message', () => {
    it('sends nothing before the connection is open', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.received(READING);
        startMessage.end();
        clock.advance(60_000);
        assert.deepEqual(taken(), []);
        assert.equal(clock.pending, 0);
    });

    it('sends the start message first, at once, and exact to the byte', () => {
        const { startMessage, taken } = greet();
        startMessage.start();
        assert.deepEqual(taken(), [START]);
    });

    it('a sign of the start ends it, and the hub is ready', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        taken();
        clock.advance(FIRST_MS - 1);
        assert.deepEqual(taken(), []);
        startMessage.received(READING);
        assert.deepEqual(taken(), [READY]);
        assert.equal(clock.pending, 0);
        startMessage.received(READING);
        startMessage.received(EMPTY);
        clock.advance(600_000);
        assert.deepEqual(taken(), []);
    });

    for (const frame of [EMPTY, ECHO, UNKNOWN]) {
        it(`${frame.topic} does not show a start`, () => {
            const { clock, startMessage, taken } = greet();
            startMessage.start();
            startMessage.received(frame);
            assert.deepEqual(taken(), [START]);
            clock.advance(FIRST_MS);
            assert.deepEqual(taken(), [REPEAT]);
        });
    }

    it('a silent hub is ready after one repeat and a device list request', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        clock.advance(READY_MS - 1);
        assert.deepEqual(taken(), [START, REPEAT, LISTS]);
        clock.advance(1);
        assert.deepEqual(taken(), [READY]);
    });

    it('the start message is repeated until a sign of the start, ever more rarely, also to a hub that is ready', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
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
        startMessage.received(READING);
        clock.advance(600_000);
        assert.deepEqual(taken(), [], 'no second ready, and nothing more');
        assert.equal(clock.pending, 0);
    });

    it('a silent hub gets at most two repeats and two requests a minute in the end', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        clock.advance(600_000);
        taken();
        clock.advance(60_000);
        assert.equal(taken().length, 4);
    });

    it('a list request follows each repeat once the devices of a started bridge can be listed', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        clock.advance(FIRST_MS + LIST_MS - 1);
        assert.deepEqual(taken(), [START, REPEAT]);
        clock.advance(1);
        assert.deepEqual(taken(), [LISTS]);
    });

    it('with only empty lists the hub is not ready until a sign of the start', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        clock.advance(FIRST_MS + LIST_MS);
        startMessage.received(EMPTY);
        taken();
        clock.advance(READY_MS - FIRST_MS - LIST_MS);
        assert.deepEqual(taken(), [NOT_STARTED]);
        startMessage.received(EMPTY);
        clock.advance(60_000);
        assert.equal(taken().includes(NOT_STARTED), false, 'once');
        startMessage.received(READING);
        assert.deepEqual(taken(), [READY]);
        assert.equal(clock.pending, 0);
    });

    it('a hub that was silent, and then lists no device, is no longer ready', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        clock.advance(READY_MS);
        taken();
        startMessage.received(EMPTY);
        assert.deepEqual(taken(), [NOT_STARTED]);
        startMessage.received(READING);
        assert.deepEqual(taken(), [READY], 'again, as what was sent meanwhile is lost');
    });

    it('of a hub that sends commands back an empty list shows nothing: behind a broker no bridge waits for a start', () => {
        for (const early of [true, false]) {
            const { clock, startMessage, taken } = greet();
            startMessage.start();
            for (const frame of early ? [ECHO, EMPTY] : [EMPTY, ECHO]) startMessage.received(frame);
            clock.advance(READY_MS);
            startMessage.received(EMPTY);
            assert.deepEqual(taken(), [START, REPEAT, LISTS, READY]);
        }
    });

    it('a hub that sends back a command later, also of another client, is ready from then on', () => {
        const { clock, startMessage, taken } = greet();
        startMessage.start();
        startMessage.received(EMPTY);
        clock.advance(READY_MS);
        assert.deepEqual(taken(), [START, REPEAT, LISTS, NOT_STARTED]);
        startMessage.received(ECHO);
        startMessage.received(ECHO);
        startMessage.received(EMPTY);
        assert.deepEqual(taken(), [READY]);
        startMessage.received(READING);
        assert.deepEqual(taken(), []);
        assert.equal(clock.pending, 0);
    });

    it('each connect begins again, whatever the one before led to', () => {
        const { clock, startMessage, taken } = greet();
        const before: (() => void)[] = [
            () => {},
            () => startMessage.received(READING),
            () => startMessage.received(EMPTY),
            () => clock.advance(READY_MS),
            () => {
                startMessage.received(EMPTY);
                clock.advance(READY_MS);
            },
        ];
        for (const act of before) {
            startMessage.start();
            act();
            startMessage.end();
            taken();
            clock.advance(60_000);
            startMessage.received(READING);
            assert.deepEqual(taken(), [], 'nothing without a connection');
            assert.equal(clock.pending, 0);
            startMessage.start();
            startMessage.received(READING);
            assert.deepEqual(taken(), [START, READY]);
            startMessage.end();
        }
    });

    it('waits for the bridge from the connect to a sign of the start, or to the end', () => {
        const { clock, startMessage } = greet();
        assert.equal(startMessage.isWaiting, false);
        startMessage.start();
        assert.equal(startMessage.isWaiting, true);
        clock.advance(READY_MS);
        assert.equal(startMessage.isWaiting, true, 'a hub that is only silent');
        startMessage.received(READING);
        assert.equal(startMessage.isWaiting, false);
        startMessage.start();
        startMessage.end();
        assert.equal(startMessage.isWaiting, false);
    });

    it('two starts in a row leave no timer of the first', () => {
        const { clock, startMessage } = greet();
        startMessage.start();
        const { pending } = clock;
        startMessage.start();
        assert.equal(clock.pending, pending);
    });

    const BREAKS: readonly (readonly [name: string, write: number, log: string[]])[] = [
        ['the start message', 1, [START]],
        ['the first repeat', 2, [START, REPEAT]],
        ['the list request', 3, [START, REPEAT, LISTS]],
    ];
    for (const [name, write, expected] of BREAKS) {
        it(`a connection that breaks within ${name}: nothing more is sent, and the hub is not ready`, () => {
            const { clock, startMessage, taken } = greet(write);
            startMessage.start();
            clock.advance(60_000);
            assert.deepEqual(taken(), expected);
            assert.equal(clock.pending, 0);
        });
    }
});
