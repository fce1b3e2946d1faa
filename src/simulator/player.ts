// Plays the messages and outages of a recording in their time. While no client is connected that should be, time stands still:
// nothing is played that no flow would receive.

import type { RecordedEvent } from '../recording/format';
import type { Recording } from '../recording/reader';
import type { Cancel, Clock } from './bridge-clock';
import { type Message, RecordedAnswers } from './recorded-answers';

/** Most events that are played at once: between them, flows run. */
const MAX_IN_TURN = 500;

/** A client as a player sees it. */
export interface Listener {
    send(message: string | Buffer): void;
}

export interface PlayerEvents {
    /** An outage begins: the hub cannot be reached until `up`. Time stands still until `done` is called. */
    down(done: () => void): void;
    up(done: () => void): void;
    /** All was played; commands still get responses. */
    ended(): void;
}

export class Player {
    readonly #clock: Clock;
    readonly #events: PlayerEvents;
    readonly #answers: RecordedAnswers;
    readonly #timeline: readonly RecordedEvent[];
    readonly #clients = new Set<Listener>();
    #next = 0;
    /** How much was played, in milliseconds of the recording, at `#since` of the clock; undefined while time stands still. */
    #playedMs = 0;
    #since: number | undefined;
    #isDown = false;
    /** Between the begin or end of an outage and its effect. */
    #isChanging = false;
    #timer: Cancel = () => {};

    constructor(recording: Recording, clock: Clock, events: PlayerEvents) {
        this.#clock = clock;
        this.#events = events;
        this.#answers = new RecordedAnswers(recording);
        this.#timeline = this.#answers.timeline;
    }

    join(client: Listener): void {
        this.#clients.add(client);
        this.#run();
    }

    leave(client: Listener): void {
        this.#clients.delete(client);
        this.#run();
    }

    /** A line of a client. */
    input(client: Listener, line: string): void {
        for (const { afterMs, message } of this.#answers.to(line, this.#played)) {
            this.#clock.after(afterMs, () => {
                if (typeof message === 'string') client.send(message);
                else this.#send(message);
            });
        }
    }

    close(): void {
        this.#clock.stop();
    }

    get #played(): number {
        return this.#playedMs + (this.#since === undefined ? 0 : this.#clock.now() - this.#since);
    }

    /** Plays what is due, and waits for what is next. */
    #run(): void {
        this.#timer();
        this.#timer = () => {};
        this.#playedMs = this.#played;
        this.#since = undefined;
        let turn = 0;
        while (!this.#isChanging && (this.#isDown || this.#clients.size > 0)) {
            const event = this.#timeline[this.#next];
            // A hub that was played stays connected, also if its recording ends in an outage.
            if (!event) {
                this.#endOutage();
                return;
            }
            if (turn++ >= MAX_IN_TURN) {
                this.#since = this.#clock.now();
                this.#timer = this.#clock.after(0, () => this.#run());
                return;
            }
            const waitMs = event.at - this.#playedMs;
            if (waitMs > 0) {
                this.#since = this.#clock.now();
                this.#timer = this.#clock.after(waitMs, () => this.#run());
                return;
            }
            this.#next++;
            this.#play(event);
            if (this.#next === this.#timeline.length) this.#events.ended();
        }
    }

    #play(event: RecordedEvent): void {
        if (event.kind === 'in' && this.#answers.isSilent(event)) this.#answers.played(event);
        else if (event.kind === 'in') this.#send(event);
        if (event.kind !== 'state') return;
        // A connection that its client has closed was no outage, and neither was a wait of its own.
        if (event.state === 'waiting' && event.code !== 'reconnect-often' && !this.#isDown) {
            this.#isDown = true;
            // What is sent from now on would be lost with their connections.
            this.#clients.clear();
            this.#change((done) => this.#events.down(done));
        } else if (event.state === 'connected') this.#endOutage();
    }

    #endOutage(): void {
        if (!this.#isDown) return;
        this.#isDown = false;
        this.#change((done) => this.#events.up(done));
    }

    #change(change: (done: () => void) => void): void {
        this.#isChanging = true;
        change(() => {
            this.#isChanging = false;
            this.#run();
        });
    }

    #send(message: Message): void {
        this.#answers.played(message);
        const data = message.isBase64 ? Buffer.from(message.data, 'base64') : message.data;
        for (const client of this.#clients) client.send(data);
    }
}
