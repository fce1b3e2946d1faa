// What dialogs and the sidebar ask of the runtime, through the editor's own login.

import {
    type CheckEnd,
    type CheckRequest,
    type CheckStep,
    type CommandDone,
    type CommandRequest,
    FEED_TOPIC,
    type FeedMessage,
    type HubsView,
    LEASE_MS,
    type Refusal,
    ROUTES,
    type TopicsView,
} from '../shared/views';
import { get, post, Unreachable, withToken } from './request';

const seen = new Set<string>();

/** Whether the runtime knows a hub from a look at it, though it may not run. */
export const isSeen = (id: string): boolean => seen.has(id);

/** All hubs with their devices, as they are now. */
export const getHubs = (): Promise<HubsView> => get(ROUTES.hubs);

/** What is known of a hub that runs, or was checked. */
export const getTopics = (id: string): Promise<TopicsView> => get(ROUTES.topics, id);

/** Asks a hub that runs for its devices. */
export const refreshTopics = (id: string): Promise<TopicsView | Refusal> => post(ROUTES.refresh, id);

/** All that helps to find out what is wrong with a hub, without any secret. */
export const getDiagnostics = (id: string): Promise<object> => get(ROUTES.diagnostics, id);

/** Sends one command. */
export const sendCommand = (id: string, command: CommandRequest): Promise<CommandDone> =>
    post(ROUTES.command, id, command);

/** Walks the way to a hub with the values of a form, telling each step as it is done, until `signal` ends it. */
export function checkHub(
    request: CheckRequest,
    tell: (step: CheckStep) => void,
    signal?: AbortSignal,
): Promise<CheckEnd> {
    return withToken((headers) => check(request, headers, tell, signal));
}

function check(
    request: CheckRequest,
    headers: Readonly<Record<string, string>>,
    tell: (step: CheckStep) => void,
    signal?: AbortSignal,
): Promise<CheckEnd> {
    return new Promise((resolve, reject) => {
        // The dialog may have closed while the secret was fetched.
        if (signal?.aborted) {
            reject(new Unreachable(0));
            return;
        }
        let read = 0;
        let end: CheckEnd | undefined;
        const take = (whole: string): void => {
            for (let line = whole.indexOf('\n', read); line >= 0; line = whole.indexOf('\n', read)) {
                const item = JSON.parse(whole.slice(read, line)) as CheckStep | CheckEnd;
                read = line + 1;
                if ('step' in item) tell(item);
                else end = item;
            }
        };
        const sent = $.ajax({
            method: 'POST',
            url: ROUTES.check,
            headers,
            contentType: 'application/json',
            data: JSON.stringify(request),
            dataType: 'text',
            xhr: () => {
                const xhr = new XMLHttpRequest();
                xhr.addEventListener('progress', () => {
                    // What a proxy says in the place of the runtime is no line of ours.
                    if (xhr.status === 200) take(xhr.responseText);
                });
                return xhr;
            },
        });
        signal?.addEventListener('abort', () => sent.abort());
        sent.then(
            (whole) => {
                take(String(whole));
                if (end?.topics) seen.add(request.id);
                if (end) resolve(end);
                else reject(new Unreachable(0));
            },
            (xhr) => reject(new Unreachable((xhr as JQuery.jqXHR).status)),
        );
    });
}

interface Comms {
    subscribe(topic: string, listener: (topic: string, message: unknown) => void): void;
    unsubscribe(topic: string, listener: (topic: string, message: unknown) => void): void;
}

/** Tells changes of all hubs until the returned function is called; while nobody listens the runtime sends nothing. */
export function followHubs(tell: (message: FeedMessage) => void): () => void {
    const { comms } = RED as unknown as { comms: Comms };
    const listener = (_topic: string, message: unknown): void => tell(message as FeedMessage);
    const renew = (): void => {
        // A runtime that is away for a moment gets the next one.
        post(ROUTES.feed).catch(() => {});
    };
    comms.subscribe(FEED_TOPIC, listener);
    renew();
    const timer = setInterval(renew, LEASE_MS / 3);
    return () => {
        clearInterval(timer);
        comms.unsubscribe(FEED_TOPIC, listener);
    };
}
