// The simulated hub of a hub node: a hub without hardware in this process, reached through a real WebSocket on loopback.
// It starts with the first connection and keeps its state until the hub node closes.

import { type Reason, refuse } from '../../../src/base/errors';
import { openWebSocket } from '../../../src/connection/socket';
import type { OpenSocket, Socket } from '../../../src/connection/socket-types';
import { pathOf, readFileAt } from '../../../src/recording/folder';
import { type RunningHub, startReplay, startSimulator } from '../../../src/simulator';

export interface SimulatedHub {
    readonly openSocket: OpenSocket;
    /** Ends the simulated hub; resolves when its port is free. */
    close(): Promise<void>;
}

/** A recording that is played in place of simulated devices. */
export interface PlayedRecording {
    readonly folder: string;
    /** A name in the folder. */
    readonly file: string;
    readonly speed: number;
    /** Some lines are left out, the first one for this reason. */
    bad(count: number, reason: Reason): void;
    /** All was played. */
    ended(): void;
}

/** `maxBytes` bounds a message from the hub, as for a real one. */
export function simulatedHub(maxBytes: number, played?: PlayedRecording): SimulatedHub {
    let simulator: Promise<RunningHub> | undefined;
    return {
        openSocket(handlers) {
            simulator ??= played ? play(played) : startSimulator();
            let socket: Socket | undefined;
            let ended = false;
            simulator.then(
                ({ url }) => {
                    if (ended) handlers.closed(refuse('simulator').reason);
                    else socket = openWebSocket({ url, maxBytes }, handlers);
                },
                (error: unknown) => {
                    simulator = undefined;
                    handlers.closed(error instanceof Unreadable ? error.reason : refuse('simulator').reason);
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

/** The recording cannot be played. */
class Unreadable extends Error {
    readonly reason: Reason;

    constructor(reason: Reason) {
        super(reason.code);
        this.reason = reason;
    }
}

async function play(played: PlayedRecording): Promise<RunningHub> {
    const path = await pathOf(played.folder, played.file);
    const recording = path.ok ? await readFileAt(path.value) : path;
    if (!recording.ok) throw new Unreadable(recording.reason);
    const { badLines, firstFault } = recording.value;
    if (firstFault) played.bad(badLines, firstFault);
    const hub = await startReplay(recording.value, { speed: played.speed });
    hub.on('played', () => played.ended());
    return hub;
}
