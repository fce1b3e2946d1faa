// Everything that goes to a hub: commands as they are, questions with their answers, settings in the dialect that the
// hub understands, and the toggling of relays. What waits, and for how long, is the outbox's.

import type { Clock } from './clock';
import { bytesAsText, type Command, checkCommand, isToggle, textOf } from './commands';
import type { Written } from './connection';
import { ok, type Reason, type Result, refuse, shorten } from './errors';
import { parseFrame } from './frame';
import type { News } from './news';
import { Outbox, type OutboxLink, type Policy } from './outbox';
import { Relays } from './relays';
import { answerTo, answerUnder, confirmationOf, type Matcher } from './replies';
import { Requests } from './requests';

/** Whose frame it is, and what becomes of it while it cannot leave. */
export interface Sending {
    readonly owner: object;
    readonly policy: Policy;
}

/** A question: how long to wait for the answer of each attempt, and what the answer is. */
export interface Asking extends Sending {
    readonly timeoutMs: number;
    /** The owner's filter for the answer; without it the known answers count. */
    readonly answer?: string | undefined;
    /** Only an answer that shows what was wanted counts, and so often it is asked for. */
    readonly tries?: number | undefined;
}

/** The frame that answered, or nothing where a command was sent that nothing answers. */
export type Answered = (answer: Result<News | undefined>) => void;

/** A command whose text is made when its turn has come. */
interface Prepared {
    readonly topic: string;
    readonly length: number;
    make(): Result<Command>;
}

/** The words with which devices take settings; bridges know the first, wireless nodes the second (clown-talk, section 8). */
const DIALECTS = ['update', 'set'] as const;
type Dialect = (typeof DIALECTS)[number];
/** Devices whose word is remembered. */
const MAX_DIALECTS = 1_000;
/** Characters of a topic that tell raw frames apart: no real one has more (clown-talk, section 10). */
const MAX_TOPIC = 200;
/** Topics whose latest command is remembered. */
const MAX_LATEST = 1_000;

export class Sender {
    readonly #outbox: Outbox;
    readonly #requests: Requests;
    readonly #relays: Relays;
    /** The latest command of each topic. */
    readonly #latest = new Map<string, Command>();
    readonly #dialects = new Map<string, Dialect>();
    /** The word that a device of this hub took last. */
    #dialect: Dialect = 'update';

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
        const first = this.#dialects.get(device) ?? this.#dialect;
        const words = [first, ...DIALECTS.filter((word) => word !== first)];
        const attempt = (): void => {
            const word = words.shift();
            if (!word) {
                done(notConfirmed(`${device}/config`, asking, DIALECTS.length));
                return;
            }
            this.request(
                `${device}/config/${word}`,
                payload,
                { ...asking, tries: undefined, answer: undefined },
                (answer) => {
                    if (answer.ok) this.#understood(device, word);
                    if (!answer.ok && answer.reason.code === 'no-answer') attempt();
                    else done(answer);
                },
            );
        };
        attempt();
    }

    #understood(device: string, word: Dialect): void {
        if (this.#dialects.size >= MAX_DIALECTS) this.#dialects.clear();
        this.#dialects.set(device, word);
        this.#dialect = word;
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
            this.#keep(command.value);
            this.#relays.sent(command.value);
            return textOf(command.value);
        };
        this.#outbox.add({ owner: sending.owner, policy: sending.policy, topic, length, make, done });
    }

    #keep(command: Command): void {
        this.#latest.delete(command.topic);
        this.#latest.set(command.topic, command);
        const [oldest = ''] = this.#latest.keys();
        if (this.#latest.size > MAX_LATEST) this.#latest.delete(oldest);
    }

    /**
     * The same command once more, a toggle with the same state: unless a newer one for its topic has left meanwhile,
     * for then it would put back what that one changed.
     */
    #again(command: Command): Result<Command> {
        const { topic } = command;
        return this.#latest.get(topic) === command ? ok(command) : refuse('displaced', { topic });
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
            asked = { ...prepared, make: () => this.#again(command) };
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

/** What ends the wait for an answer; undefined where nothing is known to answer. */
function matcherOf(command: Command, { answer, tries }: Asking): Matcher | 'none' | undefined {
    if (answer !== undefined) return answerUnder(answer, command);
    // What cannot be seen to be done is done when it is sent.
    if (tries !== undefined) return confirmationOf(command) ?? 'none';
    return answerTo(command);
}

function notConfirmed(topic: string, { timeoutMs }: Asking, tries: number): { ok: false; reason: Reason } {
    const device = topic.split('/').slice(0, 2).join('/');
    return refuse('not-confirmed', { device, seconds: timeoutMs / 1000, tries });
}
