// Listeners and their topic filters. A listener that throws affects no other.

import { FilterTree } from '../protocol/topic';

/** Words of memory for remembered listeners: a place with its topic, and each listener in it. */
export const MAX_REMEMBERED = 1_000_000;
export const PLACE_WEIGHT = 32;

/** Receives a value; `isLast` if no other listener receives it after this one. */
export interface Listener<T> {
    onFrame(value: T, isLast: boolean): void;
}

/** What belongs to one topic: the listeners are remembered there once they are found. */
export interface Place<T> {
    listeners: readonly Subscription<T>[] | undefined;
    /** False once the topic was removed: no frame is delivered to this place any more. */
    readonly isKept: boolean;
}

/** One listener under one filter: the same may be added under one filter twice. */
export class Subscription<T> {
    readonly filter: string;
    readonly listener: Listener<T>;
    readonly #all: Subscriptions<T>;
    #isEnded = false;

    constructor(all: Subscriptions<T>, filter: string, listener: Listener<T>) {
        this.#all = all;
        this.filter = filter;
        this.listener = listener;
    }

    get isEnded(): boolean {
        return this.#isEnded;
    }

    /** Receives nothing from now on. */
    end(): void {
        if (this.#isEnded) return;
        this.#isEnded = true;
        this.#all.remove(this);
    }
}

/** Listeners under filters; `T` is what a listener receives. */
export class Subscriptions<T> {
    readonly #tree = new FilterTree<Subscription<T>>();
    readonly #failed: (error: unknown) => void;
    /** Places that remember their listeners, and what they weigh. */
    #places: Place<T>[] = [];
    #weight = 0;

    /** `failed` is called with whatever a listener throws. */
    constructor(failed: (error: unknown) => void) {
        this.#failed = failed;
    }

    /** Adds a listener under a valid filter. */
    add(filter: string, listener: Listener<T>): Subscription<T> {
        const own = new Subscription(this, filter, listener);
        this.#tree.add(filter, own);
        this.#forget();
        return own;
    }

    /** Removes one that has ended. */
    remove(own: Subscription<T>): void {
        this.#tree.remove(own.filter, own);
        this.#forget();
    }

    /** Whether any filter matches `topic`. */
    matches(topic: string): boolean {
        return this.#tree.matches(topic);
    }

    /** Calls every listener whose filter matches `topic`. `place` is always the same for a topic, if it has one. */
    deliver(topic: string, value: T, place?: Place<T>): void {
        const all = place?.listeners ?? this.#find(topic, place);
        for (let at = 0; at < all.length; at++) {
            const one = all[at] as Subscription<T>;
            // Another listener of the same frame may have ended this one.
            if (one.isEnded) continue;
            try {
                one.listener.onFrame(value, at === all.length - 1);
            } catch (error) {
                this.#failed(error);
            }
        }
    }

    /** Lets go of places that were removed, which would stay in memory until all are forgotten. */
    forgetRemoved(): void {
        const kept: Place<T>[] = [];
        for (const place of this.#places) {
            if (place.isKept) kept.push(place);
            else {
                this.#weight -= PLACE_WEIGHT + (place.listeners?.length ?? 0);
                place.listeners = undefined;
            }
        }
        this.#places = kept;
    }

    #find(topic: string, place: Place<T> | undefined): readonly Subscription<T>[] {
        const found = this.#tree.match(topic);
        if (!place) return found;
        const weight = PLACE_WEIGHT + found.length;
        if (this.#weight + weight > MAX_REMEMBERED) this.#forget();
        this.#weight += weight;
        this.#places.push(place);
        place.listeners = found;
        return found;
    }

    #forget(): void {
        for (const place of this.#places) place.listeners = undefined;
        this.#places = [];
        this.#weight = 0;
    }
}
