// clown out: sends messages of a flow to a hub as commands.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result, refuse } from '../src/base/errors';
import { systemClock } from '../src/base/system-clock';
import type { Hub } from '../src/hub';
import { COMMAND_KINDS } from '../src/protocol/kinds';
import type { Policy } from '../src/send/outbox';
import { checkChoice } from '../src/settings/choices';
import { checkVersion, type Stored } from '../src/settings/hub-options';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import type { ShownValue } from './runtime/node/attached';
import { type Command, topicOf } from './runtime/node/command';
import { CommandReader } from './runtime/node/command-message';
import {
    type CommandCheck,
    CommandNode,
    type CommandSettings,
    checkConfirm,
    type Received,
} from './runtime/node/command-node';
import { sendOn } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
import { Sending, type SendingNode } from './runtime/node/sending';
import { SharedSettings } from './runtime/node/shared-settings';
import { type CommandSummary, summaryOf } from './runtime/status/command-status';
import { LastCommand } from './runtime/status/last-command';
import type { AgedStatus } from './runtime/status/status';
import type { ClownOutDef } from './runtime/types';
import { warnOfLongLine } from './shared/raw-warning';

/** Timeout for the confirmation of a command, in milliseconds. */
const CONFIRM_MS = 2_000;

const AT_ONCE: Policy = { kind: 'fail' };
const OPTIONS = { kinds: COMMAND_KINDS, batches: true };

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-out', function (this: Node, stored: ClownOutDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownOut(RED, this, stored));
    });
}

class ClownOut extends CommandNode implements SendingNode, ShownValue {
    readonly #hasOutput: boolean;
    /** The place of the first command, and whether others followed: only then the status names them. */
    #place = '';
    #isMany = false;
    readonly #last = new LastCommand();

    constructor(RED: NodeAPI, node: Node, stored: ClownOutDef) {
        super(RED, node, stored, CHECK);
        this.#hasOutput = Number(upgraded(stored).outputs) > 0;
    }

    protected act(received: Received, action: Action): Reason | undefined {
        if (action === 'status' && !this.#hasOutput) return refuse('action-output', { action }).reason;
        const status = act(action, this);
        if (status) this.passOn(received, status);
        else this.#end(received, received.msg);
        return undefined;
    }

    protected passOn(received: Received, payload: object): void {
        const { msg, send } = received;
        const passed = (): NodeMessage => Object.assign({ ...msg }, { payload });
        received.settle(this.#hasOutput ? sendOn(send, passed) : undefined);
    }

    protected override fail(received: Received, reason: Reason): void {
        this.#showOutcome(undefined, reason, false);
        super.fail(received, reason);
    }

    protected execute(received: Received, hub: Hub, commands: readonly Command[]): void {
        for (const command of commands) if (command.kind === 'raw') warnOfLongLine(this.RED, this.node, command.data);
        const summary = summaryOf(commands);
        this.#place ||= summary.place;
        this.#isMany ||= summary.place !== '' && summary.place !== this.#place;
        new Sending(this, received, summary).send(hub, commands, this.requestOptions);
    }

    failed(command: Command): void {
        this.countFailed(topicOf(command));
    }

    ended({ received, summary }: Sending, fault: Reason | undefined, isConfirmed: boolean): void {
        this.#showOutcome(summary, fault, isConfirmed);
        if (fault) received.settle(this.names.named(fault));
        else this.#end(received, received.msg);
    }

    #end(received: Received, msg: NodeMessage): void {
        received.settle(this.#hasOutput ? sendOn(received.send, () => msg) : undefined);
    }

    #showOutcome(summary: CommandSummary | undefined, fault: Reason | undefined, isConfirmed: boolean): void {
        // A node with a fault shows that.
        if (this.fault) return;
        this.#last.ended(summary, { fault, isConfirmed }, this.isValuePending, now);
        this.showValue(this);
    }

    valueAt(at: number): AgedStatus | undefined {
        return this.#last.statusAt(this.RED, at, this.#isMany, this.names);
    }
}

const now = (): number => systemClock.monotonic();

const CHECK: CommandCheck = { shared: new SharedSettings(), check: checkSettings };

function checkSettings(RED: NodeAPI, node: Node, stored: Stored): Result<CommandSettings> {
    const version = checkVersion(stored);
    if (!version.ok) return version;
    const numbers = checkNumbers(['queueSize', 'queueAge', 'tries'], stored);
    if (!numbers.ok) return numbers;
    const { queueSize: size, queueAge, tries } = numbers.value;
    const offline = checkChoice('offline', stored.offline);
    if (!offline.ok) return offline;
    const { value: kind } = offline;
    const confirm = checkConfirm(stored);
    if (!confirm.ok) return confirm;
    const reader = CommandReader.make(RED, node, stored, OPTIONS);
    if (!reader.ok) return reader;
    const policy: Policy = kind === 'fail' ? AT_ONCE : { kind, size, ageMs: queueAge * 1000 };
    // `tries` is how often a command is sent until the hub confirms it; undefined without confirmation.
    const attempts = confirm.value ? tries : undefined;
    return ok({ policy, timeoutMs: CONFIRM_MS, tries: attempts, reader: reader.value });
}
