// Whether commands reach the bridge. After a broker restart a bridge in broker mode publishes again but does not
// subscribe (clown-talk, section 12): readings arrive, and every command is lost. One absent device proves nothing. So
// the device list is requested, to which a bridge always responds. How to request the list is given as a function.

import type { Clock, Dispose } from '../base/clock';

/** How a request for the list ended; `failed` if it did not leave. */
export type ListOutcome = 'answered' | 'unanswered' | 'failed';

export interface CommandCheckOptions {
    readonly clock: Clock;
    readonly requestList: (done: (outcome: ListOutcome) => void) => void;
    /** Calls `done` once, upon the next reading of a device with a bus address, unless it is disposed of before. */
    readonly awaitReading: (done: () => void) => Dispose;
    /** Readings arrive and commands do not, or commands arrive again. */
    readonly changed: (isOneWay: boolean) => void;
}

/** Between two checks while nothing gives cause for one. */
export const CHECK_MS = 600_000;
/** Between two checks that unconfirmed commands cause, and between two while commands are lost. */
export const RECHECK_MS = 30_000;
/** Requests without a response, each sent upon a reading, after which commands count as lost. */
const MISSES = 2;
/** Only a bridge has devices with such an address; wireless nodes beside it receive commands on their own. */
const BRIDGE_DEVICE = /^[^/]+\/i2c[01]-[0-9a-f]{2}$/i;

export function isBridgeDevice(topic: string): boolean {
    return BRIDGE_DEVICE.test(topic);
}

type State =
    | { readonly name: 'down' }
    | { readonly name: 'idle' }
    /** Waits for a reading, and then requests the list: only then is it sure that the bridge runs. */
    | { readonly name: 'armed'; readonly ignore: Dispose }
    | { readonly name: 'requested' };

export class CommandCheck {
    readonly #options: CommandCheckOptions;
    #state: State = { name: 'down' };
    #timer: Dispose | undefined;
    #isOneWay = false;
    #answeredAt = Number.NEGATIVE_INFINITY;

    constructor(options: CommandCheckOptions) {
        this.#options = options;
    }

    get isOneWay(): boolean {
        return this.#isOneWay;
    }

    /** The hub takes frames. */
    ready(): void {
        this.lost();
        this.#rest();
    }

    /** The connection is closed: what was found does not hold for the next one. */
    lost(): void {
        this.#leave();
        this.#state = { name: 'down' };
        this.#isOneWay = false;
        this.#answeredAt = Number.NEGATIVE_INFINITY;
    }

    /** A command was not confirmed, or a request had no response. */
    suspect(): void {
        const sinceMs = this.#options.clock.monotonic() - this.#answeredAt;
        if (this.#state.name === 'idle' && !this.#isOneWay && sinceMs >= RECHECK_MS) this.#arm(0);
    }

    /** A device list has arrived, requested by this node or by another client: the bridge receives commands. */
    listed(): void {
        if (this.#state.name === 'down') return;
        this.#answeredAt = this.#options.clock.monotonic();
        this.#set(false);
        this.#rest();
    }

    /** A device has confirmed a command. */
    confirmed(device: string): void {
        if (isBridgeDevice(device)) this.listed();
    }

    #arm(misses: number): void {
        this.#leave();
        this.#state = { name: 'armed', ignore: this.#options.awaitReading(() => this.#request(misses)) };
    }

    #request(misses: number): void {
        this.#leave();
        const state: State = { name: 'requested' };
        this.#state = state;
        this.#options.requestList((outcome) => {
            // A list or the end of the connection came first.
            if (this.#state !== state) return;
            if (outcome === 'answered') this.listed();
            else if (outcome === 'failed') this.#rest();
            else if (misses + 1 < MISSES) this.#arm(misses + 1);
            else {
                this.#set(true);
                this.#rest();
            }
        });
    }

    /** Until the next check. */
    #rest(): void {
        this.#leave();
        this.#state = { name: 'idle' };
        const isOneWay = this.#isOneWay;
        const ms = isOneWay ? RECHECK_MS : CHECK_MS;
        this.#timer = this.#options.clock.after(ms, () => this.#arm(isOneWay ? MISSES - 1 : 0));
    }

    #leave(): void {
        this.#timer?.();
        this.#timer = undefined;
        if (this.#state.name === 'armed') this.#state.ignore();
    }

    #set(isOneWay: boolean): void {
        if (this.#isOneWay === isOneWay) return;
        this.#isOneWay = isOneWay;
        this.#options.changed(isOneWay);
    }
}
