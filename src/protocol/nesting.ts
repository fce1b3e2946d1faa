// Finds how deep a JSON text is nested, without parsing it.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Whether objects and lists in a JSON text are nested deeper than `levels`. For a text that is not JSON, this covers the
 * part that a parser reads before it fails. One pass, no recursion.
 */
export function isNestedDeeper(text: string, levels: number): boolean {
    // Each level needs two brackets. A shorter text with more opening ones is not JSON, and fails quickly.
    if (text.length <= 2 * levels) return false;
    let depth = 0;
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === QUOTE) at = endOfString(text, at + 1);
        else if (code === OPEN_LIST || code === OPEN_OBJECT) {
            if (++depth > levels) return true;
        } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    }
    return false;
}

/** The index of the quote that ends the string at `from`: one after an even number of backslashes. */
function endOfString(text: string, from: number): number {
    for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
        let before = end;
        while (before > from && text.charCodeAt(before - 1) === BACKSLASH) before--;
        if ((end - before) % 2 === 0) return end;
    }
    return text.length;
}
