// A hub with its own requests, connected to the simulator's program without a socket, on one clock that the test advances.

import type { Socket, SocketHandlers } from '../../src/connection/socket-types';
import { Upkeep } from '../../src/devices/upkeep';
import { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import type { Program } from '../../src/simulator/program';
import type { SimulatorOptions } from '../../src/simulator/simulator-options';
import type { ManualClock } from './manual-clock';
import { ProgramRig } from './program-rig';

const QUICK = { handshakeMs: 2000, heartbeatMs: 0, ceilingMs: 1000, startFrames: [], goodbyeFrames: [] };
/** From the hub to its program. */
const WAY_MS = 1;

/** A hub and a simulated bridge on one manual clock. */
export class ModelHub {
    readonly clock: ManualClock;
    readonly program: Program;
    readonly hub: Hub;
    readonly states: HubState[] = [];

    /** Connected when it returns. */
    constructor(options: SimulatorOptions, seed: number) {
        const { clock, program } = new ProgramRig(options, seed);
        this.clock = clock;
        this.program = program;
        const failed = (error: unknown): void => {
            throw error;
        };
        const openSocket = (handlers: SocketHandlers): Socket => this.#openSocket(handlers);
        this.hub = new Hub({ openSocket, clock, ...QUICK }, { fault: () => {}, dropped: () => {}, failed });
        new Upkeep(this.hub, { intervals: [], requestStates: true, report: () => {}, clock });
        this.hub.watch((state) => this.states.push(state));
        this.hub.join();
        clock.advance(0);
    }

    /** When the first frame of a filter came, in milliseconds since the connect; undefined within this time. */
    firstOf(filter: string, withinMs: number): number | undefined {
        let at: number | undefined;
        const subscription = this.hub.subscribe(filter, {
            onFrame: () => {
                at ??= this.clock.now();
            },
        });
        this.clock.advance(withinMs);
        subscription.end();
        return at;
    }

    #openSocket(handlers: SocketHandlers): Socket {
        const { clock, program } = this;
        const client = {
            passesFrames: true,
            obeys: true,
            write: (line: string) => {
                const rest = handlers.message(Buffer.from(line), false);
                while (rest && rest.next().done !== true);
            },
            drop: () => {},
        };
        const leave = (): void => program.leave(client);
        clock.after(0, () => {
            program.join(client);
            handlers.opened();
        });
        return {
            // As the web server hands it on: with a newline after each message.
            send: (data, done) => {
                clock.after(WAY_MS, () => {
                    for (const line of String(data).split('\n')) program.input(client, line);
                });
                done();
            },
            ping: () => {},
            bytesReceived: 0,
            bytesWaiting: 0,
            close: leave,
            terminate: leave,
        };
    }
}
