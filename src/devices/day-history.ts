// The readings of the last day: for each quantity the least, mean and largest value of every five minutes. Takes what is sampled
// for the curves anyway, so that no frame costs more, and knows when nothing was sampled, because the hub was not connected.
// In memory only, and bounded: 16 bytes for five minutes of a quantity, at most 4.6 kB for its day and 4.6 MB for a hub.

import type { Clock } from '../base/clock';
import type { Json } from '../protocol/json';
import { quantityOf } from '../protocol/model';
import type { ReceivedFrame } from '../receive/received-frame';

export const SLOT_MS = 5 * 60_000;
/** A day. */
export const MAX_SLOTS = 288;
/** Quantities of a device, and of all devices together; while all are in use, a new device has no history. */
export const MAX_OF_DEVICE = 4;
export const MAX_SERIES = 1_000;
/** Quantities of a frame that are examined: a hub may send thousands. */
const MAX_EXAMINED = 8;
/** Characters of the name of a quantity and of a unit; no device has longer ones. */
const MAX_NAME = 60;
/** Numbers of a point: slot, least, mean and largest value. */
const SIZE = 4;
const FIRST_SLOTS = 12;
/** Points are stored as 32-bit numbers, which are exact to so many digits. */
const DIGITS = 7;

/** Five minutes: seconds from their middle until now, and their least, mean and largest value. */
export type DayPoint = readonly [agoS: number, least: number, mean: number, most: number];

/** The last day of one quantity. */
export interface QuantityHistory {
    readonly quantity: string;
    readonly unit?: string;
    readonly latest: readonly [agoS: number, value: number];
    /** The oldest first. Between two of them, the device was silent or the hub not connected. */
    readonly runs: readonly (readonly DayPoint[])[];
}

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

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** The hub is connected now. */
    sampled(): void {
        const slot = slotOf(this.#clock.monotonic());
        if (this.#sampled.at(-1) === slot) return;
        this.#sampled.push(slot);
        if (this.#sampled.length > MAX_SLOTS) this.#sampled.shift();
    }

    /** Takes the latest frame of a device, unless it has taken it before. */
    take({ frame: { topic, payload }, at }: ReceivedFrame): void {
        const known = this.#devices.get(topic);
        if (known ? known.at >= at : !this.#hasRoom()) return;
        const series = known?.series ?? [];
        this.#devices.delete(topic);
        for (const quantity of Object.keys(payload).slice(0, MAX_EXAMINED)) {
            const { value, unit = '' } = quantityOf(payload, quantity) ?? {};
            if (!isNumber(value) || quantity.length > MAX_NAME || unit.length > MAX_NAME) continue;
            let own = series.find((one) => one.quantity === quantity);
            // A value of another unit is no part of the same line.
            if (own && own.unit !== unit) own.restart(unit);
            if (!own && series.length < MAX_OF_DEVICE && this.#hasRoom()) {
                own = new Series(quantity, unit);
                series.push(own);
                this.#series++;
            }
            own?.add(slotOf(at), at, value);
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

    /** The last day of a device. `limitMs` is how long it may be silent; without it, only a lost connection is a gap. */
    of(topic: string, limitMs: number | undefined): readonly QuantityHistory[] {
        const now = this.#clock.monotonic();
        const sampled = new Set(this.#sampled);
        const isGap = (one: number, next: number): boolean => {
            if (limitMs !== undefined && (next - one - 1) * SLOT_MS >= limitMs && next - one > 1) return true;
            for (let slot = one + 1; slot < next; slot++) if (!sampled.has(slot)) return true;
            return false;
        };
        const series = this.#devices.get(topic)?.series ?? [];
        return series.flatMap((one) => one.view(now, isGap) ?? []);
    }
}

/** One quantity of one device. */
class Series {
    readonly quantity: string;
    unit: string;
    #points = new Float32Array(FIRST_SLOTS * SIZE);
    #count = 0;
    #sum = 0;
    #samples = 0;
    #latest = 0;
    #latestAt = 0;

    constructor(quantity: string, unit: string) {
        this.quantity = quantity;
        this.unit = unit;
    }

    restart(unit: string): void {
        this.unit = unit;
        this.#count = 0;
    }

    add(slot: number, at: number, value: number): void {
        this.#latest = value;
        this.#latestAt = at;
        if (this.#count === 0 || this.#points[SIZE * (this.#count - 1)] !== slot) this.#begin(slot, value);
        const place = SIZE * (this.#count - 1);
        this.#sum += value;
        this.#samples++;
        const least = Math.min(this.#points[place + 1] as number, value);
        const most = Math.max(this.#points[place + 3] as number, value);
        this.#points[place + 1] = least;
        this.#points[place + 2] = Math.min(most, Math.max(least, this.#sum / this.#samples));
        this.#points[place + 3] = most;
    }

    view(now: number, isGap: (one: number, next: number) => boolean): QuantityHistory | undefined {
        const runs: DayPoint[][] = [];
        let before: number | undefined;
        for (let place = SIZE * this.#old(slotOf(now)); place < SIZE * this.#count; place += SIZE) {
            const [slot = 0, ...values] = this.#points.subarray(place, place + SIZE);
            const agoS = Math.max(0, Math.round((now - (slot + 0.5) * SLOT_MS) / 1000));
            const [least = 0, mean = 0, most = 0] = values.map((value) => Number(value.toPrecision(DIGITS)));
            if (before === undefined || isGap(before, slot)) runs.push([]);
            runs.at(-1)?.push([agoS, least, mean, most]);
            before = slot;
        }
        if (runs.length === 0) return undefined;
        const { quantity, unit } = this;
        const agoS = Math.max(0, Math.round((now - this.#latestAt) / 1000));
        return { quantity, ...(unit === '' ? {} : { unit }), latest: [agoS, this.#latest], runs };
    }

    #begin(slot: number, value: number): void {
        const old = this.#old(slot);
        this.#points.copyWithin(0, SIZE * old, SIZE * this.#count);
        this.#count -= old;
        if (SIZE * this.#count === this.#points.length) {
            const more = new Float32Array(SIZE * Math.min(MAX_SLOTS, 2 * this.#count));
            more.set(this.#points);
            this.#points = more;
        }
        this.#points.set([slot, value, value, value], SIZE * this.#count);
        this.#count++;
        this.#sum = 0;
        this.#samples = 0;
    }

    /** How many points are older than a day. */
    #old(slot: number): number {
        let old = 0;
        while (old < this.#count && (this.#points[SIZE * old] as number) <= slot - MAX_SLOTS) old++;
        return old;
    }
}

function slotOf(at: number): number {
    return Math.floor(at / SLOT_MS);
}

/** Whether a value is a number that can be stored: 1e999 is valid JSON, and 1e39 is too large. */
function isNumber(value: Json | undefined): value is number {
    return typeof value === 'number' && Number.isFinite(Math.fround(value));
}
