// The lists that hold the rows of a hub, twenty each: the browser skips those that are out of sight. It checks each of them in
// every frame, so that they are few. For a screen reader they are one list.

import { arrange, element, setHidden } from './dom';

/** Rows of one list, and the usual height of a row. */
const LIST_ROWS = 20;
const ROW_PX = 48;

/** All rows in their order. */
export class RowLists {
    readonly element = element('div', 'clown-hub-sidebar-devices');
    readonly #onSeen: (rows: Iterable<Element>) => void;
    #lists: readonly HTMLElement[] = [];
    /** The lists in sight, as far as the browser reports it: otherwise all. */
    readonly #seen = new Set<HTMLElement>();
    readonly #areReported = 'oncontentvisibilityautostatechange' in document.documentElement;

    /** `onSeen` receives the rows that come into sight. */
    constructor(onSeen: (rows: Iterable<Element>) => void) {
        this.#onSeen = onSeen;
        this.element.setAttribute('role', 'list');
    }

    /** The rows in sight, and some beside them. */
    get inSight(): Element[] {
        const lists = this.#areReported ? this.#lists.filter((list) => this.#seen.has(list)) : this.#lists;
        return lists.flatMap((list) => [...list.children]);
    }

    /** Puts these rows into the lists, in this order. */
    arrange(rows: readonly HTMLElement[]): void {
        const { activeElement } = document;
        const lists = Array.from({ length: Math.ceil(rows.length / LIST_ROWS) }, (_, at) => {
            const list = this.#lists[at] ?? this.#makeList();
            arrange(list, rows.slice(at * LIST_ROWS, (at + 1) * LIST_ROWS));
            return list;
        });
        for (const list of this.#lists.slice(lists.length)) this.#seen.delete(list);
        this.#lists = lists;
        arrange(this.element, lists);
        // A row that moves to another list loses the focus.
        if (activeElement instanceof HTMLElement && this.element.contains(activeElement))
            activeElement.focus({ preventScroll: true });
    }

    /** Takes the place only that the rows which are not hidden need. */
    fit(): void {
        for (const list of this.#lists) {
            const shown = [...list.children].filter((row) => !(row as HTMLElement).hidden).length;
            setHidden(list, shown === 0);
            // Out of sight, a list is as high as it was last, or else as this.
            const usual = `auto ${shown * ROW_PX}px`;
            if (list.style.containIntrinsicHeight !== usual) list.style.containIntrinsicHeight = usual;
        }
    }

    #makeList(): HTMLElement {
        const list = element('ul', '');
        list.setAttribute('role', 'presentation');
        list.addEventListener('contentvisibilityautostatechange', (event) => {
            if ((event as ContentVisibilityAutoStateChangeEvent).skipped) this.#seen.delete(list);
            else {
                this.#seen.add(list);
                this.#onSeen(list.children);
            }
        });
        return list;
    }
}
