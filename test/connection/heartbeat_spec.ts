// The heartbeat of one socket by itself; with its connection it is in connection_retry_spec.ts.

import assert from 'node:assert/strict';
import { startHeartbeat } from '../../src/connection/heartbeat';
import { FakeSocket } from '../support/connection-bench';
import { ManualClock } from '../support/manual-clock';

const MS = 10_000;

/** What the heartbeat did: `1.ping` or `dead`. */
function start(bytesReceived: number) {
    const log: string[] = [];
    const clock = new ManualClock();
    const handlers = { opened: () => {}, message: () => undefined, closed: () => {} };
    const socket = new FakeSocket(1, handlers, log);
    socket.bytesReceived = bytesReceived;
    const stop = startHeartbeat(clock, socket, MS, () => log.push('dead'));
    return { clock, log, socket, stop };
}

describe('heartbeat', () => {
    for (const bytes of [0, 1, 100]) {
        it(`its first check only sends a ping, with ${bytes} bytes received so far`, () => {
            const { clock, log } = start(bytes);
            clock.advance(MS);
            assert.deepEqual(log, ['1.ping']);
            clock.advance(MS);
            assert.deepEqual(log, ['1.ping', 'dead']);
        });
    }

    for (const [lateMs, expected] of [
        [0, 'dead'],
        [MS / 2, 'dead'],
        [MS / 2 + 1, '1.ping'],
    ] as const) {
        it(`a check that is ${lateMs} ms late, with nothing received: ${expected}`, () => {
            const { clock, log } = start(0);
            clock.advance(MS);
            clock.sleep(MS + lateMs);
            assert.deepEqual(log, ['1.ping', expected]);
        });
    }

    it('what waits to be read when the check is due counts: a flow may have blocked the computer', () => {
        const { clock, log, socket } = start(0);
        clock.advance(MS);
        // The timers that are due run first, and only then is the socket read.
        clock.after(MS, () => (socket.bytesReceived += 1));
        clock.advance(MS);
        assert.deepEqual(log, ['1.ping', '1.ping']);
        clock.advance(MS);
        assert.deepEqual(log, ['1.ping', '1.ping', 'dead']);
    });

    it('ends while it looks once more', () => {
        const { clock, log, stop } = start(0);
        clock.advance(MS);
        clock.after(MS, stop);
        clock.advance(MS);
        assert.deepEqual([log, clock.pending], [['1.ping'], 0]);
    });
});
