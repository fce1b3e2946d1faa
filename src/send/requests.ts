// Questions that wait for their answer, first in, first out: each ends with an answer, a refusal, a timeout or its
// asker, once. What answers what is in replies.ts.

import type { Clock, Dispose } from '../base/clock';
import { ok, type Result, refuse, sample } from '../base/errors';
import type { Matcher } from '../protocol/replies';
import type { ReceivedFrame } from '../receive/received-frame';

/** More questions than this are refused. */
export const MAX_PENDING = 1_000;

export interface Question {
    /** The topic of the command, for reasons. */
    readonly topic: string;
    readonly matches: Matcher;
    /** How long it waits, in milliseconds. */
    readonly timeoutMs: number;
    /** Who asks: `end` can end all the questions of one. */
    readonly owner: object;
    /** Told exactly once, unless it is withdrawn before; the question is over by then. */
    readonly done: (answer: Result<ReceivedFrame>) => void;
}

interface Pending {
    readonly question: Question;
    readonly requestedAt: number;
    readonly timer: Dispose;
}

export class Requests {
    readonly #clock: Clock;
    readonly #failed: (error: unknown) => void;
    /** The oldest first. */
    readonly #pending = new Set<Pending>();
    #roundTripMs: number | undefined;

    /** `failed` hears of whatever a `done` throws: neither the hub nor other askers are to suffer from it. */
    constructor(clock: Clock, failed: (error: unknown) => void = () => {}) {
        this.#clock = clock;
        this.#failed = failed;
    }

    /** Questions that wait. */
    get size(): number {
        return this.#pending.size;
    }

    /** Milliseconds that the last answer took; undefined before the first. */
    get roundTripMs(): number | undefined {
        return this.#roundTripMs;
    }

    /**
     * From now on frames may answer it, until the disposer withdraws it without a word. With too many waiting, `done`
     * is told so before this returns.
     */
    add(question: Question): Dispose {
        if (this.#pending.size >= MAX_PENDING) {
            this.#tell(question, refuse('requests-full', { limit: MAX_PENDING }));
            return () => {};
        }
        const { topic, timeoutMs } = question;
        const timer = this.#clock.after(timeoutMs, () => {
            this.#finish(pending, refuse('no-answer', { topic, seconds: timeoutMs / 1000 }));
        });
        const pending: Pending = { question, requestedAt: this.#clock.now(), timer };
        this.#pending.add(pending);
        return () => {
            this.#remove(pending);
        };
    }

    /** Offers a frame to the oldest question that it concerns, and ends that one alone. */
    onFrame(news: ReceivedFrame): void {
        if (this.#pending.size === 0) return;
        for (const pending of this.#pending) {
            const { topic, matches } = pending.question;
            const verdict = matches(news.frame);
            if (verdict === 'other') continue;
            if (verdict === 'response') {
                // The computer's clock may have been set back meanwhile.
                this.#roundTripMs = Math.max(0, news.time - pending.requestedAt);
                this.#finish(pending, ok(news));
            } else {
                this.#finish(pending, refuse('answer-error', { topic, found: sample(news.frame.payload) }));
            }
            return;
        }
    }

    /** Ends all questions, or all of one owner. What is asked while the askers are told is a new question and stays. */
    end(code: 'stopped' | 'link-lost', owner?: object): void {
        for (const pending of [...this.#pending]) {
            const { topic, owner: asker } = pending.question;
            if (owner === undefined || owner === asker) this.#finish(pending, refuse(code, { topic }));
        }
    }

    #finish(pending: Pending, answer: Result<ReceivedFrame>): void {
        // One who was told before this one may have ended it.
        if (this.#remove(pending)) this.#tell(pending.question, answer);
    }

    #remove(pending: Pending): boolean {
        pending.timer();
        return this.#pending.delete(pending);
    }

    #tell(question: Question, answer: Result<ReceivedFrame>): void {
        try {
            question.done(answer);
        } catch (error) {
            this.#failed(error);
        }
    }
}
