// The hub as flows see it, and the only door to it: its users, what they receive and what they send.
// Composes connection, start message, decoder, delivery and sender; knows no Node-RED.

import type { Clock, Dispose } from './base/clock';
import { Listeners } from './base/listeners';
import { systemClock } from './base/system-clock';
import { ThrottledReporter } from './base/throttled-reporter';
import { Connection } from './connection/connection';
import type { ConnectionState } from './connection/connection-state';
import { StartMessage } from './connection/start-message';
import type { ConnectionTap } from './connection/tap';
import type { WriteCallback } from './connection/writer';
import { ConnectionDemand } from './connection-demand';
import { HubStatus } from './hub-status';
import type { Configured, HubEvents, HubSettings, HubState, Outcome } from './hub-types';
import { DeviceNames } from './protocol/device-names';
import { Decoder } from './receive/decoder';
import { Delivery } from './receive/delivery';
import { HubSilence } from './receive/hub-silence';
import { KeptValues } from './receive/kept-values';
import type { LastFrames } from './receive/last-frames';
import type { ReceivedFrame } from './receive/received-frame';
import type { ReceivedTopic } from './receive/received-topic';
import type { Listener, Subscription } from './receive/subscriptions';
import type { Known, RequestCallback, RequestOptions, SendOptions } from './send/request';
import { Sender } from './send/sender';

/** Upper bound of the first delay after a lost connection. */
const FIRST_RETRY_MS = 1_000;

export class Hub {
    readonly #events: HubEvents;
    readonly #clock: Clock;
    readonly #connection: Connection;
    readonly #handshakeMs: number;
    readonly #startMessage: StartMessage;
    readonly #decoder: Decoder;
    /** Good frames that had to be dropped while flows did not run. */
    readonly #dropped: ThrottledReporter;
    readonly #sender: Sender;
    readonly #silence: HubSilence;
    readonly #delivery: Delivery;
    readonly #status: HubStatus;
    readonly #readyListeners: Listeners<void>;
    readonly #configured: Listeners<Configured>;
    readonly #outcomes: Listeners<Outcome>;
    readonly #demand: ConnectionDemand;
    /** Values from before a full deploy or a restart, for replay and display. */
    readonly kept: KeptValues;
    readonly #atOnce: SendOptions = { owner: this, policy: { kind: 'fail' } };
    /** The owner's names of its devices. */
    readonly names: DeviceNames;
    #connects = 0;

    constructor(settings: HubSettings, events: HubEvents) {
        const { openSocket, handshakeMs, heartbeatMs, ceilingMs, startFrames, random = Math.random } = settings;
        const clock = settings.clock ?? systemClock;
        this.#events = events;
        this.#clock = clock;
        this.#handshakeMs = handshakeMs;
        this.names = settings.names ?? DeviceNames.NONE;
        const failed = (error: unknown): void => events.failed(error);
        this.#readyListeners = new Listeners(failed);
        this.#configured = new Listeners(failed);
        this.#outcomes = new Listeners(failed);
        this.#decoder = new Decoder(
            clock,
            {
                onFrame: (received) => this.#onFrame(received),
                fault: events.fault.bind(events),
            },
            {
                placeOf: (line, topicEnd) => this.lastFrames.placeOf(line, topicEnd),
                skip: (...line) => this.#skip(...line),
                skipUnknown: (...line) => this.#skipUnknown(...line),
            },
        );
        this.#dropped = new ThrottledReporter(clock, (reason, count) => events.dropped(reason, count));
        this.#delivery = new Delivery(
            clock,
            {
                dropped: (reason) => this.#dropped.add(reason),
                failed,
                emptied: () => this.#demand.update(),
            },
            this.names,
        );
        this.kept = new KeptValues(clock, this.lastFrames, failed);
        const isConnected = (): boolean => connection.isConnected;
        const backoff = { firstMs: FIRST_RETRY_MS, ceilingMs, random };
        const connection = new Connection(
            { openSocket, clock, backoff, handshakeMs, heartbeatMs },
            {
                state: (state) => this.#changed(state),
                message: (data, isSameTurn) => this.#decoder.read(data, isConnected, isSameTurn),
            },
        );
        this.#connection = connection;
        this.#status = new HubStatus(connection, failed);
        this.#demand = new ConnectionDemand(
            connection,
            settings.goodbyeFrames,
            settings.autoConnect ?? true,
            () => this.#delivery.isKeeping,
        );
        this.#sender = new Sender(clock, settings.gapMs ?? 0, connection, (device, isConfirmed) => {
            this.#outcomes.notify(
                () => ({ device, isConfirmed }),
                () => true,
            );
        });
        this.#startMessage = new StartMessage(clock, {
            write: (text) => connection.write(text, () => {}),
            ready: () => this.#ready(startFrames),
            notStarted: () => this.#notStarted(),
        });
        this.#silence = new HubSilence(clock, settings.silenceMs ?? 0, (silentMs) => this.#status.setSilent(silentMs));
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
            ...this.#decoder.counts,
            droppedFrames: this.#dropped.total,
            ...this.#sender.counts,
            reconnects: Math.max(0, this.#connects - 1),
        };
    }

    /** When the last frame came, in milliseconds since 1970; undefined before the first. */
    get heardAt(): number | undefined {
        return this.#decoder.frameTime || undefined;
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

    /** The last frame of each topic, as delivered to the flows since this hub was created. */
    get lastFrames(): LastFrames {
        return this.#delivery.lastFrames;
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
        return this.#readyListeners.add(listener);
    }

    /** Reports every device that has confirmed a publish interval, and the owner of the request. */
    onConfigured(listener: (configured: Configured) => void): Dispose {
        return this.#configured.add(listener);
    }

    /** Reports each device that has confirmed a command, or has not responded in time. */
    onOutcome(listener: (outcome: Outcome) => void): Dispose {
        return this.#outcomes.add(listener);
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
        return this.#connection.tap(tap);
    }

    /** Disconnects for good; resolves once the socket is closed, after two seconds at the latest. */
    close(): Promise<void> {
        this.#demand.end();
        this.#delivery.end();
        this.kept.end();
        this.#sender.end();
        const closed = this.#demand.close();
        this.#status.end();
        this.#readyListeners.clear();
        this.#configured.clear();
        this.#outcomes.clear();
        return closed;
    }

    #changed(state: ConnectionState): void {
        this.#status.reset();
        if (state.name === 'connected') {
            this.#connects++;
            this.#silence.start();
            this.#sender.opened();
            this.#startMessage.start();
        } else {
            this.#silence.stop();
            this.#startMessage.end();
            this.#sender.lost();
            // After a start, or when a flow connects; any later attempt follows a failure.
            if (state.name === 'connecting' && state.attempt === 1) this.#sender.opening(this.#handshakeMs);
        }
        this.#status.notify(state.name);
    }

    #notStarted(): void {
        this.#sender.hold();
        this.#status.setNotStarted(true);
    }

    #ready(startFrames: readonly string[]): void {
        this.#status.setNotStarted(false);
        this.#sender.ready(startFrames);
        // The callback of a command may disconnect.
        this.#readyListeners.notify(
            () => {},
            () => this.#status.state.name === 'connected',
        );
    }

    /** An exception of a callback does not affect the connection. */
    #call<T>(listener: (value: T) => void, value: T): void {
        try {
            listener(value);
        } catch (error) {
            this.#events.failed(error);
        }
    }

    /** Whether no part but the flows may need a frame. */
    get #isIdle(): boolean {
        return !this.#startMessage.isWaiting && !this.#sender.isWaiting;
    }

    #skip(place: ReceivedTopic, line: Uint8Array, length: number, time: number, at: number): boolean {
        if (!this.#isIdle || !this.#delivery.skip(place, line, length, time, at)) return false;
        this.#silence.onFrame(at);
        return true;
    }

    #skipUnknown(line: Buffer, topicEnd: number, at: number): boolean {
        if (!this.#isIdle || !this.#delivery.skipUnknown(line, topicEnd, at)) return false;
        this.#silence.onFrame(at);
        return true;
    }

    #onFrame(received: ReceivedFrame): void {
        this.#silence.onFrame(received.at);
        // Before the start message lets commands leave: no frame is the response to a request that is sent after it.
        this.#sender.onFrame(received);
        this.#startMessage.received(received.frame);
        this.#delivery.deliver(received);
    }
}
