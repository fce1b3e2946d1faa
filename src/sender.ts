// Everything that goes to a hub: commands as they are, questions with their answers, settings in the dialect that the
// hub understands, and the toggling of relays. What waits, and for how long, is the outbox's.

import { type Answered, type Asking, matcherOf, notConfirmed, type Sending } from './asking';
import type { Clock } from './clock';
import { bytesAsText, type Command, checkCommand, isToggle, plainTopic, textOf } from './commands';
import type { Written } from './connection';
import { Dialects } from './dialects';
import { ok, type Result, refuse, shorten } from './errors';
import { parseFrame } from './frame';
import type { News } from './news';
import { Outbox, type OutboxLink, type Outgoing } from './outbox';
import type { Matcher } from './replies';
import { Requests } from './requests';
import { States } from './states';
import { Wishes } from './wishes';

/** A command whose text is made when its turn has come. */
interface Prepared {
    readonly topic: string;
    readonly length: number;
    /** The text of the command that is known already. */
    readonly known?: { readonly command: Command; readonly text: Result<string> };
    make(): Result<Command>;
}

type Leaves = (command: Command, number: number) => Result<Command>;

/** Lines of raw text whose commands count. */
const MAX_RAW_LINES = 1_000;

export class Sender {
    readonly #outbox: Outbox;
    readonly #requests: Requests;
    readonly #states: States;
    readonly #wishes = new Wishes();
    readonly #dialects = new Dialects();

    /** `gapMs` is the least time between two frames. */
    constructor(clock: Clock, gapMs: number, link: OutboxLink) {
        this.#outbox = new Outbox(clock, gapMs, link);
        this.#requests = new Requests(clock);
        this.#states = new States(clock);
    }

    /** Frames sent so far, frames and questions that wait, and the milliseconds that the last answer took. */
    get counts() {
        const { sent, size } = this.#outbox;
        return { framesOut: sent, waiting: size, asked: this.#requests.size, roundTripMs: this.#requests.roundTripMs };
    }

    opened(): void {
        this.#outbox.opened();
    }

    /** The hub listens: these texts leave first, then what waits. */
    ready(first: readonly string[] = []): void {
        this.#outbox.ready(first.map((text) => this.#rawText(text)));
    }

    /** The link is gone, and with it every answer. */
    lost(): void {
        this.#states.forget();
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
        this.#states.heard(news.frame);
        this.#requests.offer(news);
    }

    /** Sends a command; `done` is called once it is written, or with the reason why it is not. */
    publish(topic: unknown, payload: unknown, sending: Sending, done: Written): void {
        const prepared = this.#prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared.reason);
            return;
        }
        this.#wishes.add(prepared.value.topic);
        this.#post(prepared.value, sending, ok, done);
    }

    /** Sends text or bytes unchanged. What they command counts as if it had been sent as a command. */
    publishRaw(data: string | Uint8Array, { owner, policy }: Sending, done: Written): void {
        // A copy: the flow may go on with its bytes.
        const own = typeof data === 'string' ? data : new Uint8Array(data);
        this.#outbox.add({ ...this.#rawText(own), owner, policy, done });
    }

    /** Text or bytes as they are, with what they command. */
    #rawText(data: string | Uint8Array): Outgoing {
        const text = String(bytesAsText(data));
        const commands = rawCommands(text);
        for (const { topic } of commands) this.#wishes.add(topic);
        const [topic = shorten(text), ...more] = commands.map((command) => command.topic);
        const make = (): Result<string | Uint8Array> => {
            for (const command of commands) this.#states.sent(command);
            return ok(data);
        };
        return { topic, more, length: data.length, make };
    }

    /** Sends a command and waits for its answer. */
    request(topic: unknown, payload: unknown, asking: Asking, done: Answered): void {
        const prepared = this.#prepare(topic, payload);
        if (!prepared.ok) {
            done(prepared);
            return;
        }
        const wish = this.#wishes.add(prepared.value.topic);
        this.#ask(prepared.value, wish, asking, asking.tries ?? 1, done);
    }

    /** Sets a device's publish interval, in the dialect that it takes; answered when the device confirms it. */
    configure(device: string, payload: unknown, asking: Asking, done: Answered): void {
        const words = this.#dialects.wordsFor(device);
        const { length } = words;
        const topic = `${device}/config`;
        const wish = this.#wishes.add(topic);
        const attempt = (): void => {
            const word = words.shift();
            if (!word || !this.#wishes.isLatest(topic, wish)) {
                done(word ? refuse('displaced', { topic }) : notConfirmed(topic, asking, length));
                return;
            }
            this.request(`${topic}/${word}`, payload, { ...asking, tries: undefined, answer: undefined }, (answer) => {
                if (answer.ok) this.#dialects.understood(device, word);
                if (!answer.ok && answer.reason.code === 'no-answer') attempt();
                else done(answer);
            });
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
            const known = { command: command.value, text };
            return ok({ topic: command.value.topic, length: text.value.length, known, make: () => command });
        }
        const either = checkCommand(topic, { state: true });
        if (!either.ok) return either;
        const name = either.value.topic;
        return ok({
            topic: name,
            length: name.length,
            make: () => {
                const state = this.#states.toggled(name);
                return state.ok ? ok({ topic: name, payload: { state: state.value } }) : state;
            },
        });
    }

    /** `leaves` is shown the command and its number when its turn has come, and can still refuse it. */
    #post(prepared: Prepared, sending: Sending, leaves: Leaves, done: Written): void {
        const { topic, length, known } = prepared;
        const make = (): Result<string> => {
            const made = prepared.make();
            if (!made.ok) return made;
            const command = leaves(made.value, this.#states.sent(made.value));
            if (!command.ok) return command;
            return command.value === known?.command ? known.text : textOf(command.value);
        };
        this.#outbox.add({ owner: sending.owner, policy: sending.policy, topic, length, make, done });
    }

    /** As `matches`, but a state that may answer an older command is no answer to this one. */
    #inTurn(matches: Matcher, topic: string, number: number): Matcher {
        return (frame) => {
            const verdict = matches(frame);
            if (verdict !== 'answer' || this.#states.canAnswer(topic, number, frame.payload.state)) return verdict;
            return 'other';
        };
    }

    /** One attempt, and after it the next while there are tries left. */
    #ask(prepared: Prepared, wish: number, asking: Asking, tries: number, done: Answered): void {
        const { owner, timeoutMs } = asking;
        const { topic } = prepared;
        let asked = prepared;
        let ended: Result<unknown> | undefined;
        let forget = (): void => {};
        const end = (answer: Result<News | undefined>): void => {
            if (ended) return;
            ended = answer;
            if (answer.ok || answer.reason.code !== 'no-answer' || asking.tries === undefined) done(answer);
            else if (!this.#wishes.isLatest(topic, wish)) done(refuse('displaced', { topic }));
            // Whatever its policy was, it takes nobody's place in line.
            else if (tries > 1) this.#ask(asked, wish, { ...asking, policy: { kind: 'fail' } }, tries - 1, done);
            else done(notConfirmed(topic, asking, asking.tries));
        };
        // Of a toggle the state is not known yet, and every state has the same kind of answer.
        const sample = prepared.make();
        const known = sample.ok ? matcherOf(sample.value, asking) : 'none';
        if (known === undefined) {
            done(refuse('answer-unknown', { topic }));
            return;
        }
        let silent = false;
        const leaves: Leaves = (command, number) => {
            // The same once more, a toggle with the same state: unless somebody wants something newer by then.
            const again = (): Result<Command> =>
                this.#wishes.isLatest(topic, wish) ? ok(command) : refuse('displaced', { topic });
            asked = { ...prepared, make: again };
            const matches = matcherOf(command, asking);
            silent = typeof matches !== 'function';
            if (typeof matches === 'function') {
                const own = this.#inTurn(matches, topic, number);
                forget = this.#requests.add({ topic, matches: own, timeoutMs, owner, done: end });
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

/** The commands that raw text holds, one in each line that is a frame. */
function rawCommands(text: string): Command[] {
    return text.split('\n', MAX_RAW_LINES).flatMap((line) => {
        const frame = parseFrame(line);
        return frame.ok ? [{ topic: plainTopic(frame.value.topic), payload: frame.value.payload }] : [];
    });
}
