// The deployed hub in its dialog: state, latest error, counters, and a button that copies diagnostics.

import { durationText } from '../../shared/duration-text';
import type { HubView } from '../../shared/views';
import { copyText } from '../clipboard';
import { followHubs, getDiagnostics, getHubs } from '../runtime-api';
import { clockText, sentenceOf, stateText, text } from '../texts';

type Counters = NonNullable<HubView['counters']>;

const SECOND_MS = 1_000;

/** Shows the state of the hub while it is deployed, until the returned function is called. */
export function prepareLive(id: string): () => void {
    let view: HubView | undefined;
    let ended = false;
    /** Milliseconds by which the clock of this browser is ahead of the runtime's. */
    let ahead = 0;
    const show = (): void => {
        $('.clown-hub-live').toggle(view !== undefined);
        if (view) paint(view, Date.now() - ahead);
    };
    const take = (hubs: readonly HubView[], now: number): void => {
        ahead = Date.now() - now;
        view = hubs.find((hub) => hub.id === id) ?? view;
        // Screen readers read every change, so the state has no countdown.
        if (view) write('state', stateText(view.state, now));
        show();
    };
    $('.clown-hub-copy').on('click', () => {
        $('.clown-hub-copied').text('');
        copyDiagnostics(id).catch(() => $('.clown-hub-copied').text(text('live.failed')));
    });
    // A new hub is not deployed yet.
    if (!RED.nodes.node(id)) return () => {};
    const unfollow = followHubs(({ hubs, ids, now }) => {
        if (!ids.includes(id)) view = undefined;
        take(hubs, now);
    });
    const timer = setInterval(show, SECOND_MS);
    getHubs().then(
        ({ hubs, now }) => {
            if (!ended) take(hubs, now);
        },
        // No permission, or no runtime: nothing is shown.
        () => {},
    );
    return () => {
        ended = true;
        unfollow();
        clearInterval(timer);
    };
}

function paint({ state, lastError, counters }: HubView, now: number): void {
    const { word, since } = state;
    // Separate from the state, which screen readers read with every change.
    const isUp = word === 'connected' && since !== undefined;
    write('since', isUp ? text('live.since', { time: durationText(now - since) }) : '');
    const reason = lastError?.reason;
    write('error', reason ? text('live.error', { time: clockText(lastError.time), why: sentenceOf(reason) }) : '');
    write('counts', counters ? countsText(counters) : '');
}

function countsText({ framesIn: received, framesOut: sent, badFrames: bad, reconnects }: Counters): string {
    return text('live.counts', { received, sent, bad, reconnects });
}

function write(line: 'state' | 'since' | 'error' | 'counts', content: string): void {
    const place = $(`.clown-hub-live-${line}`);
    if (place.text() !== content) place.text(content);
}

async function copyDiagnostics(id: string): Promise<void> {
    const diagnostics = await getDiagnostics(id);
    const isCopied = await copyText(JSON.stringify(diagnostics, null, 4), $('.clown-hub-copied'));
    $('.clown-hub-copied').text(text(isCopied ? 'live.copied' : 'live.manual'));
}
