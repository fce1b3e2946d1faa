// Frames on their way to the flows: held while these stop and start, delivered in the hub's order, and the last of each
// topic remembered.

import type { Clock } from '../base/clock';
import type { Reason } from '../base/errors';
import type { DeviceNames } from '../protocol/device-names';
import { hasState } from '../protocol/model';
import { TOPIC_AT } from '../protocol/plain-line';
import { Backlog } from './backlog';
import { HoldBuffer } from './hold-buffer';
import { LastFrames } from './last-frames';
import type { ReceivedFrame } from './received-frame';
import type { ReceivedTopic } from './received-topic';
import { type Listener, type Subscription, Subscriptions } from './subscriptions';

export interface DeliveryEvents {
    /** A held frame had to be dropped. */
    dropped(reason: Reason): void;
    /** What a listener threw. */
    failed(error: unknown): void;
    /** All held frames are delivered. */
    emptied(): void;
}

export class Delivery {
    readonly #clock: Clock;
    readonly #events: DeliveryEvents;
    readonly #subscriptions: Subscriptions<ReceivedFrame>;
    /** The last frame of each topic, as delivered to the flows. */
    readonly lastFrames: LastFrames;
    #held: HoldBuffer | undefined;
    /** Held frames, until all of them are delivered. */
    #backlog: Backlog | undefined;
    #ended = false;

    constructor(clock: Clock, events: DeliveryEvents, names?: DeviceNames) {
        this.#clock = clock;
        this.#events = events;
        this.lastFrames = new LastFrames(() => this.#subscriptions.forgetRemoved(), names);
        this.#subscriptions = new Subscriptions((error) => events.failed(error));
    }

    /** Whether frames are held, or some of those are not delivered yet. */
    get isKeeping(): boolean {
        return this.#held !== undefined || this.#backlog !== undefined;
    }

    subscribe(filter: string, listener: Listener<ReceivedFrame>): Subscription<ReceivedFrame> {
        return this.#subscriptions.add(filter, listener);
    }

    /** Calls `run` when the flows run, before any frame that arrives meanwhile; at once when they run already. */
    whenFlowing(run: () => void): void {
        if (this.#held) this.#held.before(run);
        else run();
    }

    /** Holds frames while flows stop and start; for twenty seconds at most. */
    hold(): void {
        if (this.#ended || this.#held) return;
        this.#held = new HoldBuffer(this.#clock, () => this.resume());
        for (const received of this.#endBacklog()) this.deliver(received);
    }

    /** Delivers the held frames, in order and in portions. */
    resume(): void {
        if (!this.#held) return;
        const { first, frames } = this.#held.end();
        this.#held = undefined;
        const backlog = new Backlog(
            frames,
            (one) => this.#pass(one),
            () => {
                this.#backlog = undefined;
                this.#events.emptied();
            },
        );
        this.#backlog = backlog;
        // A callback may end it all, or flows may stop once more.
        for (const run of first) if (!this.#ended) this.whenFlowing(() => this.#run(run));
        backlog.start();
    }

    /** Delivers a frame now, or holds it until its turn has come. */
    deliver(received: ReceivedFrame): void {
        if (this.#ended) return;
        if (this.#held) {
            for (const reason of this.#held.add(received)) this.#events.dropped(reason);
        } else if (this.#backlog) this.#backlog.add(received);
        else this.#pass(received);
    }

    /** Takes a plain line of a topic that no flow needs; false if it has to be delivered as a frame. */
    skip(place: ReceivedTopic, line: Uint8Array, length: number, time: number, at: number): boolean {
        if (this.#ended || this.isKeeping) return false;
        this.lastFrames.keepLine(place, line, length, time, at);
        return true;
    }

    /** Drops a plain line of an unknown topic that has no room; false if there is room, or a flow needs it. */
    skipUnknown(line: Buffer, topicEnd: number, at: number): boolean {
        if (this.lastFrames.hasRoom(at) || this.#ended || this.isKeeping) return false;
        const topic = line.toString('latin1', TOPIC_AT, topicEnd);
        return !hasState(topic) && !this.#subscriptions.matches(topic);
    }

    /** Delivers nothing from now on. Frames that are still held are remembered as the last of their topics. */
    end(): void {
        this.#ended = true;
        const held = this.#held?.end().frames ?? [];
        this.#held = undefined;
        for (const received of [...this.#endBacklog(), ...held]) this.lastFrames.onFrame(received);
    }

    #pass(received: ReceivedFrame): void {
        const place = this.lastFrames.onFrame(received);
        received.place = place;
        this.#subscriptions.deliver(received.frame.topic, received, place);
    }

    #endBacklog(): readonly ReceivedFrame[] {
        const left = this.#backlog?.end() ?? [];
        this.#backlog = undefined;
        return left;
    }

    #run(run: () => void): void {
        try {
            run();
        } catch (error) {
            this.#events.failed(error);
        }
    }
}
