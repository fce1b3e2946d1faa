// When frames leave for a hub: as soon as it has been greeted and the pace allows it, or never, by the policy of each.
// Frames of one node leave in the order in which they came; those of others do not wait for its pace.

import type { Clock, Dispose } from '../base/clock';
import { type ReasonCode, type Result, refuse } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import { Pacing } from './pacing';
import { type Outgoing, type OutgoingPost, type Policy, Queue, type QueuedFrame } from './queue';

export type { Outgoing, OutgoingPost, Policy };

/** What the outbox writes to. */
export interface OutboxLink {
    /** What is to leave at once does not wait for others of the same turn. */
    write(data: string | Uint8Array, written: WriteCallback, atOnce?: boolean): void;
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

const NEVER = Number.POSITIVE_INFINITY;

type Refusal = ReturnType<typeof refuse>;

export class Outbox {
    readonly #clock: Clock;
    readonly #pace: Pacing;
    readonly #link: OutboxLink;
    #state: 'down' | 'greeting' | 'held' | 'ready' | 'ended' = 'down';
    readonly #waiting = new Queue();
    /** Owns what is said first on each link. */
    readonly #opening = {};
    #sent = 0;
    /** Writes that the socket has not confirmed. */
    #unconfirmed = 0;
    #isPumping = false;
    /** No deadline in line is earlier than this. */
    #earliest = NEVER;
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

    /** Sends a frame past the line, which is empty. */
    #pass(posting: OutgoingPost): void {
        this.#isPumping = true;
        this.#write(posting, posting.make());
        this.#isPumping = false;
        if (this.#waiting.size > 0) this.#pump();
    }

    /** Why a frame is not even taken. */
    #fault({ owner, policy, length }: OutgoingPost): ReasonCode | undefined {
        const isLost = policy.kind === 'fail' && this.#state === 'down';
        if (isLost || this.#state === 'ended') return 'not-connected';
        const isMany = policy.kind === 'fail' && this.#waiting.of(owner).length >= MAX_OWN_AT_ONCE;
        return isMany || this.#waiting.length + length > MAX_LENGTH ? 'write-full' : undefined;
    }

    #take(posting: OutgoingPost): void {
        const { owner, policy, topic } = posting;
        const ageMs = policy.kind === 'fail' ? LATE_MS : policy.ageMs;
        const deadline = this.#clock.now() + ageMs;
        const own = this.#waiting.of(owner);
        const isOlder = (one: QueuedFrame): boolean => one.policy.kind === 'newest' && one.topic === topic;
        const displaced = policy.kind === 'newest' ? own.find(isOlder) : undefined;
        const limit = policy.kind === 'queue' ? Math.min(policy.size, MAX_OWN) : MAX_OWN;
        // Repeats of confirmed commands stand in the same line, and take nobody's place in it.
        const isQueued = (one: QueuedFrame): boolean => limit === MAX_OWN || one.policy.kind === 'queue';
        const crowd = own.length >= limit ? own.filter(isQueued) : own;
        const oldest = !displaced && crowd.length >= limit ? crowd[0] : undefined;
        this.#earliest = this.#waiting.size === 0 ? deadline : Math.min(this.#earliest, deadline);
        this.#waiting.add(posting, ageMs, deadline);
        if (displaced) this.#fail([displaced], () => refuse('displaced', { topic }));
        if (oldest) this.#fail([oldest], (one) => refuse('queue-full', { topic: one.topic, limit }));
        this.#pump();
    }

    /** Sends what was held and is so no longer. */
    recheck(): void {
        if (this.#waiting.size > 0) this.#pump();
    }

    /** The socket is open, and the hub is being greeted. */
    opened(): void {
        if (this.#state !== 'ended') this.#state = 'greeting';
    }

    /** The hub listens: these leave first, on this link or never, then all that waits. */
    ready(first: readonly Outgoing[] = []): void {
        if (this.#state !== 'greeting' && this.#state !== 'held') return;
        this.#state = 'ready';
        for (const one of first) {
            this.#waiting.add({ ...one, owner: this.#opening, policy: { kind: 'fail' }, done: () => {} }, NEVER, NEVER);
        }
        this.#pump();
    }

    /** The bridge behind the hub has not started, and would lose whatever is sent: all waits until `ready`. */
    hold(): void {
        if (this.#state === 'greeting' || this.#state === 'ready') this.#state = 'held';
        this.#setAlarm();
    }

    /** The socket is gone. */
    lost(): void {
        if (this.#state === 'ended') return;
        this.#state = 'down';
        this.#fail(
            this.#waiting.of().filter(({ policy }) => policy.kind === 'fail'),
            () => refuse('not-connected'),
        );
        this.#setAlarm();
    }

    /** Fails what waits for this owner; or for all, and then nothing is taken any more. */
    end(owner?: object): void {
        if (owner === undefined) this.#state = 'ended';
        // Most of a thousand nodes that close at one time have nothing waiting.
        else if (this.#waiting.of(owner).length === 0) return;
        this.#fail([...this.#waiting.of(owner)], ({ topic }) => refuse('stopped', { topic }));
        this.#setAlarm();
    }

    /** Sends what may leave now, and sets the alarm for the rest. */
    #pump(): void {
        // What is added by those who are told leaves out of the loop below, in its order and at its pace.
        if (this.#isPumping) return;
        this.#isPumping = true;
        for (let next = this.#next(); next; next = this.#next()) {
            this.#waiting.remove(next);
            this.#write(next, this.#make(next));
        }
        this.#isPumping = false;
        this.#setAlarm();
    }

    /** The first of all whose pace lets it leave now, and whom no other of its owner precedes. */
    #next(): QueuedFrame | undefined {
        if (this.#state !== 'ready') return undefined;
        let next: QueuedFrame | undefined;
        for (const first of this.#firsts()) {
            const isEarlier = !next || first.turn < next.turn;
            if (isEarlier && this.#mayLeave(first)) next = first;
        }
        // What may wait does so until the socket has room.
        const hasRoom = next?.policy.kind === 'fail' || !this.#link.isFull || this.#unconfirmed === 0;
        return hasRoom ? next : undefined;
    }

    /** Those whose turn may come. */
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
        let atOnce = this.#pace.left(one.topic);
        for (const topic of one.more ?? []) atOnce = this.#pace.left(topic) || atOnce;
        this.#sent++;
        this.#unconfirmed++;
        // All else of it can go: many may wait to be confirmed.
        const { done } = one;
        const written: WriteCallback = (fault) => {
            this.#unconfirmed--;
            done(fault);
            if (this.#waiting.size > 0) this.#pump();
        };
        this.#link.write(made.value, written, atOnce);
    }

    #make(one: QueuedFrame): Result<string | Uint8Array> {
        // After a sleep the alarm comes too late.
        if (one.deadline < this.#clock.now()) return this.#expired(one);
        return this.#link.isFull ? refuse('write-full') : one.make();
    }

    #mayLeave(one: Outgoing): boolean {
        return this.#restMs(one) === 0 && one.isHeld?.() !== true;
    }

    /** How long the pace keeps it from leaving, in milliseconds. */
    #restMs({ topic, more }: Outgoing): number {
        const restMs = this.#pace.restMs(topic);
        return more ? Math.max(restMs, ...more.map((other) => this.#pace.restMs(other))) : restMs;
    }

    #expire(): void {
        const now = this.#clock.now();
        const all = this.#waiting.of();
        // The clock may have been set back.
        for (const one of all) one.deadline = Math.min(one.deadline, now + one.ageMs);
        this.#fail(
            all.filter(({ deadline }) => deadline <= now),
            (one) => this.#expired(one),
        );
        this.#earliest = this.#waiting.of().reduce((least, one) => Math.min(least, one.deadline), NEVER);
    }

    #expired({ topic, ageMs }: QueuedFrame): Refusal {
        const seconds = ageMs / 1000;
        return this.#state === 'held'
            ? refuse('not-started', { topic, seconds })
            : refuse('expired', { topic, seconds });
    }

    #fail(gone: readonly QueuedFrame[], why: (one: QueuedFrame) => Refusal): void {
        for (const one of gone) this.#waiting.remove(one);
        for (const one of gone) one.done(why(one).reason);
    }

    /** One alarm, for the next frame that may leave and the next that is too late. */
    #setAlarm(): void {
        const now = this.#clock.now();
        let at = this.#waiting.size === 0 ? NEVER : this.#earliest;
        for (const first of this.#state === 'ready' ? this.#firsts() : []) {
            const restMs = this.#restMs(first);
            // One that is due already waits for something else than time.
            if (restMs > 0) at = Math.min(at, now + restMs);
        }
        // Or it has become due since it was looked at.
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
