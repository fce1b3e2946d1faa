// The simulated hub of a hub node: a hub without hardware in this process, reached through a real WebSocket on loopback.
// It starts with the first connection and keeps its state until the hub node closes.

import { refuse } from '../../../src/base/errors';
import { openWebSocket } from '../../../src/connection/socket';
import type { OpenSocket, Socket } from '../../../src/connection/socket-types';
import { type Simulator, startSimulator } from '../../../src/simulator';

export interface SimulatedHub {
    readonly openSocket: OpenSocket;
    /** Ends the simulated hub; resolves when its port is free. */
    close(): Promise<void>;
}

/** `maxBytes` bounds a message from the hub, as for a real one. */
export function simulatedHub(maxBytes: number): SimulatedHub {
    let simulator: Promise<Simulator> | undefined;
    return {
        openSocket(handlers) {
            simulator ??= startSimulator();
            let socket: Socket | undefined;
            let ended = false;
            simulator.then(
                ({ url }) => {
                    if (ended) handlers.closed(refuse('simulator').reason);
                    else socket = openWebSocket({ url, maxBytes }, handlers);
                },
                () => {
                    simulator = undefined;
                    handlers.closed(refuse('simulator').reason);
                },
            );
            return {
                send: (data, done, atOnce) => socket?.send(data, done, atOnce),
                ping: () => socket?.ping(),
                get bytesReceived() {
                    return socket?.bytesReceived ?? 0;
                },
                get bytesWaiting() {
                    return socket?.bytesWaiting ?? 0;
                },
                close: () => socket?.close(),
                terminate() {
                    ended = true;
                    socket?.terminate();
                },
            };
        },
        async close() {
            await (await simulator?.catch(() => undefined))?.close();
        },
    };
}
