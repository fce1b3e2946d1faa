// The heartbeat of one socket: detects a connection that is dead without being closed.

import type { Clock, Dispose } from '../base/clock';
import type { Socket } from './socket-types';

/**
 * Sends a ping every `ms` milliseconds; 0 disables it. Calls `dead` once if nothing was received between two of them. The
 * first check sends only a ping.
 */
export function startHeartbeat(clock: Clock, socket: Socket, ms: number, dead: () => void): Dispose {
    if (ms === 0) return () => {};
    let stop: Dispose = () => {};
    const beat = (lastBytes: number): void => {
        const startedAt = clock.monotonic();
        const goOn = (): void => {
            beat(socket.bytesReceived);
            socket.ping();
        };
        const isSilent = (): boolean => socket.bytesReceived === lastBytes;
        stop = clock.after(ms, () => {
            // After a sleep or a long pause of this process, data may not have arrived yet: wait once more.
            const late = clock.monotonic() - startedAt > ms * 1.5;
            if (late || !isSilent()) goOn();
            // After a shorter pause, it may not have been read yet: timers that are due run before the socket is read.
            else stop = clock.after(0, () => (isSilent() ? dead() : goOn()));
        });
    };
    beat(-1);
    return () => stop();
}
