// Keeps what is known of the hubs up to date: everything once, then the changes. Requests and timers are passed in, so that
// nothing here needs a browser.

import type { FeedMessage, HubsView } from '../../shared/views';
import { type Known, knownFrom, merged, needsReload } from './model';

/** The requests, the clock and the timer. */
export interface Source {
    getHubs(): Promise<HubsView>;
    /** Reports changes until the returned function is called. */
    followHubs(report: (message: FeedMessage) => void): () => void;
    now(): number;
    /** Calls once, later, unless the returned function is called before. */
    after(ms: number, act: () => void): () => void;
}

/** Receives what is known of the hubs. */
export interface UpdateListener {
    known(known: Known): void;
    /** Everything could not be loaded; the request is repeated. */
    failed(error: unknown): void;
}

/** Pause before a failed request is repeated. */
export const RETRY_MS = 5_000;
/** Pause before a message causes everything to be loaded, so that several messages cause one request. */
export const RELOAD_MS = 1_000;
/** Most messages that are kept while a request is in flight. The response includes older changes. */
const MOST_EARLY = 60;

/** Reports what is known until the returned function is called. */
export function follow(source: Source, sight: UpdateListener): () => void {
    let isOn = true;
    let known: Known | undefined;
    /** Messages received since the request in flight was sent. */
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
