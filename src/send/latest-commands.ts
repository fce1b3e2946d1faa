// What was wanted last of each topic, for a command that is repeated must not put back what a newer one has changed.
// Bounded: of a topic that was forgotten nothing is the latest, so that nothing is put back.

import { BoundedMap } from '../base/bounded-map';

/** Topics that are remembered, and the longest one that is: no real one has more (clown-talk, section 10). */
const MAX_TOPICS = 1_000;
const MAX_TOPIC_LENGTH = 200;

export class LatestCommands {
    readonly #latest = new BoundedMap(() => ({ turn: 0 }));

    /** Somebody wants something of this topic; the number stands for the wish. */
    add(topic: string): number {
        if (topic.length > MAX_TOPIC_LENGTH) return 0;
        const { turn } = this.#latest.renew(topic);
        if (this.#latest.size > MAX_TOPICS) this.#latest.evict();
        return turn;
    }

    /** Whether nobody has wanted anything newer of this topic. */
    isLatest(topic: string, commandId: number): boolean {
        return this.#latest.get(topic)?.turn === commandId;
    }
}
