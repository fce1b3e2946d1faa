// The last frame of each topic: what is known of a hub without asking it, for it retains nothing itself (clown-talk,
// section 12). Bounded in number and size, whatever topics a hub invents. Its text is kept, and read again when somebody
// asks: of a busy hub, most frames are followed by the next one before anybody does.

import { BoundedMap } from '../base/bounded-map';
import { parseFrame } from '../protocol/frame';
import { lazyFrame } from '../protocol/lazy-frame';
import { type TopicParts, topicParts } from '../protocol/model';
import { FilterTree } from '../protocol/topic';
import type { ReceivedFrame, TopicPlace } from './received-frame';
import type { Place, Subscription } from './subscriptions';

/** Topics whose last frame is kept, far more than a hub has; those heard longest ago give way. */
export const MAX_TOPICS = 20_000;
/** Frames that are told of at one time: nobody wants those of a hub that invents topics. */
export const MAX_TOLD = 2_000;
/** Characters of all kept frames together. */
export const MAX_CHARS = 8 * 1024 * 1024;
/** Longer topics are not kept: no device has one. */
const MAX_TOPIC_LENGTH = 200;

/** A topic that was heard, with its last frame, and a place for those who listen to it. */
export class ReceivedTopic implements Place<ReceivedFrame>, TopicPlace {
    readonly topic: string;
    turn = 0;
    listeners: readonly Subscription<ReceivedFrame>[] | undefined = undefined;
    #text = '';
    #time = 0;
    #news: ReceivedFrame | undefined = undefined;
    #parts: TopicParts | undefined = undefined;

    constructor(topic: string) {
        this.topic = topic;
    }

    get length(): number {
        return this.#text.length;
    }

    /** When it was last heard, in milliseconds since 1970. */
    get time(): number {
        return this.#time;
    }

    /** The same until the next frame. */
    get news(): ReceivedFrame | undefined {
        this.#news ??= this.#read();
        return this.#news;
    }

    /** What a device says with its topic. */
    get parts(): TopicParts {
        this.#parts ??= topicParts(this.topic);
        return this.#parts;
    }

    keep(text: string, time: number): void {
        this.#text = text;
        this.#time = time;
        this.#news = undefined;
    }

    /** What its text says; nothing where that is no frame. */
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
                // Somebody may hold on to its place.
                old.keep('', 0);
            }
        }
        return one;
    }

    /** The last frame of a topic, if it is still known; the same one until the next is heard. */
    of(topic: string): ReceivedFrame | undefined {
        return this.#topics.get(topic)?.news;
    }

    /** The last frames of all topics under any of these valid filters, the oldest arrival first; the latest 2,000. */
    matching(...filters: string[]): ReceivedFrame[] {
        const tree = new FilterTree<true>();
        for (const filter of filters) tree.add(filter, true);
        const found = this.#topics.all().filter(({ topic }) => tree.match(topic).length > 0);
        return found.slice(-MAX_TOLD).flatMap(({ news }) => news ?? []);
    }

    /** When each topic was last heard, in milliseconds since 1970, the oldest arrival first: a picture of this moment. */
    times(): ReadonlyMap<string, number> {
        return new Map(this.#topics.all().map(({ topic, time }) => [topic, time]));
    }
}
