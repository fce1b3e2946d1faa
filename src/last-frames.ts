// The last frame of each topic: what is known of a hub without asking it, for it retains nothing itself (clown-talk,
// section 12). Bounded in number and size, whatever topics a hub invents.

import type { News } from './news';
import { Recent } from './recent';
import { FilterTree } from './topic';

/** Topics whose last frame is kept, far more than a hub has; those heard longest ago give way. */
export const MAX_TOPICS = 20_000;
/** Frames that are told of at one time: nobody wants those of a hub that invents topics. */
export const MAX_TOLD = 2_000;
/** Characters of all kept frames together. */
export const MAX_CHARS = 8 * 1024 * 1024;
/** Longer topics are not kept: no device has one. */
const MAX_TOPIC_LENGTH = 200;

export class LastFrames {
    readonly #frames = new Recent<News>();
    #chars = 0;

    /** Keeps a frame in place of the one before it. */
    heard(news: News): void {
        const { topic } = news.frame;
        if (topic.length > MAX_TOPIC_LENGTH) return;
        const before = this.#frames.put(topic, news);
        this.#chars += news.text.length - (before?.text.length ?? 0);
        while (this.#frames.size > MAX_TOPICS || this.#chars > MAX_CHARS) {
            for (const { text } of this.#frames.giveUp()) this.#chars -= text.length;
        }
    }

    /** The last frame of a topic, if it is still known. */
    of(topic: string): News | undefined {
        return this.#frames.get(topic);
    }

    /** The last frames of all topics under any of these valid filters, the oldest arrival first; the latest 2,000. */
    matching(...filters: string[]): News[] {
        const tree = new FilterTree<true>();
        for (const filter of filters) tree.add(filter, true);
        const frames = this.#frames.all().map(([, news]) => news);
        return frames.filter(({ frame }) => tree.match(frame.topic).length > 0).slice(-MAX_TOLD);
    }

    /** When each topic was last heard, in milliseconds since 1970, the oldest arrival first: a picture of this moment. */
    times(): ReadonlyMap<string, number> {
        return new Map(this.#frames.all().map(([topic, { time }]) => [topic, time]));
    }

    clear(): void {
        this.#frames.clear();
        this.#chars = 0;
    }
}
