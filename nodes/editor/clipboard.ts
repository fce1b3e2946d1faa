// Copies text to the clipboard, also over plain http, where browsers do not offer the Clipboard API.

/** Copies a text. Where copying is not allowed, selects the text in a field beside `place` and returns false. */
export async function copyText(text: string, place: JQuery): Promise<boolean> {
    try {
        // Absent over plain http, although the types declare it.
        const { clipboard } = navigator as { clipboard?: Clipboard };
        if (clipboard) {
            await clipboard.writeText(text);
            return true;
        }
    } catch {
        // Not permitted: `execCommand` may be.
    }
    const focused = document.activeElement;
    place.nextAll('textarea').remove();
    const field = $('<textarea rows="4" readonly style="display: block; width: 100%; margin-top: 4px">').val(text);
    place.after(field);
    field.trigger('focus').trigger('select');
    const isCopied = document.execCommand('copy');
    if (!isCopied) return false;
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return true;
}
