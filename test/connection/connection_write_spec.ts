// The outcome of each write: every callback is called exactly once.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_WAITING, WRITE_MS } from '../../src/connection/writer';
import { ConnectionBench } from '../support/connection-bench';

/** Writes texts whose reports are counted. */
function writeCounted(bench: ConnectionBench, texts: number): string[][] {
    return Array.from({ length: texts }, (_, index) => {
        const reports: string[] = [];
        bench.connection.write(`text ${index}`, (fault) => reports.push(fault?.code ?? 'taken'));
        return reports;
    });
}

describe('connection: write', () => {
    const PATHS: readonly (readonly [name: string, report: string, act: (bench: ConnectionBench) => void])[] = [
        ['taken', 'taken', ({ socket }) => repeat(3, () => socket.takes())],
        ['an error', 'not-written', ({ socket }) => repeat(3, () => socket.takes(new Error('EPIPE')))],
        ['the link is lost', 'not-written', ({ socket }) => socket.ends()],
        ['the heartbeat stops', 'not-written', ({ clock }) => clock.advance(30_000)],
        ['the hub stops reading', 'not-written', ({ clock }) => clock.advance(WRITE_MS)],
        [
            'closed, and the hub answers',
            'not-written',
            ({ connection, socket }) => {
                void connection.close();
                socket.ends('closed');
            },
        ],
        [
            'closed, and the hub does not answer',
            'not-written',
            ({ connection, clock }) => {
                void connection.close();
                clock.advance(2000);
            },
        ],
        [
            'closed, and taken before the end',
            'taken',
            ({ connection, socket }) => {
                void connection.close();
                repeat(3, () => socket.takes());
            },
        ],
    ];
    for (const [name, report, act] of PATHS) {
        it(`${name}: each of three reports "${report}" once, and nothing later`, () => {
            const bench = new ConnectionBench().connect();
            const reports = writeCounted(bench, 3);
            const { socket } = bench;
            act(bench);
            assert.deepEqual(reports, [[report], [report], [report]]);
            repeat(3, () => socket.takes(new Error('late')));
            socket.ends();
            bench.close();
            bench.clock.advance(60_000);
            assert.deepEqual(reports, [[report], [report], [report]]);
        });
    }

    it('one function for several texts is called once for each', () => {
        const bench = new ConnectionBench().connect();
        const reports: string[] = [];
        const written = (): void => {
            reports.push('reported');
        };
        bench.connection.write('a', written);
        bench.connection.write('b', written);
        bench.connection.write('c', written);
        bench.socket.takes();
        assert.equal(reports.length, 1);
        bench.socket.takes();
        assert.equal(reports.length, 2);
        bench.socket.ends();
        assert.equal(reports.length, 3);
    });

    it('texts are refused at once while disconnected, and never buffered', async () => {
        const bench = new ConnectionBench();
        bench.write('early');
        bench.connection.open();
        bench.write('while connecting');
        bench.socket.opens();
        assert.equal(
            await bench.read(),
            'written not-connected, open 1, state connecting 1, written not-connected, state connected',
        );
    });

    it('too much buffered: refused, nothing is passed to the socket', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        bench.socket.bytesWaiting = MAX_WAITING;
        bench.write('fits');
        bench.socket.bytesWaiting = MAX_WAITING + 1;
        bench.write('too much');
        assert.equal(await bench.read(), '1.send fits, written write-full');
    });

    it('is full only while so much is buffered in an open socket', () => {
        const bench = new ConnectionBench();
        const fills: boolean[] = [];
        const look = (): void => {
            fills.push(bench.connection.isFull);
        };
        look();
        bench.connection.open();
        bench.socket.bytesWaiting = MAX_WAITING + 1;
        look();
        bench.socket.opens();
        look();
        bench.socket.bytesWaiting = MAX_WAITING;
        look();
        bench.socket.bytesWaiting = MAX_WAITING + 1;
        bench.close();
        look();
        assert.deepEqual(fills, [false, false, true, false, false]);
    });

    it('bytes are sent unchanged', () => {
        const bench = new ConnectionBench().connect();
        const handed: unknown[] = [];
        bench.socket.send = (data: unknown) => handed.push(data);
        const bytes = Uint8Array.of(0x41, 0xff);
        bench.connection.write(bytes, () => {});
        assert.equal(handed[0], bytes);
    });

    it('a text is sent with the others of its turn, unless it is urgent', () => {
        const bench = new ConnectionBench().connect();
        const urgent: unknown[] = [];
        bench.socket.send = (_data: unknown, _done: unknown, atOnce?: boolean) => urgent.push(atOnce);
        bench.connection.write('a', () => {});
        bench.connection.write('b', () => {}, true);
        bench.connection.write('c', () => {}, false);
        assert.deepEqual(urgent, [false, true, false]);
    });

    it('order is kept [R17]', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        for (const text of ['a', 'b', 'c']) bench.write(text);
        assert.equal(await bench.read(), '1.send a, 1.send b, 1.send c');
    });

    it('a slow hub that reads one text after the other stays connected', () => {
        const bench = new ConnectionBench({ heartbeatMs: 0 }).connect();
        writeCounted(bench, 5);
        repeat(4, () => {
            bench.clock.advance(WRITE_MS - 1);
            bench.socket.takes();
        });
        assert.equal(bench.connection.state.name, 'connected');
        bench.clock.advance(WRITE_MS);
        assert.equal(bench.connection.state.name, 'waiting');
    });

    it('a hub that stops reading is disconnected exactly when the oldest text was the oldest for that long', () => {
        const step = fc.oneof(
            fc.constantFrom('send' as const, 'take' as const),
            fc.constantFrom(1, WRITE_MS / 2, WRITE_MS - 1, WRITE_MS),
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
                const ends: unknown[] = [];
                const bench: ConnectionBench = new ConnectionBench({ heartbeatMs: 0 }, (state) => {
                    if (state.name === 'waiting') ends.push([bench.clock.now(), state.cause]);
                }).connect();
                let pending = 0;
                let oldestSince = 0;
                for (const one of steps) {
                    if (one === 'send') {
                        if (pending++ === 0) oldestSince = bench.clock.now();
                        bench.write('x');
                    } else if (one === 'take') {
                        pending = Math.max(0, pending - 1);
                        oldestSince = bench.clock.now();
                        bench.socket.takes();
                    } else {
                        bench.clock.advance(one);
                        if (pending === 0 || bench.clock.now() < oldestSince + WRITE_MS) continue;
                        const cause = { code: 'write-timeout', params: { seconds: WRITE_MS / 1000 } };
                        assert.deepEqual(ends, [[oldestSince + WRITE_MS, cause]]);
                        return;
                    }
                }
                assert.deepEqual(ends, []);
            }),
            { numRuns: 300 },
        );
    });

    it('after a sleep of the computer, the oldest text gets its full time', () => {
        const bench = new ConnectionBench({ heartbeatMs: 0 }).connect();
        writeCounted(bench, 2);
        bench.clock.advance(1);
        bench.socket.takes();
        bench.clock.sleep(3_600_000);
        bench.clock.advance(WRITE_MS - 1);
        assert.equal(bench.connection.state.name, 'connected');
        bench.clock.advance(1);
        assert.equal(bench.connection.state.name, 'waiting');
    });

    it('no write timer is left when all is taken', () => {
        const bench = new ConnectionBench({ heartbeatMs: 0 }).connect();
        writeCounted(bench, 3);
        assert.equal(bench.clock.pending, 1);
        repeat(3, () => bench.socket.takes());
        assert.equal(bench.clock.pending, 0);
    });

    it('closing waits at most two seconds for pending texts', () => {
        const bench = new ConnectionBench().connect();
        writeCounted(bench, 2);
        bench.close();
        bench.socket.takes();
        bench.clock.advance(2000);
        assert.equal(bench.clock.pending, 0);
    });

    it('the goodbye frames are sent before the close, and only while connected', async () => {
        const bench = new ConnectionBench().open();
        bench.close('bye');
        bench.socket.ends();
        bench.connect();
        await bench.read();
        bench.close('bye', 'bye bye');
        assert.equal(await bench.read(), '2.send bye, 2.send bye bye, state disconnected, 2.close');
    });

    it('without goodbye frames the close is all that is sent', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        void bench.connection.close();
        assert.equal(await bench.read(), 'state disconnected, 1.close');
    });

    it('the goodbye frames are sent before a requested reconnect', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        bench.connection.reconnect(['bye']);
        assert.match(await bench.read(), /^1\.send bye, state disconnected, 1\.close/);
        bench.close();
        bench.socket.ends();
    });

    it('a text that is written in the callback of a lost one is refused, because the connection has ended', async () => {
        const bench = new ConnectionBench().connect();
        bench.connection.write('x', () => bench.write('again'));
        await bench.read();
        bench.socket.ends();
        assert.equal(await bench.read(), 'state waiting 2 dropped 500, written not-connected');
    });
});

function repeat(times: number, act: () => void): void {
    for (let i = 0; i < times; i++) act();
}
