// When frames are sent to a hub: once it takes frames and the pacing allows it, or never, by the policy of each.
// Frames of one node are sent in their order; those of others do not wait for its pauses.

import type { Clock, Dispose } from '../base/clock';
import { type Reason, type ReasonCode, type Result, refuse } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import { Pacing } from './pacing';
import { type Outgoing, type OutgoingPost, type Policy, Queue, type QueuedFrame } from './queue';
import { displacedBy, isOverfull, LATE_MS } from './queue-limits';

export type { Outgoing, OutgoingPost, Policy };

/** What the outbox writes to. */
export interface OutboxLink {
    /** With `atOnce` it is not batched with others of the same turn. */
    write(data: string | Uint8Array, written: WriteCallback, atOnce?: boolean): void;
    /** Whether so much is in flight that a write would be refused. */
    readonly isFull: boolean;
}

const NEVER = Number.POSITIVE_INFINITY;

type Refusal = ReturnType<typeof refuse>;

export class Outbox {
    readonly #clock: Clock;
    readonly #pace: Pacing;
    readonly #link: OutboxLink;
    #state: 'down' | 'opening' | 'greeting' | 'held' | 'ready' | 'ended' = 'down';
    readonly #waiting = new Queue();
    /** How long a frame with policy `fail` waits that is queued while the first connection is made. */
    #openingMs = LATE_MS;
    /** Owner of the frames that are sent first on each connection. */
    readonly #opening = {};
    #sent = 0;
    /** Writes that the socket has not confirmed. */
    #unconfirmed = 0;
    #isPumping = false;
    #alarm: { readonly at: number; readonly cancel: Dispose } | undefined;

    /** `gapMs` is the least time between two frames of any kind. */
    constructor(clock: Clock, gapMs: number, link: OutboxLink) {
        this.#clock = clock;
        this.#pace = new Pacing(clock, gapMs);
        this.#link = link;
    }

    get size(): number {
        return this.#waiting.size;
    }

    /** Frames that were handed to the socket since the start. */
    get sent(): number {
        return this.#sent;
    }

    /** Takes a frame, and sends it now where that is possible. */
    add(posting: OutgoingPost): void {
        const fault = this.#fault(posting);
        if (fault) posting.done(refuse(fault).reason);
        else if (this.#isFree(posting)) this.#pass(posting);
        else this.#take(posting);
    }

    /** Whether nothing at all keeps a frame from leaving now. */
    #isFree(posting: OutgoingPost): boolean {
        const isIdle = this.#state === 'ready' && this.#waiting.size === 0 && !this.#isPumping;
        return isIdle && !this.#link.isFull && this.#mayLeave(posting);
    }

    /** Sends a frame directly, for the queue is empty. */
    #pass(posting: OutgoingPost): void {
        this.#isPumping = true;
        this.#write(posting, posting.make());
        this.#isPumping = false;
        if (this.#waiting.size > 0) this.#pump();
    }

    /** Why a frame is not even queued. */
    #fault(posting: OutgoingPost): ReasonCode | undefined {
        const isLost = posting.policy.kind === 'fail' && this.#state === 'down';
        if (isLost || this.#state === 'ended') return 'not-connected';
        return isOverfull(this.#waiting, posting) ? 'write-full' : undefined;
    }

    #take(posting: OutgoingPost): void {
        const displaced = displacedBy(this.#waiting, posting);
        const lateMs = this.#state === 'opening' ? this.#openingMs : LATE_MS;
        const ageMs = posting.policy.kind === 'fail' ? lateMs : posting.policy.ageMs;
        this.#waiting.add(posting, ageMs, this.#clock.monotonic());
        if (displaced) this.#fail([displaced.frame], () => displaced.reason);
        this.#pump();
    }

    /** Sends frames that are no longer held. */
    recheck(): void {
        if (this.#waiting.size > 0) this.#pump();
    }

    /** The first connection is being made, within `limitMs`: frames wait for it, whatever their policy. */
    opening(limitMs: number): void {
        if (this.#state !== 'down') return;
        this.#state = 'opening';
        this.#openingMs = Math.max(LATE_MS, limitMs);
    }

    /** The socket is open, and the start message is sent. */
    opened(): void {
        if (this.#state !== 'ended') this.#state = 'greeting';
    }

    /** The hub takes frames: these leave first, on this connection or never, then the queue. */
    ready(first: readonly Outgoing[] = []): void {
        if (this.#state !== 'greeting' && this.#state !== 'held') return;
        this.#state = 'ready';
        for (const one of first) {
            const post: OutgoingPost = { ...one, owner: this.#opening, policy: { kind: 'fail' }, done: () => {} };
            this.#waiting.add(post, NEVER, this.#clock.monotonic());
        }
        this.#pump();
    }

    /** The bridge behind the hub has not started, and would lose every frame: all stay queued until `ready`. */
    hold(): void {
        if (this.#state === 'greeting' || this.#state === 'ready') this.#state = 'held';
        this.#setAlarm();
    }

    /** The socket is closed. */
    lost(): void {
        if (this.#state === 'ended') return;
        this.#state = 'down';
        this.#fail(
            this.#waiting.of().filter(({ policy }) => policy.kind === 'fail'),
            () => refuse('not-connected').reason,
        );
        this.#setAlarm();
    }

    /** Fails the queued frames of this owner; without an owner those of all, and accepts none from then on. */
    end(owner?: object): void {
        if (owner === undefined) this.#state = 'ended';
        // Most of a thousand nodes that close at one time have nothing queued.
        else if (this.#waiting.of(owner).length === 0) return;
        this.#fail([...this.#waiting.of(owner)], ({ topic }) => refuse('stopped', { topic }).reason);
        this.#setAlarm();
    }

    /** Sends what may leave now, and sets the timer for the rest. */
    #pump(): void {
        // What callbacks add is sent by the loop below, in its order and at its pace.
        if (this.#isPumping) return;
        this.#isPumping = true;
        for (let next = this.#next(); next; next = this.#next()) {
            this.#waiting.remove(next);
            this.#write(next, this.#make(next));
        }
        this.#isPumping = false;
        this.#setAlarm();
    }

    /** The first frame that its pace lets leave now, and that is the first of its owner. */
    #next(): QueuedFrame | undefined {
        if (this.#state !== 'ready') return undefined;
        let next: QueuedFrame | undefined;
        for (const first of this.#firsts()) {
            const isEarlier = !next || first.turn < next.turn;
            if (isEarlier && this.#mayLeave(first)) next = first;
        }
        // Other policies wait until the socket has room.
        const hasRoom = next?.policy.kind === 'fail' || !this.#link.isFull || this.#unconfirmed === 0;
        return hasRoom ? next : undefined;
    }

    /** Frames that may be next. */
    #firsts(): Iterable<QueuedFrame> {
        const [opening] = this.#waiting.of(this.#opening);
        return opening ? [opening] : this.#waiting.firsts();
    }

    #write(one: OutgoingPost, made: Result<string | Uint8Array>): void {
        if (!made.ok) {
            one.done(made.reason);
            return;
        }
        // The pauses that follow are counted from now.
        const atOnce = this.#pace.left(one);
        this.#sent++;
        this.#unconfirmed++;
        const written: WriteCallback = (fault) => {
            this.#unconfirmed--;
            one.done(fault);
            if (this.#waiting.size > 0) this.#pump();
        };
        this.#link.write(made.value, written, atOnce);
    }

    #make(one: QueuedFrame): Result<string | Uint8Array> {
        // After a sleep the timer fires too late.
        if (one.deadline < this.#clock.monotonic()) return this.#expired(one);
        return this.#link.isFull ? refuse('write-full') : one.make();
    }

    #mayLeave(one: Outgoing): boolean {
        return this.#pace.restMs(one) === 0 && one.isHeld?.() !== true;
    }

    #expire(): void {
        this.#fail(this.#waiting.expired(this.#clock.monotonic()), (one) => this.#expired(one).reason);
    }

    #expired({ topic, ageMs }: QueuedFrame): Refusal {
        const seconds = ageMs / 1000;
        return this.#state === 'held'
            ? refuse('not-started', { topic, seconds })
            : refuse('expired', { topic, seconds });
    }

    #fail(gone: readonly QueuedFrame[], why: (one: QueuedFrame) => Reason): void {
        for (const one of gone) this.#waiting.remove(one);
        for (const one of gone) one.done(why(one));
    }

    /** One timer, for the next frame that may leave and the next that expires. */
    #setAlarm(): void {
        const now = this.#clock.monotonic();
        let at = this.#waiting.earliest;
        for (const first of this.#state === 'ready' ? this.#firsts() : []) {
            const restMs = this.#pace.restMs(first);
            // One that is due already does not wait for time.
            if (restMs > 0) at = Math.min(at, now + restMs);
        }
        // Or it has become due since that check.
        if (this.#next()) at = now;
        if (this.#alarm?.at === at && at > now) return;
        this.#alarm?.cancel();
        this.#alarm = undefined;
        if (at === NEVER) return;
        const cancel = this.#clock.after(Math.max(0, at - now), () => {
            this.#alarm = undefined;
            this.#expire();
            this.#pump();
        });
        this.#alarm = { at, cancel };
    }
}
