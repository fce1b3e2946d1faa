// When a connection retries, and when it ends a dead socket.

import assert from 'node:assert/strict';
import { type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import { STABLE_MS } from '../../src/connection/retries';
import { ConnectionBench } from '../support/connection-bench';

const status = (params: Reason['params']): Reason => refuse('status', { status: 503, ...params }).reason;

describe('connection: attempts and delays', () => {
    it('doubles from 1 s to the ceiling while the hub refuses', () => {
        const bench = new ConnectionBench().open();
        const delays = bench.refused(9);
        // Half of each bound, for that is what the bench draws.
        assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    });

    const DRAWS: readonly (readonly [name: string, random: number, delays: number[]])[] = [
        ['the luckiest', 0, [100, 100, 100]],
        ['the unluckiest', 0.999, [999, 1998, 3996]],
    ];
    for (const [name, random, expected] of DRAWS) {
        it(`${name} draw waits ${expected.join(', ')} ms`, () => {
            const bench = new ConnectionBench({
                backoff: { firstMs: 1000, ceilingMs: 60_000, random: () => random },
            }).open();
            assert.deepEqual(bench.refused(expected.length), expected);
        });
    }

    it('counts attempts from 1, and reports the next one', () => {
        const bench = new ConnectionBench().open();
        for (const attempt of [1, 2, 3]) {
            assert.deepEqual(bench.connection.state, { name: 'connecting', attempt });
            bench.socket.ends('refused');
            const { state } = bench.connection;
            assert.ok(state.name === 'waiting' && state.attempt === attempt + 1);
            assert.deepEqual(state.cause, { code: 'refused', params: {} });
            bench.wait();
        }
    });

    // How long a connection has to last for that is in retries_spec.ts.
    it('a stable connection resets the delays', () => {
        const bench = new ConnectionBench().open();
        bench.refused(5);
        assert.deepEqual(bench.dropped(1, STABLE_MS), [500]);
        assert.deepEqual(bench.refused(1), [1000]);
    });

    it('close() keeps the count of failures', () => {
        const bench = new ConnectionBench().open();
        bench.refused(5);
        bench.socket.ends('refused');
        bench.close();
        bench.connection.open();
        assert.deepEqual(bench.connection.state, { name: 'connecting', attempt: 7 });
    });

    for (const cause of ['login', 'tls', 'plain'] satisfies ReasonCode[]) {
        it(`"${cause}" waits the ceiling at once, and keeps counting`, () => {
            const bench = new ConnectionBench().open();
            bench.socket.ends(cause);
            assert.equal(bench.wait(), 60_000);
            assert.deepEqual(bench.refused(1), [1000]);
        });
    }

    const ASKED: readonly (readonly [name: string, cause: Reason, delay: number])[] = [
        ['waits as long as a server asked, beyond the ceiling', status({ retrySeconds: 600 }), 600_000],
        ['waits as long as a server asked, below the ceiling', status({ retrySeconds: 7 }), 7_000],
        ['tries soon where a certificate is not valid yet', refuse('tls', { code: 'CERT_NOT_YET_VALID' }).reason, 500],
        ['spreads the attempts after a restart', refuse('closed', { code: 1012 }).reason, 17_500],
        ['waits the ceiling for an overloaded server', refuse('closed', { code: 1013 }).reason, 60_000],
    ];
    for (const [name, cause, delay] of ASKED) {
        it(name, () => {
            const bench = new ConnectionBench().open();
            bench.socket.ends(cause.code, cause.params);
            assert.equal(bench.wait(), delay);
        });
    }

    it('never returns sooner than the delays grow', () => {
        const bench = new ConnectionBench().open();
        bench.refused(4);
        bench.socket.ends('status', { status: 503, retrySeconds: 1 });
        assert.equal(bench.wait(), 8_000);
    });
});

describe('connection: heartbeat', () => {
    it('pings every period, and any received byte counts', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        for (let look = 0; look < 10; look++) {
            bench.clock.advance(15_000);
            bench.socket.bytesReceived += 1;
        }
        assert.equal(await bench.read(), Array.from({ length: 10 }, () => '1.ping').join(', '));
        assert.equal(bench.clock.pending, 1);
    });

    it('a ping without a response ends the connection at once, without waiting for the socket', async () => {
        const bench = new ConnectionBench().connect();
        bench.clock.advance(15_000);
        await bench.read();
        bench.clock.advance(15_000);
        assert.equal(await bench.read(), '1.terminate, state waiting 2 heartbeat 500');
        const { state } = bench.connection;
        assert.ok(state.name === 'waiting');
        assert.deepEqual(state.cause.params, { seconds: 15 });
    });

    it('a sleep is not a missed heartbeat; silence after it is', async () => {
        const bench = new ConnectionBench().connect();
        bench.clock.advance(15_000);
        await bench.read();
        bench.clock.sleep(3_600_000);
        assert.equal(await bench.read(), '1.ping', 'looks again');
        bench.clock.advance(15_000);
        assert.equal(await bench.read(), '1.terminate, state waiting 2 heartbeat 500');
    });

    it('0 disables it', async () => {
        const bench = new ConnectionBench({ heartbeatMs: 0 }).connect();
        await bench.read();
        bench.clock.advance(3_600_000);
        assert.equal(await bench.read(), '');
        assert.equal(bench.clock.pending, 0);
    });

    it('after 100 reconnects there is exactly one heartbeat timer [C8]', async () => {
        const bench = new ConnectionBench().connect();
        for (let i = 0; i < 100; i++) {
            bench.clock.advance(i % 2 === 0 ? 15_000 : 20_000);
            bench.socket.ends();
            bench.wait();
            bench.socket.opens();
        }
        assert.equal(bench.clock.pending, 1);
        await bench.read();
        bench.clock.advance(15_000);
        assert.equal(await bench.read(), '101.ping');
    });
});
