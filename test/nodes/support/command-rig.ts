// A flow with one hub, simulated or played by the test, and the commands that this hub receives.

import type { Simulator, SimulatorOptions } from '../../../src/simulator';
import { startSilentHub } from '../../support/hub.js';
import { leavesNothing } from '../../support/leaks.js';
import { until } from '../../support/wait.js';
import { hubAt, hubNode, type Item, listeners, tab } from './flows';
import { listed } from './links';
import { endPeers, greeted, type Peer, startPeer } from './peer';
import { deploy, errorOf, load, received, unload } from './runtime';

/** Starts a hub and a flow whose Complete node listens to `completed`; `useCommandRig` ends them. */
export class CommandRig {
    readonly #completed: readonly string[];
    #hub: Simulator | undefined;
    #peer: Peer | undefined;
    #lines: () => readonly string[] = () => [];

    constructor(completed: readonly string[]) {
        this.#completed = completed;
    }

    /** The simulated hub of `start`. */
    get hub(): Simulator {
        if (!this.#hub) throw new Error('no simulated hub was started');
        return this.#hub;
    }

    /** The hub of `startWith`, which sends only what the test sends. */
    get peer(): Peer {
        if (!this.#peer) throw new Error('no played hub was started');
        return this.#peer;
    }

    /** The lines that the hub has received since its device list was requested. */
    readonly commands = (): readonly string[] => this.#lines();

    /** A silent simulated hub. */
    async start(
        nodes: readonly Item[],
        options: SimulatorOptions = {},
        hubSettings: Readonly<Record<string, unknown>> = {},
    ): Promise<void> {
        this.#hub = await startSilentHub(options);
        await load(this.flow(nodes, hubSettings));
        this.#lines = await listed(this.#hub);
    }

    /** A hub that sends only what the test sends. */
    async startWith(nodes: readonly Item[], hubSettings: Readonly<Record<string, unknown>> = {}): Promise<void> {
        this.#peer = await startPeer();
        await load(this.#flowWith(nodes, hubSettings));
        this.#lines = await greeted(this.#peer);
    }

    /** Deploys other settings of that hub, which connects again. */
    async deployWith(nodes: readonly Item[], hubSettings: Readonly<Record<string, unknown>>): Promise<void> {
        const before = this.peer.lines.length;
        await deploy(this.#flowWith(nodes, hubSettings));
        this.#lines = await greeted(this.peer, before);
    }

    #flowWith(nodes: readonly Item[], hubSettings: Readonly<Record<string, unknown>>): Item[] {
        return [tab(), hubNode({ address: this.peer.url, ...hubSettings }), ...nodes, ...listeners(this.#completed)];
    }

    /** The flow with other nodes, or another hub node, for a deploy. */
    flow(nodes: readonly Item[], hubSettings: Readonly<Record<string, unknown>> = {}): Item[] {
        return [tab(), hubAt(this.hub, hubSettings), ...nodes, ...listeners(this.#completed)];
    }

    /** Waits until the hub has received that many commands. */
    async commanded(count = 1): Promise<void> {
        await until(() => this.#lines().length >= count, `command ${count}`);
    }
}

/** For the outermost `describe` of a file. */
export function useCommandRig(completed: readonly string[]): CommandRig {
    leavesNothing(unload, endPeers);
    return new CommandRig(completed);
}

/** The errors of messages that have reached Catch, oldest first; those of the hub node are none. */
export function caughtOfMessages(): string[] {
    const errors = received('f1-catch-sink').map(errorOf);
    return errors.filter(({ source }) => source.id !== 'hub').map(({ message }) => message);
}
