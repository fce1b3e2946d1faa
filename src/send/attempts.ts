// The attempts of a request: each is sent and waits for its response, and is repeated while tries are left, unless a newer
// command of its topic has left meanwhile.

import { detailed, ok, type Reason, type Result, refuse } from '../base/errors';
import type { Command } from '../protocol/commands';
import type { Frame } from '../protocol/frame';
import type { Matcher, Verdict } from '../protocol/responses';
import type { ReceivedFrame } from '../receive/received-frame';
import type { CommandQueue } from './command-queue';
import { OutgoingCommand } from './outgoing-command';
import type { Prepared } from './prepared';
import { deviceOf, type Known, matcherOf, notConfirmed, type RequestCallback, type RequestOptions } from './request';
import type { RequestEntry, Requests } from './requests';

export class Attempts {
    readonly queue: CommandQueue;
    readonly requests: Requests;
    readonly outcome: (device: string, isConfirmed: boolean) => void;
    #knownOf: (device: string) => Known = () => 'unknown';

    /** `outcome` is called for each device that has confirmed a command, or has not responded in time. */
    constructor(queue: CommandQueue, requests: Requests, outcome: (device: string, isConfirmed: boolean) => void) {
        this.queue = queue;
        this.requests = requests;
        this.outcome = outcome;
    }

    /** What is known of a device is part of the reason why it did not confirm. */
    explainWith(knownOf: (device: string) => Known): void {
        this.#knownOf = knownOf;
    }

    /** The reason for a command that was sent `tries` times and not confirmed. */
    notConfirmed(topic: string, requestOptions: RequestOptions, tries: number): ReturnType<typeof notConfirmed> {
        return notConfirmed(topic, requestOptions, tries, this.#knownOf);
    }

    /** Sends a checked command and waits for its response. `done` is called exactly once. */
    request(prepared: Prepared, requestOptions: RequestOptions, done: RequestCallback): void {
        const { topic } = prepared;
        const commandId = this.queue.latest.add(topic);
        // The state of a toggle is not known yet, and every state has the same kind of response.
        const sample = this.queue.commandOf(prepared);
        const matcher = sample.ok ? matcherOf(sample.value, requestOptions) : 'none';
        if (matcher === undefined) done(refuse('answer-unknown', { topic }));
        else this.queue.outbox.add(new Attempt(this, prepared, requestOptions, { commandId, matcher, done }));
    }
}

/** What all attempts of a request have in common. */
interface Common {
    /** The number of its command among those of the topic. */
    readonly commandId: number;
    readonly matcher: Matcher | 'none';
    readonly done: RequestCallback;
}

/** One attempt, from the queue to its response. */
class Attempt extends OutgoingCommand<RequestOptions> implements RequestEntry {
    readonly #attempts: Attempts;
    readonly #common: Common;
    /** Attempts that are left after this one. */
    readonly #left: number;
    readonly #isRepeat: boolean;
    #matcher: Matcher | 'none';
    #sent: { readonly command: Command; readonly number: number } | undefined;
    #result: Result<unknown> | undefined;

    constructor(
        attempts: Attempts,
        prepared: Prepared,
        requestOptions: RequestOptions,
        common: Common,
        left = (requestOptions.tries ?? 1) - 1,
        isRepeat = false,
    ) {
        super(attempts.queue, prepared, requestOptions);
        this.#attempts = attempts;
        this.#common = common;
        this.#left = left;
        this.#isRepeat = isRepeat;
        this.#matcher = common.matcher;
    }

    get timeoutMs(): number {
        return this.options.timeoutMs;
    }

    override make(): Result<string> {
        return this.#isRepeat && !this.#isLatest() ? this.#displaced() : super.make();
    }

    protected override leaves(command: Command, number: number): Result<unknown> | undefined {
        this.#sent = { command, number };
        // The state of a toggle is known by now.
        if (!this.prepared.command) this.#matcher = matcherOf(command, this.options) ?? 'none';
        if (this.#waits()) this.#attempts.requests.add(this);
        // With too many requests it has ended already.
        return this.#result;
    }

    override done(fault?: Reason): void {
        if (fault) {
            this.#attempts.requests.withdraw(this);
            this.ended({ ok: false, reason: fault });
        } else if (!this.#waits()) this.ended(ok(undefined));
    }

    /** A state that may respond to an older command does not count. */
    matches(frame: Frame): Verdict {
        const matcher = this.#matcher;
        const verdict = typeof matcher === 'function' ? matcher(frame) : 'other';
        const isOwn =
            verdict !== 'response' ||
            this.queue.states.canAnswer(this.topic, this.#sent?.number ?? 0, frame.payload.state);
        return isOwn ? verdict : 'other';
    }

    ended(response: Result<ReceivedFrame | undefined>): void {
        if (this.#result) return;
        this.#result = response;
        const { topic } = this;
        const { done } = this.#common;
        const { tries } = this.options;
        const isLate = !response.ok && response.reason.code === 'no-answer';
        if (isLate) this.#attempts.outcome(deviceOf(topic), false);
        else if (response.ok && response.value && tries !== undefined) this.#attempts.outcome(deviceOf(topic), true);
        if (!isLate || tries === undefined) done(response);
        else if (!this.#isLatest()) done(this.#displaced());
        else if (this.#left > 0) this.#repeat();
        else done(this.#attempts.notConfirmed(topic, this.options, tries));
    }

    /** As it left, a toggle with the same state. Whatever its policy was, it displaces no queued frame. */
    #repeat(): void {
        const prepared = { ...this.prepared, command: this.#sent?.command };
        const requestOptions: RequestOptions = { ...this.options, policy: { kind: 'fail' } };
        const common = { ...this.#common, matcher: this.#matcher };
        const next = new Attempt(this.#attempts, prepared, requestOptions, common, this.#left - 1, true);
        this.queue.outbox.add(next);
    }

    /** It was sent, so it is not known whether the device has carried it out. */
    #displaced(): { ok: false; reason: Reason } {
        const params = { topic: this.topic, seconds: this.timeoutMs / 1000 };
        return { ok: false, reason: detailed('displaced-unconfirmed', params) };
    }

    #waits(): boolean {
        return typeof this.#matcher === 'function';
    }

    #isLatest(): boolean {
        return this.queue.latest.isLatest(this.topic, this.#common.commandId);
    }
}
