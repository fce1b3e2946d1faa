// What waits to leave for a hub: one line for all its nodes. A frame leaves when the hub has been greeted and the pace
// allows it. Frames of one node leave in the order in which they came; those of others do not wait for its pace.

import type { Clock, Dispose } from './clock';
import type { Written } from './connection';
import { type ReasonCode, type Result, refuse } from './errors';
import { Pace } from './pace';

/** What becomes of a frame that cannot leave at once. */
export type Policy =
    /** Fails without a connection; with one it waits for its turn, for ten seconds at most. */
    | { readonly kind: 'fail' }
    /** Waits, and gives way to a newer one for the same topic. */
    | { readonly kind: 'newest'; readonly ageMs: number }
    /** Waits, and the oldest gives way when more than `size` of the same owner do. */
    | { readonly kind: 'queue'; readonly size: number; readonly ageMs: number };

/** A frame that is to leave. */
export interface Posting {
    /** Whose it is. */
    readonly owner: object;
    readonly policy: Policy;
    readonly topic: string;
    /** Characters or bytes that it keeps in memory. */
    readonly length: number;
    /** Gives what is to be written when its turn has come, or why it cannot be. Must not throw. */
    readonly make: () => Result<string | Uint8Array>;
    /** Called once: written, or why not. Must not throw. */
    readonly done: Written;
}

/** What the outbox writes to. */
export interface OutboxLink {
    write(data: string | Uint8Array, written: Written): void;
    /** Whether so much is on its way already that a write would be refused. */
    readonly isFull: boolean;
}

/** A frame that was sent and could not leave for this long is not wanted any more. */
export const LATE_MS = 10_000;
/** What one owner may have waiting, whatever its policy says. */
export const MAX_OWN = 10_000;
const MAX_OWN_AT_ONCE = 1_000;
/** Characters that may wait in all. */
const MAX_LENGTH = 32 * 1024 * 1024;

interface Waiting extends Posting {
    /** Whoever came first has the lowest, whatever the owner. */
    readonly turn: number;
    readonly ageMs: number;
    deadline: number;
}

type Refusal = ReturnType<typeof refuse>;

export class Outbox {
    readonly #clock: Clock;
    readonly #pace: Pace;
    readonly #link: OutboxLink;
    #state: 'down' | 'greeting' | 'ready' | 'ended' = 'down';
    /** What waits, by owner. No line is empty. */
    readonly #lines = new Map<object, Waiting[]>();
    #turns = 0;
    #size = 0;
    #length = 0;
    #sent = 0;
    /** Writes that the socket has not confirmed. */
    #unconfirmed = 0;
    #isPumping = false;
    /** No deadline in line is earlier than this. */
    #earliest = Number.POSITIVE_INFINITY;
    #alarm: { readonly at: number; readonly cancel: Dispose } | undefined;

    /** `gapMs` is the least time between two frames of any kind. */
    constructor(clock: Clock, gapMs: number, link: OutboxLink) {
        this.#clock = clock;
        this.#pace = new Pace(clock, gapMs);
        this.#link = link;
    }

    get size(): number {
        return this.#size;
    }

    /** Frames that were handed to the socket since the start. */
    get sent(): number {
        return this.#sent;
    }

    /** Takes a frame, and sends it now where that is possible. */
    add(posting: Posting): void {
        const own = this.#lines.get(posting.owner) ?? [];
        const fault = this.#fault(posting, own.length);
        if (fault) posting.done(refuse(fault).reason);
        else this.#take(posting, own);
    }

    /** Why a frame is not even taken. */
    #fault({ policy, length }: Posting, own: number): ReasonCode | undefined {
        const isLost = policy.kind === 'fail' && this.#state === 'down';
        if (isLost || this.#state === 'ended') return 'not-connected';
        const isFull = (policy.kind === 'fail' && own >= MAX_OWN_AT_ONCE) || this.#length + length > MAX_LENGTH;
        return isFull ? 'write-full' : undefined;
    }

    #take(posting: Posting, own: Waiting[]): void {
        const { owner, policy, topic, length } = posting;
        const ageMs = policy.kind === 'fail' ? LATE_MS : policy.ageMs;
        const deadline = this.#clock.now() + ageMs;
        const isOlder = (one: Waiting): boolean => one.policy.kind === 'newest' && one.topic === topic;
        const displaced = policy.kind === 'newest' ? own.find(isOlder) : undefined;
        const limit = policy.kind === 'queue' ? Math.min(policy.size, MAX_OWN) : MAX_OWN;
        const oldest = !displaced && own.length >= limit ? own[0] : undefined;
        own.push({ ...posting, turn: this.#turns++, ageMs, deadline });
        this.#lines.set(owner, own);
        this.#size++;
        this.#length += length;
        this.#earliest = Math.min(this.#earliest, deadline);
        if (displaced) this.#fail([displaced], () => refuse('displaced', { topic }));
        if (oldest) this.#fail([oldest], (one) => refuse('queue-full', { topic: one.topic, limit }));
        this.#pump();
    }

    /** The socket is open, and the hub is being greeted. */
    opened(): void {
        if (this.#state !== 'ended') this.#state = 'greeting';
    }

    /** The hub listens. */
    ready(): void {
        if (this.#state !== 'greeting') return;
        this.#state = 'ready';
        this.#pump();
    }

    /** The socket is gone. */
    lost(): void {
        if (this.#state === 'ended') return;
        this.#state = 'down';
        this.#fail(
            this.#all().filter(({ policy }) => policy.kind === 'fail'),
            () => refuse('not-connected'),
        );
        this.#setAlarm();
    }

    /** Fails what waits for this owner; or for all, and then nothing is taken any more. */
    end(owner?: object): void {
        if (owner === undefined) this.#state = 'ended';
        const gone = owner === undefined ? this.#all() : [...(this.#lines.get(owner) ?? [])];
        this.#fail(gone, ({ topic }) => refuse('stopped', { topic }));
        this.#setAlarm();
    }

    #all(): Waiting[] {
        return [...this.#lines.values()].flat();
    }

    /** Sends what may leave now, and sets the alarm for the rest. */
    #pump(): void {
        // What is added by those who are told leaves out of the loop below, in its order and at its pace.
        if (this.#isPumping) return;
        this.#isPumping = true;
        for (let next = this.#next(); next; next = this.#next()) {
            this.#remove(next);
            this.#send(next);
        }
        this.#isPumping = false;
        this.#setAlarm();
    }

    /** The first of all whose pace lets it leave now, and whom no other of its owner precedes. */
    #next(): Waiting | undefined {
        if (this.#state !== 'ready') return undefined;
        let next: Waiting | undefined;
        for (const [first] of this.#lines.values()) {
            const isEarlier = first && (!next || first.turn < next.turn);
            if (isEarlier && this.#pace.restMs(first.topic) === 0) next = first;
        }
        // What may wait does so until the socket has room.
        const hasRoom = next?.policy.kind === 'fail' || !this.#link.isFull || this.#unconfirmed === 0;
        return hasRoom ? next : undefined;
    }

    #send(one: Waiting): void {
        const made = this.#make(one);
        if (!made.ok) {
            one.done(made.reason);
            return;
        }
        this.#pace.left(one.topic);
        this.#sent++;
        this.#unconfirmed++;
        this.#link.write(made.value, (fault) => {
            this.#unconfirmed--;
            one.done(fault);
            if (this.#size > 0) this.#pump();
        });
    }

    #make(one: Waiting): Result<string | Uint8Array> {
        // After a sleep the alarm comes too late.
        if (one.deadline < this.#clock.now()) return expired(one);
        return this.#link.isFull ? refuse('write-full') : one.make();
    }

    #expire(): void {
        const now = this.#clock.now();
        const all = this.#all();
        // The clock may have been set back.
        for (const one of all) one.deadline = Math.min(one.deadline, now + one.ageMs);
        const late = all.filter(({ deadline }) => deadline <= now);
        this.#fail(late, expired);
        this.#earliest = this.#all().reduce(
            (least, { deadline }) => Math.min(least, deadline),
            Number.POSITIVE_INFINITY,
        );
    }

    #fail(gone: readonly Waiting[], why: (one: Waiting) => Refusal): void {
        for (const one of gone) this.#remove(one);
        for (const one of gone) one.done(why(one).reason);
    }

    #remove(one: Waiting): void {
        const own = this.#lines.get(one.owner) ?? [];
        own.splice(own.indexOf(one), 1);
        if (own.length === 0) this.#lines.delete(one.owner);
        this.#size--;
        this.#length -= one.length;
        if (this.#size === 0) this.#earliest = Number.POSITIVE_INFINITY;
    }

    /** One alarm, for the next frame that may leave and the next that is too late. */
    #setAlarm(): void {
        const now = this.#clock.now();
        let at = this.#earliest;
        for (const [first] of this.#state === 'ready' ? this.#lines.values() : []) {
            const restMs = first ? this.#pace.restMs(first.topic) : 0;
            // One that is due already waits for something else than time.
            if (restMs > 0) at = Math.min(at, now + restMs);
        }
        if (this.#alarm?.at === at && at > now) return;
        this.#alarm?.cancel();
        this.#alarm = undefined;
        if (at === Number.POSITIVE_INFINITY) return;
        const cancel = this.#clock.after(Math.max(0, at - now), () => {
            this.#alarm = undefined;
            this.#expire();
            this.#pump();
        });
        this.#alarm = { at, cancel };
    }
}

function expired({ topic, ageMs }: Waiting): Refusal {
    return refuse('expired', { topic, seconds: ageMs / 1000 });
}
