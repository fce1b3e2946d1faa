// Pending requests, first in, first out: each ends once, with a response, a refusal, a timeout or the end of its owner.
// Which frame responds to which command is in replies.ts.

import type { Clock, Dispose } from '../base/clock';
import { ok, type Result, refuse, sample } from '../base/errors';
import type { Matcher } from '../protocol/replies';
import type { ReceivedFrame } from '../receive/received-frame';

/** More requests than this are refused. */
export const MAX_PENDING = 1_000;

export interface RequestEntry {
    /** The topic of the command, for reasons. */
    readonly topic: string;
    readonly matches: Matcher;
    /** Timeout in milliseconds. */
    readonly timeoutMs: number;
    /** `end` can end all requests of one owner. */
    readonly owner: object;
    /** Called exactly once, unless withdrawn before; the request has ended by then. */
    readonly done: (answer: Result<ReceivedFrame>) => void;
}

interface Pending {
    readonly request: RequestEntry;
    readonly requestedAt: number;
    readonly timer: Dispose;
}

export class Requests {
    readonly #clock: Clock;
    readonly #failed: (error: unknown) => void;
    /** The oldest first. */
    readonly #pending = new Set<Pending>();
    #roundTripMs: number | undefined;

    /** `failed` is called with whatever a `done` throws: it must not affect the hub or other requests. */
    constructor(clock: Clock, failed: (error: unknown) => void = () => {}) {
        this.#clock = clock;
        this.#failed = failed;
    }

    /** Pending requests. */
    get size(): number {
        return this.#pending.size;
    }

    /** Round trip of the last response, in milliseconds; undefined before the first. */
    get roundTripMs(): number | undefined {
        return this.#roundTripMs;
    }

    /**
     * Adds a request that later frames may end. The disposer withdraws it silently. With too many pending, `done` is
     * called before this returns.
     */
    add(request: RequestEntry): Dispose {
        if (this.#pending.size >= MAX_PENDING) {
            this.#call(request, refuse('requests-full', { limit: MAX_PENDING }));
            return () => {};
        }
        const { topic, timeoutMs } = request;
        const timer = this.#clock.after(timeoutMs, () => {
            this.#finish(pending, refuse('no-answer', { topic, seconds: timeoutMs / 1000 }));
        });
        const pending: Pending = { request, requestedAt: this.#clock.now(), timer };
        this.#pending.add(pending);
        return () => {
            this.#remove(pending);
        };
    }

    /** Ends the oldest request that a frame matches, and that one alone. */
    onFrame(received: ReceivedFrame): void {
        if (this.#pending.size === 0) return;
        for (const pending of this.#pending) {
            const { topic, matches } = pending.request;
            const verdict = matches(received.frame);
            if (verdict === 'other') continue;
            if (verdict === 'response') {
                // The computer's clock may have been set back meanwhile.
                this.#roundTripMs = Math.max(0, received.time - pending.requestedAt);
                this.#finish(pending, ok(received));
            } else {
                this.#finish(pending, refuse('answer-error', { topic, found: sample(received.frame.payload) }));
            }
            return;
        }
    }

    /** Ends all requests, or all of one owner. Those that callbacks add meanwhile are new and stay. */
    end(code: 'stopped' | 'link-lost', owner?: object): void {
        for (const pending of [...this.#pending]) {
            const { topic, owner: asker } = pending.request;
            if (owner === undefined || owner === asker) this.#finish(pending, refuse(code, { topic }));
        }
    }

    #finish(pending: Pending, answer: Result<ReceivedFrame>): void {
        // The callback of another request may have ended it.
        if (this.#remove(pending)) this.#call(pending.request, answer);
    }

    #remove(pending: Pending): boolean {
        pending.timer();
        return this.#pending.delete(pending);
    }

    #call(request: RequestEntry, answer: Result<ReceivedFrame>): void {
        try {
            request.done(answer);
        } catch (error) {
            this.#failed(error);
        }
    }
}
