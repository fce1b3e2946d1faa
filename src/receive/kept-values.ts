// Last values from before a full deploy or a restart. For replay and display only: whatever decides, such as a toggle, a
// confirmation or the watch for silence, looks at frames of the present connection. Compared with those on request, so that
// no frame costs anything here.

import { uptime } from 'node:os';
import { type Clock, type Dispose, wallTime } from '../base/clock';
import { parseFrame } from '../protocol/frame';
import { topicParts } from '../protocol/model';
import { FilterTree } from '../protocol/topic';
import { type LastFrames, MAX_MATCHES, MAX_TOPIC_LENGTH } from './last-frames';
import type { ReceivedFrame } from './received-frame';

/** The last value of a topic. */
export interface KeptValue {
    readonly topic: string;
    /** The line as the hub sent it. */
    readonly text: string;
    /** Arrival, in milliseconds since 1970, as the clock of the computer showed it. */
    readonly time: number;
    /** Since when only `time` shows its age; by the monotonic clock of this process, as is `at`. */
    readonly restoredAt?: number;
    /** Arrival. Without a meaning after a restart. */
    readonly at: number;
}

/** A kept value as it is used, with what is known of its age. */
export interface CachedValue {
    /** Its time is 0 if the age is not known. */
    readonly received: ReceivedFrame;
    readonly before: 'deploy' | 'restart';
    /** Milliseconds; undefined if the clock of the computer was wrong, then or now. */
    readonly age: number | undefined;
}

/** Values that are kept: as many as one replay sends. */
export const MAX_VALUES = MAX_MATCHES;
/** Bytes of their lines together, and of one: a reading has less than two hundred. */
export const MAX_BYTES = 512 * 1024;
export const MAX_LINE_BYTES = 8 * 1024;
/** After this time the device was replaced or removed, most likely. */
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Nothing was kept before: an earlier time is that of a computer whose clock was not set. */
const EARLIEST = Date.UTC(2025, 0);
/** By less the clock of a computer is corrected all the time. */
const TOLERANCE_MS = 1_000;
/** A computer without a clock of its own starts with the time at which it stopped, and sets its clock within this time. */
const SETTING_MS = 120_000;

export class KeptValues {
    readonly #clock: Clock;
    readonly #lastFrames: LastFrames;
    readonly #failed: (error: unknown) => void;
    readonly #uptime: () => number;
    /** The value that was received longest ago first. */
    #values = new Map<string, KeptValue>();
    /** What follows when they are restored; undefined when they are. */
    #waiting: Set<() => void> | undefined = undefined;

    /**
     * `lastFrames` are those of this hub: a kept value ends with the first frame of its topic. `failed` receives what a callback
     * throws; `upFor` is the time since the computer started, in seconds.
     */
    constructor(clock: Clock, lastFrames: LastFrames, failed: (error: unknown) => void, upFor = uptime) {
        this.#clock = clock;
        this.#lastFrames = lastFrames;
        this.#failed = failed;
        this.#uptime = upFor;
    }

    get isEmpty(): boolean {
        return this.#values.size === 0;
    }

    /** The values are read now: `restore` follows. */
    expect(): void {
        this.#waiting ??= new Set();
    }

    /** Keeps these values, the one received longest ago first, besides those that it has, which are later. */
    restore(values: readonly KeptValue[]): void {
        const known = this.#values;
        const all = [...values.filter(({ topic }) => !known.has(topic)), ...known.values()];
        this.#values = new Map(bounded(all).map((value) => [value.topic, value]));
        const waiting = this.#waiting ?? [];
        this.#waiting = undefined;
        for (const run of waiting) {
            try {
                run();
            } catch (error) {
                this.#failed(error);
            }
        }
    }

    /** Calls `run` once the values are restored, unless disposed of; at once when they are, or when none are expected. */
    whenRestored(run: () => void): Dispose {
        if (this.#waiting) this.#waiting.add(run);
        else run();
        return () => void this.#waiting?.delete(run);
    }

    get isRestored(): boolean {
        return this.#waiting === undefined;
    }

    /** Nothing follows any more. */
    end(): void {
        this.#waiting?.clear();
    }

    /** The values under any of these valid filters of which no frame has come since, the one received longest ago first. */
    matching(filters: readonly string[]): KeptValue[] {
        return this.isEmpty ? [] : this.#under(filters).filter((value) => this.has(value));
    }

    /** Whether a value is still the last of its topic. */
    has(value: KeptValue): boolean {
        // For good: the hub may forget a topic again. Once it has forgotten any, it may have forgotten this one.
        if (!this.#lastFrames.isComplete || this.#lastFrames.has(value.topic)) this.#values.delete(value.topic);
        return this.#values.get(value.topic) === value && this.#isRecent(value);
    }

    /** The value with its age now; undefined if its line is no frame. */
    read(value: KeptValue): CachedValue | undefined {
        const frame = parseFrame(value.text);
        if (!frame.ok) return undefined;
        const age = this.ageOf(value);
        const { text, time, at, restoredAt } = value;
        const { names } = this.#lastFrames;
        const place = { topic: value.topic, parts: names.partsOf(value.topic) };
        const received = {
            frame: frame.value,
            text,
            time: age === undefined ? 0 : time,
            at,
            ...(names.isEmpty ? {} : { place }),
        };
        return { received, before: restoredAt === undefined ? 'deploy' : 'restart', age };
    }

    /**
     * Milliseconds since a value arrived. After a restart only the clock of the computer shows that, which may be wrong: then the
     * age is undefined, until the clock is right.
     */
    ageOf(value: KeptValue): number | undefined {
        return this.#isClockDoubtful(value) ? undefined : this.#shownAge(value);
    }

    /** Whether the computer has started since the value arrived, so recently that its clock may not be set yet. */
    #isClockDoubtful({ time, restoredAt }: KeptValue): boolean {
        if (restoredAt === undefined) return false;
        const upMs = this.#uptime() * 1_000;
        return upMs < SETTING_MS && this.#clock.now() - upMs > time;
    }

    /** Whether it may still be used. An unknown age counts from the restart. */
    #isRecent(value: KeptValue): boolean {
        return (this.#shownAge(value) ?? this.#clock.monotonic() - value.at) <= MAX_AGE_MS;
    }

    /** The age as the clocks show it now. */
    #shownAge({ time, at, restoredAt }: KeptValue): number | undefined {
        const now = this.#clock.monotonic();
        if (restoredAt === undefined) return Math.max(0, Math.round(now - at));
        const least = Math.round(now - restoredAt);
        const age = Math.round(this.#clock.now() - time);
        return time < EARLIEST || age < least - TOLERANCE_MS ? undefined : Math.max(age, least);
    }

    /** The last values as they are now, within the bounds: those of this hub, and what is left of those before. */
    snapshot(): KeptValue[] {
        const received = this.#lastFrames.lines(MAX_VALUES, isValue).filter((line) => this.#isRecent(line));
        const before = [...this.#values.values()].filter((value) => this.has(value));
        return bounded([...before, ...received]);
    }

    #under(filters: readonly string[]): KeptValue[] {
        const [filter = ''] = filters;
        if (filters.length === 1 && !/[+#]/.test(filter)) {
            const value = this.#values.get(filter);
            return value ? [value] : [];
        }
        const tree = new FilterTree<true>();
        for (const one of filters) tree.add(one, true);
        return [...this.#values.values()].filter(({ topic }) => tree.match(topic).length > 0);
    }
}

/** Whether a topic is that of a reading or a state, not of a response or of an echo. */
export function isValue(topic: string): boolean {
    const { address, event } = topicParts(topic);
    return address !== '' && event === '' && topic.length <= MAX_TOPIC_LENGTH;
}

/** The time of arrival by the clock of the computer as it is set now, if it can be known. */
export function timeOf({ time, at, restoredAt }: KeptValue, clock: Clock): number {
    return restoredAt === undefined ? wallTime(clock, at) : time;
}

/** The latest of these values that the bounds allow, in their order. */
function bounded(values: readonly KeptValue[]): KeptValue[] {
    const kept: KeptValue[] = [];
    let bytes = 0;
    for (const value of [...values].reverse()) {
        const length = Buffer.byteLength(value.text);
        if (length > MAX_LINE_BYTES) continue;
        bytes += length;
        if (kept.length === MAX_VALUES || bytes > MAX_BYTES) break;
        kept.push(value);
    }
    return kept.reverse();
}
