// The last day of one quantity: a point for each five minutes, stored as 32-bit numbers, and what is shown of them.

export const SLOT_MS = 5 * 60_000;
/** A day. */
export const MAX_SLOTS = 288;
/** Numbers of a point: slot, least, mean and largest value; of a state the last value in place of the mean. */
const SIZE = 4;
const FIRST_SLOTS = 12;
/** 32-bit numbers are exact to so many digits. */
const DIGITS = 7;

/**
 * Five minutes: seconds from their middle until now, and their least, mean and largest value; of a state the last one in place of
 * the mean.
 */
export type DayPoint = readonly [agoS: number, least: number, mean: number, most: number];

type Values = readonly [least: number, mean: number, most: number];

/** The last day of one quantity. */
export interface QuantityHistory {
    readonly quantity: string;
    readonly unit?: string;
    /** Present for the state of a relay, whose values are 1 for on and 0 for off. */
    readonly isState?: true;
    readonly latest: readonly [agoS: number, value: number];
    /** The oldest first. Between two of them, the device was silent or the hub not connected. */
    readonly runs: readonly (readonly DayPoint[])[];
}

/** One quantity of one device. */
export class Series {
    readonly quantity: string;
    unit: string;
    isState: boolean;
    #points = new Float32Array(FIRST_SLOTS * SIZE);
    #count = 0;
    #sum = 0;
    #samples = 0;
    #latest = 0;
    #latestAt = 0;

    constructor(quantity: string, unit: string, isState: boolean) {
        this.quantity = quantity;
        this.unit = unit;
        this.isState = isState;
    }

    restart(unit: string, isState: boolean): void {
        this.unit = unit;
        this.isState = isState;
        this.#count = 0;
    }

    add(slot: number, at: number, value: number): void {
        this.#latest = value;
        this.#latestAt = at;
        if (this.#lastSlot !== slot) this.#begin(slot, value);
        const place = SIZE * (this.#count - 1);
        if (Number.isNaN(this.#points[place + 2])) this.#points.fill(value, place + 1, place + SIZE);
        this.#sum += value;
        this.#samples++;
        const least = Math.min(this.#points[place + 1] as number, value);
        const most = Math.max(this.#points[place + 3] as number, value);
        this.#points[place + 1] = least;
        this.#points[place + 2] = this.isState ? value : Math.min(most, Math.max(least, this.#sum / this.#samples));
        this.#points[place + 3] = most;
    }

    /** A state that is not known any more; for `add`, these five minutes begin again. */
    addUnknown(slot: number): void {
        if (this.#lastSlot !== slot) this.#begin(slot, Number.NaN);
        this.#points.fill(Number.NaN, SIZE * (this.#count - 1) + 1, SIZE * this.#count);
    }

    /** Undefined without a point. */
    view(now: number, runs: DayPoint[][]): QuantityHistory | undefined {
        if (runs.length === 0) return undefined;
        const { quantity, unit, isState } = this;
        const agoS = Math.max(0, Math.round((now - this.#latestAt) / 1000));
        return {
            quantity,
            ...(unit === '' ? {} : { unit }),
            ...(isState ? { isState } : {}),
            latest: [agoS, this.#latest],
            runs,
        };
    }

    /** The points of the last day, in a run of their own after each gap. */
    runs(now: number, isGap: (one: number, next: number) => boolean): DayPoint[][] {
        const runs: DayPoint[][] = [];
        let before: number | undefined;
        for (let index = this.#old(slotOf(now)); index < this.#count; index++) {
            const [slot, values] = this.#point(index);
            if (before === undefined || isGap(before, slot)) runs.push([]);
            runs.at(-1)?.push([agoOf(slot, now), ...values]);
            before = slot;
        }
        return runs;
    }

    /** A point for every slot in which a state is known: it holds from its report on, as long as `holds` is true. */
    held(now: number, holds: (slot: number, since: number) => boolean): DayPoint[][] {
        const runs: DayPoint[][] = [];
        const end = slotOf(now);
        let index = this.#old(end);
        const before = index > 0 ? this.#point(index - 1) : undefined;
        let held = before && !Number.isNaN(before[1][1]) ? before : undefined;
        let isRun = false;
        for (let slot = end - MAX_SLOTS + 1; slot <= end; slot++) {
            let values: Values | undefined;
            const own = index < this.#count ? this.#point(index) : undefined;
            if (own?.[0] === slot) {
                index++;
                held = Number.isNaN(own[1][1]) ? undefined : own;
                values = held?.[1];
            } else if (held && holds(slot, held[0])) {
                const [, [, last]] = held;
                values = [last, last, last];
            } else held = undefined;
            if (values && !isRun) runs.push([]);
            if (values) runs.at(-1)?.push([agoOf(slot, now), ...values]);
            isRun = values !== undefined;
        }
        return runs;
    }

    /** That of the latest point; undefined without one. */
    get #lastSlot(): number | undefined {
        return this.#points[SIZE * (this.#count - 1)];
    }

    #point(index: number): readonly [slot: number, values: Values] {
        const [slot = 0, ...values] = this.#points.subarray(SIZE * index, SIZE * (index + 1));
        const [least = 0, mean = 0, most = 0] = values.map((value) => Number(value.toPrecision(DIGITS)));
        return [slot, [least, mean, most]];
    }

    #begin(slot: number, value: number): void {
        const all = this.#old(slot);
        // The last old state still holds.
        const old = this.isState && all > 0 && this.#count - all + 1 < MAX_SLOTS ? all - 1 : all;
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

/** Seconds from the middle of a slot until now. */
function agoOf(slot: number, now: number): number {
    return Math.max(0, Math.round((now - (slot + 0.5) * SLOT_MS) / 1000));
}

/** The five minutes of a time of the monotonic clock. */
export function slotOf(at: number): number {
    return Math.floor(at / SLOT_MS);
}
