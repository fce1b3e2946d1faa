// Everything that goes to a hub: commands as they are, questions with their answers, settings in the dialect that the
// hub understands, and the toggling of relays. What waits, and for how long, is the outbox's.

import { type Answered, type Asking, matcherOf, notConfirmed, type Sending } from './asking';
import type { Clock } from './clock';
import { bytesAsText, type Command, checkCommand, isToggle, textOf } from './commands';
import type { Written } from './connection';
import { Dialects } from './dialects';
import { ok, type Result, refuse, shorten } from './errors';
import { parseFrame } from './frame';
import { LatestCommands } from './latest-commands';
import type { News } from './news';
import { Outbox, type OutboxLink } from './outbox';
import { Relays } from './relays';
import { Requests } from './requests';

/** A command whose text is made when its turn has come. */
interface Prepared {
    readonly topic: string;
    readonly length: number;
    make(): Result<Command>;
}

/** Characters of a topic that tell raw frames apart: no real one has more (clown-talk, section 10). */
const MAX_TOPIC = 200;

export class Sender {
    readonly #outbox: Outbox;
    readonly #requests: Requests;
    readonly #relays: Relays;
    readonly #latest = new LatestCommands();
    readonly #dialects = new Dialects();

    /** `gapMs` is the least time between two frames. */
    constructor(clock: Clock, gapMs: number, link: OutboxLink) {
        this.#outbox = new Outbox(clock, gapMs, link);
        this.#requests = new Requests(clock);
        this.#relays = new Relays(clock);
    }

    /** Frames sent so far, frames and questions that wait, and the milliseconds that the last answer took. */
    get counts() {
        const { sent, size } = this.#outbox;
        return { framesOut: sent, waiting: size, asked: this.#requests.size, roundTripMs: this.#requests.roundTripMs };
    }

    opened(): void {
        this.#outbox.opened();
    }

    /** The hub listens: what waits may leave. */
    ready(): void {
        this.#outbox.ready();
    }

    /** The link is gone, and with it every answer. */
    lost(): void {
        this.#relays.forget();
        this.#outbox.lost();
        this.#requests.end('link-lost');
    }

    /** Fails what waits for this owner, or for all. */
    end(owner?: object): void {
        this.#outbox.end(owner);
        this.#requests.end('stopped', owner);
    }

    /** Every frame of the hub, before the flows hear of it. */
    heard(news: News): void {
        this.#relays.heard(news.frame);
        this.#requests.offer(news);
    }

    /** Sends a command; `done` is called once it is written, or with the reason why it is not. */
    publish(topic: unknown, payload: unknown, sending: Sending, done: Written): void {
        const prepared = this.#prepare(topic, payload);
        if (prepared.ok) this.#post(prepared.value, sending, ok, done);
        else done(prepared.reason);
    }

    /** Sends text or bytes unchanged. */
    publishRaw(data: string | Uint8Array, { owner, policy }: Sending, done: Written): void {
        // A copy: the flow may go on with its bytes.
        const own = typeof data === 'string' ? data : new Uint8Array(data);
        this.#outbox.add({ owner, policy, topic: topicOf(data), length: data.length, make: () => ok(own), done });
    }

    /** Sends a command and waits for its answer. */
    request(topic: unknown, payload: unknown, asking: Asking, done: Answered): void {
        const prepared = this.#prepare(topic, payload);
        if (prepared.ok) this.#ask(prepared.value, asking, asking.tries ?? 1, done);
        else done(prepared);
    }

    /** Sets a device's publish interval, in the dialect that it takes; answered when the device confirms it. */
    configure(device: string, payload: unknown, asking: Asking, done: Answered): void {
        const words = this.#dialects.wordsFor(device);
        const { length } = words;
        const attempt = (): void => {
            const word = words.shift();
            if (!word) {
                done(notConfirmed(`${device}/config`, asking, length));
                return;
            }
            this.request(
                `${device}/config/${word}`,
                payload,
                { ...asking, tries: undefined, answer: undefined },
                (answer) => {
                    if (answer.ok) this.#dialects.understood(device, word);
                    if (!answer.ok && answer.reason.code === 'no-answer') attempt();
                    else done(answer);
                },
            );
        };
        attempt();
    }

    /** Checks a command now; its toggle is worked out when it leaves, for then the state is known best. */
    #prepare(topic: unknown, payload: unknown): Result<Prepared> {
        if (!isToggle(topic, payload)) {
            const command = checkCommand(topic, payload);
            if (!command.ok) return command;
            const text = textOf(command.value);
            if (!text.ok) return text;
            return ok({ topic: command.value.topic, length: text.value.length, make: () => command });
        }
        const either = checkCommand(topic, { state: true });
        if (!either.ok) return either;
        const name = either.value.topic;
        return ok({
            topic: name,
            length: name.length,
            make: () => {
                const state = this.#relays.toggled(name);
                return state.ok ? ok({ topic: name, payload: { state: state.value } }) : state;
            },
        });
    }

    /** `leaves` is shown the command when its turn has come, and can still refuse it. */
    #post(prepared: Prepared, sending: Sending, leaves: (command: Command) => Result<Command>, done: Written): void {
        const { topic, length } = prepared;
        const make = (): Result<string> => {
            const made = prepared.make();
            const command = made.ok ? leaves(made.value) : made;
            if (!command.ok) return command;
            this.#latest.keep(command.value);
            this.#relays.sent(command.value);
            return textOf(command.value);
        };
        this.#outbox.add({ owner: sending.owner, policy: sending.policy, topic, length, make, done });
    }

    /** One attempt, and after it the next while there are tries left. */
    #ask(prepared: Prepared, asking: Asking, tries: number, done: Answered): void {
        const { owner, timeoutMs } = asking;
        let asked = prepared;
        let ended: Result<unknown> | undefined;
        let forget = (): void => {};
        const end = (answer: Result<News | undefined>): void => {
            if (ended) return;
            ended = answer;
            if (answer.ok || answer.reason.code !== 'no-answer' || asking.tries === undefined) done(answer);
            else if (tries > 1) this.#ask(asked, asking, tries - 1, done);
            else done(notConfirmed(prepared.topic, asking, asking.tries));
        };
        // Of a toggle the state is not known yet, and every state has the same kind of answer.
        const sample = prepared.make();
        const known = sample.ok ? matcherOf(sample.value, asking) : 'none';
        if (known === undefined) {
            done(refuse('answer-unknown', { topic: prepared.topic }));
            return;
        }
        let silent = false;
        const leaves = (command: Command): Result<Command> => {
            asked = { ...prepared, make: () => this.#latest.again(command) };
            const matches = matcherOf(command, asking);
            silent = typeof matches !== 'function';
            if (typeof matches === 'function') {
                forget = this.#requests.add({ topic: command.topic, matches, timeoutMs, owner, done: end });
            }
            // With too many questions it has ended already.
            return ended && !ended.ok ? ended : ok(command);
        };
        this.#post(prepared, asking, leaves, (fault) => {
            if (fault) {
                forget();
                end({ ok: false, reason: fault });
            } else if (silent) end(ok(undefined));
        });
    }
}

/** What raw data is about: its topic where it is a frame, otherwise how it begins. */
function topicOf(data: string | Uint8Array): string {
    const text = String(bytesAsText(data));
    const frame = parseFrame(text);
    return frame.ok ? shorten(frame.value.topic, MAX_TOPIC) : shorten(text);
}
