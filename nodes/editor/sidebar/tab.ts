// The tab "Clown.Hub" in the sidebar of the editor, while the nodes are in the palette. Its content is in view.ts.

import { load, type Script, showProgress } from '../on-demand';
import { element } from './dom';
import { editor } from './editor';

const ID = 'clown-hub';
const NOTICE = 'clown-hub-sidebar-loading';

/** Adds the tab; the returned function removes it. */
export function addSidebar(): () => void {
    const { sidebar } = editor();
    // An older release may have left one, if the pack was updated while the editor was open.
    if (sidebar.containsTab(ID)) sidebar.removeTab(ID);
    const content = element('div', 'clown-hub-sidebar');
    // Its style comes with its content. An element without a size cannot be observed.
    content.style.height = '100%';
    sidebar.addTab({
        id: ID,
        label: 'Clown.Hub',
        name: 'Clown.Hub',
        iconClass: 'fa fa-home',
        content,
        enableOnEdit: true,
    });
    const forget = whileSeen(content, () => look(content));
    return () => {
        forget();
        if (sidebar.containsTab(ID)) sidebar.removeTab(ID);
    };
}

/** Shows the hubs until the returned function is called; loads the script that can do so before. */
function look(content: HTMLElement): () => void {
    let leave: (() => void) | undefined;
    let isSeen = true;
    const show = ({ showHubs }: Script): void => {
        if (isSeen) leave = showHubs(content);
    };
    // A notice of an earlier look may still be there.
    let notice = $(content).children(`.${NOTICE}`);
    if (content.childElementCount === 0) notice = $(`<p class="${NOTICE}" role="status" style="padding: 12px">`);
    if (notice.length > 0) showProgress(notice.appendTo(content), '', show);
    else load().then(show, () => {});
    return () => {
        isSeen = false;
        leave?.();
    };
}

/** Calls `see` when an element becomes visible, and the function that it returned when the element is hidden. */
function whileSeen(content: HTMLElement, see: () => () => void): () => void {
    let isInSight = false;
    let leave: (() => void) | undefined;
    const check = (): void => {
        const isSeen = isInSight && !document.hidden;
        if (isSeen && !leave) leave = see();
        else if (!isSeen) {
            leave?.();
            leave = undefined;
        }
    };
    // Detects a closed sidebar and another tab alike, in every version of the editor.
    const observer = new IntersectionObserver((entries) => {
        isInSight = entries.at(-1)?.isIntersecting ?? false;
        check();
    });
    observer.observe(content);
    document.addEventListener('visibilitychange', check);
    return () => {
        observer.disconnect();
        document.removeEventListener('visibilitychange', check);
        isInSight = false;
        check();
    };
}
