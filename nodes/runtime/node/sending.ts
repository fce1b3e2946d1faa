// The commands of one message on their way to a hub, and the message's single end. An object of a class, because closures
// for each command would cost more than the command.

import type { Reason, Result } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { RequestOptions } from '../../../src/send/request';
import type { CommandSummary } from '../status/command-status';
import type { Command } from './command';
import type { Received } from './command-node';
import { unreadable } from './completion';

/** The node whose messages are sent. */
export interface SendingNode {
    /** Called for each command that has a fault. */
    failed(command: Command): void;
    /** Called once, after the last command: with the first fault, or with whether the hub has confirmed all commands. */
    ended(sending: Sending, fault: Reason | undefined, isConfirmed: boolean): void;
}

export class Sending {
    readonly received: Received;
    readonly summary: CommandSummary;
    readonly #node: SendingNode;
    #left = 0;
    #fault: Reason | undefined = undefined;
    #isConfirmed = true;

    constructor(node: SendingNode, received: Received, summary: CommandSummary) {
        this.#node = node;
        this.received = received;
        this.summary = summary;
    }

    /** Sends the commands in order; there is at least one. Call once. */
    send(hub: Hub, commands: readonly Command[], requestOptions: RequestOptions): void {
        this.#left = commands.length;
        for (const command of commands) {
            try {
                this.#sendOne(hub, command, requestOptions);
            } catch (thrown) {
                this.#end(command, unreadable(thrown), false);
            }
        }
    }

    #sendOne(hub: Hub, command: Command, requestOptions: RequestOptions): void {
        if (command.kind === 'raw') {
            hub.publishRaw(command.data, requestOptions, (fault) => this.#end(command, fault, false));
        } else if (command.kind === 'command' && requestOptions.tries === undefined) {
            const { topic, payload } = command;
            hub.publish(topic, payload, (fault) => this.#end(command, fault, false), requestOptions);
        } else {
            // A command without a response is only sent.
            const onResponse = (response: Result<unknown>): void =>
                response.ok
                    ? this.#end(command, undefined, response.value !== undefined)
                    : this.#end(command, response.reason, false);
            if (command.kind === 'interval') hub.configure(command.device, command.payload, requestOptions, onResponse);
            else hub.request(command.topic, command.payload, requestOptions, onResponse);
        }
    }

    #end(command: Command, fault: Reason | undefined, isConfirmed: boolean): void {
        this.#fault ??= fault;
        this.#isConfirmed &&= isConfirmed;
        if (fault) this.#node.failed(command);
        if (--this.#left === 0) this.#node.ended(this, this.#fault, this.#isConfirmed);
    }
}
