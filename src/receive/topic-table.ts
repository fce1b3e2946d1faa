// Received topics, found by the bytes of a line or by their text. A `Map` would need a text for each frame, and the hash of
// that text.

import { randomInt } from 'node:crypto';
import { flatString } from '../base/flat-string';
import { DeviceNames } from '../protocol/device-names';
import { LineStore } from './line-store';
import type { TopicPlace } from './received-frame';
import { ReceivedTopic } from './received-topic';

/** By chance, so that no hub can choose topics of the same hash. */
const SEED = randomInt(2 ** 32);
const FACTOR = randomInt(2 ** 24, 2 ** 31) | 1;
const FIRST_BUCKETS = 16;
/** One of so many parts is removed at once: a larger one lets memory rise and fall more, a smaller one takes more time. */
const PARTS = 16;

export class TopicTable {
    readonly #store = new LineStore();
    readonly #names: DeviceNames;
    /** Each is a list of topics, by `next`; as many as a power of two, and no fewer than topics. */
    #buckets = buckets(FIRST_BUCKETS);
    #size = 0;
    #turns = 0;

    constructor(names: DeviceNames = DeviceNames.NONE) {
        this.#names = names;
    }

    get size(): number {
        return this.#size;
    }

    /** The topic of these bytes, which are ASCII. */
    find(line: Uint8Array, from: number, end: number): ReceivedTopic | undefined {
        let hash = SEED;
        for (let at = from; at < end; at++) hash = Math.imul(hash ^ (line[at] as number), FACTOR);
        hash = mixed(hash);
        let one = this.#buckets[hash & (this.#buckets.length - 1)];
        while (one && !(one.hash === hash && isTopic(one.topic, line, from, end))) one = one.next;
        return one;
    }

    get(topic: string): ReceivedTopic | undefined {
        return this.#find(topic, hashOf(topic));
    }

    /** A topic as the one received last; creates it where it is new. `place` is its own, if it is known. */
    renew(topic: string, place: TopicPlace | undefined): ReceivedTopic {
        const isFound = place instanceof ReceivedTopic && place.isKept;
        const one = isFound ? place : this.#renewed(topic);
        this.touch(one);
        return one;
    }

    /** Makes one of its topics the one received last. */
    touch(one: ReceivedTopic): void {
        one.turn = ++this.#turns;
    }

    /** Removes and returns the topics that were received longest ago, a sixteenth of all and at least one. */
    evict(): ReceivedTopic[] {
        const all = this.#list();
        // Numbers are sorted far faster than topics.
        const turns = new Float64Array(all.length);
        for (let at = 0; at < all.length; at++) turns[at] = (all[at] as ReceivedTopic).turn;
        const last = turns.sort()[Math.ceil(all.length / PARTS) - 1] ?? 0;
        const old = all.filter(({ turn }) => turn <= last);
        for (const one of old) this.#remove(one);
        return old;
    }

    /** All topics, those received longest ago first. */
    all(): ReceivedTopic[] {
        return this.#list().sort((one, other) => one.turn - other.turn);
    }

    #list(): ReceivedTopic[] {
        const all: ReceivedTopic[] = [];
        for (const first of this.#buckets) for (let one = first; one; one = one.next) all.push(one);
        return all;
    }

    #renewed(topic: string): ReceivedTopic {
        const hash = hashOf(topic);
        return (
            this.#find(topic, hash) ?? this.#add(new ReceivedTopic(flatString(topic), hash, this.#store, this.#names))
        );
    }

    #find(topic: string, hash: number): ReceivedTopic | undefined {
        let one = this.#buckets[hash & (this.#buckets.length - 1)];
        while (one && !(one.hash === hash && one.topic === topic)) one = one.next;
        return one;
    }

    #add(one: ReceivedTopic): ReceivedTopic {
        if (this.#size === this.#buckets.length) this.#grow();
        this.#size++;
        this.#link(one);
        return one;
    }

    #link(one: ReceivedTopic): void {
        const at = one.hash & (this.#buckets.length - 1);
        one.next = this.#buckets[at];
        this.#buckets[at] = one;
    }

    #remove(one: ReceivedTopic): void {
        const at = one.hash & (this.#buckets.length - 1);
        const first = this.#buckets[at];
        if (first === one) this.#buckets[at] = one.next;
        else {
            let before = first;
            while (before && before.next !== one) before = before.next;
            if (before) before.next = one.next;
        }
        one.next = undefined;
        one.isKept = false;
        this.#size--;
    }

    #grow(): void {
        const all = this.#list();
        this.#buckets = buckets(2 * this.#buckets.length);
        for (const one of all) this.#link(one);
    }
}

function buckets(count: number): (ReceivedTopic | undefined)[] {
    return new Array<ReceivedTopic | undefined>(count).fill(undefined);
}

function hashOf(topic: string): number {
    let hash = SEED;
    for (let at = 0; at < topic.length; at++) hash = Math.imul(hash ^ topic.charCodeAt(at), FACTOR);
    return mixed(hash);
}

/** Lets the low bits, which choose the bucket, depend on the high ones; 31 bits, as V8 stores them best. */
function mixed(hash: number): number {
    return (hash ^ (hash >>> 15)) & 0x7fff_ffff;
}

function isTopic(topic: string, line: Uint8Array, from: number, end: number): boolean {
    if (topic.length !== end - from) return false;
    for (let at = 0; at < topic.length; at++) if (topic.charCodeAt(at) !== line[from + at]) return false;
    return true;
}
