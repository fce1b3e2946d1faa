// Texts that come with the script of the sidebar, in both languages, and not with the catalogue that every editor loads.

/** A text by its key, with its values filled in. */
export type Words<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

/** The texts in a language such as `cs`; English if there are none in it. */
export function words<Key extends string>(
    english: Readonly<Record<Key, string>>,
    czech: Readonly<Record<Key, string>>,
    language: () => string | undefined,
): Words<Key> {
    return (key, values = {}) => {
        const text = (/^cs\b/i.test(language() ?? '') ? czech : english)[key];
        return text.replace(/__(\w+?)__/g, (mark, name: string) => String(values[name] ?? mark));
    };
}
