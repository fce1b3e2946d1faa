// The tab "Clown.Hub" in the sidebar of the editor, while the nodes are in the palette. It sends requests and runs timers
// only while it is visible.

import { followHubs, getHubs } from '../runtime-api';
import { element } from './dom';
import { editor } from './editor';
import { HubList } from './list';
import type { Known } from './model';
import { STYLE } from './style';
import { paced } from './throttle';
import { follow } from './updates';

const ID = 'clown-hub';
/** The page is drawn at most twice a second. */
const DRAW_MS = 500;
const TICK_MS = 1_000;

const after = (ms: number, act: () => void): (() => void) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
};

/** Adds the tab; the returned function removes it. */
export function addSidebar(): () => void {
    const { sidebar } = editor();
    // An older release may have left one, if the pack was updated while the editor was open.
    if (sidebar.containsTab(ID)) sidebar.removeTab(ID);
    const content = element('div', 'clown-hub-sidebar', element('style', '', STYLE));
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

const lists = new WeakMap<HTMLElement, HubList>();

/** Shows the current state of the hubs until the returned function is called. */
function look(content: HTMLElement): () => void {
    // Made when the tab is first shown, because the catalogue is loaded by then.
    const list = lists.get(content) ?? new HubList();
    lists.set(content, list);
    if (!list.element.isConnected) content.append(list.element);
    let latest: Known | undefined;
    const draw = paced(
        () => {
            if (latest) list.show(latest);
        },
        DRAW_MS,
        after,
    );
    const leave = follow(
        { getHubs, followHubs, now: () => Date.now(), after },
        {
            known: (known) => {
                latest = known;
                draw();
            },
            failed: (error) => list.failed(error),
        },
    );
    list.tick();
    const timer = setInterval(() => list.tick(), TICK_MS);
    return () => {
        leave();
        draw.stop();
        clearInterval(timer);
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
