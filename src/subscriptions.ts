// Who wants which topics. A listener that throws affects nobody else.

import type { Dispose } from './clock';
import { FilterTree } from './topic';

/** Topics whose listeners are remembered, and the longest topic that is: a hub that invents topics must not grow us. */
const CACHE_TOPICS = 20_000;
const CACHE_LENGTH = 200;

/** Is told of something; `isLast` when nobody is told of it after this one. */
export type Listener<T> = (news: T, isLast: boolean) => void;

/** One listener under one filter: the same may stand under one filter twice. */
interface Subscription<T> {
    readonly listener: Listener<T>;
    isEnded: boolean;
}

/** Listeners under filters; `T` is what a listener is told. */
export class Subscriptions<T> {
    readonly #tree = new FilterTree<Subscription<T>>();
    readonly #cache = new Map<string, readonly Subscription<T>[]>();
    readonly #failed: (error: unknown) => void;

    /** `failed` hears of whatever a listener throws. */
    constructor(failed: (error: unknown) => void) {
        this.#failed = failed;
    }

    /** Adds a listener under a valid filter; ends when the returned disposer is called. */
    add(filter: string, listener: Listener<T>): Dispose {
        const own = { listener, isEnded: false };
        this.#tree.add(filter, own);
        this.#cache.clear();
        return () => {
            own.isEnded = true;
            this.#tree.remove(filter, own);
            this.#cache.clear();
        };
    }

    /** Tells every listener whose filter matches `topic`. */
    tell(topic: string, news: T): void {
        const all = this.#matching(topic);
        const last = all.at(-1);
        for (const one of all) {
            // Another listener of the same frame may have ended this one.
            if (one.isEnded) continue;
            try {
                one.listener(news, one === last);
            } catch (error) {
                this.#failed(error);
            }
        }
    }

    #matching(topic: string): readonly Subscription<T>[] {
        const known = this.#cache.get(topic);
        if (known) return known;
        const found = this.#tree.match(topic);
        if (topic.length <= CACHE_LENGTH) {
            if (this.#cache.size >= CACHE_TOPICS) this.#cache.clear();
            this.#cache.set(topic, found);
        }
        return found;
    }
}
