// Pending requests, first in, first out: each ends once, with a response, a refusal, a timeout or the end of its owner.
// Which frame responds to which command is in responses.ts.

import type { Clock, Dispose } from '../base/clock';
import { ok, type Result, refuse, sample } from '../base/errors';
import type { Frame } from '../protocol/frame';
import type { Verdict } from '../protocol/responses';
import type { ReceivedFrame } from '../receive/received-frame';

/** More requests than this are refused. */
export const MAX_PENDING = 1_000;

export interface RequestEntry {
    /** The topic of the command, for reasons. */
    readonly topic: string;
    matches(frame: Frame): Verdict;
    /** Timeout in milliseconds. */
    readonly timeoutMs: number;
    /** `end` can end all requests of one owner. */
    readonly owner: object;
    /** Called exactly once, unless withdrawn before; the request has ended by then. */
    ended(answer: Result<ReceivedFrame>): void;
}

interface Pending {
    readonly request: RequestEntry;
    readonly requestedAt: number;
    /** When it times out, by the monotonic clock. */
    readonly dueAt: number;
}

export class Requests {
    readonly #clock: Clock;
    readonly #failed: (error: unknown) => void;
    /** The oldest first. An array, because nearly always the oldest ends first, and a Set with such a turnover keeps garbage. */
    readonly #pending: Pending[] = [];
    /** One timer for all: no request times out earlier. */
    #timer: { readonly at: number; readonly stop: Dispose } | undefined;
    #roundTripMs: number | undefined;

    /** `failed` is called with whatever `ended` throws: it must not affect the hub or other requests. */
    constructor(clock: Clock, failed: (error: unknown) => void = () => {}) {
        this.#clock = clock;
        this.#failed = failed;
    }

    /** Pending requests. */
    get size(): number {
        return this.#pending.length;
    }

    /** Round trip of the last response, in milliseconds; undefined before the first. */
    get roundTripMs(): number | undefined {
        return this.#roundTripMs;
    }

    /** Adds a request that later frames may end. With too many pending, `ended` is called before this returns. */
    add(request: RequestEntry): void {
        if (this.#pending.length >= MAX_PENDING) {
            this.#call(request, refuse('requests-full', { limit: MAX_PENDING }));
            return;
        }
        const requestedAt = this.#clock.monotonic();
        const dueAt = requestedAt + request.timeoutMs;
        this.#pending.push({ request, requestedAt, dueAt });
        if (!this.#timer || dueAt < this.#timer.at) this.#setTimer(dueAt);
    }

    /** Ends a request without a call of `ended`; does nothing if it has ended. */
    withdraw(request: RequestEntry): void {
        const pending = this.#pending.find((one) => one.request === request);
        if (pending) this.#remove(pending);
    }

    /** Ends the oldest request that a frame matches, and that one alone. */
    onFrame(received: ReceivedFrame): void {
        for (const pending of this.#pending) {
            const { topic } = pending.request;
            const verdict = pending.request.matches(received.frame);
            if (verdict === 'other') continue;
            if (verdict === 'response') {
                this.#roundTripMs = Math.round(this.#clock.monotonic() - pending.requestedAt);
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
        const at = this.#pending.indexOf(pending);
        if (at < 0) return false;
        if (at === 0) this.#pending.shift();
        else this.#pending.splice(at, 1);
        if (this.#pending.length === 0) this.#stopTimer();
        return true;
    }

    #setTimer(at: number): void {
        this.#stopTimer();
        const stop = this.#clock.after(Math.max(0, at - this.#clock.monotonic()), () => {
            this.#timer = undefined;
            this.#expire();
        });
        this.#timer = { at, stop };
    }

    #stopTimer(): void {
        this.#timer?.stop();
        this.#timer = undefined;
    }

    /** Ends what is due, and sets the timer for the rest, which callbacks may have changed. */
    #expire(): void {
        const now = this.#clock.monotonic();
        for (const pending of this.#pending.filter(({ dueAt }) => dueAt <= now)) {
            const { topic, timeoutMs } = pending.request;
            this.#finish(pending, refuse('no-answer', { topic, seconds: timeoutMs / 1000 }));
        }
        const dueAt = this.#pending.reduce((least, one) => Math.min(least, one.dueAt), Number.POSITIVE_INFINITY);
        if (this.#pending.length > 0 && !(this.#timer && this.#timer.at <= dueAt)) this.#setTimer(dueAt);
    }

    #call(request: RequestEntry, answer: Result<ReceivedFrame>): void {
        try {
            request.ended(answer);
        } catch (error) {
            this.#failed(error);
        }
    }
}
