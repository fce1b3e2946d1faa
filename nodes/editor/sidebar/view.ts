// The content of the sidebar. It sends requests and runs timers only while it is visible.

import { CHECK_STYLE, FlowCheckSection } from '../flow-check/section';
import { followHubs, getHubs } from '../runtime-api';
import { element } from './dom';
import { TEST_STYLE } from './flow-test/test-report';
import { HISTORY_STYLE } from './history/history-box';
import { HubList } from './list';
import type { Known } from './model';
import { STARTER_STYLE } from './starter/starter-section';
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

/** The parts of the sidebar. */
interface Parts {
    readonly list: HubList;
    readonly check: FlowCheckSection;
}

const parts = new WeakMap<HTMLElement, Parts>();

/** Shows the current state of the hubs until the returned function is called. */
export function showHubs(content: HTMLElement): () => void {
    const { list, check } = parts.get(content) ?? { list: new HubList(), check: new FlowCheckSection() };
    parts.set(content, { list, check });
    if (!content.contains(list.element)) {
        const style = STYLE + HISTORY_STYLE + STARTER_STYLE + CHECK_STYLE + TEST_STYLE;
        content.replaceChildren(element('style', '', style), check.element, list.element);
    }
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
                check.known(known.hubs);
                draw();
            },
            failed: (error) => list.failed(error),
        },
    );
    check.start();
    list.isSeen = true;
    list.tick();
    const timer = setInterval(() => list.tick(), TICK_MS);
    return () => {
        leave();
        check.stop();
        draw.stop();
        clearInterval(timer);
        list.isSeen = false;
    };
}
