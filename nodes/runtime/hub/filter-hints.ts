// Topic filters of the nodes of one hub that match nothing it has listed or sent. They are checked after the hub has listed
// its devices and after filters change, never per frame. The next frame that one of them matches ends its hint.

import type { Clock, Dispose } from '../../../src/base/clock';
import { systemClock } from '../../../src/base/system-clock';
import { MAX_DEVICES } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import { type FilterAdvice, filterAdvices, isCertain, SETTLED_MS } from '../../../src/protocol/filter-advice';

/** From a list or a change to the check: most devices report meanwhile, and one check is for all nodes of a deploy. */
const CHECK_MS = 5_000;

/** A node with topic filters. */
export interface FilterUser {
    readonly filters: readonly string[];
    /** What is known of its filters may have changed. */
    hinted(): void;
}

interface Hint {
    readonly advice: FilterAdvice;
    /** Waits for a frame that the filter matches after all. */
    readonly end: Dispose;
}

/** The hints about the filters of all users of a hub. */
export class FilterHints {
    readonly #hub: Hub;
    readonly #clock: Clock;
    readonly #users = new Set<FilterUser>();
    readonly #hints = new Map<string, Hint>();
    /** The latest list of this connection; `since` is when the first one arrived. */
    #list: { readonly devices: readonly string[]; readonly since: number } | undefined;
    #timer: { readonly at: number; readonly end: Dispose } | undefined;
    readonly #endWatch: Dispose;

    constructor(hub: Hub, clock: Clock = systemClock) {
        this.#hub = hub;
        this.#clock = clock;
        this.#endWatch = hub.watch(({ name }) => {
            if (name !== 'connected') this.#forget();
        });
    }

    add(user: FilterUser): void {
        this.#users.add(user);
        this.changed();
    }

    remove(user: FilterUser): void {
        if (this.#users.delete(user)) this.changed();
    }

    /** Filters of a user have changed. */
    changed(): void {
        this.#checkIn(CHECK_MS);
    }

    /** The hub has listed its devices. */
    listed(devices: Iterable<string>): void {
        this.#list = { devices: [...devices], since: this.#list?.since ?? this.#clock.monotonic() };
        // Frames that were received during a deploy come first.
        this.#hub.whenFlowing(() => this.changed());
    }

    /** What is wrong with a filter, as far as it is known. */
    of(filter: string): FilterAdvice | undefined {
        return this.#hints.get(filter)?.advice;
    }

    /** Stops checking. */
    end(): void {
        this.#endWatch();
        this.#users.clear();
        this.#forget();
    }

    #checkIn(ms: number): void {
        const at = this.#clock.monotonic() + ms;
        if (!this.#list || (this.#timer && this.#timer.at <= at)) return;
        this.#timer?.end();
        const end = this.#clock.after(ms, () => {
            this.#timer = undefined;
            this.#check();
        });
        this.#timer = { at, end };
    }

    #check(): void {
        if (!this.#list) return;
        const { devices, since } = this.#list;
        const filters = new Set([...this.#users].flatMap((user) => user.filters));
        const { lastFrames, kept } = this.#hub;
        // A list or topics that are cut leave unknown what is missing.
        const isComplete = devices.length < MAX_DEVICES && lastFrames.isComplete;
        const listed = isComplete ? devices : undefined;
        const topics = [...lastFrames.times().keys()];
        const found = filterAdvices(filters, { listed, topics });
        const restMs = since + SETTLED_MS - this.#clock.monotonic();
        // From then on, a value from before a deploy or restart no longer shows that its device exists.
        if (restMs > 0 && found.size > 0) {
            const before = kept.matching(['#']).map(({ topic }) => topic);
            const early = filterAdvices(found.keys(), { listed, topics: [...topics, ...before] });
            for (const filter of found.keys()) {
                const advice = early.get(filter);
                if (advice && isCertain(filter, advice)) continue;
                found.delete(filter);
                this.#checkIn(Math.max(restMs, CHECK_MS));
            }
        }
        if (found.size > 0 || this.#hints.size > 0) this.#replace(found);
    }

    #replace(found: ReadonlyMap<string, FilterAdvice>): void {
        for (const { end } of this.#hints.values()) end();
        this.#hints.clear();
        for (const [filter, advice] of found) this.#hints.set(filter, { advice, end: this.#awaitFrame(filter) });
        this.#notify();
    }

    #awaitFrame(filter: string): Dispose {
        const subscription = this.#hub.subscribe(filter, {
            onFrame: () => {
                subscription.end();
                this.#hints.delete(filter);
                this.#notify();
            },
        });
        return () => subscription.end();
    }

    #notify(): void {
        for (const user of this.#users) user.hinted();
    }

    #forget(): void {
        this.#timer?.end();
        this.#timer = undefined;
        this.#list = undefined;
        if (this.#hints.size > 0) this.#replace(new Map());
    }
}
