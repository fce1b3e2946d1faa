// A checked command before it is queued. Its text is made at once, except for a toggle: that becomes a state only when
// it leaves, for then the state is known best.

import { ok, type Result } from '../base/errors';
import { type Command, checkCommand, isToggle, plainTopic, textOf } from '../protocol/commands';
import { parseFrame } from '../protocol/frame';

export interface Prepared {
    readonly topic: string;
    /** Characters that it keeps in memory. */
    readonly length: number;
    /** Both are undefined for a toggle. */
    readonly command: Command | undefined;
    readonly text: string | undefined;
}

/** Lines of raw text whose commands count. */
const MAX_RAW_LINES = 1_000;

/** Checks a topic and payload of a flow; a Result with the reason if they are no command. */
export function prepare(topic: unknown, payload: unknown): Result<Prepared> {
    if (isToggle(topic, payload)) {
        const either = checkCommand(topic, { state: true });
        if (!either.ok) return either;
        const { topic: name } = either.value;
        return ok({ topic: name, length: name.length, command: undefined, text: undefined });
    }
    const command = checkCommand(topic, payload);
    if (!command.ok) return command;
    const text = textOf(command.value);
    if (!text.ok) return text;
    return ok({ topic: command.value.topic, length: text.value.length, command: command.value, text: text.value });
}

/** The commands that raw text holds, one in each line that is a frame. */
export function rawCommands(text: string): Command[] {
    return text.split('\n', MAX_RAW_LINES).flatMap((line) => {
        const frame = parseFrame(line);
        return frame.ok ? [{ topic: plainTopic(frame.value.topic), payload: frame.value.payload }] : [];
    });
}
