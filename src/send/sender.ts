// Everything that is sent to a hub: commands, requests with their responses, settings in the dialect of the device, and
// toggles of relays. The outbox decides what is queued, and for how long.

import type { Clock } from '../base/clock';
import { refuse } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import type { ReceivedFrame } from '../receive/received-frame';
import { Attempts } from './attempts';
import { CommandQueue } from './command-queue';
import { IntervalDialects } from './interval-dialects';
import type { OutboxLink } from './outbox';
import { Publication } from './outgoing-command';
import { prepare } from './prepared';
import type { Known, RequestCallback, RequestOptions, SendOptions } from './request';
import { Requests } from './requests';

export class Sender {
    readonly #queue: CommandQueue;
    readonly #requests: Requests;
    readonly #attempts: Attempts;
    readonly #dialects = new IntervalDialects();
    readonly #outcome: (device: string, isConfirmed: boolean) => void;

    /**
     * `gapMs` is the least time between two frames. `outcome` is called for each device that has confirmed a command,
     * or has not responded in time.
     */
    constructor(
        clock: Clock,
        gapMs: number,
        link: OutboxLink,
        outcome: (device: string, isConfirmed: boolean) => void = () => {},
    ) {
        this.#outcome = outcome;
        this.#queue = new CommandQueue(clock, gapMs, link);
        this.#requests = new Requests(clock);
        this.#attempts = new Attempts(this.#queue, this.#requests, outcome);
    }

    /** Frames sent so far, queued frames, pending requests, and the last round trip in milliseconds. */
    get counts() {
        const { sent, size } = this.#queue.outbox;
        return { framesOut: sent, waiting: size, asked: this.#requests.size, roundTripMs: this.#requests.roundTripMs };
    }

    /** Whether the hub has reported the state of this relay or LED on this connection. */
    isKnown(device: string): boolean {
        return this.#queue.states.isKnown(device);
    }

    /** Whether a set command of this relay or LED may still be in flight. */
    hasPending(device: string): boolean {
        return this.#queue.states.isPending(device);
    }

    /** A toggle of a relay whose state is not known yet waits while this holds. */
    awaitStates(isAwaited: (relay: string) => boolean): void {
        this.#queue.awaitStates(isAwaited);
    }

    /** What is known of a device is part of the reason why it did not confirm. */
    explainWith(knownOf: (device: string) => Known): void {
        this.#attempts.explainWith(knownOf);
    }

    /** Sends frames that are no longer held. */
    recheck(): void {
        this.#queue.outbox.recheck();
    }

    /** The first connection is being made, within this time. */
    opening(limitMs: number): void {
        this.#queue.outbox.opening(limitMs);
    }

    opened(): void {
        this.#queue.outbox.opened();
    }

    /** The hub takes frames: these texts leave first, then the queue. */
    ready(first: readonly string[] = []): void {
        this.#queue.outbox.ready(first.map((text) => this.#queue.rawText(text)));
    }

    /** The bridge has not started: all frames stay queued until `ready`. */
    hold(): void {
        this.#queue.outbox.hold();
    }

    /** The connection is closed: no response will arrive. */
    lost(): void {
        this.#queue.states.forget();
        this.#queue.outbox.lost();
        this.#requests.end('link-lost');
    }

    /** Fails the queued frames and pending requests of this owner, or of all. */
    end(owner?: object): void {
        this.#queue.outbox.end(owner);
        this.#requests.end('stopped', owner);
    }

    /** Whether a request is pending, to which any frame may be the response. */
    get isWaiting(): boolean {
        return this.#requests.size > 0;
    }

    /** Every frame of the hub, before it is delivered to the flows. */
    onFrame(received: ReceivedFrame): void {
        const isState = this.#queue.states.onFrame(received.frame);
        this.#requests.onFrame(received);
        // A toggle may wait for it; it leaves after the requests have seen the frame, which is no response to it.
        if (isState) this.#queue.outbox.recheck();
    }

    /** Sends a command; `done` is called once it is written, or with the reason why it is not. */
    publish(topic: unknown, payload: unknown, sendOptions: SendOptions, done: WriteCallback): void {
        const prepared = prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared.reason);
            return;
        }
        this.#queue.latest.add(prepared.value.topic);
        this.#queue.outbox.add(new Publication(this.#queue, prepared.value, sendOptions, done));
    }

    /** Sends text or bytes unchanged. What they command counts as if it had been sent as a command. */
    publishRaw(data: string | Uint8Array, { owner, policy }: SendOptions, done: WriteCallback): void {
        // A copy: the flow may go on with its bytes.
        const own = typeof data === 'string' ? data : new Uint8Array(data);
        this.#queue.outbox.add(Object.assign(this.#queue.rawText(own), { owner, policy, done }));
    }

    /** Sends a command and waits for its response. */
    request(topic: unknown, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        const prepared = prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared);
            return;
        }
        this.#attempts.request(prepared.value, requestOptions, done);
    }

    /**
     * Sets a device's publish interval, in the dialect that it takes; `done` is called when the device confirms it, or
     * with the reason why not.
     */
    configure(device: string, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        const words = this.#dialects.wordsFor(device);
        const { length } = words;
        const topic = `${device}/config`;
        const commandId = this.#queue.latest.add(topic);
        const attempt = (): void => {
            const word = words.shift();
            if (!word || !this.#queue.latest.isLatest(topic, commandId)) {
                done(
                    word ? refuse('displaced', { topic }) : this.#attempts.notConfirmed(topic, requestOptions, length),
                );
                return;
            }
            this.request(
                `${topic}/${word}`,
                payload,
                { ...requestOptions, tries: undefined, answer: undefined },
                (answer) => {
                    if (answer.ok) {
                        this.#dialects.understood(device, word);
                        this.#outcome(device, true);
                    }
                    if (!answer.ok && answer.reason.code === 'no-answer') attempt();
                    else done(answer);
                },
            );
        };
        attempt();
    }
}
