// The texts of a flow test. They come with it, and are not part of the catalogue that Node-RED sends to every editor.

import { escaped, shorten } from '../../src/base/errors';
import type { FaultCode } from '../../src/flow-test/report';
import czech from '../locales/cs/on-demand/flow-test.json';
import english from '../locales/en-US/on-demand/flow-test.json';

type Texts = typeof english;
type Values = Readonly<Record<string, string | number>>;

/** Longest value in a sentence, in characters. Paths are whole, so that they can be copied. */
const MAX_VALUE = 300;
const PATHS: ReadonlySet<string> = new Set(['file', 'folders']);

/** The texts of one language. */
export class FlowTestTexts {
    readonly #texts: Texts;

    /** `language` is a tag such as `cs` or `en-US`; one without texts means English. */
    constructor(language = 'en-US') {
        this.#texts = /^cs\b/i.test(language) ? czech : english;
    }

    /** Why there is no report. `at` becomes a moment. */
    fault(code: FaultCode, values: Values): string {
        const { at } = values;
        return filled(this.#texts.faults[code], typeof at === 'number' ? { ...values, at: momentOf(at) } : values);
    }

    text(key: keyof Texts['texts'], values: Values = {}): string {
        return filled(this.#texts.texts[key], values);
    }
}

/** A moment of a recording: minutes, seconds and milliseconds. */
export function momentOf(ms: number): string {
    const whole = Math.round(ms);
    const seconds = `${Math.floor(whole / 1000) % 60}`.padStart(2, '0');
    const rest = `${whole % 1000}`.padStart(3, '0');
    return `${Math.floor(whole / 60_000)}:${seconds}.${rest}`;
}

function filled(text: string, values: Values): string {
    return text.replace(/__(\w+?)__/g, (mark, name: string) => {
        const value = values[name];
        if (value === undefined) return mark;
        return PATHS.has(name) ? escaped(String(value)) : shorten(String(value), MAX_VALUE);
    });
}
