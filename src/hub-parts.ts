// The parts of a hub, and what each does when another changes: a connection that opens or ends, a bridge that starts, a
// frame that arrives.

import { Listeners } from './base/listeners';
import { systemClock } from './base/system-clock';
import { Connection } from './connection/connection';
import type { ConnectionState } from './connection/connection-state';
import { StartMessage } from './connection/start-message';
import { ConnectionDemand } from './connection-demand';
import { HubStatus } from './hub-status';
import type { HubEvents, HubSettings, Outcome } from './hub-types';
import type { DeviceNames } from './protocol/device-names';
import type { ReceivedFrame } from './receive/received-frame';
import { Receiver } from './receive/receiver';
import { Sender } from './send/sender';

/** Upper bound of the first delay after a lost connection. */
const FIRST_RETRY_MS = 1_000;

export class HubParts {
    readonly connection: Connection;
    readonly demand: ConnectionDemand;
    readonly receiver: Receiver;
    readonly sender: Sender;
    readonly status: HubStatus;
    readonly ready: Listeners<void>;
    readonly outcomes: Listeners<Outcome>;
    readonly #startMessage: StartMessage;
    readonly #startFrames: readonly string[];
    readonly #handshakeMs: number;
    #connects = 0;

    constructor(settings: HubSettings, names: DeviceNames, events: HubEvents) {
        const { openSocket, handshakeMs, heartbeatMs, ceilingMs, random = Math.random } = settings;
        const clock = settings.clock ?? systemClock;
        const failed = (error: unknown): void => events.failed(error);
        this.#handshakeMs = handshakeMs;
        this.#startFrames = settings.startFrames;
        this.ready = new Listeners(failed);
        this.outcomes = new Listeners(failed);
        const receiver = new Receiver(
            clock,
            settings.silenceMs ?? 0,
            names,
            {
                onFrame: (received) => this.#onFrame(received),
                isAwaited: () => this.#startMessage.isWaiting || this.sender.isWaiting,
                emptied: () => this.demand.update(),
                silent: (silentMs) => this.status.setSilent(silentMs),
            },
            events,
        );
        const isConnected = (): boolean => connection.isConnected;
        const backoff = { firstMs: FIRST_RETRY_MS, ceilingMs, random };
        const connection = new Connection(
            { openSocket, clock, backoff, handshakeMs, heartbeatMs },
            {
                state: (state) => this.#changed(state),
                message: (data, isSameTurn) => receiver.read(data, isConnected, isSameTurn),
            },
        );
        this.receiver = receiver;
        this.connection = connection;
        this.status = new HubStatus(connection, failed);
        this.demand = new ConnectionDemand(
            connection,
            settings.goodbyeFrames,
            settings.autoConnect ?? true,
            () => receiver.delivery.isKeeping,
        );
        this.sender = new Sender(clock, settings.gapMs ?? 0, connection, (device, isConfirmed) => {
            this.outcomes.notify(
                () => ({ device, isConfirmed }),
                () => true,
            );
        });
        this.#startMessage = new StartMessage(clock, {
            write: (text) => connection.write(text, () => {}),
            ready: () => this.#ready(),
            notStarted: () => this.#notStarted(),
        });
    }

    /** How often it has connected again since the start. */
    get reconnects(): number {
        return Math.max(0, this.#connects - 1);
    }

    /** Disconnects for good; resolves once the socket is closed. */
    close(): Promise<void> {
        this.demand.end();
        this.receiver.end();
        this.sender.end();
        const closed = this.demand.close();
        this.status.end();
        this.outcomes.clear();
        return closed;
    }

    #changed(state: ConnectionState): void {
        this.status.reset();
        if (state.name === 'connected') {
            this.#connects++;
            this.receiver.opened();
            this.sender.opened();
            this.#startMessage.start();
        } else {
            this.receiver.lost();
            this.#startMessage.end();
            this.sender.lost();
            // After a start, or when a flow connects; any later attempt follows a failure.
            if (state.name === 'connecting' && state.attempt === 1) this.sender.opening(this.#handshakeMs);
        }
        this.status.notify(state.name);
    }

    #notStarted(): void {
        this.sender.hold();
        this.status.setNotStarted(true);
    }

    #ready(): void {
        this.status.setNotStarted(false);
        this.sender.ready(this.#startFrames);
        // The callback of a command may disconnect.
        this.ready.notify(
            () => {},
            () => this.status.state.name === 'connected',
        );
    }

    #onFrame(received: ReceivedFrame): void {
        // Before the start message lets commands leave: no frame is the response to a request that is sent after it.
        this.sender.onFrame(received);
        this.#startMessage.received(received.frame);
    }
}
