// The latest command of each topic: a repeat must not undo what a newer command has changed. Bounded: for a forgotten
// topic no command is the latest, so that none is repeated.

import { BoundedMap } from '../base/bounded-map';

/** Topics that are remembered, and the longest one that is: no real one has more (clown-talk, section 10). */
const MAX_TOPICS = 1_000;
const MAX_TOPIC_LENGTH = 200;

export class LatestCommands {
    readonly #latest = new BoundedMap(() => ({ turn: 0 }));

    /** Registers a command of this topic; returns its number. */
    add(topic: string): number {
        if (topic.length > MAX_TOPIC_LENGTH) return 0;
        const { turn } = this.#latest.renew(topic);
        if (this.#latest.size > MAX_TOPICS) this.#latest.evict();
        return turn;
    }

    /** Whether there was no newer command of this topic. */
    isLatest(topic: string, commandId: number): boolean {
        return this.#latest.get(topic)?.turn === commandId;
    }
}
