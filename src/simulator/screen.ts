// An OLED display: the eight lines or the picture that it shows, and what of a command it takes
// (clown-talk, sections 8 and 10).

import type { Token } from './json-tokenizer';
import { pairs } from './payload-values';

/** What a command draws: some of the lines, by number, or one picture. */
export type Drawing =
    | { readonly kind: 'lines'; readonly lines: ReadonlyMap<number, string> }
    | { readonly kind: 'picture'; readonly picture: Buffer };

const LINES = 8;
// One more is cut off, and with two more the line is refused.
const LINE_BYTES = 21;
const PICTURE_BYTES = 1024;
const ONLY_KEY = 5;

/** What the tokens of a `set` draw; undefined if they draw nothing. */
export function readDrawing(tokens: readonly Token[], pictures: boolean): Drawing | undefined {
    const [, , , key, value] = tokens;
    if (pictures && key?.type === 'string' && key.text === 'raw' && tokens.length === ONLY_KEY) {
        const picture = readPicture(value?.text ?? '');
        return picture && { kind: 'picture', picture };
    }
    const lines = new Map<number, string>();
    for (const [name, { text }] of pairs(tokens)) {
        const line = /^line-([0-7])$/.exec(name)?.[1];
        const bytes = Buffer.from(text);
        if (line === undefined || bytes.length > LINE_BYTES + 1) continue;
        // One byte is one character: others than ASCII ones are drawn bytewise.
        lines.set(Number(line), bytes.subarray(0, LINE_BYTES).toString('latin1'));
    }
    return lines.size > 0 ? { kind: 'lines', lines } : undefined;
}

// Without padding the bridge's decoder runs on past the text: the picture is unpredictable.
function readPicture(text: string): Buffer | undefined {
    const bytes = Buffer.from(text, 'base64');
    if (!/^[A-Za-z0-9+/]*={1,2}$/.test(text) || bytes.length > PICTURE_BYTES) return undefined;
    return Buffer.concat([bytes, Buffer.alloc(PICTURE_BYTES - bytes.length)]);
}

/** The content of a display: eight lines of text, or a picture of 1024 bytes. */
export class Screen {
    #lines: readonly string[] = Array.from({ length: LINES }, () => '');
    #picture: Buffer | undefined;

    /** The texts, without the blanks behind them; all empty under a picture. */
    get lines(): readonly string[] {
        return this.#lines;
    }

    /** 128 x 64 points in 1024 bytes; undefined while it shows texts. */
    get picture(): Buffer | undefined {
        return this.#picture;
    }

    draw(drawing: Drawing): void {
        if (drawing.kind === 'picture') {
            this.#picture = drawing.picture;
            this.#lines = this.#lines.map(() => '');
        } else {
            this.#picture = undefined;
            this.#lines = this.#lines.map((text, index) => drawing.lines.get(index) ?? text);
        }
    }
}
