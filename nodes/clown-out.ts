// clown out: sends messages of a flow to a hub as commands.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result, refuse, sample } from '../src/base/errors';
import type { Hub } from '../src/hub';
import { COMMAND_KINDS } from '../src/protocol/kinds';
import type { Policy } from '../src/send/outbox';
import type { RequestOptions } from '../src/send/request';
import { checkVersion, type Stored } from '../src/settings/hub-options';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import { type Command, CommandReader, topicOf } from './runtime/node/command-message';
import { CommandNode, type CommandSettings, type Received } from './runtime/node/command-node';
import { sendOn, unreadable } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
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

class ClownOut extends CommandNode {
    readonly #hasOutput: boolean;

    constructor(RED: NodeAPI, node: Node, stored: ClownOutDef) {
        super(RED, node, stored, checkSettings);
        this.#hasOutput = Number(upgraded(stored).outputs) > 0;
    }

    protected act({ msg, send, settle }: Received, action: Action): Reason | undefined {
        if (action === 'status' && !this.#hasOutput) return refuse('action-output', { action }).reason;
        const status = act(action, this);
        const passed = (): NodeMessage => (status ? Object.assign({ ...msg }, { payload: status }) : msg);
        settle(this.#hasOutput ? sendOn(send, passed) : undefined);
        return undefined;
    }

    protected execute({ msg, send, settle }: Received, hub: Hub, commands: readonly Command[]): void {
        for (const command of commands) if (command.kind === 'raw') warnOfLongLine(this.RED, this.node, command.data);
        const failed = (command: Command): void => this.countFailed(topicOf(command));
        sendAll(hub, commands, this.settings, failed, (fault) => {
            settle(fault || !this.#hasOutput ? fault : sendOn(send, () => msg));
        });
    }
}

function checkSettings(RED: NodeAPI, node: Node, stored: Result<Stored>): Result<CommandSettings> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const numbers = checkNumbers(['queueSize', 'queueAge', 'tries'], stored.value);
    if (!numbers.ok) return numbers;
    const { queueSize: size, queueAge, tries } = numbers.value;
    const { offline: kind = 'fail', confirm } = stored.value;
    if (kind !== 'fail' && kind !== 'newest' && kind !== 'queue') {
        return refuse('setting-choice', { setting: 'offline', found: sample(kind) });
    }
    const reader = CommandReader.make(RED, node, stored.value, OPTIONS);
    if (!reader.ok) return reader;
    const policy: Policy = kind === 'fail' ? AT_ONCE : { kind, size, ageMs: queueAge * 1000 };
    // `tries` is how often a command is sent until the hub confirms it; undefined without confirmation.
    const requestOptions: RequestOptions = {
        owner: node,
        policy,
        timeoutMs: CONFIRM_MS,
        tries: confirm === true ? tries : undefined,
    };
    return ok({ ...requestOptions, reader: reader.value });
}

/**
 * Sends the commands of a message in order; there is at least one. Calls `done` once after the last, with the first
 * fault; `failed` for each command that has one.
 */
function sendAll(
    hub: Hub,
    commands: readonly Command[],
    requestOptions: RequestOptions,
    failed: (command: Command) => void,
    done: (fault?: Reason) => void,
): void {
    let left = commands.length;
    let first: Reason | undefined;
    const end = (command: Command, fault?: Reason): void => {
        first ??= fault;
        if (fault) failed(command);
        if (--left === 0) done(first);
    };
    for (const command of commands) {
        try {
            sendCommand(hub, command, requestOptions, (fault) => end(command, fault));
        } catch (thrown) {
            end(command, unreadable(thrown));
        }
    }
}

function sendCommand(hub: Hub, command: Command, requestOptions: RequestOptions, done: (fault?: Reason) => void): void {
    if (command.kind === 'raw') hub.publishRaw(command.data, requestOptions, done);
    else if (command.kind === 'command' && requestOptions.tries === undefined) {
        hub.publish(command.topic, command.payload, done, requestOptions);
    } else {
        const onResponse = (response: Result<unknown>): void => done(response.ok ? undefined : response.reason);
        if (command.kind === 'interval') hub.configure(command.device, command.payload, requestOptions, onResponse);
        else hub.request(command.topic, command.payload, requestOptions, onResponse);
    }
}
