// Simulated hubs for tests, and the end of all that a test has opened.

import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator';
import { endClients } from './client';

const running = new Set<Simulator>();

/** Starts a simulated hub; `endHubs` closes it. */
export async function startHub(options: SimulatorOptions = {}): Promise<Simulator> {
    const hub = await startSimulator(options);
    running.add(hub);
    return hub;
}

/** A hub that only responds: no readings, no boot, and an immediate response to the start message. */
export function startSilentHub(options: SimulatorOptions = {}): Promise<Simulator> {
    return startHub({ silent: true, ...options });
}

/** Ends the clients and hubs of a test; for afterEach. */
export async function endHubs(): Promise<void> {
    await endClients();
    await Promise.all([...running].map((hub) => hub.close()));
    running.clear();
}
