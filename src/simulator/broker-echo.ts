// What a broker makes of a line on its way: a topic and a message body, and a line again on the other
// side (clown-talk, sections 1 and 12).

import { tokenize } from './json-tokenizer';

// Far more than any bridge survives; only keeps one absurd line from holding up the host process.
const MOST_TOKENS = 100_000;

/** What is left of a line after it has been a topic and a message body; undefined for no frame. */
export function republish(line: string): string | undefined {
    let frame: unknown;
    try {
        frame = JSON.parse(line);
    } catch {
        return undefined;
    }
    if (!Array.isArray(frame) || typeof frame[0] !== 'string' || typeof frame[1] !== 'object') return undefined;
    // The body travels as it was written, so its text is kept and not serialized again.
    const { ok, list } = tokenize(line, MOST_TOKENS);
    const [, topic, payload] = list;
    return ok && topic && payload ? `["${topic.text}", ${payload.text}]` : undefined;
}
