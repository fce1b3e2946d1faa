// How readings changed over the last minutes. Looks at the last frames every few seconds and never at each frame, so
// that receiving costs nothing more. Bounded in devices and points; which frames there are is given as a function.

import type { Clock, Dispose } from '../base/clock';
import type { JsonObject } from '../protocol/frame';
import { quantityOf } from '../protocol/model';
import type { ReceivedFrame } from '../receive/received-frame';
import { DayHistory } from './day-history';

export const SAMPLE_MS = 5_000;
/** Five minutes at the pace of the samples. */
export const MAX_POINTS = 60;
export const MAX_CURVES = 1_000;
const SPAN_MS = SAMPLE_MS * MAX_POINTS;
/** Quantities of a frame that are examined: a hub may send thousands. */
const MAX_QUANTITIES = 8;

export type Point = readonly [agoS: number, value: number];

interface Curve {
    /** The first that was numeric; other quantities of a device are no part of the curve. */
    readonly quantity: string;
    latest: ReceivedFrame;
    readonly points: (readonly [time: number, value: number])[];
}

export class Curves {
    readonly #clock: Clock;
    readonly #frames: () => Iterable<ReceivedFrame>;
    /** By topic; the one that changed longest ago comes first, and is removed first. */
    readonly #curves = new Map<string, Curve>();
    /** Takes the same samples. */
    readonly history: DayHistory;
    #timer: Dispose | undefined;

    /** `frames` gives the latest frame of each device. */
    constructor(clock: Clock, frames: () => Iterable<ReceivedFrame>, history = new DayHistory(clock)) {
        this.#clock = clock;
        this.#frames = frames;
        this.history = history;
    }

    /** Samples from now on; known points are kept. */
    start(): void {
        this.#timer ??= this.#clock.after(SAMPLE_MS, () => {
            this.#timer = undefined;
            this.start();
            this.sample();
        });
    }

    stop(): void {
        this.#timer?.();
        this.#timer = undefined;
    }

    /** Takes a point of every frame that is newer than the last sample. */
    sample(): void {
        const now = this.#clock.monotonic();
        this.history.sampled();
        for (const received of this.#frames()) {
            const { topic, payload } = received.frame;
            this.history.take(received);
            const curve = this.#curves.get(topic);
            if (curve?.latest === received || !isRecent(received.at, now)) continue;
            if (curve) {
                forgetOld(curve, now);
                this.#curves.delete(topic);
            }
            const own = curve && curve.points.length > 0 ? curve.quantity : firstNumeric(payload);
            if (own === undefined) continue;
            const kept = curve?.quantity === own ? curve : { quantity: own, latest: received, points: [] };
            const value = numberOf(payload, own);
            if (value !== undefined) kept.points.push([received.at, value]);
            if (kept.points.length > MAX_POINTS) kept.points.shift();
            kept.latest = received;
            this.#curves.set(topic, kept);
            if (this.#curves.size > MAX_CURVES) {
                const [oldest = ''] = this.#curves.keys();
                this.#curves.delete(oldest);
            }
        }
    }

    /** The points of a topic, the oldest first; none where there are too few for a line. */
    of(topic: string): readonly Point[] | undefined {
        const now = this.#clock.monotonic();
        const points = this.#curves.get(topic)?.points.filter(([time]) => isRecent(time, now)) ?? [];
        if (points.length < 2) return undefined;
        return points.map(([time, value]) => [Math.max(0, Math.round((now - time) / 1000)), value]);
    }

    /** When the latest point of a topic arrived: a curve has changed when this has. */
    changedAt(topic: string): number | undefined {
        return this.#curves.get(topic)?.points.at(-1)?.[0];
    }
}

function isRecent(at: number, now: number): boolean {
    return at > now - SPAN_MS;
}

function forgetOld({ points }: Curve, now: number): void {
    const kept = points.filter(([time]) => isRecent(time, now));
    points.splice(0, points.length, ...kept);
}

function firstNumeric(payload: JsonObject): string | undefined {
    const keys = Object.keys(payload).slice(0, MAX_QUANTITIES);
    return keys.find((quantity) => numberOf(payload, quantity) !== undefined);
}

function numberOf(payload: JsonObject, quantity: string): number | undefined {
    const value = quantityOf(payload, quantity)?.value;
    // 1e999 is valid JSON.
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
