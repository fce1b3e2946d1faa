// Silence of a hub: nothing at all has come from it for too long. A hub whose Bridge Module is unplugged stays
// connected and sends nothing (clown-talk, section 3): only the clock shows it.

import type { Clock, Dispose } from '../base/clock';
import { after } from './silence-timer';

/** A hub that stays silent is reported again after this time, or after its limit where that is longer. */
export const REPEAT_MS = 60_000;

/** Watches that a frame arrives at least every `ms`. */
export class HubSilence {
    readonly #clock: Clock;
    readonly #ms: number;
    readonly #changed: (silentMs: number | undefined) => void;
    #lastAt = 0;
    #state: { readonly name: 'off' } | { readonly name: 'listening' | 'silent'; readonly timer: Dispose } = {
        name: 'off',
    };

    /**
     * Calls `changed` with the duration of the silence once that is `ms`, and repeatedly after; and with `undefined` as
     * soon as a frame arrives. `ms` is at most 24 days; 0 watches nothing.
     */
    constructor(clock: Clock, ms: number, changed: (silentMs: number | undefined) => void) {
        this.#clock = clock;
        this.#ms = ms;
        this.#changed = changed;
    }

    /** Counts from now, without a report: earlier reports are void. */
    start(): void {
        this.stop();
        if (this.#ms === 0) return;
        this.#lastAt = this.#clock.monotonic();
        this.#wait('listening', this.#ms);
    }

    /** A frame has arrived at this time, by the monotonic clock. */
    onFrame(at: number): void {
        this.#lastAt = at;
        if (this.#state.name !== 'silent') return;
        this.#state.timer();
        this.#wait('listening', this.#ms);
        this.#changed(undefined);
    }

    /** Reports nothing from now on. */
    stop(): void {
        if (this.#state.name !== 'off') this.#state.timer();
        this.#state = { name: 'off' };
    }

    #wait(name: 'listening' | 'silent', ms: number): void {
        this.#state = { name, timer: after(this.#clock, ms, (lateMs) => this.#check(lateMs)) };
    }

    #check(lateMs: number): void {
        const now = this.#clock.monotonic();
        if (lateMs !== 0) this.#lastAt = this.#state.name === 'silent' ? this.#lastAt + lateMs : now;
        const silentMs = now - this.#lastAt;
        if (silentMs < this.#ms) {
            this.#wait('listening', this.#ms - silentMs);
            return;
        }
        this.#wait('silent', Math.max(this.#ms, REPEAT_MS));
        this.#changed(silentMs);
    }
}
