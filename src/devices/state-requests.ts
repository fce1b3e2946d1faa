// Requests the state of each relay and the LED after each connect: a hub keeps none for its clients (clown-talk,
// section 12). One request at a time, with a pause between two, so that commands of flows come first. How to request is
// given as a function.

import type { Clock, Dispose } from '../base/clock';

export interface StateRequestsOptions {
    readonly clock: Clock;
    /** Whether the hub has reported the state of a device on this connection. */
    readonly isKnown: (device: string) => boolean;
    /** Whether a command for a device may still be on its way: its confirmation reports the state. */
    readonly hasPending: (device: string) => boolean;
    /** Requests a state; calls `done` once, with whether it was reported. */
    readonly request: (device: string, done: (isReported: boolean) => void) => void;
    /** A device is no longer awaited. */
    readonly settled: () => void;
}

/** Between two requests. */
const PAUSE_MS = 100;
/** Until the next check whether a command is still in flight. */
const PENDING_PAUSE_MS = 1_000;
/** A bridge may lose a request, and a flow that floods a hub leaves no room for one. */
const TRIES = 3;
/** For how long after a connect a toggle may wait for a state that is being requested. */
export const AWAIT_MS = 3_000;
/** Devices of one connection, far more than a hub has. */
const MAX_DEVICES = 100;

type Link =
    | { readonly name: 'down' }
    /** Open, and the hub does not take frames yet. */
    | { readonly name: 'open' }
    | { readonly name: 'ready'; readonly awaits: Dispose | undefined };

export class StateRequests {
    readonly #options: StateRequestsOptions;
    #link: Link = { name: 'down' };
    /** Devices of this connection, and how often each may still be requested. */
    #tries = new Map<string, number>();
    /** Devices whose state is to be requested, the next one first. */
    #queue: string[] = [];
    #requested: string | undefined;
    #isListed = false;
    #pause: Dispose | undefined;

    constructor(options: StateRequestsOptions) {
        this.#options = options;
    }

    /** The connection is open. */
    opened(): void {
        if (this.#link.name === 'down') this.#link = { name: 'open' };
    }

    /** The hub takes frames. */
    ready(): void {
        if (this.#link.name === 'ready') return;
        const awaits = this.#options.clock.after(AWAIT_MS, () => {
            this.#link = { name: 'ready', awaits: undefined };
            this.#options.settled();
        });
        this.#link = { name: 'ready', awaits };
    }

    /** The hub has listed these devices. */
    listed(devices: Iterable<string>): void {
        if (this.#link.name !== 'ready') return;
        this.#isListed = true;
        for (const device of devices) {
            if (this.#tries.size >= MAX_DEVICES) break;
            if (!/^(?:relay|led)\//.test(device) || this.#tries.has(device)) continue;
            this.#tries.set(device, TRIES);
            this.#queue.push(device);
        }
        this.#next();
        this.#options.settled();
    }

    /** Whether the state of a device is about to be known, so that a toggle may wait for it. */
    isAwaited(device: string): boolean {
        if (this.#link.name === 'open') return true;
        if (this.#link.name === 'down' || !this.#link.awaits) return false;
        return !this.#isListed || this.#requested === device || this.#queue.includes(device);
    }

    /** The connection is closed: no request is left. */
    lost(): void {
        if (this.#link.name === 'ready') this.#link.awaits?.();
        this.#pause?.();
        this.#pause = undefined;
        this.#link = { name: 'down' };
        this.#tries = new Map();
        this.#queue = [];
        this.#requested = undefined;
        this.#isListed = false;
    }

    #next(): void {
        if (this.#requested !== undefined || this.#pause) return;
        const { isKnown, hasPending, request } = this.#options;
        this.#queue = this.#queue.filter((device) => !isKnown(device));
        const device = this.#queue.find((one) => !hasPending(one));
        if (device === undefined) {
            this.#rest(PENDING_PAUSE_MS);
            return;
        }
        const tries = this.#tries;
        const left = (tries.get(device) ?? 0) - 1;
        tries.set(device, left);
        this.#queue.splice(this.#queue.indexOf(device), 1);
        this.#requested = device;
        request(device, (isReported) => {
            // Its connection is closed.
            if (tries !== this.#tries) return;
            this.#requested = undefined;
            if (!isReported && left > 0) this.#queue.push(device);
            this.#rest(PAUSE_MS);
            this.#options.settled();
        });
    }

    #rest(ms: number): void {
        if (this.#queue.length === 0) return;
        this.#pause = this.#options.clock.after(ms, () => {
            this.#pause = undefined;
            this.#next();
        });
    }
}
