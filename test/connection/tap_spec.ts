// What recordings and the live view see of a connection, and in which order.

import assert from 'node:assert/strict';
import type { Dispose } from '../../src/base/clock';
import { MAX_WAITING } from '../../src/connection/writer';
import { ConnectionBench } from '../support/connection-bench';

/** Adds a tap that writes into the log of its bench. */
function tap({ connection, log }: ConnectionBench, name: string): Dispose {
    return connection.tap({
        received: (data) => log.push(`${name} received ${Buffer.from(data)}`),
        sent: (data) => log.push(`${name} sent ${Buffer.from(data)}`),
        state: (state) => log.push(`${name} ${state.name}`),
    });
}

describe('taps of a connection', () => {
    it('see each state, text and message, before anything is made of it', async () => {
        const bench = new ConnectionBench();
        tap(bench, 'tap');
        bench.connect();
        assert.equal(await bench.read(), 'open 1, tap connecting, state connecting 1, tap connected, state connected');
        bench.write('text');
        bench.connection.write(Buffer.from('bytes'), () => {});
        bench.socket.receives('line');
        assert.equal(
            await bench.read(),
            'tap sent text, 1.send text, tap sent bytes, 1.send bytes, tap received line, message line',
        );
        bench.socket.ends();
        assert.equal(await bench.read(), 'tap waiting, state waiting 2 dropped 500, written not-written');
    });

    it('see the goodbye frames', async () => {
        const bench = new ConnectionBench().connect();
        tap(bench, 'tap');
        await bench.read();
        bench.close('bye', 'bye bye');
        assert.equal(
            await bench.read(),
            '1.send bye, tap sent bye, 1.send bye bye, tap sent bye bye, tap disconnected, state disconnected, 1.close',
        );
    });

    it('see nothing that is not sent, and nothing of a socket that has ended', async () => {
        const bench = new ConnectionBench();
        tap(bench, 'tap');
        bench.write('early');
        bench.connect();
        await bench.read();
        bench.socket.bytesWaiting = MAX_WAITING + 1;
        bench.write('too much');
        bench.close();
        bench.write('late');
        bench.socket.receives('late');
        assert.equal(
            await bench.read(),
            'written write-full, tap disconnected, state disconnected, 1.close, written not-connected',
        );
    });

    it('are independent of each other: each sees all until it is disposed of, also more than once', async () => {
        const bench = new ConnectionBench().connect();
        await bench.read();
        const receives = (): Promise<string> => {
            bench.socket.receives('x');
            return bench.read();
        };
        const first = tap(bench, '1');
        assert.equal(await receives(), '1 received x, message x');
        const second = tap(bench, '2');
        assert.equal(await receives(), '1 received x, 2 received x, message x');
        first();
        assert.equal(await receives(), '2 received x, message x');
        first();
        assert.equal(await receives(), '2 received x, message x');
        second();
        second();
        assert.equal(await receives(), 'message x');
        tap(bench, '3');
        assert.equal(await receives(), '3 received x, message x');
    });
});
