// Frames that are buffered while flows stop and start. Bounded in number, size and time.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import type { ReceivedFrame } from './received-frame';

/** Flows that have not started by then will not: Node-RED allows 15 s for the stop. */
const HOLD_MS = 20_000;
/** Bounds of the buffer: far more than a real hub sends meanwhile. */
const MAX_HELD_FRAMES = 10_000;
const MAX_HELD_CHARS = 8 * 1024 * 1024;

export class HoldBuffer {
    readonly #timer: Dispose;
    readonly #frames: ReceivedFrame[] = [];
    readonly #first: (() => void)[] = [];
    #chars = 0;

    /** `late` is called when the flows have not started in time. */
    constructor(clock: Clock, late: () => void) {
        this.#timer = clock.after(HOLD_MS, late);
    }

    /** Something to do before the frames are delivered. */
    before(run: () => void): void {
        this.#first.push(run);
    }

    /** Buffers a frame; returns one reason for each older one that was dropped. */
    add(received: ReceivedFrame): Reason[] {
        const dropped: Reason[] = [];
        this.#frames.push(received);
        this.#chars += received.text.length;
        while (this.#frames.length > MAX_HELD_FRAMES || this.#chars > MAX_HELD_CHARS) {
            this.#chars -= this.#frames.shift()?.text.length ?? 0;
            dropped.push(refuse('frame-held', { limit: MAX_HELD_FRAMES }).reason);
        }
        return dropped;
    }

    /** Ends the hold: what is to be done first, and the frames in their order. */
    end(): { readonly first: readonly (() => void)[]; readonly frames: readonly ReceivedFrame[] } {
        this.#timer();
        return { first: this.#first, frames: this.#frames };
    }
}
