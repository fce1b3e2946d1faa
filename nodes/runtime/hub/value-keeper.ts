// Keeps the last values of a hub over a full deploy, in memory, and over a restart if its owner has selected a context store.

import type { Node, NodeAPI } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { shorten, words } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import type { Hub } from '../../../src/hub';
import { fromStored, hubKey, toStored } from '../../../src/receive/stored-values';
import type { HubPlace } from '../../../src/settings/hub-options';
import { text } from '../text';
import { ContextStore, type Outcome } from './context-store';
import { leaveValues, takeValues } from './kept-between-deploys';

/** Pause between two writes, for a power cut: a flash card does not last for many. */
const PAUSE_MS = 60_000;
/** How long nodes that send last values again wait for the store, and how long a stop of the flows does. */
const READ_MS = 10_000;
const LAST_WRITE_MS = 2_000;
/** Characters of an error of a store. */
const ERROR_LENGTH = 200;

export interface KeeperSettings {
    readonly label: string;
    readonly place: HubPlace;
    /** Name of the context store; empty for none. */
    readonly keepValues: string;
}

/** Identifies a hub: with another address or another recording, it is another one. */
export function placeKey(place: HubPlace): string {
    return hubKey(place.kind === 'address' ? place.url : `${place.kind}${place.recording?.file ?? ''}`);
}

export class ValueKeeper {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #hub: Hub;
    readonly #label: string;
    readonly #key: string;
    readonly #store: ContextStore | undefined;
    /** Whether the values of the store are among those of the hub. Before that, a write would destroy them. */
    #isRead: boolean;
    /** Frames at the last write: without more there is nothing new to keep. */
    #writtenFrames = 0;
    /** The access that is not finished yet; the store is not asked again before. */
    #busy: Promise<void> | undefined;
    #timer: Dispose = () => {};
    #endLimit: Dispose = () => {};
    #isClosed = false;
    /** Whether it may not write any more: another may have written later values since. */
    #isTooLate = false;
    #isFailureReported = false;

    constructor(RED: NodeAPI, node: Node, hub: Hub, { label, place, keepValues }: KeeperSettings) {
        this.#RED = RED;
        this.#node = node;
        this.#hub = hub;
        this.#label = label;
        this.#key = placeKey(place);
        this.#store = keepValues === '' ? undefined : this.#checked(new ContextStore(RED, node, keepValues));
        const left = takeValues(RED, node.id, this.#key);
        if (left) hub.kept.restore(left.values);
        this.#isRead = left !== undefined && left.store === this.#store?.name;
        if (!this.#store) return;
        if (!this.#isRead) {
            // What is left is not in the store.
            if (left) this.#writtenFrames = Number.NaN;
            hub.kept.expect();
            this.#endLimit = systemClock.after(READ_MS, () => {
                this.#failed(text(RED, 'cause.timeout'));
                hub.kept.restore([]);
            });
            this.#read(this.#store);
        }
        this.#schedule(this.#store);
    }

    /** Call after the hub has closed. Unless its node was removed, its values are kept; resolves when they are. */
    async close(isRemoved: boolean): Promise<void> {
        this.#isClosed = true;
        this.#timer();
        this.#endLimit();
        if (isRemoved) return;
        const store = this.#isRead ? this.#store : undefined;
        leaveValues(this.#RED, this.#node.id, {
            hub: this.#key,
            store: store?.name,
            values: this.#hub.kept.snapshot(),
        });
        if (!store) return;
        let stop: Dispose = () => {};
        const late = new Promise<void>((resolve) => {
            stop = systemClock.after(LAST_WRITE_MS, () => {
                this.#isTooLate = true;
                this.#failed(text(this.#RED, 'cause.timeout'));
                resolve();
            });
        });
        await Promise.race([this.#finish(store), late]);
        stop();
    }

    async #finish(store: ContextStore): Promise<void> {
        await this.#busy;
        if (this.#isTooLate) return;
        this.#write(store);
        await this.#busy;
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
        this.#access(store.read(), (stored) => {
            if (this.#isClosed) return;
            const values = fromStored(stored, this.#key, systemClock);
            if (!values) {
                this.#node.warn(text(this.#RED, 'log.store-malformed', { hub: this.#label, store: store.name }));
            }
            this.#isRead = true;
            this.#hub.kept.restore(values ?? []);
        });
    }

    #schedule(store: ContextStore): void {
        this.#timer = systemClock.after(PAUSE_MS, () => {
            if (!this.#busy && this.#isRead) this.#write(store);
            else if (!this.#busy) this.#read(store);
            this.#schedule(store);
        });
    }

    #write(store: ContextStore): void {
        const { framesIn } = this.#hub.counters;
        if (framesIn === this.#writtenFrames) return;
        const values = toStored(this.#hub.kept.snapshot(), this.#key, systemClock);
        this.#access(store.write(values), () => {
            this.#writtenFrames = framesIn;
        });
    }

    /** `done` receives what came of an access that succeeded. Never rejects: a store may give anything, even as its error. */
    #access(access: Promise<Outcome>, done: (value: unknown) => void): void {
        this.#busy = access
            .then((outcome) => {
                this.#busy = undefined;
                if ('value' in outcome) done(outcome.value);
                else this.#failed(outcome.error);
            })
            .catch((error: unknown) => this.#failed(error))
            .then(() => this.#answered());
    }

    /** Nodes wait no longer, whatever was read. */
    #answered(): void {
        this.#endLimit();
        if (!this.#hub.kept.isRestored && !this.#isClosed) this.#hub.kept.restore([]);
    }

    /** Reports the first failure. */
    #failed(error: unknown): void {
        if (this.#isFailureReported) return;
        this.#isFailureReported = true;
        const [hub, store, why] = [this.#label, this.#store?.name ?? '', words(error, ERROR_LENGTH)];
        this.#node.warn(text(this.#RED, 'log.store-failed', { hub, store, why }));
    }
}
