// A checked command on its way to the hub, from the queue to the socket. An object of a class, because closures for each step
// would cost more than the command.

import { ok, type Reason, type Result } from '../base/errors';
import type { WriteCallback } from '../connection/writer';
import { type Command, textOf } from '../protocol/commands';
import type { CommandQueue } from './command-queue';
import type { Prepared } from './prepared';
import type { OutgoingPost, Policy } from './queue';
import type { SendOptions } from './request';

/** What is common to commands with and without a response. */
export abstract class OutgoingCommand<T extends SendOptions> implements OutgoingPost {
    protected readonly queue: CommandQueue;
    protected readonly prepared: Prepared;
    protected readonly options: T;

    constructor(queue: CommandQueue, prepared: Prepared, options: T) {
        this.queue = queue;
        this.prepared = prepared;
        this.options = options;
    }

    get topic(): string {
        return this.prepared.topic;
    }

    get length(): number {
        return this.prepared.length;
    }

    get owner(): object {
        return this.options.owner;
    }

    get policy(): Policy {
        return this.options.policy;
    }

    get isBackground(): true | undefined {
        return this.options.isBackground;
    }

    /** Whether it waits for the state of its relay. */
    isHeld(): boolean {
        return this.prepared.command === undefined && this.queue.awaits(this.topic);
    }

    /** Its text, which is made when it leaves: a toggle depends on the state of its relay by then. */
    make(): Result<string> {
        const made = this.queue.commandOf(this.prepared);
        if (!made.ok) return made;
        const fault = this.leaves(made.value, this.queue.states.sent(made.value));
        if (fault && !fault.ok) return fault;
        const { text } = this.prepared;
        return text === undefined ? textOf(made.value) : ok(text);
    }

    /** The frame was written, or why it was not. */
    abstract done(fault?: Reason): void;

    /** Called when it leaves; it can still be refused. `number` distinguishes it from other commands of its device. */
    protected leaves(_command: Command, _number: number): Result<unknown> | undefined {
        return undefined;
    }
}

/** A command that is done when it is written. */
export class Publication extends OutgoingCommand<SendOptions> {
    readonly #done: WriteCallback;

    constructor(queue: CommandQueue, prepared: Prepared, sendOptions: SendOptions, done: WriteCallback) {
        super(queue, prepared, sendOptions);
        this.#done = done;
    }

    done(fault?: Reason): void {
        this.#done(fault);
    }
}
