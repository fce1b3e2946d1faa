/** The same text with memory of its own: one that was cut out of a longer text keeps all of that. */
export function flatString(text: string): string {
    return JSON.parse(JSON.stringify(text)) as string;
}
