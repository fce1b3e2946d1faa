// How soon after one frame a hub takes the next: a pause after each, and a longer one after some, for their topic
// alone.

import type { Clock } from '../base/clock';
import { commandGapMs } from '../protocol/commands';
import type { Outgoing } from './queue';

/** Topics that are remembered. */
const MAX_TOPICS = 1_000;

/** The topics whose pace a frame keeps. */
type Paced = Pick<Outgoing, 'topic' | 'more'>;

interface Left {
    readonly at: number;
    readonly gapMs: number;
}

export class Pacing {
    readonly #clock: Clock;
    readonly #gapMs: number;
    #last: Left | undefined;
    readonly #topics = new Map<string, Left>();

    /** `gapMs` is the least time between two frames of any kind. */
    constructor(clock: Clock, gapMs: number) {
        this.#clock = clock;
        this.#gapMs = gapMs;
    }

    /** A frame leaves now, with its own topic and those of further commands. Gives whether the next one has to wait. */
    left({ topic, more }: Paced): boolean {
        let hasGap = this.#leave(topic);
        for (const other of more ?? []) hasGap = this.#leave(other) || hasGap;
        return hasGap;
    }

    /** How long a frame still has to wait, in milliseconds. */
    restMs({ topic, more }: Paced): number {
        const restMs = this.#topicRestMs(topic);
        return more ? Math.max(restMs, ...more.map((other) => this.#topicRestMs(other))) : restMs;
    }

    #leave(topic: string): boolean {
        const gapMs = commandGapMs(topic);
        if (gapMs === 0 && this.#gapMs === 0) return false;
        const at = this.#clock.monotonic();
        this.#last = { at, gapMs: this.#gapMs };
        if (gapMs === 0) return true;
        if (this.#topics.size >= MAX_TOPICS) {
            for (const [name, left] of this.#topics) if (this.#rest(left) === 0) this.#topics.delete(name);
        }
        this.#topics.set(topic, { at, gapMs });
        return true;
    }

    #topicRestMs(topic: string): number {
        return Math.max(this.#rest(this.#last), this.#rest(this.#topics.get(topic)));
    }

    #rest(left: Left | undefined): number {
        if (!left || left.gapMs === 0) return 0;
        return Math.max(0, left.gapMs - (this.#clock.monotonic() - left.at));
    }
}
