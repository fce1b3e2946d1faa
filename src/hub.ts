// The hub as flows see it, and the only door to it: its users, what they receive and what they send. Knows no Node-RED.

import type { Dispose } from './base/clock';
import { Listeners } from './base/listeners';
import type { ConnectionTap } from './connection/tap';
import type { WriteCallback } from './connection/writer';
import type { ConnectionDemand } from './connection-demand';
import { HubParts } from './hub-parts';
import type { HubStatus } from './hub-status';
import type { Configured, HubEvents, HubSettings, HubState, Outcome } from './hub-types';
import { DeviceNames } from './protocol/device-names';
import type { Delivery } from './receive/delivery';
import type { KeptValues } from './receive/kept-values';
import type { LastFrames } from './receive/last-frames';
import type { ReceivedFrame } from './receive/received-frame';
import type { Listener, Subscription } from './receive/subscriptions';
import type { Known, RequestCallback, RequestOptions, SendOptions } from './send/request';
import type { Sender } from './send/sender';

export class Hub {
    readonly #events: HubEvents;
    readonly #parts: HubParts;
    readonly #demand: ConnectionDemand;
    readonly #delivery: Delivery;
    readonly #sender: Sender;
    readonly #status: HubStatus;
    readonly #configured: Listeners<Configured>;
    readonly #atOnce: SendOptions = { owner: this, policy: { kind: 'fail' } };
    /** Values from before a full deploy or a restart, for replay and display. */
    readonly kept: KeptValues;
    /** The last frame of each topic, as delivered to the flows since this hub was created. */
    readonly lastFrames: LastFrames;
    /** The owner's names of its devices. */
    readonly names: DeviceNames;

    constructor(settings: HubSettings, events: HubEvents) {
        this.#events = events;
        this.names = settings.names ?? DeviceNames.NONE;
        const parts = new HubParts(settings, this.names, events);
        this.#parts = parts;
        this.#demand = parts.demand;
        this.#delivery = parts.receiver.delivery;
        this.#sender = parts.sender;
        this.#status = parts.status;
        this.#configured = new Listeners((error) => events.failed(error));
        this.kept = parts.receiver.kept;
        this.lastFrames = this.#delivery.lastFrames;
    }

    get state(): HubState {
        return this.#status.state;
    }

    /**
     * Numbers since the start: frames, bad lines, dropped frames, reconnects; the queue; the last round trip in
     * milliseconds.
     */
    get counters() {
        return {
            ...this.#parts.receiver.counts,
            ...this.#sender.counts,
            reconnects: this.#parts.reconnects,
        };
    }

    /** When the last frame came, in milliseconds since 1970; undefined before the first. */
    get heardAt(): number | undefined {
        return this.#parts.receiver.frameTime || undefined;
    }

    /** Counts as a user until disposed of: the first one connects, the last one disconnects. */
    join(): Dispose {
        return this.#demand.join();
    }

    /** Connects, where there is a user, and keeps the connection up from now on. */
    connect(): void {
        this.#demand.connect();
    }

    /** Disconnects, and stays so until `connect`. */
    disconnect(): void {
        this.#demand.disconnect();
    }

    /** Replaces the connection, or ends the wait for the next attempt. Too frequent calls are delayed. */
    reconnect(): void {
        this.#demand.reconnect();
    }

    /** Calls the listener with the state at once and after every change, until disposed of. */
    watch(listener: (state: HubState) => void): Dispose {
        return this.#status.watch(listener);
    }

    /**
     * Calls the listener after each connect, when the hub takes frames and was sent the start frames; and once more
     * when a bridge starts that turned out not to have started.
     */
    onReady(listener: () => void): Dispose {
        return this.#parts.ready.add(listener);
    }

    /** Reports every device that has confirmed a publish interval, and the owner of the request. */
    onConfigured(listener: (configured: Configured) => void): Dispose {
        return this.#configured.add(listener);
    }

    /** Reports each device that has confirmed a command, or has not responded in time. */
    onOutcome(listener: (outcome: Outcome) => void): Dispose {
        return this.#parts.outcomes.add(listener);
    }

    /** What is known of a device is part of the reason why it did not confirm. */
    explainWith(knownOf: (device: string) => Known): void {
        this.#sender.explainWith(knownOf);
    }

    /** Whether readings arrive and commands do not, from now on and until the connection ends. */
    setOneWay(isOneWay: boolean): void {
        this.#status.setOneWay(isOneWay);
    }

    /** Passes every frame whose topic matches a valid filter to the listener, in the hub's order, until it ends. */
    subscribe(filter: string, listener: Listener<ReceivedFrame>): Subscription<ReceivedFrame> {
        return this.#delivery.subscribe(filter, listener);
    }

    /** Calls `run` when the flows run, before any frame that arrives meanwhile; at once when they run already. */
    whenFlowing(run: () => void): void {
        this.#delivery.whenFlowing(run);
    }

    /**
     * Sends a command, or calls `done` with the reason why not. By default it is never kept for later: a relay switched
     * minutes late is worse than an error. `done` is called exactly once.
     */
    publish(topic: unknown, payload: unknown, done: WriteCallback, sendOptions: SendOptions = this.#atOnce): void {
        this.#sender.publish(topic, payload, sendOptions, (fault) => this.#call(done, fault));
    }

    /** Sends text or bytes unchanged. `done` is called exactly once. */
    publishRaw(data: string | Uint8Array, sendOptions: SendOptions, done: WriteCallback): void {
        this.#sender.publishRaw(data, sendOptions, (fault) => this.#call(done, fault));
    }

    /** Sends a command and waits for its response. `done` is called exactly once. */
    request(topic: unknown, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        this.#sender.request(topic, payload, requestOptions, (answer) => this.#call(done, answer));
    }

    /** Sets the publish interval of a device, in the dialect that it takes. `done` is called exactly once. */
    configure(device: string, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        this.#sender.configure(device, payload, requestOptions, (answer) => {
            if (answer.ok) {
                this.#configured.notify(
                    () => ({ device, owner: requestOptions.owner }),
                    () => true,
                );
            }
            this.#call(done, answer);
        });
    }

    /** Whether the hub has reported the state of this relay or LED on the present connection. */
    isKnown(device: string): boolean {
        return this.#sender.isKnown(device);
    }

    /** Whether a set command of this relay or LED may still be in flight. */
    hasPending(device: string): boolean {
        return this.#sender.hasPending(device);
    }

    /**
     * Lets the toggle of a relay wait while its state is unknown and this holds; `recheck` follows each change of it.
     */
    awaitStates(isAwaited: (relay: string) => boolean): void {
        this.#sender.awaitStates(isAwaited);
    }

    recheck(): void {
        this.#sender.recheck();
    }

    /** Fails all queued frames and pending requests of this owner. */
    withdraw(owner: object): void {
        this.#sender.end(owner);
    }

    /** Holds frames, and keeps the connection, while flows stop and start; for twenty seconds at most. */
    hold(): void {
        this.#delivery.hold();
    }

    /** Delivers the held frames, in order and in portions, and disconnects if no user has come back. */
    resume(): void {
        this.#delivery.resume();
    }

    /** Passes on what passes the connection, until disposed of. */
    tap(tap: ConnectionTap): Dispose {
        return this.#parts.connection.tap(tap);
    }

    /** Disconnects for good; resolves once the socket is closed, after two seconds at the latest. */
    close(): Promise<void> {
        const closed = this.#parts.close();
        this.#configured.clear();
        return closed;
    }

    /** An exception of a callback does not affect the connection. */
    #call<T>(listener: (value: T) => void, value: T): void {
        try {
            listener(value);
        } catch (error) {
            this.#events.failed(error);
        }
    }
}
