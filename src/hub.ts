// The hub as flows see it, and the only door to it: who uses it, what they hear, what they send.
// Composes connection, greeting, frames and subscriptions; knows no Node-RED.

import { type Clock, type Dispose, systemClock } from './clock';
import { commandText } from './commands';
import { Connection, type ConnectionState, type Written } from './connection';
import { type Reason, refuse } from './errors';
import { type Frame, readMessage } from './frame';
import { Greeting } from './greeting';
import type { Dial } from './socket';
import { Subscriptions } from './subscriptions';

/** How to reach a hub and how to treat the link; durations in milliseconds. */
export interface HubSettings {
    readonly dial: Dial;
    readonly handshakeMs: number;
    readonly heartbeatMs: number;
    readonly ceilingMs: number;
    readonly startFrames: readonly string[];
    readonly goodbyeFrames: readonly string[];
    readonly clock?: Clock;
    readonly random?: () => number;
}

/** What the hub reports besides states and frames. */
export interface HubEvents {
    /** A bad frame that was survived, told at most once a minute; `count` of them since the last report. */
    fault(reason: Reason, count: number): void;
    /** A listener threw. */
    failed(error: unknown): void;
}

/** A frame on its way to the flows. It is shared: whoever passes its payload on passes a copy. */
export interface News {
    readonly frame: Frame;
    /** The line as the hub sent it. */
    readonly text: string;
    /** Arrival, in milliseconds since 1970. */
    readonly time: number;
}

/** The first delay after a lost link lies below this. */
const FIRST_RETRY_MS = 1_000;
const FAULT_PAUSE_MS = 60_000;
/** Flows that have not started by then will not: Node-RED allows 15 s for the stop. */
const HOLD_MS = 20_000;
/** What may wait while flows stop and start: far more than a real hub says meanwhile. */
const MAX_HELD = 10_000;
const MAX_HELD_CHARS = 8 * 1024 * 1024;

export class Hub {
    readonly #events: HubEvents;
    readonly #clock: Clock;
    readonly #connection: Connection;
    readonly #greeting: Greeting;
    readonly #goodbye: readonly string[];
    readonly #subscriptions: Subscriptions<News>;
    readonly #watchers = new Set<(state: ConnectionState) => void>();
    readonly #users = new Set<symbol>();
    readonly #faults = { reportedAt: Number.NEGATIVE_INFINITY, count: 0 };
    /** Frames that wait for flows to start; undefined while flows run. */
    #held: { readonly news: News[]; chars: number; readonly timer: Dispose } | undefined;
    #closed = false;

    constructor(settings: HubSettings, events: HubEvents) {
        const { dial, handshakeMs, heartbeatMs, ceilingMs, startFrames, random = Math.random } = settings;
        this.#events = events;
        this.#clock = settings.clock ?? systemClock;
        this.#goodbye = settings.goodbyeFrames;
        this.#subscriptions = new Subscriptions((error) => events.failed(error));
        const backoff = { firstMs: FIRST_RETRY_MS, ceilingMs, random };
        this.#connection = new Connection(
            { dial, clock: this.#clock, backoff, handshakeMs, heartbeatMs },
            { state: (state) => this.#changed(state), message: (data) => this.#read(data) },
        );
        this.#greeting = new Greeting(this.#clock, startFrames, (text) => this.#connection.write(text, () => {}));
    }

    /** Counts as a user until disposed of: the first one dials, the last one hangs up. */
    join(): Dispose {
        const user = Symbol();
        if (this.#closed) return () => {};
        this.#users.add(user);
        this.#connection.open();
        return () => {
            if (this.#users.delete(user)) this.#leave();
        };
    }

    /** Tells the state at once and after every change, until disposed of. */
    watch(listener: (state: ConnectionState) => void): Dispose {
        const own = (state: ConnectionState): void => listener(state);
        this.#watchers.add(own);
        own(this.#connection.state);
        return () => {
            this.#watchers.delete(own);
        };
    }

    /** Tells every frame whose topic matches a valid filter, in the hub's order, until disposed of. */
    subscribe(filter: string, listener: (news: News) => void): Dispose {
        return this.#subscriptions.add(filter, listener);
    }

    /**
     * Sends a command, or tells why not. Never keeps it for later: a relay switched minutes late is worse than an
     * error. `done` is called exactly once.
     */
    publish(topic: unknown, payload: unknown, done: Written): void {
        const text = commandText(topic, payload);
        const told: Written = (fault) => this.#tell(() => done(fault));
        if (text.ok) this.#connection.write(text.value, told);
        else told(text.reason);
    }

    /** Keeps frames, and the link, while flows stop and start; for twenty seconds at most. */
    hold(): void {
        this.#held ??= { news: [], chars: 0, timer: this.#clock.after(HOLD_MS, () => this.resume()) };
    }

    /** Delivers what was kept, in order, and hangs up if no user has come back. */
    resume(): void {
        const held = this.#held;
        if (!held) return;
        held.timer();
        this.#held = undefined;
        for (const news of held.news) {
            // A listener may have hung up for good meanwhile, or flows may stop once more.
            if (!this.#closed) this.#deliver(news);
        }
        this.#leave();
    }

    /** Hangs up for good; resolves when the socket is gone, at the latest after two seconds. */
    close(): Promise<void> {
        this.#closed = true;
        this.#held?.timer();
        this.#held = undefined;
        this.#users.clear();
        const closed = this.#connection.close(this.#goodbye);
        this.#watchers.clear();
        return closed;
    }

    #leave(): void {
        if (this.#users.size === 0 && !this.#held) void this.#connection.close(this.#goodbye);
    }

    #changed(state: ConnectionState): void {
        if (state.name === 'connected') this.#greeting.start();
        else this.#greeting.end();
        for (const listener of this.#watchers) {
            // A listener that joined or left has had the others told of that already.
            if (this.#connection.state.name !== state.name) return;
            this.#tell(() => listener(state));
        }
    }

    /** What flows do with what they are told is no fault of the link. */
    #tell(run: () => void): void {
        try {
            run();
        } catch (error) {
            this.#events.failed(error);
        }
    }

    #read(data: Uint8Array): void {
        const time = this.#clock.now();
        for (const { text, frame } of readMessage(data)) {
            // A listener may have hung up meanwhile.
            if (this.#connection.state.name !== 'connected') return;
            if (!frame.ok) {
                this.#report(frame.reason);
                continue;
            }
            this.#greeting.heard();
            this.#deliver({ frame: frame.value, text, time });
        }
    }

    #deliver(news: News): void {
        const held = this.#held;
        if (!held) {
            this.#subscriptions.tell(news.frame.topic, news);
            return;
        }
        held.news.push(news);
        held.chars += news.text.length;
        while (held.news.length > MAX_HELD || held.chars > MAX_HELD_CHARS) {
            held.chars -= held.news.shift()?.text.length ?? 0;
            this.#report(refuse('frame-held', { limit: MAX_HELD }).reason);
        }
    }

    #report(reason: Reason): void {
        const now = this.#clock.now();
        const faults = this.#faults;
        faults.count++;
        if (now - faults.reportedAt < FAULT_PAUSE_MS) return;
        this.#events.fault(reason, faults.count);
        faults.reportedAt = now;
        faults.count = 0;
    }
}
