// What arrives from a hub: messages become frames, and what is no frame is survived and reported, at most once a minute.

import type { Clock } from './clock';
import type { Reason } from './errors';
import { readMessage } from './frame';
import type { News } from './news';

const FAULT_PAUSE_MS = 60_000;

export interface IntakeEvents {
    news(news: News): void;
    /** A bad frame that was survived, told at most once a minute; `count` of them since the last report. */
    fault(reason: Reason, count: number): void;
}

export class Intake {
    readonly #clock: Clock;
    readonly #events: IntakeEvents;
    #reportedAt = Number.NEGATIVE_INFINITY;
    #unreported = 0;
    #frames = 0;
    #faults = 0;

    constructor(clock: Clock, events: IntakeEvents) {
        this.#clock = clock;
        this.#events = events;
    }

    /** Frames and bad lines since the start. */
    get counts(): { readonly framesIn: number; readonly badFrames: number } {
        return { framesIn: this.#frames, badFrames: this.#faults };
    }

    /** Reads one message, line by line, for as long as `isOpen` says so: a listener may hang up meanwhile. */
    read(data: Uint8Array, isOpen: () => boolean): void {
        const time = this.#clock.now();
        for (const { text, frame } of readMessage(data)) {
            if (!isOpen()) return;
            if (frame.ok) {
                this.#frames++;
                this.#events.news({ frame: frame.value, text, time });
            } else this.fault(frame.reason);
        }
    }

    /** Counts a line that was no frame, or a frame that had to be dropped. */
    fault(reason: Reason): void {
        const now = this.#clock.now();
        this.#faults++;
        this.#unreported++;
        // The clock may have been set back.
        const isSoon = now >= this.#reportedAt && now - this.#reportedAt < FAULT_PAUSE_MS;
        if (isSoon) return;
        this.#events.fault(reason, this.#unreported);
        this.#reportedAt = now;
        this.#unreported = 0;
    }
}
