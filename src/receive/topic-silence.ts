// Silence of a topic: its device has sent nothing for too long, though the hub may send other frames.

import { type Clock, type Dispose, wallTime } from '../base/clock';
import { after } from './silence-timer';

/** Topics that are watched at one time. */
export const MAX_TOPICS = 1_000;
/** Longer topics are not watched: no device has one. */
const MAX_TOPIC_LENGTH = 200;

/** A topic that fell silent, or is back. */
export interface SilenceReport {
    readonly topic: string;
    readonly silent: boolean;
    /** When its last frame before the silence arrived, in milliseconds since 1970; undefined if there was none. */
    readonly heardAt: number | undefined;
    /** For how long it has been silent, or was. */
    readonly silentMs: number;
}

/** Times are those of the monotonic clock. */
interface Watch {
    /** When its last frame arrived. */
    heardAt: number | undefined;
    /** From when on its silence counts. */
    since: number;
    /** The same as `heardAt` in both reports of a silence: by the clock of the computer at the first. */
    shownAt?: number;
}

/** Watches every received topic on its own. */
export class TopicSilence {
    readonly #clock: Clock;
    readonly #ms: number;
    readonly #filter: string;
    readonly #changed: (report: SilenceReport) => void;
    /** Topics that may yet fall silent, the one received longest ago first. */
    readonly #listening = new Map<string, Watch>();
    /** Topics that were reported as silent, in that order. */
    readonly #silent = new Map<string, Watch>();
    #state:
        | { readonly name: 'off' | 'idle' }
        | { readonly name: 'watching'; readonly timer: Dispose }
        | { readonly name: 'paused'; readonly at: number } = { name: 'off' };

    /**
     * Calls `changed` once when a topic has been silent for `ms`, and once when it is back. A filter without wildcards
     * is a topic that is watched even before its first frame. `ms` is at most 24 days; 0 watches nothing.
     */
    constructor(clock: Clock, ms: number, filter: string, changed: (report: SilenceReport) => void) {
        this.#clock = clock;
        this.#ms = ms;
        this.#filter = filter;
        this.#changed = changed;
    }

    /**
     * Counts from now, also for the topics that are known already. Those reported as silent stay so until their next
     * frame.
     */
    start(): void {
        this.stop();
        if (this.#ms === 0) return;
        this.#restart();
        const isTopic = !this.#filter.includes('+') && !this.#filter.includes('#');
        if (isTopic && !this.#listening.has(this.#filter) && !this.#silent.has(this.#filter)) {
            this.#listening.set(this.#filter, { heardAt: undefined, since: this.#clock.monotonic() });
        }
        this.#watch();
    }

    /** A frame has come under the filter. */
    onFrame(topic: string): void {
        if (this.#state.name === 'off' || topic.length > MAX_TOPIC_LENGTH) return;
        const now = this.#clock.monotonic();
        const known = this.#listening.get(topic);
        if (known) {
            known.heardAt = known.since = now;
            this.#listening.delete(topic);
            this.#listening.set(topic, known);
            return;
        }
        const silent = this.#silent.get(topic);
        this.#silent.delete(topic);
        this.#listening.set(topic, { heardAt: now, since: now });
        if (this.#listening.size + this.#silent.size > MAX_TOPICS) this.#forgetOldest();
        if (this.#state.name === 'idle') this.#watch();
        if (silent) this.#report(topic, false, silent, now);
    }

    /** Reports nothing from now on. */
    stop(): void {
        if (this.#state.name === 'watching') this.#state.timer();
        this.#state = { name: 'off' };
    }

    /** Nothing can be received for a while: that time does not count. */
    pause(): void {
        if (this.#state.name === 'off' || this.#state.name === 'paused') return;
        this.stop();
        this.#state = { name: 'paused', at: this.#clock.monotonic() };
    }

    resume(): void {
        if (this.#state.name !== 'paused') return;
        const now = this.#clock.monotonic();
        const pausedMs = now - this.#state.at;
        for (const watch of this.#listening.values()) watch.since += pausedMs;
        this.#watch();
    }

    #restart(): void {
        const now = this.#clock.monotonic();
        for (const watch of this.#listening.values()) watch.since = now;
    }

    /**
     * One timer, for the topic that is due first; it is not moved when that topic is received, but checked when it
     * fires.
     */
    #watch(): void {
        const [first] = this.#listening.values();
        if (!first) {
            this.#state = { name: 'idle' };
            return;
        }
        const restMs = Math.max(first.since + this.#ms - this.#clock.monotonic(), 0);
        this.#state = { name: 'watching', timer: after(this.#clock, restMs, (lateMs) => this.#check(lateMs)) };
    }

    #check(lateMs: number): void {
        if (lateMs !== 0) this.#restart();
        const state = this.#state;
        for (const [topic, watch] of this.#listening) {
            const now = this.#clock.monotonic();
            if (now - watch.since < this.#ms) break;
            this.#listening.delete(topic);
            this.#silent.set(topic, watch);
            this.#report(topic, true, watch, now);
            // The callback may have stopped it.
            if (this.#state !== state) return;
        }
        this.#watch();
    }

    #report(topic: string, silent: boolean, watch: Watch, now: number): void {
        const { heardAt, since } = watch;
        if (silent && heardAt !== undefined) watch.shownAt = wallTime(this.#clock, heardAt);
        this.#changed({ topic, silent, heardAt: watch.shownAt, silentMs: now - since });
    }

    #forgetOldest(): void {
        const from = this.#silent.size > 0 ? this.#silent : this.#listening;
        const [oldest = ''] = from.keys();
        from.delete(oldest);
    }
}
