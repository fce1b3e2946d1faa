// What arrives from a hub: messages become frames, and what is no frame is ignored and reported, at most once a minute.

import type { Clock } from '../base/clock';
import type { Reason } from '../base/errors';
import { ThrottledReporter } from '../base/throttled-reporter';
import type { Remainder } from '../connection/read-quota';
import { readMessage } from '../protocol/frame';
import { lazyFrame, MAX_LAZY_LENGTH } from '../protocol/lazy-frame';
import type { ReceivedFrame } from './received-frame';

export interface DecoderEvents {
    onFrame(received: ReceivedFrame): void;
    /** A bad frame that was ignored, reported at most once a minute; `count` of them since the last report. */
    fault(reason: Reason, count: number): void;
}

export class Decoder {
    readonly #clock: Clock;
    readonly #events: DecoderEvents;
    readonly #faults: ThrottledReporter;
    #frames = 0;

    constructor(clock: Clock, events: DecoderEvents) {
        this.#clock = clock;
        this.#events = events;
        this.#faults = new ThrottledReporter(clock, (reason, count) => events.fault(reason, count));
    }

    /** Frames and bad lines since the start. */
    get counts(): { readonly framesIn: number; readonly badFrames: number } {
        return { framesIn: this.#frames, badFrames: this.#faults.total };
    }

    /**
     * Reads one message, as long as `isOpen` holds: a listener may disconnect meanwhile. A plain frame is delivered at
     * once, all else line by line, one with each step of the returned iterator.
     */
    read(data: Uint8Array, isOpen: () => boolean): Remainder | undefined {
        const time = this.#clock.now();
        const text = shortLine(data);
        const plain = text === undefined ? undefined : lazyFrame(text);
        if (text !== undefined && plain) {
            if (!isOpen()) return undefined;
            this.#frames++;
            this.#events.onFrame({ frame: plain, text, time, place: undefined });
            return undefined;
        }
        return this.#lines(data, time, isOpen);
    }

    *#lines(data: Uint8Array, time: number, isOpen: () => boolean): Remainder {
        for (const { text, frame } of readMessage(data)) {
            if (!isOpen()) return;
            if (frame.ok) {
                this.#frames++;
                this.#events.onFrame({ frame: frame.value, text, time, place: undefined });
            } else this.#faults.add(frame.reason);
            yield;
        }
    }
}

const NEWLINE = 0x0a;

/** The bytes of a short message as text, without the newlines that end it; undefined where it is long. */
function shortLine(data: Uint8Array): string | undefined {
    let end = data.length;
    while (end > 0 && data[end - 1] === NEWLINE) end--;
    if (end > MAX_LAZY_LENGTH) return undefined;
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    // By far the fastest way, and right for ASCII; a lazy frame is always ASCII.
    return bytes.toString('latin1', 0, end);
}
