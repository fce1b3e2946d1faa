// clown out: sends messages of a flow to a hub as commands.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result, refuse } from '../src/base/errors';
import { systemClock } from '../src/base/system-clock';
import type { Hub } from '../src/hub';
import { COMMAND_KINDS } from '../src/protocol/kinds';
import type { Policy } from '../src/send/outbox';
import type { RequestOptions } from '../src/send/request';
import { checkChoice } from '../src/settings/choices';
import { checkVersion, type Stored } from '../src/settings/hub-options';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import { type Command, CommandReader, topicOf } from './runtime/node/command-message';
import {
    type CommandCheck,
    CommandNode,
    type CommandSettings,
    checkConfirm,
    type Received,
} from './runtime/node/command-node';
import { sendOn, unreadable } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
import { SharedSettings } from './runtime/node/shared-settings';
import { type CommandOutcome, type CommandSummary, outcomeStatus, summaryOf } from './runtime/status/command-status';
import { agedStatus } from './runtime/status/status';
import type { ClownOutDef } from './runtime/types';
import { warnOfLongLine } from './shared/raw-warning';

/** Timeout for the confirmation of a command, in milliseconds. */
const CONFIRM_MS = 2_000;

/** Age from which a command is shown with it, in milliseconds. */
const OLD_MS = 60_000;

const AT_ONCE: Policy = { kind: 'fail' };
const OPTIONS = { kinds: COMMAND_KINDS, batches: true };

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-out', function (this: Node, stored: ClownOutDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownOut(RED, this, stored));
    });
}

class ClownOut extends CommandNode {
    readonly #hasOutput: boolean;
    /** The place of the first command, and whether others followed: only then the status names them. */
    #place = '';
    #isMany = false;

    constructor(RED: NodeAPI, node: Node, stored: ClownOutDef) {
        super(RED, node, stored, CHECK);
        this.#hasOutput = Number(upgraded(stored).outputs) > 0;
    }

    protected act({ msg, send, settle }: Received, action: Action): Reason | undefined {
        if (action === 'status' && !this.#hasOutput) return refuse('action-output', { action }).reason;
        const status = act(action, this);
        const passed = (): NodeMessage => (status ? Object.assign({ ...msg }, { payload: status }) : msg);
        settle(this.#hasOutput ? sendOn(send, passed) : undefined);
        return undefined;
    }

    protected override fail(received: Received, reason: Reason): void {
        this.#showOutcome(undefined, { fault: reason });
        super.fail(received, reason);
    }

    protected execute({ msg, send, settle }: Received, hub: Hub, commands: readonly Command[]): void {
        for (const command of commands) if (command.kind === 'raw') warnOfLongLine(this.RED, this.node, command.data);
        const summary = summaryOf(commands);
        this.#place ||= summary.place;
        this.#isMany ||= summary.place !== '' && summary.place !== this.#place;
        const failed = (command: Command): void => this.countFailed(topicOf(command));
        sendAll(hub, commands, this.requestOptions, failed, (fault, isConfirmed) => {
            this.#showOutcome(summary, { fault, isConfirmed });
            settle(fault || !this.#hasOutput ? fault : sendOn(send, () => msg));
        });
    }

    #showOutcome(summary: CommandSummary | undefined, outcome: CommandOutcome): void {
        // A node with a fault shows that.
        if (this.fault) return;
        const at = systemClock.monotonic();
        this.showValue({
            valueAt: (now) => {
                const line = outcomeStatus(this.RED, summary, outcome, this.#isMany);
                return agedStatus(this.RED, line, now - at, OLD_MS);
            },
        });
    }
}

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

/** Called once: with the first fault, or with whether the hub has confirmed every command. */
type Sent = (fault: Reason | undefined, isConfirmed: boolean) => void;

/**
 * Sends the commands of a message in order; there is at least one. Calls `done` after the last, and `failed` for each
 * command that has a fault.
 */
function sendAll(
    hub: Hub,
    commands: readonly Command[],
    requestOptions: RequestOptions,
    failed: (command: Command) => void,
    done: Sent,
): void {
    let left = commands.length;
    let first: Reason | undefined;
    let isConfirmed = true;
    const end = (command: Command, fault: Reason | undefined, isOneConfirmed: boolean): void => {
        first ??= fault;
        isConfirmed &&= isOneConfirmed;
        if (fault) failed(command);
        if (--left === 0) done(first, isConfirmed);
    };
    for (const command of commands) {
        try {
            sendCommand(hub, command, requestOptions, (fault, isOne) => end(command, fault, isOne));
        } catch (thrown) {
            end(command, unreadable(thrown), false);
        }
    }
}

function sendCommand(hub: Hub, command: Command, requestOptions: RequestOptions, done: Sent): void {
    const onWritten = (fault?: Reason): void => done(fault, false);
    if (command.kind === 'raw') hub.publishRaw(command.data, requestOptions, onWritten);
    else if (command.kind === 'command' && requestOptions.tries === undefined) {
        hub.publish(command.topic, command.payload, onWritten, requestOptions);
    } else {
        // A command without a response is only sent.
        const onResponse = (response: Result<unknown>): void =>
            response.ok ? done(undefined, response.value !== undefined) : done(response.reason, false);
        if (command.kind === 'interval') hub.configure(command.device, command.payload, requestOptions, onResponse);
        else hub.request(command.topic, command.payload, requestOptions, onResponse);
    }
}
