// Commands on their way into the queue: each is made when it leaves, for a toggle depends on the state of its relay by then.
// What left is known to the states, so that they can assign the responses.

import type { Clock } from '../base/clock';
import { ok, type Result, refuse, shorten } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import { type Command, textOf } from '../protocol/commands';
import { bytesAsText } from '../protocol/flow-payload';
import type { Matcher } from '../protocol/replies';
import { LatestCommands } from './latest-commands';
import { Outbox, type OutboxLink, type Outgoing } from './outbox';
import { type Prepared, rawCommands } from './prepared';
import type { SendOptions } from './request';
import { States } from './states';

/** Called when a command leaves; it can still refuse it. */
export interface Leaving {
    /** Whether it is still wanted. */
    isWanted(): boolean;
    /** `number` distinguishes the command from others of its device. */
    leaves(command: Command, number: number): Result<unknown>;
}

export class CommandQueue {
    readonly outbox: Outbox;
    readonly states: States;
    readonly latest = new LatestCommands();
    #isAwaited: (relay: string) => boolean = () => false;

    /** `gapMs` is the least time between two frames. */
    constructor(clock: Clock, gapMs: number, link: OutboxLink) {
        this.outbox = new Outbox(clock, gapMs, link);
        this.states = new States(clock);
    }

    /** A toggle of a relay whose state is not known yet waits while this holds. */
    awaitStates(isAwaited: (relay: string) => boolean): void {
        this.#isAwaited = isAwaited;
    }

    /** Text or bytes unchanged, with the commands in them. */
    rawText(data: string | Uint8Array): Outgoing {
        const text = String(bytesAsText(data));
        const commands = rawCommands(text);
        for (const { topic } of commands) this.latest.add(topic);
        const [topic = shorten(text), ...more] = commands.map((command) => command.topic);
        const make = (): Result<string | Uint8Array> => {
            for (const command of commands) this.states.sent(command);
            return ok(data);
        };
        return { topic, more, length: data.length, make };
    }

    /** The command; of a toggle, the one that results from the present state. */
    commandOf({ topic, command }: Prepared): Result<Command> {
        if (command) return ok(command);
        const state = this.states.toggled(topic);
        return state.ok ? ok({ topic, payload: { state: state.value } }) : state;
    }

    /** Whether a toggle waits for the state of its relay. */
    #awaits(topic: string): boolean {
        return !this.states.toggled(topic).ok && this.#isAwaited(topic.replace(/\/set$/, '').toLowerCase());
    }

    /** Queues a checked command; `done` is called once it is written, or with the reason why it is not. */
    add(prepared: Prepared, sendOptions: SendOptions, leaving: Leaving | undefined, done: WriteCallback): void {
        const { topic, length, text } = prepared;
        const make = (): Result<string> => {
            if (leaving?.isWanted() === false) return refuse('displaced', { topic });
            const made = this.commandOf(prepared);
            if (!made.ok) return made;
            const number = this.states.sent(made.value);
            const fault = leaving?.leaves(made.value, number);
            if (fault?.ok === false) return fault;
            return text === undefined ? textOf(made.value) : ok(text);
        };
        const { owner, policy, isBackground } = sendOptions;
        const isHeld = prepared.command ? undefined : (): boolean => this.#awaits(topic);
        this.outbox.add({ owner, policy, isBackground, isHeld, topic, length, make, done });
    }

    /** As `matches`, but a state that may respond to an older command does not count. */
    inTurn(matches: Matcher, topic: string, number: number): Matcher {
        return (frame) => {
            const verdict = matches(frame);
            if (verdict !== 'response' || this.states.canAnswer(topic, number, frame.payload.state)) return verdict;
            return 'other';
        };
    }
}
