// Everything that is sent to a hub: commands, requests with their responses, settings in the dialect of the device, and
// toggles of relays. The outbox decides what is queued, and for how long.

import type { Clock } from '../base/clock';
import { ok, type Result, refuse, shorten } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import { type Command, textOf } from '../protocol/commands';
import { bytesAsText } from '../protocol/flow-payload';
import type { Matcher } from '../protocol/replies';
import type { ReceivedFrame } from '../receive/received-frame';
import { Dialects } from './dialects';
import { LatestCommands } from './latest-commands';
import { Outbox, type OutboxLink, type Outgoing } from './outbox';
import { type Prepared, prepare, rawCommands } from './prepared';
import {
    deviceOf,
    type Known,
    matcherOf,
    notConfirmed,
    type RequestCallback,
    type RequestOptions,
    type SendOptions,
} from './request';
import { Requests } from './requests';
import { States } from './states';

/** Called when a command leaves; it can still refuse it. */
interface Leaving {
    /** Whether it is still wanted. */
    isWanted(): boolean;
    /** `number` distinguishes the command from others of its device. */
    leaves(command: Command, number: number): Result<unknown>;
}

export class Sender {
    readonly #outbox: Outbox;
    readonly #requests: Requests;
    readonly #states: States;
    readonly #latestCommands = new LatestCommands();
    readonly #dialects = new Dialects();
    readonly #outcome: (device: string, isConfirmed: boolean) => void;
    #isAwaited: (relay: string) => boolean = () => false;
    #knownOf: (device: string) => Known = () => 'unknown';

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
        this.#outbox = new Outbox(clock, gapMs, link);
        this.#requests = new Requests(clock);
        this.#states = new States(clock);
    }

    /** Frames sent so far, queued frames, pending requests, and the last round trip in milliseconds. */
    get counts() {
        const { sent, size } = this.#outbox;
        return { framesOut: sent, waiting: size, asked: this.#requests.size, roundTripMs: this.#requests.roundTripMs };
    }

    /** Whether the hub has reported the state of this relay or LED on this connection. */
    isKnown(device: string): boolean {
        return this.#states.isKnown(device);
    }

    /** Whether a set command of this relay or LED may still be in flight. */
    hasPending(device: string): boolean {
        return this.#states.isPending(device);
    }

    /** A toggle of a relay whose state is not known yet waits while this holds. */
    awaitStates(isAwaited: (relay: string) => boolean): void {
        this.#isAwaited = isAwaited;
    }

    /** What is known of a device is part of the reason why it did not confirm. */
    explainWith(knownOf: (device: string) => Known): void {
        this.#knownOf = knownOf;
    }

    /** Sends frames that are no longer held. */
    recheck(): void {
        this.#outbox.recheck();
    }

    opened(): void {
        this.#outbox.opened();
    }

    /** The hub takes frames: these texts leave first, then the queue. */
    ready(first: readonly string[] = []): void {
        this.#outbox.ready(first.map((text) => this.#rawText(text)));
    }

    /** The bridge has not started: all frames stay queued until `ready`. */
    hold(): void {
        this.#outbox.hold();
    }

    /** The connection is closed: no response will arrive. */
    lost(): void {
        this.#states.forget();
        this.#outbox.lost();
        this.#requests.end('link-lost');
    }

    /** Fails the queued frames and pending requests of this owner, or of all. */
    end(owner?: object): void {
        this.#outbox.end(owner);
        this.#requests.end('stopped', owner);
    }

    /** Every frame of the hub, before it is delivered to the flows. */
    onFrame(received: ReceivedFrame): void {
        const isState = this.#states.onFrame(received.frame);
        this.#requests.onFrame(received);
        // A toggle may wait for it; it leaves after the requests have seen the frame, which is no response to it.
        if (isState) this.#outbox.recheck();
    }

    /** Sends a command; `done` is called once it is written, or with the reason why it is not. */
    publish(topic: unknown, payload: unknown, sendOptions: SendOptions, done: WriteCallback): void {
        const prepared = prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared.reason);
            return;
        }
        this.#latestCommands.add(prepared.value.topic);
        this.#post(prepared.value, sendOptions, undefined, done);
    }

    /** Sends text or bytes unchanged. What they command counts as if it had been sent as a command. */
    publishRaw(data: string | Uint8Array, { owner, policy }: SendOptions, done: WriteCallback): void {
        // A copy: the flow may go on with its bytes.
        const own = typeof data === 'string' ? data : new Uint8Array(data);
        this.#outbox.add({ ...this.#rawText(own), owner, policy, done });
    }

    /** Text or bytes unchanged, with the commands in them. */
    #rawText(data: string | Uint8Array): Outgoing {
        const text = String(bytesAsText(data));
        const commands = rawCommands(text);
        for (const { topic } of commands) this.#latestCommands.add(topic);
        const [topic = shorten(text), ...more] = commands.map((command) => command.topic);
        const make = (): Result<string | Uint8Array> => {
            for (const command of commands) this.#states.sent(command);
            return ok(data);
        };
        return { topic, more, length: data.length, make };
    }

    /** Sends a command and waits for its response. */
    request(topic: unknown, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        const prepared = prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared);
            return;
        }
        const commandId = this.#latestCommands.add(prepared.value.topic);
        this.#ask(prepared.value, commandId, requestOptions, requestOptions.tries ?? 1, done);
    }

    /**
     * Sets a device's publish interval, in the dialect that it takes; `done` is called when the device confirms it, or
     * with the reason why not.
     */
    configure(device: string, payload: unknown, requestOptions: RequestOptions, done: RequestCallback): void {
        const words = this.#dialects.wordsFor(device);
        const { length } = words;
        const topic = `${device}/config`;
        const commandId = this.#latestCommands.add(topic);
        const attempt = (): void => {
            const word = words.shift();
            if (!word || !this.#latestCommands.isLatest(topic, commandId)) {
                done(
                    word ? refuse('displaced', { topic }) : notConfirmed(topic, requestOptions, length, this.#knownOf),
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

    /** The command; of a toggle, the one that results from the present state. */
    #made({ topic, command }: Prepared): Result<Command> {
        if (command) return ok(command);
        const state = this.#states.toggled(topic);
        return state.ok ? ok({ topic, payload: { state: state.value } }) : state;
    }

    /** Whether a toggle waits for the state of its relay. */
    #awaits(topic: string): boolean {
        return !this.#states.toggled(topic).ok && this.#isAwaited(topic.replace(/\/set$/, '').toLowerCase());
    }

    #post(prepared: Prepared, sendOptions: SendOptions, leaving: Leaving | undefined, done: WriteCallback): void {
        const { topic, length, text } = prepared;
        const make = (): Result<string> => {
            if (leaving?.isWanted() === false) return refuse('displaced', { topic });
            const made = this.#made(prepared);
            if (!made.ok) return made;
            const number = this.#states.sent(made.value);
            const fault = leaving?.leaves(made.value, number);
            if (fault?.ok === false) return fault;
            return text === undefined ? textOf(made.value) : ok(text);
        };
        const { owner, policy, isBackground } = sendOptions;
        const isHeld = prepared.command ? undefined : (): boolean => this.#awaits(topic);
        this.#outbox.add({ owner, policy, isBackground, isHeld, topic, length, make, done });
    }

    /** As `matches`, but a state that may respond to an older command does not count. */
    #inTurn(matches: Matcher, topic: string, number: number): Matcher {
        return (frame) => {
            const verdict = matches(frame);
            if (verdict !== 'response' || this.#states.canAnswer(topic, number, frame.payload.state)) return verdict;
            return 'other';
        };
    }

    /** One attempt, and after it the next while there are tries left. */
    #ask(
        prepared: Prepared,
        commandId: number,
        requestOptions: RequestOptions,
        tries: number,
        done: RequestCallback,
        isRepeat = false,
    ): void {
        const { owner, timeoutMs } = requestOptions;
        const { topic } = prepared;
        let asked = prepared;
        let ended: Result<unknown> | undefined;
        let forget = (): void => {};
        const end = (answer: Result<ReceivedFrame | undefined>): void => {
            if (ended) return;
            ended = answer;
            if (!answer.ok && answer.reason.code === 'no-answer') this.#outcome(deviceOf(topic), false);
            else if (answer.ok && answer.value && requestOptions.tries !== undefined)
                this.#outcome(deviceOf(topic), true);
            if (answer.ok || answer.reason.code !== 'no-answer' || requestOptions.tries === undefined) done(answer);
            else if (!this.#latestCommands.isLatest(topic, commandId)) done(refuse('displaced', { topic }));
            // Whatever its policy was, it displaces no queued frame.
            else if (tries > 1)
                this.#ask(asked, commandId, { ...requestOptions, policy: { kind: 'fail' } }, tries - 1, done, true);
            else done(notConfirmed(topic, requestOptions, requestOptions.tries, this.#knownOf));
        };
        // The state of a toggle is not known yet, and every state has the same kind of response.
        const sample = this.#made(prepared);
        const known = sample.ok ? matcherOf(sample.value, requestOptions) : 'none';
        if (known === undefined) {
            done(refuse('answer-unknown', { topic }));
            return;
        }
        let silent = false;
        const leaving: Leaving = {
            isWanted: () => !isRepeat || this.#latestCommands.isLatest(topic, commandId),
            leaves: (command, number) => {
                // It is repeated as it is now, a toggle with the same state.
                asked = { ...prepared, command };
                const matches = matcherOf(command, requestOptions);
                silent = typeof matches !== 'function';
                if (typeof matches === 'function') {
                    const own = this.#inTurn(matches, topic, number);
                    forget = this.#requests.add({ topic, matches: own, timeoutMs, owner, done: end });
                }
                // With too many requests it has ended already.
                return ended ?? ok(undefined);
            },
        };
        this.#post(prepared, requestOptions, leaving, (fault) => {
            if (fault) {
                forget();
                end({ ok: false, reason: fault });
            } else if (silent) end(ok(undefined));
        });
    }
}
