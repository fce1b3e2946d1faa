// Every state of a connection times everything that can happen to it: what it does, in order, and how many timers are
// left. The timers of a state are the only ones that can fire in it, so each state is also left to its next timer.

import assert from 'node:assert/strict';
import { ConnectionBench } from '../support/connection-bench';

/** Ways into each state, each with an older socket, 1, that was terminated and has not reported its end yet. */
const STATES = {
    disconnected: () => aged(),
    connecting: () => connecting(),
    connected: () => connected(),
    'connected, a text waiting': () => withText(),
    'connected, unanswered': () => unanswered(),
    waiting: () => waiting(),
    closing: () => closing(connected()),
    'closing, never open': () => closing(connecting()),
    'closing, a text waiting': () => closing(withText()),
    'closing, reopen': () => reopening(),
} as const;

type StateName = keyof typeof STATES;

const EVENTS = {
    'open()': (bench: ConnectionBench) => bench.connection.open(),
    'close()': (bench: ConnectionBench) => bench.close('bye'),
    'write()': (bench: ConnectionBench) => bench.write('x'),
    'the socket opens': (bench: ConnectionBench) => bench.socket.opens(),
    'a message': (bench: ConnectionBench) => bench.socket.receives('hi'),
    'a text is taken': (bench: ConnectionBench) => bench.socket.takes(),
    'a text is not taken': (bench: ConnectionBench) => bench.socket.takes(new Error('EPIPE')),
    'the socket ends': (bench: ConnectionBench) => bench.socket.ends('dropped'),
    'the socket ends, login refused': (bench: ConnectionBench) => bench.socket.ends('login'),
    'late events of an older socket': (bench: ConnectionBench) => {
        bench.sockets[0]?.opens();
        bench.sockets[0]?.receives('late');
        bench.sockets[0]?.takes();
        bench.sockets[0]?.ends('dropped');
    },
} as const;

type EventName = keyof typeof EVENTS;

/** What the log holds afterwards, and how many timers are left. */
type Outcome = readonly [log: string, timers: number];

interface Row {
    /** What every event does that is not named below. */
    readonly idle: Outcome;
    /** After how many milliseconds the state's next timer fires, and what it does; none where nothing ever happens. */
    readonly timer?: readonly [ms: number, ...Outcome];
    readonly events: Partial<Record<EventName, Outcome>>;
}

const CONNECTED: Row = {
    idle: ['', 1],
    timer: [15_000, '2.ping', 1],
    events: {
        'close()': ['2.send bye, state disconnected, 2.close', 1],
        'write()': ['2.send x', 2],
        'a message': ['message hi', 1],
        'the socket ends': ['state waiting 2 dropped 500', 1],
        'the socket ends, login refused': ['state waiting 2 login 60000', 1],
    },
};

/** With no text waiting, and no open() since. */
const CLOSING: Row = {
    idle: ['', 1],
    timer: [2000, '2.terminate, close done', 0],
    events: {
        'write()': ['written not-connected', 1],
        'the socket ends': ['close done', 0],
        'the socket ends, login refused': ['close done', 0],
    },
};

const TABLE: Readonly<Record<StateName, Row>> = {
    disconnected: {
        idle: ['', 0],
        events: {
            'open()': ['open 2, state connecting 1', 1],
            'close()': ['close done', 0],
            'write()': ['written not-connected', 0],
        },
    },
    connecting: {
        idle: ['', 1],
        timer: [10_000, '2.terminate, state waiting 2 timeout 500', 1],
        events: {
            'close()': ['state disconnected, 2.terminate', 1],
            'write()': ['written not-connected', 1],
            'the socket opens': ['state connected', 1],
            'the socket ends': ['state waiting 2 dropped 500', 1],
            'the socket ends, login refused': ['state waiting 2 login 60000', 1],
        },
    },
    connected: CONNECTED,
    'connected, a text waiting': {
        idle: ['', 2],
        timer: [10_000, '2.terminate, state waiting 2 write-timeout 500, written not-written', 1],
        events: {
            'close()': ['2.send bye, state disconnected, 2.close', 1],
            'write()': ['2.send x', 2],
            'a message': ['message hi', 2],
            'a text is taken': ['written', 1],
            'a text is not taken': ['written not-written', 1],
            'the socket ends': ['state waiting 2 dropped 500, written not-written', 1],
            'the socket ends, login refused': ['state waiting 2 login 60000, written not-written', 1],
        },
    },
    'connected, unanswered': {
        ...CONNECTED,
        timer: [15_000, '2.terminate, state waiting 2 heartbeat 500', 1],
    },
    waiting: {
        idle: ['', 1],
        timer: [60_000, 'open 3, state connecting 2', 1],
        events: {
            'close()': ['state disconnected, close done', 0],
            'write()': ['written not-connected', 1],
        },
    },
    closing: CLOSING,
    'closing, never open': CLOSING,
    'closing, a text waiting': {
        idle: ['', 1],
        timer: [2000, '2.terminate, written not-written, close done', 0],
        events: {
            'write()': ['written not-connected', 1],
            'a text is taken': ['written', 1],
            'a text is not taken': ['written not-written', 1],
            'the socket ends': ['written not-written, close done', 0],
            'the socket ends, login refused': ['written not-written, close done', 0],
        },
    },
    'closing, reopen': {
        idle: ['', 1],
        timer: [2000, '2.terminate, open 3, state connecting 1, close done', 1],
        events: {
            'write()': ['written not-connected', 1],
            'the socket ends': ['open 3, state connecting 1, close done', 1],
            'the socket ends, login refused': ['open 3, state connecting 1, close done', 1],
        },
    },
};

describe('connection, state by state', () => {
    for (const [state, { idle, timer, events }] of Object.entries(TABLE) as [StateName, Row][]) {
        describe(state, () => {
            for (const [event, act] of Object.entries(EVENTS) as [EventName, (bench: ConnectionBench) => void][]) {
                const [log, timers] = events[event] ?? idle;
                it(`${event}: ${log || 'nothing'}`, async () => {
                    const bench = await enter(state);
                    act(bench);
                    assert.equal(await bench.read(), log);
                    assert.equal(bench.clock.pending, timers, 'timers left');
                    assert.ok(bench.mostLiving <= 1, 'one living socket');
                });
            }

            const [ms, log, timers] = timer ?? [3_600_000, '', 0];
            it(`left alone for ${ms} ms: ${log || 'nothing'}`, async () => {
                const bench = await enter(state);
                bench.clock.advance(ms - 1);
                assert.equal(await bench.read(), '', 'too early');
                bench.clock.advance(1);
                assert.equal(await bench.read(), log);
                assert.equal(bench.clock.pending, timers, 'timers left');
            });
        });
    }
});

async function enter(state: StateName): Promise<ConnectionBench> {
    const bench = STATES[state]();
    await bench.read();
    return bench;
}

function aged(): ConnectionBench {
    const bench = new ConnectionBench().open();
    bench.close();
    bench.clock.advance(2000);
    return bench;
}

function connecting(): ConnectionBench {
    return aged().open();
}

function connected(): ConnectionBench {
    return aged().connect();
}

function withText(): ConnectionBench {
    const bench = connected();
    bench.write('first');
    return bench;
}

function unanswered(): ConnectionBench {
    const bench = connected();
    bench.clock.advance(15_000);
    return bench;
}

function waiting(): ConnectionBench {
    const bench = connecting();
    bench.socket.ends('login');
    return bench;
}

function closing(bench: ConnectionBench): ConnectionBench {
    bench.close();
    return bench;
}

function reopening(): ConnectionBench {
    return closing(connected()).open();
}
