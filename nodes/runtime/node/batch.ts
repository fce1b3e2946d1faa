// The commands of one message whose payload is a list.

import { ok, type Result, refuse, sample } from '../../../src/base/errors';
import { checkCommand, isToggle, textOf } from '../../../src/protocol/commands';
import type { DeviceNames } from '../../../src/protocol/device-names';
import type { Command } from './command';
import { deviceIn, hasDevice, topicFor } from './message-topic';

/** Commands in one batch. */
export const MAX_BATCH = 1_000;

/** Checks the whole batch before any of it is sent. */
export function readBatch(items: readonly unknown[], names: DeviceNames): Result<readonly Command[]> {
    // Read once, because a list of a flow may grow meanwhile.
    const count = items.length;
    // The length of a Proxy may be any value.
    if (!(count >= 1 && count <= MAX_BATCH)) return refuse('batch-size', { count, limit: MAX_BATCH });
    const commands: Command[] = [];
    for (let index = 0; index < count; index++) {
        const item = items[index];
        const read = readItem(item, names);
        if (!read) return refuse('batch-item', { item: index + 1, found: sample(item) });
        if (!read.ok) return read;
        const [topic, payload] = read.value;
        if (!isToggle(topic, payload)) {
            const command = checkCommand(topic, payload);
            if (!command.ok) return command;
            const text = textOf(command.value);
            if (!text.ok) return text;
            commands.push({ kind: 'command', topic, payload: command.value.payload });
        } else commands.push({ kind: 'command', topic, payload });
    }
    return ok(commands);
}

function readItem(item: unknown, names: DeviceNames): Result<readonly [topic: unknown, payload: unknown]> | undefined {
    let given: readonly [topic: Result<unknown>, payload: unknown] | undefined;
    if (Array.isArray(item)) {
        if (item.length === 2 && typeof item[0] === 'string') given = [names.resolve(item[0]), item[1]];
    } else if (typeof item === 'object' && item !== null && ('topic' in item || hasDevice(item, names))) {
        const topic = topicFor('topic' in item ? item.topic : undefined, deviceIn(item), names);
        given = [topic, 'payload' in item ? item.payload : undefined];
    }
    if (!given) return undefined;
    const [topic, payload] = given;
    return topic.ok ? ok([topic.value, payload]) : topic;
}
