// Keeps what is known of the hubs up to date for as long as somebody looks: all of it once, then what changes. How to
// ask and how to wait are given, so that nothing here needs a browser.

import type { FeedMessage, HubsView } from '../../shared/views';
import { type Known, knownFrom, merged, needsReload } from './model';

export interface Source {
    getHubs(): Promise<HubsView>;
    /** Tells changes until the returned function is called. */
    followHubs(report: (message: FeedMessage) => void): () => void;
    now(): number;
    /** Calls once, later, unless the returned function is called before. */
    after(ms: number, act: () => void): () => void;
}

export interface UpdateListener {
    known(known: Known): void;
    /** Everything was asked for in vain; it is tried again. */
    failed(error: unknown): void;
}

/** Pause before everything is asked for again. */
export const RETRY_MS = 5_000;
/** Pause before a load that a message asks for, so that many of them make one. */
export const RELOAD_MS = 1_000;
/** Messages that may come while everything is asked for; older ones are in the answer anyway. */
const MOST_EARLY = 60;

/** Tells what is known until the returned function is called; after that nothing comes any more. */
export function follow(source: Source, sight: UpdateListener): () => void {
    let isOn = true;
    let known: Known | undefined;
    /** What came since everything was asked for, while that is on its way. */
    let early: FeedMessage[] | undefined;
    let cancelTimer: (() => void) | undefined;

    const report = (now: Known): void => {
        known = now;
        sight.known(now);
    };
    const received = (message: FeedMessage): void => {
        if (early) early = [...early, message].slice(-MOST_EARLY);
        if (!known) return;
        const isOpen = needsReload(known, message);
        report(merged(known, message, source.now()));
        if (isOpen && !early && !cancelTimer) cancelTimer = source.after(RELOAD_MS, load);
    };
    const load = (): void => {
        early = [];
        cancelTimer = undefined;
        source.getHubs().then(
            (view) => {
                if (!isOn) return;
                const since = (early ?? []).filter((message) => message.now >= view.now);
                early = undefined;
                const first = knownFrom(view, source.now());
                report(since.reduce((so, message) => merged(so, message, source.now()), first));
            },
            (error: unknown) => {
                if (!isOn) return;
                early = undefined;
                cancelTimer = source.after(RETRY_MS, load);
                sight.failed(error);
            },
        );
    };

    const leave = source.followHubs(received);
    load();
    return () => {
        isOn = false;
        cancelTimer?.();
        leave();
    };
}
