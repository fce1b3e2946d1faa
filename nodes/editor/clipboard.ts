// Text for the clipboard, also where the editor comes over plain http and the browser's own way is closed.

/** Copies; where that is not allowed, leaves the text selected in a field beside `place` and gives false. */
export async function copyText(text: string, place: JQuery): Promise<boolean> {
    try {
        // Absent over plain http, whatever the types say.
        const { clipboard } = navigator as { clipboard?: Clipboard };
        if (clipboard) {
            await clipboard.writeText(text);
            return true;
        }
    } catch {
        // Not permitted: the old way may be.
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
