// Commands on their way into the queue: each is made when it leaves, for a toggle depends on the state of its relay by then.
// What left is known to the states, so that they can assign the responses.

import type { Clock } from '../base/clock';
import { ok, type Result, shorten } from '../base/errors';
import type { Command } from '../protocol/commands';
import { bytesAsText } from '../protocol/flow-payload';
import { LatestCommands } from './latest-commands';
import { Outbox, type OutboxLink, type Outgoing } from './outbox';
import { type Prepared, rawCommands } from './prepared';
import { States } from './states';

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
    awaits(topic: string): boolean {
        return !this.states.toggled(topic).ok && this.#isAwaited(topic.replace(/\/set$/, '').toLowerCase());
    }
}
