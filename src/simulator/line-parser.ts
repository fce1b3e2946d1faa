// One line as the bridge splits it, before it interprets the line: tokens, topic, levels, and
// the limits that end it there (clown-talk, section 10).

import { type Token, tokenize } from './json-tokenizer';

export type Line =
    | {
          readonly ok: true;
          readonly topic: string;
          /** Levels of the topic; empty ones are skipped (clown-talk, section 6). */
          readonly levels: readonly string[];
          /** Array, topic and payload, then each key and each value of the payload. */
          readonly tokens: readonly Token[];
      }
    | { readonly ok: false; readonly crash: boolean };

const START_TOPIC = 'clown.talk/-/config/set';
const MOST_TOKENS = 20;
const IGNORED: Line = { ok: false, crash: false };

/** Splits a line without its line end; or returns whether the bridge ignores it (`crash: false`) or ends (`crash: true`). */
export function readLine(line: string): Line {
    const { ok, list } = tokenize(line, MOST_TOKENS + 1);
    if (list.length > MOST_TOKENS) return { ok: false, crash: true };
    if (!ok) return IGNORED;
    const [array, topic, payload] = list;
    if (array?.type !== 'array') return IGNORED;
    if (array.size > 2) return IGNORED;
    if (topic?.type !== 'string') return IGNORED;
    if (payload?.type !== 'object') return IGNORED;
    const levels = topic.text.split('/').filter((level) => level !== '');
    return { ok: true, topic: topic.text, levels, tokens: list };
}

/** True for the frame that a bridge waits for before it sends (clown-talk, section 4). */
export function isStartMessage(line: string): boolean {
    const read = readLine(line);
    return read.ok && read.topic === START_TOPIC;
}
