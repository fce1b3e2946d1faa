// The readings of the last day: for each quantity the least, mean and largest value of every five minutes. The state of a relay is
// a quantity, too: 1 is on and 0 is off, until it reports another one. Takes what is sampled for the curves anyway, so that no
// frame costs more, and knows when nothing was sampled, because the hub was not connected.
// In memory only, and bounded: 16 bytes for five minutes of a quantity, at most 4.6 kB for its day and 4.6 MB for a hub.

import type { Clock } from '../base/clock';
import type { Json } from '../protocol/json';
import { quantityOf } from '../protocol/model';
import type { ReceivedFrame } from '../receive/received-frame';
import { MAX_SLOTS, type QuantityHistory, Series, SLOT_MS, slotOf } from './day-series';

/** Quantities of a device, and of all devices together; while all are in use, a new device has no history. */
export const MAX_OF_DEVICE = 4;
export const MAX_SERIES = 1_000;
/** Quantities of a frame that are examined: a hub may send thousands. */
const MAX_EXAMINED = 8;
/** Characters of the name of a quantity and of a unit; no device has longer ones. */
const MAX_NAME = 60;

interface Device {
    /** When its latest frame arrived, by the monotonic clock. */
    readonly at: number;
    readonly series: Series[];
}

export class DayHistory {
    readonly #clock: Clock;
    /** By topic; the one that changed longest ago comes first. */
    readonly #devices = new Map<string, Device>();
    #series = 0;
    /** The slots in which there was a sample, the oldest first. */
    readonly #sampled: number[] = [];
    /** The first slot since which no slot was without a sample. */
    #connectedFrom = 0;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** The hub is connected now. */
    sampled(): void {
        const slot = slotOf(this.#clock.monotonic());
        const last = this.#sampled.at(-1);
        if (last === slot) return;
        if (last !== slot - 1) this.#connectedFrom = slot;
        this.#sampled.push(slot);
        if (this.#sampled.length > MAX_SLOTS) this.#sampled.shift();
    }

    /** Takes the latest frame of a device, unless it has taken it before. */
    take({ frame: { topic, payload }, at }: ReceivedFrame): void {
        const known = this.#devices.get(topic);
        if (known ? known.at >= at : !this.#hasRoom()) return;
        const series = known?.series ?? [];
        this.#devices.delete(topic);
        const isRelay = topic.startsWith('relay/');
        for (const quantity of Object.keys(payload).slice(0, MAX_EXAMINED)) {
            const { value: reported, unit = '' } = quantityOf(payload, quantity) ?? {};
            const isState = isRelay && typeof reported === 'boolean';
            const value = isState ? Number(reported) : reported;
            let line = series.find((one) => one.quantity === quantity);
            // A relay reports null until its first command.
            if (line?.isState && value === null) line.addUnknown(slotOf(at));
            if (!isNumber(value) || quantity.length > MAX_NAME || unit.length > MAX_NAME) continue;
            // A value of another unit is no part of the same line.
            if (line && (line.unit !== unit || line.isState !== isState)) line.restart(unit, isState);
            if (!line && series.length < MAX_OF_DEVICE && this.#hasRoom()) {
                line = new Series(quantity, unit, isState);
                series.push(line);
                this.#series++;
            }
            line?.add(slotOf(at), at, value);
        }
        if (series.length > 0) this.#devices.set(topic, { at, series });
    }

    /** Whether one more quantity has room. Only a device whose history is older than a day is removed for it. */
    #hasRoom(): boolean {
        if (this.#series < MAX_SERIES) return true;
        const oldest = slotOf(this.#clock.monotonic()) - MAX_SLOTS;
        for (const [topic, { at, series }] of this.#devices) {
            if (slotOf(at) > oldest) return false;
            this.#devices.delete(topic);
            this.#series -= series.length;
            return true;
        }
        return false;
    }

    /**
     * The last day of a device. `limitMs` is how long it may be silent, more than 0; without it, and for a state, only a lost
     * connection is a gap.
     */
    of(topic: string, limitMs: number | undefined): readonly QuantityHistory[] {
        const now = this.#clock.monotonic();
        const sampled = new Set(this.#sampled);
        const isGap = (one: number, next: number): boolean => {
            if (limitMs !== undefined && (next - one - 1) * SLOT_MS >= limitMs) return true;
            for (let slot = one + 1; slot < next; slot++) if (!sampled.has(slot)) return true;
            return false;
        };
        const holds = (slot: number, since: number): boolean =>
            sampled.has(slot) && (since > slotOf(now) - MAX_SLOTS || since >= this.#connectedFrom);
        const series = this.#devices.get(topic)?.series ?? [];
        return series.flatMap((one) => one.view(now, one.isState ? one.held(now, holds) : one.runs(now, isGap)) ?? []);
    }
}

/** Whether a value is a number that can be stored: 1e999 is valid JSON, and 1e39 is too large. */
function isNumber(value: Json | undefined): value is number {
    return typeof value === 'number' && Number.isFinite(Math.fround(value));
}
