// Frames queued for a hub: a queue for each owner, in the order of arrival, and their total size.

import type { Reason, Result } from '../base/errors';

/** What becomes of a frame that cannot leave at once. */
export type Policy =
    /** Fails without a connection; with one, or while the first is made, it waits for its turn, for ten seconds at most. */
    | { readonly kind: 'fail' }
    /** Waits, and is replaced by a newer one for the same topic. */
    | { readonly kind: 'newest'; readonly ageMs: number }
    /** Waits; the oldest is dropped when more than `size` of the same owner wait. */
    | { readonly kind: 'queue'; readonly size: number; readonly ageMs: number };

/** What is to be sent: one frame, or several in one text. */
export interface Outgoing {
    readonly topic: string;
    /** Topics of further commands in the same text: the pace of each holds. */
    readonly more?: readonly string[];
    /** Characters or bytes that it keeps in memory. */
    readonly length: number;
    /** Gives what is to be written when its turn has come, or why it cannot be. Must not throw. */
    make(): Result<string | Uint8Array>;
    /** Whether it has to wait for something that the hub is about to report; `Outbox.recheck` follows each change. */
    isHeld?(): boolean;
}

export interface OutgoingPost extends Outgoing {
    /** Whose it is. */
    readonly owner: object;
    readonly policy: Policy;
    /** Leaves when nothing else is queued. */
    readonly isBackground?: true | undefined;
    /** Called once: written, or why not. Must not throw. */
    done(fault?: Reason): void;
}

/** A queued frame. */
export interface QueuedFrame extends OutgoingPost {
    /** The earliest arrival has the lowest, whatever the owner; those in the background come after all others. */
    readonly turn: number;
    readonly ageMs: number;
    readonly deadline: number;
}

/** More than all turns that are ever counted. */
const BACKGROUND = 2 ** 52;

const NEVER = Number.POSITIVE_INFINITY;

export class Queue {
    /** By owner. None is empty. */
    readonly #lines = new Map<object, QueuedFrame[]>();
    /** No queued deadline is earlier than this. */
    #earliest = NEVER;
    #turns = 0;
    #size = 0;
    #length = 0;

    get size(): number {
        return this.#size;
    }

    /** Characters or bytes of all frames together. */
    get length(): number {
        return this.#length;
    }

    /** No frame expires before this time. */
    get earliest(): number {
        return this.#size === 0 ? NEVER : this.#earliest;
    }

    /** The frames of one owner, the oldest first; of all owners, in their order, where none is named. */
    of(owner?: object): readonly QueuedFrame[] {
        return owner === undefined ? [...this.#lines.values()].flat() : (this.#lines.get(owner) ?? []);
    }

    /** The oldest frame of each owner. */
    *firsts(): Iterable<QueuedFrame> {
        for (const [first] of this.#lines.values()) if (first) yield first;
    }

    /** Queues a frame at the time `now`, for `ageMs` at most. It becomes the queued frame, and must not be added twice. */
    add(posting: OutgoingPost, ageMs: number, now: number): void {
        const deadline = now + ageMs;
        this.#earliest = Math.min(this.earliest, deadline);
        const line = this.#lines.get(posting.owner) ?? [];
        const turn = this.#turns++ + (posting.isBackground ? BACKGROUND : 0);
        line.push(Object.assign(posting, { turn, ageMs, deadline }));
        this.#lines.set(posting.owner, line);
        this.#size++;
        this.#length += posting.length;
    }

    /** The frames that have expired, which stay queued until they are removed. */
    expired(now: number): readonly QueuedFrame[] {
        const all = this.of();
        const kept = all.filter(({ deadline }) => deadline > now);
        this.#earliest = kept.reduce((least, one) => Math.min(least, one.deadline), NEVER);
        return all.filter(({ deadline }) => deadline <= now);
    }

    /** Removes a queued frame. */
    remove(one: QueuedFrame): void {
        const line = this.#lines.get(one.owner) ?? [];
        line.splice(line.indexOf(one), 1);
        if (line.length === 0) this.#lines.delete(one.owner);
        this.#size--;
        this.#length -= one.length;
    }
}
