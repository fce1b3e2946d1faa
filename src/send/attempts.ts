// The attempts of a request: each is sent and waits for its response, and is repeated while tries are left, unless a newer
// command of its topic has left meanwhile.

import { ok, type Result, refuse } from '../base/errors';
import type { ReceivedFrame } from '../receive/received-frame';
import type { CommandQueue, Leaving } from './command-queue';
import type { Prepared } from './prepared';
import { deviceOf, type Known, matcherOf, notConfirmed, type RequestCallback, type RequestOptions } from './request';
import type { RequestEntry, Requests } from './requests';

export class Attempts {
    readonly #queue: CommandQueue;
    readonly #requests: Requests;
    readonly #outcome: (device: string, isConfirmed: boolean) => void;
    #knownOf: (device: string) => Known = () => 'unknown';

    /** `outcome` is called for each device that has confirmed a command, or has not responded in time. */
    constructor(queue: CommandQueue, requests: Requests, outcome: (device: string, isConfirmed: boolean) => void) {
        this.#queue = queue;
        this.#requests = requests;
        this.#outcome = outcome;
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
        const commandId = this.#queue.latest.add(prepared.topic);
        this.#attempt(prepared, commandId, requestOptions, requestOptions.tries ?? 1, done);
    }

    /** One attempt, and after it the next while there are tries left. */
    #attempt(
        prepared: Prepared,
        commandId: number,
        requestOptions: RequestOptions,
        tries: number,
        done: RequestCallback,
        isRepeat = false,
    ): void {
        const { owner, timeoutMs } = requestOptions;
        const { topic } = prepared;
        let sent = prepared;
        let ended: Result<unknown> | undefined;
        let forget = (): void => {};
        const end = (response: Result<ReceivedFrame | undefined>): void => {
            if (ended) return;
            ended = response;
            if (!response.ok && response.reason.code === 'no-answer') this.#outcome(deviceOf(topic), false);
            else if (response.ok && response.value && requestOptions.tries !== undefined)
                this.#outcome(deviceOf(topic), true);
            if (response.ok || response.reason.code !== 'no-answer' || requestOptions.tries === undefined)
                done(response);
            else if (!this.#queue.latest.isLatest(topic, commandId)) done(refuse('displaced', { topic }));
            // Whatever its policy was, it displaces no queued frame.
            else if (tries > 1)
                this.#attempt(sent, commandId, { ...requestOptions, policy: { kind: 'fail' } }, tries - 1, done, true);
            else done(this.notConfirmed(topic, requestOptions, requestOptions.tries));
        };
        // The state of a toggle is not known yet, and every state has the same kind of response.
        const sample = this.#queue.commandOf(prepared);
        const known = sample.ok ? matcherOf(sample.value, requestOptions) : 'none';
        if (known === undefined) {
            done(refuse('answer-unknown', { topic }));
            return;
        }
        let silent = false;
        const leaving: Leaving = {
            isWanted: () => !isRepeat || this.#queue.latest.isLatest(topic, commandId),
            leaves: (command, number) => {
                // It is repeated as it is now, a toggle with the same state.
                sent = { ...prepared, command };
                const matches = matcherOf(command, requestOptions);
                silent = typeof matches !== 'function';
                if (typeof matches === 'function') {
                    const own = this.#queue.inTurn(matches, topic, number);
                    const entry: RequestEntry = { topic, matches: own, timeoutMs, owner, done: end };
                    forget = (): void => this.#requests.withdraw(entry);
                    this.#requests.add(entry);
                }
                // With too many requests it has ended already.
                return ended ?? ok(undefined);
            },
        };
        this.#queue.add(prepared, requestOptions, leaving, (fault) => {
            if (fault) {
                forget();
                end({ ok: false, reason: fault });
            } else if (silent) end(ok(undefined));
        });
    }
}
