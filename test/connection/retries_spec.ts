// The pauses between attempts apply to all requests of flows and all intervals between lost connections.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReasonCode } from '../../src/base/errors';
import { REQUEST_MS, REQUESTS, STABLE_MS } from '../../src/connection/retries';
import { ConnectionBench } from '../support/connection-bench';

const CEILING_MS = 60_000;

/** What a flow can request. */
const ACTIONS = {
    reconnect: (bench: ConnectionBench) => bench.connection.reconnect([]),
    disconnect: (bench: ConnectionBench) => bench.close(),
    connect: (bench: ConnectionBench) => bench.connection.request(),
} as const;
type Action = keyof typeof ACTIONS;
const NAMES = Object.keys(ACTIONS) as Action[];

/** Ends the present socket, where it has not ended. */
function end(bench: ConnectionBench, cause: ReasonCode): void {
    if (bench.sockets.length > 0 && bench.socket.living) bench.socket.ends(cause);
}

describe('retries: requests of flows', () => {
    /** A connection that waits for its next attempt. */
    function waiting(cause: ReasonCode = 'login'): ConnectionBench {
        const bench = new ConnectionBench().open();
        bench.socket.ends(cause);
        return bench;
    }

    for (const [name, actions] of [
        ['reconnect', ['reconnect']],
        ['disconnect, then connect', ['disconnect', 'connect']],
    ] as const) {
        it(`${name}, while waiting: connects at once, ${REQUESTS} times; later ones wait for their turn`, () => {
            const bench = waiting();
            for (let turn = 0; turn < 10; turn++) {
                for (const action of actions) ACTIONS[action](bench);
                end(bench, 'login');
            }
            assert.equal(bench.sockets.length, 1 + REQUESTS);
            const { state } = bench.connection;
            assert.ok(state.name === 'waiting');
            assert.deepEqual([state.attempt, state.cause.code], [2 + REQUESTS, 'login']);
            assert.equal(bench.wait(), CEILING_MS);
        });
    }

    it(`is granted again ${REQUEST_MS / 60_000} minutes later`, () => {
        const bench = waiting();
        for (let turn = 0; turn < 10; turn++) {
            ACTIONS.reconnect(bench);
            end(bench, 'login');
        }
        for (let ms = 0; ms < REQUEST_MS; ms += CEILING_MS) {
            bench.wait();
            end(bench, 'login');
        }
        const before = bench.sockets.length;
        ACTIONS.reconnect(bench);
        assert.equal(bench.sockets.length, before + 1);
    });

    it('a flow that reconnects after each connect has to wait, with the reason', () => {
        const bench = new ConnectionBench().connect();
        for (let turn = 0; turn < 10; turn++) {
            ACTIONS.reconnect(bench);
            end(bench, 'closed');
            if (bench.socket.living) bench.socket.opens();
        }
        assert.equal(bench.sockets.length, 1 + REQUESTS);
        const { state } = bench.connection;
        assert.ok(state.name === 'waiting' && state.cause.code === 'reconnect-often');
        assert.equal(bench.wait(), CEILING_MS);
    });

    it('a deploy connects without a wait', () => {
        const bench = waiting();
        for (let turn = 0; turn < 10; turn++) {
            bench.close();
            bench.connection.open();
            end(bench, 'login');
        }
        assert.equal(bench.sockets.length, 11);
    });

    it('connect, while waiting or connected, changes nothing and uses nothing up', () => {
        const bench = waiting();
        for (let turn = 0; turn < 10; turn++) ACTIONS.connect(bench);
        assert.equal(bench.sockets.length, 1);
        ACTIONS.reconnect(bench);
        bench.socket.opens();
        for (let turn = 0; turn < 10; turn++) ACTIONS.connect(bench);
        assert.equal(bench.sockets.length, 2);
        ACTIONS.reconnect(bench);
        end(bench, 'closed');
        assert.equal(bench.sockets.length, 3);
    });

    it('reconnect, while waiting, makes the next attempt and nothing else, or does nothing', async () => {
        const bench = waiting();
        for (let turn = 0; turn < REQUESTS; turn++) {
            await bench.read();
            ACTIONS.reconnect(bench);
            assert.equal(await bench.read(), `open ${turn + 2}, state connecting ${turn + 2}`);
            end(bench, 'login');
        }
        await bench.read();
        ACTIONS.reconnect(bench);
        assert.equal(await bench.read(), '');
    });

    it('open, while waiting, does not let later requests connect without a wait', () => {
        const bench = waiting();
        for (let turn = 0; turn < 10; turn++) {
            bench.connection.open();
            ACTIONS.reconnect(bench);
            end(bench, 'login');
        }
        assert.equal(bench.sockets.length, 1 + REQUESTS);
    });

    it('connect, while waiting, leaves all requests to come', () => {
        const bench = waiting();
        for (let turn = 0; turn < REQUESTS; turn++) {
            ACTIONS.connect(bench);
            bench.wait();
            end(bench, 'login');
        }
        for (let turn = 1; turn <= REQUESTS; turn++) {
            ACTIONS.reconnect(bench);
            end(bench, 'login');
            assert.equal(bench.sockets.length, 1 + REQUESTS + turn);
        }
    });

    it('an attempt that is due anyway uses no request up', () => {
        const bench = waiting();
        for (let turn = 1; turn < 10; turn++) {
            // The timer of the attempt is late, as after a sleep of the computer.
            bench.clock.slept(CEILING_MS);
            ACTIONS.reconnect(bench);
            assert.equal(bench.sockets.length, 1 + turn);
            end(bench, 'login');
        }
    });

    for (const [ms, attempt] of [
        [STABLE_MS, 1],
        [STABLE_MS - 1000, 4],
    ] as const) {
        it(`a connection of ${ms / 1000} s that was closed on request: the next attempt is number ${attempt}`, () => {
            const bench = new ConnectionBench().open();
            bench.refused(3);
            bench.socket.opens();
            bench.stays(ms);
            bench.close();
            end(bench, 'closed');
            bench.connection.open();
            assert.deepEqual(bench.connection.state, { name: 'connecting', attempt });
        });
    }

    it('the count of failures is reset after a long time without a request', () => {
        const bench = waiting();
        ACTIONS.disconnect(bench);
        bench.clock.advance(STABLE_MS);
        ACTIONS.connect(bench);
        assert.deepEqual(bench.connection.state, { name: 'connecting', attempt: 1 });
    });

    type Step = { readonly ms: number; readonly acts: readonly (Action | 'opens' | ReasonCode)[] };
    const causes: readonly ReasonCode[] = ['dropped', 'refused', 'closed', 'timeout'];
    const steps = (ends: readonly ReasonCode[]): fc.Arbitrary<Step[]> =>
        fc.array(
            fc.record({
                ms: fc.oneof(fc.constant(0), fc.nat(30_000), fc.nat(400_000)),
                acts: fc.array(fc.constantFrom(...NAMES, ...NAMES, 'opens' as const, ...ends), { maxLength: 8 }),
            }),
            { minLength: 20, maxLength: 120 },
        );

    /** The times of all attempts, where flows request and the hub acts so; it may answer each attempt in the same way. */
    function attempts(all: readonly Step[], answer?: ReasonCode): number[] {
        const times: number[] = [];
        const bench: ConnectionBench = new ConnectionBench({}, ({ name }) => {
            if (name !== 'connecting') return;
            times.push(bench.clock.now());
            const number = bench.sockets.length;
            if (answer) bench.clock.after(20, () => number === bench.sockets.length && end(bench, answer));
        });
        bench.connection.open();
        for (const { ms, acts } of all) {
            bench.clock.advance(ms);
            for (const act of acts) {
                if (act === 'opens') {
                    if (bench.connection.state.name === 'connecting') bench.socket.opens();
                } else if (act in ACTIONS) ACTIONS[act as Action](bench);
                else end(bench, act as ReasonCode);
            }
        }
        assert.ok(bench.mostLiving <= 1);
        return times;
    }

    /** The most attempts within any such time. */
    function most(times: readonly number[], ms: number): number {
        return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
    }

    it('a hub that refuses the login gets one attempt a minute and few more, whatever flows request [C9]', () => {
        fc.assert(
            fc.property(steps(['login']), (all) => {
                const refusing = all.map(({ ms, acts }) => ({ ms, acts: acts.filter((act) => act !== 'opens') }));
                const times = attempts(refusing, 'login');
                assert.ok(most(times, 10_000) <= 2 + REQUESTS);
                assert.ok(most(times, 600_000) <= 600_000 / CEILING_MS + 3 + 3 * REQUESTS);
            }),
            { numRuns: 300 },
        );
    });

    it('attempts are few, whatever flows request and the hub does [C5]', () => {
        fc.assert(
            fc.property(steps(causes), (all) => {
                const times = attempts(all);
                // The bench draws half of 1, 2, 4, 8 … s; requests wait the longest pause or are granted.
                assert.ok(most(times, 10_000) <= 7 + REQUESTS, `${most(times, 10_000)} in 10 s`);
                assert.ok(most(times, 600_000) <= 60 + 3 * REQUESTS, `${most(times, 600_000)} in 10 min`);
            }),
            { numRuns: 300 },
        );
    });
});

describe('retries: repeated losses', () => {
    for (const ms of [0, 1_000, 9_000, 10_000, 11_000, 30_000, 60_000, 120_000, 299_000, STABLE_MS - 1]) {
        it(`cut after ${ms / 1000} s, again and again: the pauses grow`, () => {
            const pauses = new ConnectionBench().open().dropped(9, ms);
            assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
        });
    }
});
