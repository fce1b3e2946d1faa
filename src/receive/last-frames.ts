// The last frame of each topic: what is known of a hub without a request, for it retains nothing itself (clown-talk,
// section 12). Bounded in number and size, whatever topics a hub invents. The text is kept, and parsed only on demand:
// on a busy hub, most frames are replaced before that.

import { DeviceNames } from '../protocol/device-names';
import { TOPIC_AT } from '../protocol/plain-line';
import { FilterTree } from '../protocol/topic';
import type { ReceivedFrame } from './received-frame';
import type { LastLine, ReceivedTopic } from './received-topic';
import { TopicTable } from './topic-table';

/** Topics whose last frame is kept, far more than a hub has; those received longest ago are removed. */
export const MAX_TOPICS = 20_000;
/** Frames that one call returns, in case a hub invents topics. */
export const MAX_MATCHES = 2_000;
/** Characters of all kept frames together. */
export const MAX_CHARS = 8 * 1024 * 1024;
/** For how long topics that nothing needs find no room after a removal, in milliseconds. */
export const FULL_MS = 60_000;
/** Longer topics are not kept: no device has one. */
export const MAX_TOPIC_LENGTH = 200;

export class LastFrames {
    /** The names that its topics are kept with. */
    readonly names: DeviceNames;
    readonly #topics: TopicTable;
    #chars = 0;
    /** From when on topics that nothing needs find room, by the monotonic clock. */
    #roomAt = Number.NEGATIVE_INFINITY;
    #isComplete = true;
    readonly #removed: () => void;

    /** `removed` is called after each removal of topics. */
    constructor(removed: () => void = () => {}, names: DeviceNames = DeviceNames.NONE) {
        this.#removed = removed;
        this.names = names;
        this.#topics = new TopicTable(names);
    }

    /** Whether it has kept every topic so far. */
    get isComplete(): boolean {
        return this.#isComplete;
    }

    /** The place of the topic in a plain line, if it is known. */
    placeOf(line: Uint8Array, topicEnd: number): ReceivedTopic | undefined {
        return this.#topics.find(line, TOPIC_AT, topicEnd);
    }

    /** Keeps a plain line at the place of its topic, in place of the one before it. */
    keepLine(one: ReceivedTopic, line: Uint8Array, length: number, time: number, at: number): void {
        this.#chars += length - one.length;
        one.keepLine(line, length, time, at);
        this.#topics.touch(one);
        this.#limit(at);
    }

    /**
     * Whether an unknown topic is kept if nothing needs its frames. Otherwise a hub with more topics than fit would replace
     * them in turn, and each frame would find its topic removed.
     */
    hasRoom(at: number): boolean {
        return at >= this.#roomAt;
    }

    /** Keeps a frame in place of the one before it, and gives the place of its topic; none where that is too long. */
    onFrame({ frame: { topic }, text, time, at, place }: ReceivedFrame): ReceivedTopic | undefined {
        if (topic.length > MAX_TOPIC_LENGTH) {
            this.#isComplete = false;
            return undefined;
        }
        const one = this.#topics.renew(topic, place);
        this.#chars += text.length - one.length;
        one.keep(text, time, at);
        this.#limit(at);
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

    /** Whether a frame of this topic is known. */
    has(topic: string): boolean {
        return this.#topics.get(topic) !== undefined;
    }

    /** The lines of the latest topics that fit, at most `most`, the oldest arrival first. Parses and remembers nothing. */
    lines(most: number, fits: (topic: string) => boolean): LastLine[] {
        const latest: LastLine[] = [];
        for (const one of this.#topics.all().reverse()) {
            if (latest.length === most) break;
            if (fits(one.topic)) latest.push(one.line);
        }
        return latest.reverse();
    }

    /** When the last frame of each topic arrived, by the monotonic clock, the oldest first; a snapshot. */
    times(): ReadonlyMap<string, number> {
        return new Map(this.#topics.all().map(({ topic, at }) => [topic, at]));
    }

    #limit(now: number): void {
        while (this.#topics.size > MAX_TOPICS || this.#chars > MAX_CHARS) {
            if (this.hasRoom(now)) this.#roomAt = now + FULL_MS;
            this.#isComplete = false;
            for (const old of this.#topics.evict()) {
                this.#chars -= old.length;
                // A caller may still refer to its place.
                old.keep('', 0, 0);
            }
            this.#removed();
        }
    }
}
