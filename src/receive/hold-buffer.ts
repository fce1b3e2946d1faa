// Frames that wait while flows stop and start. Bounded in number, size and time.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, refuse } from '../base/errors';
import type { ReceivedFrame } from './received-frame';

/** Flows that have not started by then will not: Node-RED allows 15 s for the stop. */
const HOLD_MS = 20_000;
/** What may wait: far more than a real hub says meanwhile. */
const MAX_HELD_FRAMES = 10_000;
const MAX_HELD_CHARS = 8 * 1024 * 1024;

export class HoldBuffer {
    readonly #timer: Dispose;
    readonly #news: ReceivedFrame[] = [];
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

    /** Keeps a frame; gives the reason once for each older one that had to go. */
    add(news: ReceivedFrame): Reason[] {
        const dropped: Reason[] = [];
        this.#news.push(news);
        this.#chars += news.text.length;
        while (this.#news.length > MAX_HELD_FRAMES || this.#chars > MAX_HELD_CHARS) {
            this.#chars -= this.#news.shift()?.text.length ?? 0;
            dropped.push(refuse('frame-held', { limit: MAX_HELD_FRAMES }).reason);
        }
        return dropped;
    }

    /** The end of the wait: what is to be done first, and the frames in their order. */
    end(): { readonly first: readonly (() => void)[]; readonly news: readonly ReceivedFrame[] } {
        this.#timer();
        return { first: this.#first, news: this.#news };
    }
}
