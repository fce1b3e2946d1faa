// What was wanted last of each topic, for a command that is repeated must not put back what a newer one has changed.
// Bounded: of a topic that was forgotten nothing is the latest, so that nothing is put back.

import { Recent } from './recent';

/** Topics that are remembered, and the longest one that is: no real one has more (clown-talk, section 10). */
const MAX_TOPICS = 1_000;
const MAX_TOPIC_LENGTH = 200;

export class Wishes {
    readonly #latest = new Recent<number>();
    #turns = 0;

    /** Somebody wants something of this topic; the number stands for the wish. */
    add(topic: string): number {
        const wish = ++this.#turns;
        if (topic.length > MAX_TOPIC_LENGTH) return wish;
        this.#latest.put(topic, wish);
        if (this.#latest.size > MAX_TOPICS) this.#latest.giveUp();
        return wish;
    }

    /** Whether nobody has wanted anything newer of this topic. */
    isLatest(topic: string, wish: number): boolean {
        return this.#latest.get(topic) === wish;
    }
}
