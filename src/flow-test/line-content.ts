// What a line of a run says, as texts that can be compared.

import { parseFrame } from '../protocol/frame';
import { devicePath } from '../protocol/model';
import type { TestLine } from './report';

const contents = new WeakMap<TestLine, string>();

/** All but the node and the moment. */
export function contentOf(line: TestLine): string {
    const known = contents.get(line);
    if (known !== undefined) return known;
    const { kind, outcome } = line;
    const content = JSON.stringify([kind, outcome ?? null, commandOf(line)]);
    contents.set(line, content);
    return content;
}

/** The topic and payload. */
export function commandOf({ topic, payload }: TestLine): string {
    return JSON.stringify([topic ?? null, sorted(payload)]);
}

/** The device of a command, or else its topic; undefined for raw text that is no frame, and for what is no command. */
export function targetOf({ kind, topic, payload }: TestLine): string | undefined {
    if (kind !== 'command') return undefined;
    const given = topic ?? topicInText(payload);
    return given === undefined ? undefined : devicePath(given).toLowerCase();
}

function topicInText(text: unknown): string | undefined {
    const frame = typeof text === 'string' ? parseFrame(text.trim()) : undefined;
    return frame?.ok ? frame.value.topic : undefined;
}

/** The same value with the keys of its objects in one order, which has no meaning. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    // A list, because an object would lose a key such as `__proto__`.
    return { entries: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
