// Reads the commands that a message sends to a hub: the chosen command, with its settings evaluated for this message.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result } from '../../../src/base/errors';
import { checkCommand } from '../../../src/protocol/commands';
import { DeviceNames } from '../../../src/protocol/device-names';
import { checkFixedPayload, checkFixedPlace, fixedValue } from '../../../src/protocol/fixed-command';
import { type CommandKind, KINDS, kindCommand, rawText } from '../../../src/protocol/kinds';
import { checkChoice, checkOneOf, isAbsent } from '../../../src/settings/choices';
import type { Stored } from '../../../src/settings/hub-options';
import { readBatch } from './batch';
import type { Command } from './command';
import { unreadable } from './completion';
import { deviceIn, topicFor } from './message-topic';
import { QuickInputs, TypedInputs } from './typed-input';
import type { TypedSetting } from './typed-readers';

export interface CommandReaderOptions {
    /** Commands that the node offers. */
    readonly kinds: readonly CommandKind[];
    /** Whether a list of messages is a batch; otherwise it is an ordinary payload. */
    readonly batches: boolean;
}

/** Reads the commands of messages by the settings of one node; refuses with the reason what a hub would not accept. */
export class CommandReader {
    readonly #inputs: QuickInputs | TypedInputs;
    readonly #command: CommandKind;
    readonly #batches: boolean;
    /** Whether its topic is that of the message, so that `msg.device` counts in its absence. */
    readonly #isOpen: boolean;
    /** Whether its place is a setting, in which names were replaced when the node started. */
    readonly #isFixed: boolean;
    /** How to treat a text too long for the display. */
    readonly #long: 'refuse' | 'cut';

    private constructor(
        inputs: QuickInputs | TypedInputs,
        command: CommandKind,
        how: { batches: boolean; isOpen: boolean; isFixed: boolean; long: 'refuse' | 'cut' },
    ) {
        this.#inputs = inputs;
        this.#command = command;
        this.#batches = how.batches;
        this.#isOpen = how.isOpen;
        this.#isFixed = how.isFixed;
        this.#long = how.long;
    }

    /** Checks the settings as far as possible before the first message. */
    static make(RED: NodeAPI, node: Node, stored: Stored, options: CommandReaderOptions): Result<CommandReader> {
        const chosen = checkOneOf('command', stored.command, options.kinds, 'message');
        if (!chosen.ok) return chosen;
        const { value: command } = chosen;
        // What the dialog hides for this command belongs to another one.
        const long = checkChoice('long', command === 'text' ? stored.long : undefined);
        if (!long.ok) return long;
        const place = placeOf(command, stored);
        const payload = payloadOf(command, stored);
        const fixedPlace = place.type === 'str' ? place : undefined;
        const placed = fixedPlace ? checkFixedPlace(command, place.value) : ok(undefined);
        if (!placed.ok) return placed;
        const inputs = TypedInputs.make(RED, node, [place, payload]);
        if (!inputs.ok) return inputs;
        const fixed = KINDS[command].payload ? fixedValue('payload', payload.type, payload.value) : undefined;
        const sent = fixed?.ok ? checkFixedPayload(command, fixedPlace, fixed.value.value, long.value) : ok(undefined);
        if (!sent.ok) return sent;
        // Not the inputs of a node, which would keep its whole flow in memory.
        const { value } = inputs;
        const isOpen = command === 'message' && place.type === 'msg' && place.value === 'topic';
        const { batches } = options;
        const how = { batches, isOpen, isFixed: fixedPlace !== undefined, long: long.value };
        return ok(new CommandReader(value.quick ?? value, command, how));
    }

    /**
     * The commands of the message, at least one; undefined if a setting may be asynchronous, which `read` waits for. `names` are
     * those of its hub.
     */
    now(msg: NodeMessage, names: DeviceNames): Result<readonly Command[]> | undefined {
        return this.#inputs instanceof QuickInputs ? this.#made(this.#inputs.now(msg), msg, names) : undefined;
    }

    /** Calls `then` once with the commands of the message, in the order of the messages. */
    read(
        msg: NodeMessage,
        then: (commands: Result<readonly Command[]>) => void,
        names: DeviceNames = DeviceNames.NONE,
    ): void {
        if (this.#inputs instanceof TypedInputs)
            this.#inputs.read(msg, (values) => then(this.#made(values, msg, names)));
        else then(this.#made(this.#inputs.now(msg), msg, names));
    }

    /** Whether nothing in it belongs to one node. */
    get isShared(): boolean {
        return this.#inputs instanceof QuickInputs;
    }

    /** Stops reading; pending messages fail as stopped. A shared one has none, and goes on for other nodes. */
    end(): void {
        if (this.#inputs instanceof TypedInputs) this.#inputs.end();
    }

    #made(values: Result<readonly unknown[]>, msg: NodeMessage, names: DeviceNames): Result<readonly Command[]> {
        if (!values.ok) return values;
        const [place, payload] = values.value;
        try {
            return this.#make(place, payload, msg, names);
        } catch (thrown) {
            return { ok: false, reason: unreadable(thrown) };
        }
    }

    #make(place: unknown, payload: unknown, msg: NodeMessage, names: DeviceNames): Result<readonly Command[]> {
        const command = this.#command;
        if (command === 'raw') {
            const data = rawText(payload);
            return data.ok ? ok([{ kind: 'raw', data: data.value }]) : data;
        }
        if (command === 'message') {
            const isBatch = this.#batches && Array.isArray(payload);
            if (isBatch) return readBatch(payload, names);
            const topic = this.#isOpen ? topicFor(place, deviceIn(msg), names) : this.#resolved(place, names);
            return topic.ok ? ok([{ kind: 'command', topic: topic.value, payload }]) : topic;
        }
        const device = this.#resolved(place, names);
        if (!device.ok) return device;
        const built = kindCommand(command, device.value, payload, this.#long);
        if (!built.ok) return built;
        const { topic, payload: value } = built.value;
        return command === 'interval' ? intervalOf(topic, value) : ok([{ kind: 'command', topic, payload: value }]);
    }

    #resolved(place: unknown, names: DeviceNames): Result<unknown> {
        return this.#isFixed ? ok(place) : names.resolveAny(place);
    }
}

/** Where a command goes: the topic of a message as it is, the device of all others. */
function placeOf(command: CommandKind, stored: Stored): TypedSetting {
    if (command !== 'message') {
        if (KINDS[command].device === 'none') return unused('device');
        return { setting: 'device', value: stored.device ?? '', type: typeOf(stored.deviceType, 'str') };
    }
    const topic = stored.topic ?? '';
    const type = typeOf(stored.topicType, 'str');
    const isOpen = type === 'str' && topic === '';
    return { setting: 'topic', value: isOpen ? 'topic' : topic, type: isOpen ? 'msg' : type };
}

function payloadOf(command: CommandKind, { payload, payloadType }: Stored): TypedSetting {
    if (!KINDS[command].payload) return unused('payload');
    const type = typeOf(payloadType, 'msg');
    // Beside its type, an empty path is nothing on purpose.
    const isNothing = payload === '' && !isAbsent(payloadType);
    const isUsual = type === 'msg' && isAbsent(payload) && !isNothing;
    return { setting: 'payload', value: isUsual ? 'payload' : (payload ?? ''), type };
}

/** A setting that the dialog hides for this command; its stored value belongs to another command and is ignored. */
function unused(setting: string): TypedSetting {
    return { setting, value: '', type: 'str' };
}

function typeOf(type: unknown, usual: string): unknown {
    return isAbsent(type) ? usual : type;
}

function intervalOf(topic: string, payload: unknown): Result<readonly Command[]> {
    const checked = checkCommand(topic, payload);
    if (!checked.ok) return checked;
    const device = topic.split('/').slice(0, 2).join('/');
    return ok([{ kind: 'interval', device, payload: checked.value.payload }]);
}
