// Frames on their way to the flows: kept while these stop and start, told in the hub's order, and the last of each topic
// remembered.

import type { Clock } from '../base/clock';
import type { Reason } from '../base/errors';
import { Backlog } from './backlog';
import { HoldBuffer } from './hold-buffer';
import { LastFrames } from './last-frames';
import type { ReceivedFrame } from './received-frame';
import { type Listener, type Subscription, Subscriptions } from './subscriptions';

export interface DeliveryEvents {
    /** A frame that was kept had to be dropped. */
    dropped(reason: Reason): void;
    /** What a listener threw. */
    failed(error: unknown): void;
    /** All that was kept is told. */
    emptied(): void;
}

export class Delivery {
    readonly #clock: Clock;
    readonly #events: DeliveryEvents;
    readonly #subscriptions: Subscriptions<ReceivedFrame>;
    /** The last frame of each topic, as the flows heard it. */
    readonly lastFrames = new LastFrames();
    #held: HoldBuffer | undefined;
    /** What was kept, until all of it is told. */
    #backlog: Backlog | undefined;
    #ended = false;

    constructor(clock: Clock, events: DeliveryEvents) {
        this.#clock = clock;
        this.#events = events;
        this.#subscriptions = new Subscriptions((error) => events.failed(error));
    }

    /** Whether frames are kept, or some of those are still to be told. */
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

    /** Keeps frames while flows stop and start; for twenty seconds at most. */
    hold(): void {
        if (this.#ended || this.#held) return;
        this.#held = new HoldBuffer(this.#clock, () => this.resume());
        for (const news of this.#endBacklog()) this.deliver(news);
    }

    /** Delivers what was kept, in order and in portions. */
    resume(): void {
        if (!this.#held) return;
        const { first, news } = this.#held.end();
        this.#held = undefined;
        const backlog = new Backlog(
            news,
            (one) => this.#pass(one),
            () => {
                this.#backlog = undefined;
                this.#events.emptied();
            },
        );
        this.#backlog = backlog;
        // Whoever is told may end it all, or flows may stop once more.
        for (const run of first) if (!this.#ended) this.whenFlowing(() => this.#run(run));
        backlog.start();
    }

    /** Tells a frame now, or keeps it until its turn has come. */
    deliver(news: ReceivedFrame): void {
        if (this.#ended) return;
        if (this.#held) {
            for (const reason of this.#held.add(news)) this.#events.dropped(reason);
        } else if (this.#backlog) this.#backlog.add(news);
        else this.#pass(news);
    }

    /** Tells nothing any more. */
    end(): void {
        this.#ended = true;
        this.#held?.end();
        this.#held = undefined;
        this.#endBacklog();
    }

    #pass(news: ReceivedFrame): void {
        const place = this.lastFrames.onFrame(news);
        news.place = place;
        this.#subscriptions.deliver(news.frame.topic, news, place);
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
