// A stand-in for jQuery: the fields of a form, which code of the dialogs reads and fills, and new elements with their markup.

export interface FormField {
    value: string;
    readonly checkbox?: boolean;
}

/** Fields by their ids. */
export type Form = Record<string, FormField>;

/** A new element: its markup as the browser would get it. */
export interface Made {
    readonly markup: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** As jQuery does it: every method without a use here returns the same selection. */
function chained(methods: Readonly<Record<string, unknown>>): object {
    const all: object = new Proxy(methods, {
        get: (_target, name) => (name in methods ? methods[String(name)] : () => all),
    });
    return all;
}

function select(form: Form, ids: readonly string[]): object {
    const field = form[ids[0] ?? ''];
    const all = chained({
        length: ids.length,
        toArray: () => ids.map((id) => ({ id })),
        is: (what: string) => what === ':checkbox' && field?.checkbox === true,
        val: (value?: string) => {
            if (value === undefined) return field?.value;
            if (field) field.value = value;
            return all;
        },
        prop: (_name: string, value?: unknown) => (value === undefined ? field?.value === 'on' : all),
        data: () => undefined,
        hasClass: () => false,
        text: (text?: string) => (text === undefined ? '' : all),
        find: (selector: string) => {
            const prefix = /^\[id\^="(.*)"\]$/.exec(selector)?.[1];
            return select(form, prefix === undefined ? [] : Object.keys(form).filter((id) => id.startsWith(prefix)));
        },
    });
    return all;
}

function make(opening: string): object {
    let parts: (() => string)[] = [];
    const partOf = (content: unknown) => (): string =>
        typeof content === 'string' ? content : (content as Made).markup;
    const all = chained({
        get markup() {
            return opening + parts.map((part) => part()).join('');
        },
        text: (text: string) => {
            parts = [() => escaped(text)];
            return all;
        },
        html: (markup: string) => {
            parts = [() => markup];
            return all;
        },
        append: (...contents: unknown[]) => {
            parts.push(...contents.map(partOf));
            return all;
        },
        appendTo: (parent: { append(content: unknown): void }) => {
            parent.append(all);
            return all;
        },
    });
    return all;
}

/** The function `$` for a form; what is not a field of it is an empty selection. */
export function jQueryOf(form: Form): object {
    const $ = (what: unknown): object => {
        if (typeof what === 'string' && what.startsWith('<')) return make(what);
        const id = typeof what === 'string' ? what.replace(/^#/, '') : String(Object(what).id);
        return select(form, id in form ? [id] : []);
    };
    return Object.assign($, { ajax: () => Promise.reject(new Error('there is no runtime')) });
}
