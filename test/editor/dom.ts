// A stand-in for the elements of a page, as far as parts of the sidebar need them.

/** An element with its children; a text is a child without a name. */
export class FakeElement extends EventTarget {
    readonly dataset: Record<string, string> = {};
    readonly style: Record<string, string> = {};
    readonly attributes = new Map<string, string>();
    readonly name: string;
    parent: FakeElement | undefined;
    inside: (FakeElement | string)[] = [];
    hidden = false;

    constructor(name: string) {
        super();
        this.name = name;
    }

    get children(): FakeElement[] {
        return this.inside.filter((one) => typeof one !== 'string');
    }

    get textContent(): string {
        return this.inside.map((one) => (typeof one === 'string' ? one : one.textContent)).join('');
    }

    set textContent(text: string) {
        this.inside = [text];
    }

    get firstElementChild(): FakeElement | null {
        return this.children[0] ?? null;
    }

    get nextElementSibling(): FakeElement | null {
        const all = this.parent?.children ?? [];
        return all[all.indexOf(this) + 1] ?? null;
    }

    append(...more: (FakeElement | string)[]): void {
        for (const one of more) if (typeof one !== 'string') one.parent = this;
        this.inside.push(...more);
    }

    insertBefore(one: FakeElement, next: FakeElement | null): void {
        one.remove();
        one.parent = this;
        this.inside.splice(next ? this.inside.indexOf(next) : this.inside.length, 0, one);
    }

    replaceChildren(...all: (FakeElement | string)[]): void {
        this.inside = [];
        this.append(...all);
    }

    hasChildNodes(): boolean {
        return this.inside.length > 0;
    }

    remove(): void {
        if (this.parent) this.parent.inside = this.parent.inside.filter((one) => one !== this);
        this.parent = undefined;
    }

    setAttribute(name: string, value: string): void {
        this.attributes.set(name, value);
    }

    contains(): boolean {
        return false;
    }

    scrollIntoView(): void {}

    /** All elements in it with this name. */
    all(name: string): FakeElement[] {
        return this.children.flatMap((one) => [...(one.name === name ? [one] : []), ...one.all(name)]);
    }
}

/** Puts a page in place of the browser's. */
export function usePage(): void {
    const createElement = (name: string): FakeElement => new FakeElement(name);
    const document = { createElement, documentElement: {}, activeElement: null, hidden: false };
    Object.assign(globalThis, { document, Element: FakeElement, HTMLElement: FakeElement });
}

/** For afterEach. */
export function removePage(): void {
    for (const name of ['document', 'Element', 'HTMLElement']) Reflect.deleteProperty(globalThis, name);
}
