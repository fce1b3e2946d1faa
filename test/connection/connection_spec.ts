// At most one socket, and nothing after the end. All states are walked through in connection_states_spec.ts; retries
// and heartbeat are in connection_retry_spec.ts, texts in connection_write_spec.ts.

import assert from 'node:assert/strict';
import { ConnectionBench } from '../support/connection-bench';

describe('connection: one socket', () => {
    it('open() again, in any state, opens no other socket', () => {
        const bench = new ConnectionBench().open();
        bench.connection.open();
        bench.socket.opens();
        bench.connection.open();
        bench.socket.ends();
        bench.connection.open();
        assert.equal(bench.sockets.length, 1);
    });

    it('is connected from the handshake to the end, since when it says', () => {
        const bench = new ConnectionBench();
        const seen: boolean[] = [];
        const look = (): void => {
            seen.push(bench.connection.isConnected);
        };
        look();
        bench.open();
        look();
        bench.clock.advance(5_000);
        bench.socket.opens();
        look();
        bench.clock.advance(7_000);
        assert.deepEqual(bench.connection.state, { name: 'connected', since: 5_000 });
        bench.socket.ends();
        look();
        bench.connection.open();
        bench.close();
        look();
        assert.deepEqual(seen, [false, false, true, false, false]);
    });

    it('open() during closing waits for the end of the old socket', async () => {
        const bench = new ConnectionBench().connect();
        bench.close();
        bench.connection.open();
        assert.equal(bench.sockets.length, 1);
        assert.deepEqual(bench.connection.state, { name: 'disconnected' });
        bench.socket.ends('closed');
        assert.equal(bench.sockets.length, 2);
        assert.equal(bench.mostLiving, 1);
        assert.match(await bench.read(), /1\.close, open 2, state connecting 1, close done$/);
    });

    it('the last call of open() and close() during closing counts', async () => {
        const bench = new ConnectionBench().connect();
        bench.close();
        bench.connection.open();
        bench.close();
        bench.connection.open();
        bench.close();
        bench.socket.ends('closed');
        assert.equal(bench.sockets.length, 1);
        assert.equal(bench.clock.pending, 0);
        assert.match(await bench.read(), /1\.close, close done, close done, close done$/);
    });

    it('a close() in the callback of a lost text overrules an earlier open()', () => {
        const bench = new ConnectionBench().connect();
        bench.connection.write('x', () => bench.close());
        bench.close();
        bench.connection.open();
        bench.socket.ends();
        assert.deepEqual(bench.connection.state, { name: 'disconnected' });
        bench.socket.ends();
        assert.deepEqual(bench.connection.state, { name: 'disconnected' });
        assert.equal(bench.clock.pending, 0);
    });

    for (const name of ['connecting', 'connected', 'waiting']) {
        it(`close() in the callback of "${name}" leaves nothing open`, async () => {
            const bench: ConnectionBench = new ConnectionBench({}, (state) => {
                if (state.name === name) bench.close();
            });
            bench.connection.open();
            bench.socket.opens();
            bench.socket.ends();
            bench.clock.advance(3_600_000);
            assert.match(await bench.read(), /close done$/);
            assert.equal(bench.sockets.length, 1);
            assert.equal(bench.clock.pending, 0);
        });
    }

    it('events of a socket that was given up change nothing once its successor is open', async () => {
        const bench = new ConnectionBench().open();
        bench.clock.advance(10_000 + 500);
        bench.socket.opens();
        await bench.read();
        bench.sockets[0]?.opens();
        bench.sockets[0]?.receives('late');
        bench.sockets[0]?.ends('reset');
        assert.equal(await bench.read(), '');
        assert.equal(bench.connection.state.name, 'connected');
    });
});

describe('connection: nothing after the end', () => {
    it('after close() no state, message, connect or timer comes [C17]', async () => {
        const bench = new ConnectionBench().connect();
        bench.write('x');
        bench.close();
        bench.socket.takes();
        bench.socket.ends('closed');
        await bench.read();
        bench.socket.receives('late');
        bench.socket.opens();
        bench.socket.ends('reset');
        bench.clock.advance(3_600_000);
        assert.equal(await bench.read(), '');
        assert.equal(bench.clock.pending, 0);
        assert.deepEqual(bench.connection.state, { name: 'disconnected' });
    });

    it('close() resolves for each of its callers, and again later', async () => {
        const bench = new ConnectionBench().connect();
        bench.close();
        bench.close();
        bench.socket.ends('closed');
        bench.close();
        assert.match(await bench.read(), /close done, close done, close done$/);
    });

    it('1000 reconnects leave no timer, however each connection ended', async () => {
        const bench = new ConnectionBench().open();
        const ends: ((bench: ConnectionBench) => void)[] = [
            ({ socket }) => socket.ends('refused'),
            ({ clock }) => clock.advance(10_000),
            ({ socket, clock }) => {
                socket.opens();
                clock.advance(30_000);
            },
            (that) => {
                that.socket.opens();
                that.write('x');
                that.write('y');
                that.socket.ends();
            },
            (that) => {
                that.socket.opens();
                that.write('x');
                that.clock.advance(10_000);
            },
        ];
        for (let i = 0; i < 1000; i++) {
            ends[i % ends.length]?.(bench);
            assert.equal(bench.clock.pending, 1, `after link ${i + 1} the retry timer, and no other`);
            bench.wait();
        }
        assert.equal(bench.sockets.length, 1001);
        assert.equal(bench.mostLiving, 1);
        bench.close();
        bench.socket.ends();
        assert.equal(bench.clock.pending, 0);
    });
});
