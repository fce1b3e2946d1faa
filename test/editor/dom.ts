// A stand-in for the elements of a page, as far as parts of the sidebar need them.

/** A text that code changes later. */
export class FakeText {
    data: string;

    constructor(data: string) {
        this.data = data;
    }

    get textContent(): string {
        return this.data;
    }
}

type Inside = FakeElement | FakeText | string;

/** An element with its children; a text is a child without a name. */
export class FakeElement extends EventTarget {
    readonly dataset: Record<string, string> = {};
    readonly style: Record<string, string> = {};
    readonly attributes = new Map<string, string>();
    /** Such as `button`; `name` is that of a field. */
    readonly tag: string;
    parent: FakeElement | undefined;
    inside: Inside[] = [];
    hidden = false;
    className = '';
    /** Of a field. */
    value = '';
    readonly classList = { add: (name: string): unknown => (this.className = `${this.className} ${name}`.trim()) };

    constructor(tag: string) {
        super();
        this.tag = tag;
    }

    get children(): FakeElement[] {
        return this.inside.filter((one) => one instanceof FakeElement);
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

    append(...more: Inside[]): void {
        for (const one of more) if (one instanceof FakeElement) one.parent = this;
        this.inside.push(...more);
    }

    insertBefore(one: FakeElement, next: FakeElement | null): void {
        one.remove();
        one.parent = this;
        this.inside.splice(next ? this.inside.indexOf(next) : this.inside.length, 0, one);
    }

    replaceChildren(...all: Inside[]): void {
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

    getAttribute(name: string): string | null {
        return this.attributes.get(name) ?? null;
    }

    contains(): boolean {
        return false;
    }

    focus(): void {
        Object.assign(document, { activeElement: this });
    }

    closest(name: string): FakeElement | null {
        return this.tag === name ? this : (this.parent?.closest(name) ?? null);
    }

    querySelector(name: string): FakeElement | null {
        return this.all(name)[0] ?? null;
    }

    querySelectorAll(name: string): FakeElement[] {
        return this.all(name);
    }

    /** What the page shows of it, without what is hidden. */
    get seen(): string {
        if (this.hidden) return '';
        const parts = this.inside.map((one) =>
            typeof one === 'string' ? one : one instanceof FakeText ? one.data : one.seen,
        );
        return parts.join('');
    }

    click(): void {
        this.dispatchEvent(new Event('click'));
    }

    scrollIntoView(): void {}

    /** All elements in it with this name. */
    all(name: string): FakeElement[] {
        return this.children.flatMap((one) => [...(one.tag === name ? [one] : []), ...one.all(name)]);
    }
}

/** Puts a page in place of the browser's. */
export function usePage(): void {
    const createElement = (name: string): FakeElement => {
        // As the browser does it.
        if (!/^[a-z]/i.test(name)) throw new Error(`an element cannot have the name "${name}"`);
        return new FakeElement(name);
    };
    const createElementNS = (_space: string, name: string): FakeElement => createElement(name);
    const createTextNode = (data: string): FakeText => new FakeText(data);
    const own = { documentElement: {}, activeElement: null, hidden: false };
    const document = { createElement, createElementNS, createTextNode, ...own };
    const Option = function (label: string, value: string): FakeElement {
        return Object.assign(createElement('option'), { inside: [label], value });
    };
    Object.assign(globalThis, { document, Element: FakeElement, HTMLElement: FakeElement, Option });
}

/** For afterEach. */
export function removePage(): void {
    for (const name of ['document', 'Element', 'HTMLElement', 'Option']) Reflect.deleteProperty(globalThis, name);
}
