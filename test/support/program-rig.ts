// The simulator's program on a clock that the test turns, with clients that need no socket.

import { Program } from '../../src/simulator/program';
import { seededRandom } from '../../src/simulator/random';
import { checkOptions, type SimulatorOptions } from '../../src/simulator/simulator-options';
import { ManualClock } from './manual-clock';

/** A client of the program, without a socket. */
export class FakeClient {
    passesFrames = true;
    obeys = true;
    dropped = false;
    readonly lines: string[] = [];

    write(line: string): void {
        this.lines.push(line);
    }

    drop(): void {
        this.dropped = true;
    }
}

/** A program and its clock; all that is random follows from the seed, and each sensor measures 1. */
export class ProgramRig {
    readonly clock = new ManualClock();
    readonly program: Program;

    constructor(options: SimulatorOptions, seed = 1) {
        const { clock } = this;
        const random = seededRandom(seed);
        this.program = new Program({ options: checkOptions(options), clock, random, measure: () => [1, 1] });
    }

    join(): FakeClient {
        const client = new FakeClient();
        this.program.join(client);
        return client;
    }
}
