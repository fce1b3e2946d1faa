// What is known of one topic, in one record: its last frame, who listens, and its parts.

import type { DeviceNames } from '../protocol/device-names';
import { parseFrame } from '../protocol/frame';
import { type FormPlace, lazyFrame } from '../protocol/lazy-frame';
import { hasState, type TopicParts } from '../protocol/model';
import { CELL_BYTES, type LineStore } from './line-store';
import type { ReceivedFrame, TopicPlace } from './received-frame';
import type { Place, Subscription } from './subscriptions';

/** The last frame of a topic as it was received. Times as in `ReceivedFrame`. */
export interface LastLine {
    readonly topic: string;
    readonly text: string;
    readonly time: number;
    readonly at: number;
}

/** No cell of the store. */
const NONE = -1;

/** A received topic with its last frame, and a place for its listeners. */
export class ReceivedTopic implements Place<ReceivedFrame>, TopicPlace, FormPlace {
    readonly topic: string;
    /** Of its topic; belongs to the table, as does `next`. */
    readonly hash: number;
    next: ReceivedTopic | undefined = undefined;
    /** Whether the table has it. */
    isKept = true;
    /** Higher for a topic that was received later. */
    turn = 0;
    listeners: readonly Subscription<ReceivedFrame>[] | undefined = undefined;
    form: FormPlace['form'] = undefined;
    readonly #store: LineStore;
    readonly #names: DeviceNames;
    /** Whether a frame may be the state of a relay or of the LED. */
    readonly #hasState: boolean;
    /** The last frame, as text or in its cell. */
    #text = '';
    #cell = NONE;
    #length = 0;
    #time = 0;
    #at = 0;
    #lastFrame: ReceivedFrame | undefined = undefined;
    #parts: TopicParts | undefined = undefined;

    constructor(topic: string, hash: number, store: LineStore, names: DeviceNames) {
        this.topic = topic;
        this.hash = hash;
        this.#store = store;
        this.#names = names;
        this.#hasState = hasState(topic);
    }

    /** Characters of its last frame. */
    get length(): number {
        return this.#length;
    }

    /** When its last frame arrived, by the monotonic clock. */
    get at(): number {
        return this.#at;
    }

    /** The same until the next frame. */
    get lastFrame(): ReceivedFrame | undefined {
        this.#lastFrame ??= this.#read();
        return this.#lastFrame;
    }

    /** Its last frame, unread. */
    get line(): LastLine {
        return { topic: this.topic, text: this.#line(), time: this.#time, at: this.#at };
    }

    /** The parts of its topic, and the name of its device. */
    get parts(): TopicParts {
        this.#parts ??= this.#names.partsOf(this.topic);
        return this.#parts;
    }

    /** Whether no listener and no state depends on its frames. False as long as the listeners were not searched. */
    get isUnwanted(): boolean {
        return this.listeners !== undefined && this.listeners.length === 0 && !this.#hasState;
    }

    keep(text: string, time: number, at: number): void {
        this.#text = text;
        this.#kept(text.length, time, at);
        this.#release();
    }

    /** Keeps a plain line, of which nobody needs the text now. */
    keepLine(line: Uint8Array, length: number, time: number, at: number): void {
        if (length > CELL_BYTES) {
            this.keep(Buffer.from(line.buffer, line.byteOffset, length).toString('latin1'), time, at);
            return;
        }
        if (this.#cell === NONE) {
            this.#cell = this.#store.take();
            this.#text = '';
        }
        this.#store.write(this.#cell, line, length);
        this.#kept(length, time, at);
    }

    #kept(length: number, time: number, at: number): void {
        this.#length = length;
        this.#time = time;
        this.#at = at;
        if (this.#lastFrame) this.#lastFrame = undefined;
    }

    #release(): void {
        if (this.#cell === NONE) return;
        this.#store.release(this.#cell);
        this.#cell = NONE;
    }

    #line(): string {
        return this.#cell === NONE ? this.#text : this.#store.read(this.#cell, this.#length);
    }

    /** Parses its text; undefined if that is no frame. */
    #read(): ReceivedFrame | undefined {
        const text = this.#line();
        const rest = { text, time: this.#time, at: this.#at, place: this };
        const plain = lazyFrame(text);
        if (plain) return { frame: plain, ...rest };
        const frame = parseFrame(text);
        return frame.ok ? { frame: frame.value, ...rest } : undefined;
    }
}
