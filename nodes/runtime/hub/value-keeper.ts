// Keeps the last values of a hub over a full deploy, in memory, and over a restart if its owner has selected a context store.

import type { Node, NodeAPI } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { shorten } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import type { Hub } from '../../../src/hub';
import { fromStored, hubKey, toStored } from '../../../src/receive/stored-values';
import type { HubPlace } from '../../../src/settings/hub-options';
import { text } from '../text';
import { ContextStore, type Outcome } from './context-store';
import { leaveValues, takeValues } from './kept-between-deploys';

/** Pause between two writes, for a power cut: a flash card does not last for many. */
const PAUSE_MS = 60_000;
/** How long a stop of the flows waits for the store. */
const LAST_WRITE_MS = 2_000;
/** Characters of an error of a store. */
const ERROR_LENGTH = 200;

export interface KeeperSettings {
    readonly label: string;
    readonly place: HubPlace;
    /** Name of the context store; empty for none. */
    readonly keepValues: string;
}

export class ValueKeeper {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: Hub;
    readonly #label: string;
    readonly #key: string;
    readonly #store: ContextStore | undefined;
    /** Frames at the last write: without more there is nothing new to keep. */
    #writtenFrames = 0;
    /** The write that is not finished yet. Nothing is written before the values were read. */
    #busy: Promise<unknown> | undefined;
    #timer: Dispose = () => {};
    #isClosed = false;
    #isFailureReported = false;

    constructor(RED: NodeAPI, node: Node, hub: Hub, { label, place, keepValues }: KeeperSettings) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#label = label;
        this.#key = hubKey(place.kind === 'address' ? place.url : place.kind);
        this.#store = keepValues === '' ? undefined : this.#checked(new ContextStore(RED, node, keepValues));
        const values = takeValues(RED, node.id, this.#key);
        if (values) hub.kept.restore(values);
        else if (this.#store) this.#read(this.#store);
        this.#schedule();
    }

    /** Call after the hub has closed. Unless its node was removed, its values are kept; resolves when they are. */
    async close(isRemoved: boolean): Promise<void> {
        this.#isClosed = true;
        this.#timer();
        if (isRemoved) return;
        leaveValues(this.#RED, this.#node.id, { hub: this.#key, values: this.#hub.kept.snapshot() });
        if (!this.#hub.kept.isRestored) return;
        let stop: Dispose = () => {};
        const late = new Promise((resolve) => {
            stop = systemClock.after(LAST_WRITE_MS, () => resolve(undefined));
        });
        await Promise.race([this.#finish(), late]);
        stop();
    }

    async #finish(): Promise<void> {
        await this.#busy;
        await this.#write();
    }

    #checked(store: ContextStore): ContextStore | undefined {
        const { name, others, isMemory } = store;
        const hub = this.#label;
        if (others) {
            const known = others.join(', ');
            this.#node.warn(text(this.#RED, 'log.store-missing', { hub, store: shorten(name), known }));
            return undefined;
        }
        if (isMemory) this.#node.warn(text(this.#RED, 'log.store-memory', { hub, store: name }));
        return store;
    }

    #read(store: ContextStore): void {
        const { kept } = this.#hub;
        kept.expect();
        void store.read().then((outcome) => {
            if (this.#isClosed) return;
            const values = this.#isDone(outcome) ? fromStored(outcome.value, this.#key, systemClock) : [];
            if (!values) {
                this.#node.warn(text(this.#RED, 'log.store-malformed', { hub: this.#label, store: store.name }));
            }
            kept.restore(values ?? []);
        });
    }

    #schedule(): void {
        if (!this.#store) return;
        this.#timer = systemClock.after(PAUSE_MS, () => {
            // A store that has not finished yet is not asked again.
            if (this.#hub.kept.isRestored && !this.#busy) void this.#write();
            this.#schedule();
        });
    }

    async #write(): Promise<void> {
        const { framesIn } = this.#hub.counters;
        if (!this.#store || framesIn === this.#writtenFrames) return;
        this.#writtenFrames = framesIn;
        this.#busy = this.#store.write(toStored(this.#hub.kept.snapshot(), this.#key, systemClock));
        this.#isDone((await this.#busy) as Outcome);
        this.#busy = undefined;
    }

    /** Whether an access succeeded; reports the first that failed. */
    #isDone(outcome: Outcome): outcome is { readonly value: unknown } {
        if ('value' in outcome) return true;
        if (this.#isFailureReported) return false;
        this.#isFailureReported = true;
        const { error } = outcome;
        const why = shorten(String(error instanceof Error ? error.message : error), ERROR_LENGTH);
        const store = this.#store?.name ?? '';
        this.#node.warn(text(this.#RED, 'log.store-failed', { hub: this.#label, store, why }));
        return false;
    }
}
