// The texts of the flow check. They come with it, and are not part of the catalogue that Node-RED sends to every editor.

import type { Finding } from '../../src/flow-check/check';
import czech from '../locales/cs/on-demand/flow-check.json';
import english from '../locales/en-US/on-demand/flow-check.json';

type Texts = typeof english;
type Values = Finding['values'];

/** The texts of one language. */
export class FlowCheckTexts {
    readonly #texts: Texts;

    /** `language` is a tag such as `cs` or `en-US`; one without texts means English. */
    constructor(language = 'en-US') {
        this.#texts = /^cs\b/i.test(language) ? czech : english;
    }

    /** What is wrong, and what to do. */
    sentence({ sentence, values }: Pick<Finding, 'sentence' | 'values'>): string {
        const sentences: Readonly<Record<string, string>> = this.#texts.rules;
        return filled(sentences[sentence] ?? sentence, values);
    }

    /** The main sentence of a rule, with an ellipsis in place of each value. */
    outline(rule: keyof Texts['rules']): string {
        return this.#texts.rules[rule].replace(/__\w+?__/g, '…');
    }

    /** A text of the section in the sidebar. */
    ui(key: keyof Texts['ui'], values: Values = {}): string {
        return filled(this.#texts.ui[key], values);
    }
}

function filled(text: string, values: Values): string {
    return text.replace(/__(\w+?)__/g, (mark, name: string) => String(values[name] ?? mark));
}
