// Everything that is received from a hub: read, held while flows stop and start, delivered and remembered. Reports a hub
// that sends nothing.

import type { Clock } from '../base/clock';
import type { Reason } from '../base/errors';
import { ThrottledReporter } from '../base/throttled-reporter';
import type { Remainder } from '../connection/read-quota';
import type { DeviceNames } from '../protocol/device-names';
import { Decoder } from './decoder';
import { Delivery } from './delivery';
import { HubSilence } from './hub-silence';
import { KeptValues } from './kept-values';
import type { ReceivedFrame } from './received-frame';

/** What is reported besides frames. */
export interface ReceiverReports {
    /** A bad frame that was ignored, reported at most once a minute; `count` of them since the last report. */
    fault(reason: Reason, count: number): void;
    /** Good frames that the pack had to drop, reported at most once a minute; `count` of them since the last report. */
    dropped(reason: Reason, count: number): void;
    /** A listener threw. */
    failed(error: unknown): void;
}

export interface ReceiverEvents {
    /** A frame has arrived, before it is delivered to the flows. */
    onFrame(received: ReceivedFrame): void;
    /** Whether a part other than the flows may need the next frame. */
    isAwaited(): boolean;
    /** All held frames are delivered. */
    emptied(): void;
    /** The hub has been silent for this long, or is not any more. */
    silent(silentMs: number | undefined): void;
}

export class Receiver {
    readonly #events: ReceiverEvents;
    readonly #decoder: Decoder;
    readonly #dropped: ThrottledReporter;
    readonly #silence: HubSilence;
    readonly delivery: Delivery;
    /** Values from before a full deploy or a restart, for replay and display. */
    readonly kept: KeptValues;

    /** A connected hub that sends nothing for `silenceMs` is silent; 0 for never. */
    constructor(clock: Clock, silenceMs: number, names: DeviceNames, events: ReceiverEvents, reports: ReceiverReports) {
        const failed = (error: unknown): void => reports.failed(error);
        this.#events = events;
        this.#dropped = new ThrottledReporter(clock, (reason, count) => reports.dropped(reason, count));
        this.#silence = new HubSilence(clock, silenceMs, (silentMs) => events.silent(silentMs));
        const delivery = new Delivery(
            clock,
            { dropped: (reason) => this.#dropped.add(reason), failed, emptied: () => events.emptied() },
            names,
        );
        const { lastFrames } = delivery;
        this.delivery = delivery;
        this.kept = new KeptValues(clock, lastFrames, failed);
        this.#decoder = new Decoder(
            clock,
            {
                onFrame: (received) => this.#onFrame(received),
                fault: (reason, count) => reports.fault(reason, count),
            },
            {
                placeOf: (line, topicEnd) => lastFrames.placeOf(line, topicEnd),
                skip: (place, line, length, time, at) =>
                    this.#passes(at, !events.isAwaited() && delivery.skip(place, line, length, time, at)),
                skipUnknown: (line, topicEnd, at) =>
                    this.#passes(at, !events.isAwaited() && delivery.skipUnknown(line, topicEnd, at)),
            },
        );
    }

    /** Frames, bad lines and dropped frames since the start. */
    get counts() {
        return { ...this.#decoder.counts, droppedFrames: this.#dropped.total };
    }

    /** When the last frame came, in milliseconds since 1970; 0 before the first. */
    get frameTime(): number {
        return this.#decoder.frameTime;
    }

    /** The hub is connected: silence counts from now. */
    opened(): void {
        this.#silence.start();
    }

    /** The hub is not connected, and therefore not silent. */
    lost(): void {
        this.#silence.stop();
    }

    /** Reads one message, as long as `isOpen` holds; the rest as in `Decoder`. */
    read(data: Uint8Array, isOpen: () => boolean, isSameTurn: boolean): Remainder | undefined {
        return this.#decoder.read(data, isOpen, isSameTurn);
    }

    /** Delivers nothing from now on. */
    end(): void {
        this.delivery.end();
        this.kept.end();
    }

    /** A line that no part needs as a frame is a sign that the hub is not silent, all the same. */
    #passes(at: number, isSkipped: boolean): boolean {
        if (isSkipped) this.#silence.onFrame(at);
        return isSkipped;
    }

    #onFrame(received: ReceivedFrame): void {
        this.#silence.onFrame(received.at);
        this.#events.onFrame(received);
        this.delivery.deliver(received);
    }
}
