// Base class of clown out and clown request: a message holds a connection action or a command.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { DeviceNames } from '../../../src/protocol/device-names';
import { isConfirmable } from '../../../src/protocol/kinds';
import type { RequestOptions } from '../../../src/send/request';
import { checkSwitch, isAbsent } from '../../../src/settings/choices';
import type { Stored } from '../../../src/settings/hub-options';
import { dryRun } from '../hub/dry-run';
import { readSettings } from '../stored-settings';
import type { ClownOutDef, ClownRequestDef, RecordingDetails } from '../types';
import { asWritten, withVariables, writtenOf } from '../variables';
import type { Command } from './command';
import type { CommandReader } from './command-message';
import { settleWith } from './completion';
import { type Action, actionOf } from './connection-actions';
import { namesOfHub } from './found-hub';
import { Attachment, type Done, type Send } from './hub-node';
import { actOnRecording, isRecordingAction, type RecordingAction } from './recording-actions';
import type { SharedSettings } from './shared-settings';
import { isUsed, withoutLeftovers } from './used-settings';

/** Equal nodes share them. */
export interface CommandSettings extends Omit<RequestOptions, 'owner'> {
    readonly reader: CommandReader;
}

/** How the settings of a type of node are checked, after their variables were replaced. */
export interface CommandCheck {
    readonly shared: SharedSettings<CommandSettings>;
    check(RED: NodeAPI, node: Node, stored: Stored): Result<CommandSettings>;
}

/** A received message of a node, which sends copies of it and ends it. An object of a class, because closures cost more. */
export class Received {
    readonly msg: NodeMessage;
    readonly send: Send;
    readonly #node: CommandNode;
    readonly #done: Done;

    constructor(node: CommandNode, msg: NodeMessage, send: Send, done: Done) {
        this.msg = msg;
        this.send = send;
        this.#node = node;
        this.#done = done;
    }

    /** Call once: done, or why not. */
    settle(fault?: Reason): void {
        settleWith(this.#node.RED, this.#node.node, this.#done, fault);
    }
}

/** A node whose messages are connection actions or commands; each message ends exactly once. */
export abstract class CommandNode extends Attachment<CommandSettings> {
    #requestOptions: RequestOptions | undefined = undefined;

    readonly #check: CommandCheck;
    /** Its settings with their variables replaced. */
    readonly #stored: Result<Stored>;

    constructor(RED: NodeAPI, node: Node, def: ClownOutDef | ClownRequestDef, check: CommandCheck) {
        const stored = withVariables(RED, node, withoutLeftovers(readSettings(RED, def)));
        const checked = checkAll(RED, node, stored, check, namesOfHub(RED, def.hub));
        super(
            RED,
            node,
            def.hub,
            asWritten(checked, () => writtenOf(RED, node, def)),
        );
        this.#check = check;
        this.#stored = stored;
    }

    /** How its commands are sent. */
    protected get requestOptions(): RequestOptions {
        this.#requestOptions ??= optionsOf(this.node, this.settings);
        return this.#requestOptions;
    }

    /** Carries out the connection action of the message; returns why not if it cannot. */
    protected abstract act(received: Received, action: Action): Reason | undefined;

    /** Ends a message that has started or ended a recording. */
    protected abstract passOn(received: Received, recording: RecordingDetails): void;

    /** Sends the commands of the message to the hub that the node had when the message arrived. */
    protected abstract execute(received: Received, hub: Hub, commands: readonly Command[]): void;

    protected fail(received: Received, reason: Reason): void {
        received.settle(this.names.named(reason));
    }

    input(msg: NodeMessage, send: Send, done: Done): void {
        const received = new Received(this, msg, send, done);
        const fault = this.#start(received);
        if (fault) this.#refuse(received, fault);
    }

    override close(): void {
        super.close();
        this.#endReader();
    }

    protected override recheck(names: DeviceNames): Result<CommandSettings> {
        this.#endReader();
        this.#requestOptions = undefined;
        const checked = checkAll(this.RED, this.node, this.#stored, this.#check, names);
        return asWritten(checked, () => writtenOf(this.RED, this.node, {}));
    }

    #endReader(): void {
        if (this.checked.ok) this.checked.value.reader.end();
    }

    /** A message that gave no command; it is counted by its node, for its topic may throw. */
    #refuse(received: Received, reason: Reason): void {
        this.countFailed(this.node.name || this.node.type);
        dryRun?.refused(this.node, received.msg, reason);
        this.fail(received, reason);
    }

    #start(received: Received): Reason | undefined {
        if (this.fault) return this.fault;
        const { hub, names, settings } = this;
        const action = actionOf(received.msg);
        if (!action.ok) return action.reason;
        if (isRecordingAction(action.value)) return this.#record(received, action.value);
        if (action.value) return this.act(received, action.value);
        const { reader } = settings;
        const now = reader.now(received.msg, names);
        if (now) this.#take(received, hub, now);
        else reader.read(received.msg, (commands) => this.#take(received, hub, commands), names);
        return undefined;
    }

    #take(received: Received, hub: Hub, commands: Result<readonly Command[]>): void {
        if (commands.ok) this.execute(received, hub, commands.value);
        else this.#refuse(received, commands.reason);
    }

    #record(received: Received, action: RecordingAction): Reason | undefined {
        return actOnRecording(action, received.msg, this, (result) => {
            if (result.ok) this.passOn(received, result.value);
            else this.#refuse(received, result.reason);
        });
    }
}

/** Checks the settings of a node whose variables are replaced. */
function checkAll(
    RED: NodeAPI,
    node: Node,
    stored: Result<Stored>,
    { shared, check }: CommandCheck,
    names: DeviceNames,
): Result<CommandSettings> {
    const named = stored.ok ? withDevices(stored.value, names) : stored;
    if (!named.ok) return named;
    return shared.of(
        named.value,
        () => check(RED, node, named.value),
        ({ reader }) => reader.isShared,
    );
}

/** The settings with device paths in place of names. A setting that holds the place of a value is read for each message. */
export function withDevices(stored: Stored, names: DeviceNames): Result<Stored> {
    if (names.isEmpty) return ok(stored);
    const resolved: Record<string, unknown> = { ...stored };
    for (const setting of ['topic', 'device', 'answer']) {
        const value = stored[setting];
        const type = stored[`${setting}Type`];
        const isHere = typeof value === 'string' && (isAbsent(type) || type === 'str');
        if (!isHere || !isUsed(setting, stored)) continue;
        const path = names.resolve(value);
        if (!path.ok) return path;
        resolved[setting] = path.value;
    }
    return ok(resolved);
}

/** Whether commands wait for a confirmation. The dialog hides the option for some commands, where it may have any value. */
export function checkConfirm({ command, confirm }: Stored): Result<boolean> {
    return isConfirmable(command) ? checkSwitch('confirm', confirm) : ok(confirm === true);
}

function optionsOf(owner: object, { policy, timeoutMs, answer, tries }: CommandSettings): RequestOptions {
    return { owner, policy, timeoutMs, answer, tries };
}
