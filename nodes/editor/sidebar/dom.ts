// Helpers for elements of the sidebar. Data from a hub becomes text, never markup. The page is changed only where
// something is different.

/** Creates an element with its class and its children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    className: string,
    ...inside: (Node | string)[]
): HTMLElementTagNameMap[Name] {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
}

/** An icon of Font Awesome, hidden from screen readers. */
export function icon(name: string): HTMLElement {
    const made = element('i', `fa ${name}`);
    made.setAttribute('aria-hidden', 'true');
    return made;
}

/** A small button of the editor. */
export function button(label: string, press: (event: MouseEvent) => void): HTMLButtonElement {
    const made = element('button', 'red-ui-button red-ui-button-small', label);
    made.type = 'button';
    made.addEventListener('click', press);
    return made;
}

/** Sets a text if it differs. */
export function setText(place: Text, text: string): void {
    if (place.data !== text) place.data = text;
}

/** Sets an attribute if it differs. */
export function setAttribute(place: Element, name: string, value: string): void {
    if (place.getAttribute(name) !== value) place.setAttribute(name, value);
}

/** Hides or shows an element if that differs. */
export function setHidden(place: HTMLElement, hidden: boolean): void {
    if (place.hidden !== hidden) place.hidden = hidden;
}

/** Makes elements the children of a place, in this order, and moves none that is in order already. */
export function arrange(place: Element, wanted: readonly Element[]): void {
    const stays = new Set(wanted);
    for (const child of [...place.children]) if (!stays.has(child)) child.remove();
    let at = place.firstElementChild;
    for (const child of wanted) {
        if (child === at) at = at.nextElementSibling;
        else place.insertBefore(child, at);
    }
}
