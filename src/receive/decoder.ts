// What arrives from a hub: messages become frames, and what is no frame is ignored and reported, at most once a minute.

import type { Clock } from '../base/clock';
import type { Reason } from '../base/errors';
import { ThrottledReporter } from '../base/throttled-reporter';
import { type Remainder, UNWANTED } from '../connection/read-quota';
import { readMessage } from '../protocol/frame';
import { LazyFrame } from '../protocol/lazy-frame';
import { plainTopicEnd, TOPIC_AT } from '../protocol/plain-line';
import type { ReceivedFrame } from './received-frame';
import type { ReceivedTopic } from './received-topic';

export interface DecoderEvents {
    onFrame(received: ReceivedFrame): void;
    /** A bad frame that was ignored, reported at most once a minute; `count` of them since the last report. */
    fault(reason: Reason, count: number): void;
}

/** Topics that were received before. */
export interface KnownTopics {
    /** What is known of the topic of a plain line, which ends at this index. */
    placeOf(line: Uint8Array, topicEnd: number): ReceivedTopic | undefined;
    /** Takes a plain line of a topic that no flow needs; false if another part needs it as a frame. */
    skip(place: ReceivedTopic, line: Uint8Array, length: number, time: number, at: number): boolean;
    /** Drops a plain line of an unknown topic; false if there is room for it, or something needs it. */
    skipUnknown(line: Buffer, topicEnd: number, at: number): boolean;
}

export class Decoder {
    readonly #clock: Clock;
    readonly #known: KnownTopics | undefined;
    readonly #events: DecoderEvents;
    readonly #faults: ThrottledReporter;
    #frames = 0;
    #frameTime = 0;
    /** When the present data arrived: the clocks are read once for all of it. */
    #time = 0;
    #at = 0;

    constructor(clock: Clock, events: DecoderEvents, known?: KnownTopics) {
        this.#clock = clock;
        this.#known = known;
        this.#events = events;
        this.#faults = new ThrottledReporter(clock, (reason, count) => events.fault(reason, count));
    }

    /** Frames and bad lines since the start. */
    get counts(): { readonly framesIn: number; readonly badFrames: number } {
        return { framesIn: this.#frames, badFrames: this.#faults.total };
    }

    /** When the last frame came; bad lines do not count. 0 before the first. */
    get frameTime(): number {
        return this.#frameTime;
    }

    /**
     * Reads one message, as long as `isOpen` holds: a listener may disconnect meanwhile. A plain frame is delivered at
     * once, all else line by line, one with each step of the returned iterator. `isSameTurn` as in `MessageHandler`.
     */
    read(data: Uint8Array, isOpen: () => boolean, isSameTurn = false): Remainder | undefined {
        if (!isSameTurn) {
            this.#time = this.#clock.now();
            this.#at = this.#clock.monotonic();
        }
        const time = this.#time;
        const at = this.#at;
        const length = lengthOf(data);
        const topicEnd = plainTopicEnd(data, length);
        if (topicEnd === 0) return this.#lines(data, isOpen);
        if (!isOpen()) return undefined;
        this.#frames++;
        this.#frameTime = time;
        const place = this.#known?.placeOf(data, topicEnd);
        if (place?.isUnwanted && this.#known?.skip(place, data, length, time, at)) return UNWANTED;
        const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        if (!place && this.#known?.skipUnknown(bytes, topicEnd, at)) return UNWANTED;
        // By far the fastest way, and right for ASCII.
        const text = bytes.toString('latin1', 0, length);
        const frame = new LazyFrame(text, place?.topic ?? text.slice(TOPIC_AT, topicEnd), place);
        this.#events.onFrame({ frame, text, time, at, place });
        return undefined;
    }

    *#lines(data: Uint8Array, isOpen: () => boolean): Remainder {
        const time = this.#time;
        const at = this.#at;
        for (const { text, frame } of readMessage(data)) {
            if (!isOpen()) return;
            if (frame.ok) {
                this.#frames++;
                this.#frameTime = time;
                this.#events.onFrame({ frame: frame.value, text, time, at, place: undefined });
            } else this.#faults.add(frame.reason);
            yield;
        }
    }
}

const NEWLINE = 0x0a;

/** The length of a message without the newlines that end it. */
function lengthOf(data: Uint8Array): number {
    let end = data.length;
    while (end > 0 && data[end - 1] === NEWLINE) end--;
    return end;
}
