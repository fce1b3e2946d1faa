// The content of the sidebar. It sends requests and runs timers only while it is visible.

import { followHubs, getHubs } from '../runtime-api';
import { element } from './dom';
import { HISTORY_STYLE } from './history/history-box';
import { HubList } from './list';
import type { Known } from './model';
import { STYLE } from './style';
import { paced } from './throttle';
import { follow } from './updates';

/** The page is drawn at most twice a second. */
const DRAW_MS = 500;
const TICK_MS = 1_000;

const after = (ms: number, act: () => void): (() => void) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
};

const lists = new WeakMap<HTMLElement, HubList>();

/** Shows the current state of the hubs until the returned function is called. */
export function showHubs(content: HTMLElement): () => void {
    const list = lists.get(content) ?? new HubList();
    lists.set(content, list);
    if (!content.contains(list.element))
        content.replaceChildren(element('style', '', STYLE + HISTORY_STYLE), list.element);
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
    list.isSeen = true;
    list.tick();
    const timer = setInterval(() => list.tick(), TICK_MS);
    return () => {
        leave();
        draw.stop();
        clearInterval(timer);
        list.isSeen = false;
    };
}
