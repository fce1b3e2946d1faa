// Splits a line into JSON tokens the way the bridge's lenient tokenizer does: unquoted words,
// missing commas and trailing text pass, and nothing is decoded (clown-talk, section 10).

export interface Token {
    readonly type: 'array' | 'object' | 'string' | 'primitive';
    /** The text of the token; without the quotes for a string, escapes left as they are. */
    readonly text: string;
    /** Its position in the line; a string's position is that of its first character. */
    readonly start: number;
    /** Direct children: elements of an array, keys of an object, the value of a key. */
    readonly size: number;
}

interface Draft {
    readonly type: Token['type'];
    readonly start: number;
    /** Undefined while it is open. */
    end: number | undefined;
    size: number;
}

export interface Tokens {
    /** False for a line that the tokenizer refuses. */
    readonly ok: boolean;
    /** What was found, up to the point of refusal. */
    readonly list: readonly Token[];
}

const ESCAPE = /\\(?:["/\\bfrnt]|u[0-9a-fA-F]{4})/y;
const PRIMITIVE = /[^\t\r\n :,\]}\0]+/y;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** Tokenizes a line, up to `most` tokens: with more, a bridge is past saving. */
export function tokenize(line: string, most: number): Tokens {
    const drafts: Draft[] = [];
    /** The indexes of open arrays and objects: a search for them would take seconds in a line of many tokens. */
    const open: number[] = [];
    // The token that the next one belongs to; -1 outside of everything.
    let parent = -1;

    const isContainer = (draft: Draft | undefined): boolean => draft?.type === 'array' || draft?.type === 'object';
    const add = (type: Draft['type'], start: number, end?: number): void => {
        const owner = drafts[parent];
        if (owner) owner.size += 1;
        drafts.push({ type, start, end, size: 0 });
    };
    const result = (ok: boolean): Tokens => ({
        ok,
        list: drafts.map(({ type, start, end, size }) => ({
            type,
            start,
            size,
            text: line.slice(start, end),
        })),
    });

    for (let at = 0; at < line.length && line[at] !== '\0' && drafts.length < most; at += 1) {
        const character = line.charAt(at);
        switch (character) {
            case '{':
            case '[':
                add(character === '{' ? 'object' : 'array', at);
                parent = drafts.length - 1;
                open.push(parent);
                break;
            case '}':
            case ']': {
                const draft = drafts[open.pop() ?? -1];
                if (draft?.type !== (character === '}' ? 'object' : 'array')) return result(false);
                draft.end = at + 1;
                parent = open.at(-1) ?? -1;
                break;
            }
            case '"': {
                const end = endOfString(line, at + 1);
                if (end === undefined) return result(false);
                add('string', at + 1, end);
                at = end;
                break;
            }
            case ':':
                parent = drafts.length - 1;
                break;
            case ',':
                // After a key's value: back to the container. Elsewhere the parent already is one.
                if (!isContainer(drafts[parent])) parent = open.at(-1) ?? parent;
                break;
            case '\t':
            case '\r':
            case '\n':
            case ' ':
                break;
            default: {
                PRIMITIVE.lastIndex = at;
                const word = PRIMITIVE.exec(line)?.[0] ?? '';
                if (!PRINTABLE.test(word)) return result(false);
                add('primitive', at, at + word.length);
                at += word.length - 1;
            }
        }
    }
    return result(open.length === 0);
}

// The position of the closing quote; undefined for a string without one or with a bad escape.
function endOfString(line: string, start: number): number | undefined {
    for (let at = start; at < line.length; at += 1) {
        if (line[at] === '"') return at;
        if (line[at] === '\0') return undefined;
        if (line[at] === '\\') {
            ESCAPE.lastIndex = at;
            const escaped = ESCAPE.exec(line)?.[0];
            if (escaped === undefined) return undefined;
            at += escaped.length - 1;
        }
    }
    return undefined;
}
