// What the bridge reads out of a payload's tokens: states, intervals, numbers, each in its own odd
// way (clown-talk, section 8).

import type { Token } from './json-tokenizer';

/** Keys and values in turn, as the bridge walks them: it does not expect nested values. */
export function* pairs(tokens: readonly Token[]): Generator<readonly [string, Token]> {
    const keys = tokens[2]?.size ?? 0;
    for (let index = 3; index < 3 + keys * 2; index += 2) {
        const key = tokens[index];
        const value = tokens[index + 1];
        if (key?.type === 'string' && value) yield [key.text, value];
    }
}

/** The value of `state`, which counts only as the first key. */
export function firstState(tokens: readonly Token[]): Token | undefined {
    const key = tokens[3];
    return key?.type === 'string' && key.text === 'state' ? tokens[4] : undefined;
}

/** The same as a boolean; undefined for anything but a plain `true` or `false`. */
export function firstBoolean(tokens: readonly Token[]): boolean | undefined {
    const state = firstState(tokens);
    if (state?.type !== 'primitive' || !/^(?:true|false)$/.test(state.text)) return undefined;
    return state.text === 'true';
}

/** Every `publish-interval` of a payload that the bridge takes, in seconds or null. */
export function readIntervals(tokens: readonly Token[]): (number | null)[] {
    const found: (number | null)[] = [];
    for (const [key, value] of pairs(tokens)) {
        const interval = key === 'publish-interval' ? readUint(value) : undefined;
        if (interval !== undefined) found.push(interval);
    }
    return found;
}

/**
 * A number as the bridge reads it: null stays null; a string, a negative number and an object give
 * undefined, which means ignored; anything else gives some number.
 */
export function readUint({ type, text }: Token): number | null | undefined {
    if (type !== 'primitive') return undefined;
    if (text === 'null') return null;
    // The buffer holds nine characters. With ten its end mark is missing and the digit that stood
    // behind it when this was observed, a 1, is read as well; anything longer is not read at all.
    const kept = text.length > 10 ? '' : text.length === 10 ? `${text}1` : text;
    const number = kept.includes('e') ? Math.trunc(Number.parseFloat(kept) || 0) : asInt32(kept);
    return number < 0 || number > 2 ** 31 - 1 ? undefined : number;
}

function asInt32(text: string): number {
    const digits = /^[+-]?\d+/.exec(text)?.[0];
    return digits === undefined ? 0 : Number(BigInt.asIntN(32, BigInt(digits.replace('+', ''))));
}
