// A hub without hardware: the only door to the simulator, for the config node's simulated hub, the
// command and the tests.

import type { Recording } from '../recording/reader';
import { Replay, type ReplayOptions, type RunningHub } from './replay';
import { Simulator } from './simulator';
import type { SimulatorOptions } from './simulator-options';

export type { Dialect } from './bridge-dialects';
export type { SimulatorEvents } from './events';
export type { RunningHub } from './replay';
export type { Fault } from './simulated-faults';
export type { Simulator } from './simulator';
export { DEFAULT_PATH, type SimulatorOptions } from './simulator-options';

/** Starts a hub and resolves when it listens; rejects if it cannot, or if an option makes no sense. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    return Simulator.start(options);
}

/** Starts a hub that plays a recording; resolves and rejects likewise. */
export async function startReplay(recording: Recording, options: ReplayOptions = {}): Promise<RunningHub> {
    return Replay.start(recording, options);
}
