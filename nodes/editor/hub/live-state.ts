// The deployed hub in its dialog: state, latest error, counters, and a button that copies diagnostics.

import { durationText } from '../../shared/duration-text';
import type { HubView } from '../../shared/views';
import { copyText } from '../clipboard';
import { setShown } from '../fields/form';
import { followHubs, getDiagnostics, getHubs } from '../runtime-api';
import { clockText, sentenceOf, stateText, text } from '../texts';

type Counters = NonNullable<HubView['counters']>;

const SECOND_MS = 1_000;

/** Shows the state of the hub while it is deployed, until the returned function is called. */
export function prepareLive(id: string): () => void {
    /** The hub or, inside a subflow, its instances by their ids. */
    const views = new Map<string, HubView>();
    let ended = false;
    /** Milliseconds by which the clock of this browser is ahead of the runtime's. */
    let ahead = 0;
    const show = (): void => {
        setShown('.clown-hub-live', views.size > 0);
        if (views.size > 0) paint([...views.values()], Date.now() - ahead);
    };
    const take = (hubs: readonly HubView[], now: number): void => {
        ahead = Date.now() - now;
        for (const hub of hubs) if (hub.id === id || hub.template === id) views.set(hub.id, hub);
        // Screen readers read every change, so the state has no countdown.
        write(
            'state',
            linesOf([...views.values()], ({ state }) => stateText(state, now)),
        );
        show();
    };
    $('.clown-hub-copy').on('click', () => {
        $('.clown-hub-copied').text('');
        copyDiagnostics([...views.keys()]).catch(() => $('.clown-hub-copied').text(text('live.failed')));
    });
    // A new hub is not deployed yet.
    if (!RED.nodes.node(id)) return () => {};
    const unfollow = followHubs(({ hubs, ids, now }) => {
        for (const known of views.keys()) if (!ids.includes(known)) views.delete(known);
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

function paint(views: readonly HubView[], now: number): void {
    // Separate from the state, which screen readers read with every change.
    const [only, ...others] = views;
    write('since', only && others.length === 0 ? sinceText(only, now) : '');
    write('error', linesOf(views, errorText));
    write(
        'counts',
        linesOf(views, ({ counters }) => (counters ? countsText(counters) : '')),
    );
}

/** One line for each instance that has something to show, after its name if there are several. */
function linesOf(views: readonly HubView[], textOf: (view: HubView) => string): string {
    if (views.length === 1) return views.map(textOf).join('');
    const lines = views.map((view) => ({ label: view.label, line: textOf(view) }));
    return lines.flatMap(({ label, line }) => (line ? [`${label}: ${line}`] : [])).join('\n');
}

function sinceText({ state: { word, since } }: HubView, now: number): string {
    const isUp = word === 'connected' && since !== undefined;
    return isUp ? text('live.since', { time: durationText(now - since) }) : '';
}

function errorText({ lastError }: HubView): string {
    const reason = lastError?.reason;
    return reason ? text('live.error', { time: clockText(lastError.time), why: sentenceOf(reason) }) : '';
}

function countsText({ framesIn: received, framesOut: sent, badFrames: bad, reconnects }: Counters): string {
    return text('live.counts', { received, sent, bad, reconnects });
}

function write(line: 'state' | 'since' | 'error' | 'counts', content: string): void {
    const place = $(`.clown-hub-live-${line}`).css('white-space', 'pre-line');
    if (place.text() !== content) place.text(content);
}

/** Copies the diagnostics of a hub, or a list of those of its instances. */
async function copyDiagnostics(ids: readonly string[]): Promise<void> {
    const [first, ...others] = await Promise.all(ids.map(getDiagnostics));
    const diagnostics = others.length > 0 ? [first, ...others] : first;
    const isCopied = await copyText(JSON.stringify(diagnostics, null, 4), $('.clown-hub-copied'));
    $('.clown-hub-copied').text(text(isCopied ? 'live.copied' : 'live.manual'));
}
