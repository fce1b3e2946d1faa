// A clock turned by hand that can also be wrong.

import { ManualClock } from './manual-clock';

/** A clock that can be set, and whose alarms do not notice: they count time that passes. */
export class SettableClock extends ManualClock {
    #offset = 0;

    override now(): number {
        return super.now() + this.#offset;
    }

    override after(ms: number, run: () => void): () => void {
        const offset = this.#offset;
        this.#offset = 0;
        const cancel = super.after(ms, run);
        this.#offset = offset;
        return cancel;
    }

    /** Sets the clock, forwards or backwards; a computer that slept finds it set forwards. */
    set(ms: number): void {
        this.#offset += ms;
    }
}
