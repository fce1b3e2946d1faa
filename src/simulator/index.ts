// A hub without hardware: the only door to the simulator, for the config node's simulated hub, the
// command and the tests.

import type { SimulatorOptions } from './options';
import { Simulator } from './simulator';

export type { Dialect } from './dialects';
export type { SimulatorEvents } from './events';
export type { Fault } from './faults';
export { DEFAULT_PATH, type SimulatorOptions } from './options';
export type { Simulator } from './simulator';

/** Starts a hub and resolves when it listens; rejects if it cannot, or if an option makes no sense. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    return Simulator.start(options);
}
