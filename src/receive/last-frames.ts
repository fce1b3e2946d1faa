// The last frame of each topic: what is known of a hub without a request, for it retains nothing itself (clown-talk,
// section 12). Bounded in number and size, whatever topics a hub invents. The text is kept, and parsed only on demand:
// on a busy hub, most frames are replaced before that.

import { BoundedMap } from '../base/bounded-map';
import { parseFrame } from '../protocol/frame';
import { lazyFrame } from '../protocol/lazy-frame';
import { type TopicParts, topicParts } from '../protocol/model';
import { FilterTree } from '../protocol/topic';
import type { ReceivedFrame, TopicPlace } from './received-frame';
import type { Place, Subscription } from './subscriptions';

/** Topics whose last frame is kept, far more than a hub has; those received longest ago are removed. */
export const MAX_TOPICS = 20_000;
/** Frames that one call returns, in case a hub invents topics. */
export const MAX_MATCHES = 2_000;
/** Characters of all kept frames together. */
export const MAX_CHARS = 8 * 1024 * 1024;
/** Longer topics are not kept: no device has one. */
const MAX_TOPIC_LENGTH = 200;

/** A received topic with its last frame, and a place for its listeners. */
export class ReceivedTopic implements Place<ReceivedFrame>, TopicPlace {
    readonly topic: string;
    turn = 0;
    listeners: readonly Subscription<ReceivedFrame>[] | undefined = undefined;
    #text = '';
    #time = 0;
    #lastFrame: ReceivedFrame | undefined = undefined;
    #parts: TopicParts | undefined = undefined;

    constructor(topic: string) {
        this.topic = topic;
    }

    get length(): number {
        return this.#text.length;
    }

    /** When its last frame arrived, in milliseconds since 1970. */
    get time(): number {
        return this.#time;
    }

    /** The same until the next frame. */
    get lastFrame(): ReceivedFrame | undefined {
        this.#lastFrame ??= this.#read();
        return this.#lastFrame;
    }

    /** The parts of its topic. */
    get parts(): TopicParts {
        this.#parts ??= topicParts(this.topic);
        return this.#parts;
    }

    keep(text: string, time: number): void {
        this.#text = text;
        this.#time = time;
        this.#lastFrame = undefined;
    }

    /** Parses its text; undefined if that is no frame. */
    #read(): ReceivedFrame | undefined {
        const text = this.#text;
        const rest = { text, time: this.#time, place: this };
        const plain = lazyFrame(text);
        if (plain) return { frame: plain, ...rest };
        const frame = parseFrame(text);
        return frame.ok ? { frame: frame.value, ...rest } : undefined;
    }
}

export class LastFrames {
    readonly #topics = new BoundedMap((topic) => new ReceivedTopic(topic));
    #chars = 0;

    /** Keeps a frame in place of the one before it, and gives the place of its topic; none where that is too long. */
    onFrame({ frame: { topic }, text, time }: ReceivedFrame): ReceivedTopic | undefined {
        if (topic.length > MAX_TOPIC_LENGTH) return undefined;
        const one = this.#topics.renew(topic);
        this.#chars += text.length - one.length;
        one.keep(text, time);
        while (this.#topics.size > MAX_TOPICS || this.#chars > MAX_CHARS) {
            for (const old of this.#topics.evict()) {
                this.#chars -= old.length;
                // A caller may still refer to its place.
                old.keep('', 0);
            }
        }
        return one;
    }

    /** The last frame of a topic, if it is still known; the same object until the next arrives. */
    of(topic: string): ReceivedFrame | undefined {
        return this.#topics.get(topic)?.lastFrame;
    }

    /** The last frames of all topics under any of these valid filters, the oldest arrival first; the latest 2,000. */
    matching(...filters: string[]): ReceivedFrame[] {
        const tree = new FilterTree<true>();
        for (const filter of filters) tree.add(filter, true);
        const found = this.#topics.all().filter(({ topic }) => tree.match(topic).length > 0);
        return found.slice(-MAX_MATCHES).flatMap(({ lastFrame }) => lastFrame ?? []);
    }

    /** When the last frame of each topic arrived, in milliseconds since 1970, the oldest first; a snapshot. */
    times(): ReadonlyMap<string, number> {
        return new Map(this.#topics.all().map(({ topic, time }) => [topic, time]));
    }
}
