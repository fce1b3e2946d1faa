// Converts frames to views for the editor: a few short values of each frame.

import { sample, shorten } from '../../src/base/errors';
import type { Json, JsonObject } from '../../src/protocol/frame';
import { quantityOf } from '../../src/protocol/model';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { TopicView, ValueView } from '../shared/views';

export const MAX_VALUES = 8;
export const MAX_TEXT = 60;
/** Characters of a line that the editor receives as it is; the readings of a hub have about 70. */
export const MAX_LINE = 500;

/** The first quantities of a payload, in the hub's order. */
export function valueViews(payload: JsonObject): ValueView[] {
    // Cut first, because a hub may send thousands of quantities.
    const keys = Object.keys(payload).slice(0, MAX_VALUES);
    return keys.map((key) => {
        const { value = null, unit } = quantityOf(payload, key) ?? {};
        const view = { quantity: short(key), value: plain(value) };
        return unit === undefined ? view : { ...view, unit: short(unit) };
    });
}

/** The view of the last frame of a topic. */
export function topicView({ frame, text, time }: ReceivedFrame): TopicView {
    const view = { topic: frame.topic, time, values: valueViews(frame.payload) };
    return text.length > MAX_LINE ? view : { ...view, text };
}

function plain(value: Json): ValueView['value'] {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return short(value);
    // 1e999 is valid JSON to read, and cannot be written.
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    return short(sample(value));
}

/** In one line, and no longer than it may be, the mark of what was cut included. */
function short(text: string): string {
    const line = shorten(text, MAX_TEXT);
    return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}
