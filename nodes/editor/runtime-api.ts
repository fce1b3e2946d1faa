// The requests of the dialogs and the sidebar to the runtime.

import type { FlowTestDone, FlowTestRequest, KeepDone, KeepRequest } from '../shared/flow-test-view';
import {
    type CheckEnd,
    type CheckRequest,
    type CheckStep,
    type CommandDone,
    type CommandRequest,
    FEED_TOPIC,
    type FeedMessage,
    type HistoryView,
    type HubsView,
    LEASE_MS,
    type LiveView,
    type NodeHubView,
    type RecordingDone,
    type RecordingsView,
    type Refusal,
    ROUTES,
    type TopicsView,
} from '../shared/views';
import { get, getText, post, postUntil, Unreachable, withToken } from './request';

/** The current state of all hubs and their devices. */
export const getHubs = (): Promise<HubsView> => get(ROUTES.hubs);

/** The devices and topics of a hub that is deployed or was checked; empty for any other. */
export const getTopics = (id: string): Promise<TopicsView> => get(ROUTES.topics, id);

/** The hub that a deployed node uses. */
export const getHubOfNode = (id: string): Promise<NodeHubView> => get(ROUTES.hubOfNode, id);

/** The last day of a device of a deployed hub. */
export const getHistory = (id: string, device: string): Promise<HistoryView> => get(ROUTES.history, id, { device });

/** Requests the device list from a deployed hub. */
export const refreshTopics = (id: string): Promise<TopicsView | Refusal> => post(ROUTES.refresh, id);

/** The diagnostics of a hub, without secrets. */
export const getDiagnostics = (id: string): Promise<object> => get(ROUTES.diagnostics, id);

/** The recordings in the user folder. */
export const getRecordings = (): Promise<RecordingsView> => get(ROUTES.recordings);

/** Starts a recording of a hub. */
export const startRecording = (id: string, minutes: string): Promise<RecordingDone> =>
    post(ROUTES.record, id, { minutes });

/** Ends the recording of a hub. */
export const stopRecording = (id: string): Promise<RecordingDone> => post(ROUTES.stopRecording, id);

/** Removes a file. */
export const removeRecording = (name: string): Promise<RecordingDone> =>
    post(ROUTES.removeRecording.replace(':name', encodeURIComponent(name)));

/** Tests the deployed flows with a recording; `hub` is the hub node that plays it, if there are several. */
export const testFlow = (name: string, hub: string | undefined, signal: AbortSignal): Promise<FlowTestDone> => {
    const request: FlowTestRequest = hub === undefined ? {} : { hub };
    return postUntil(ROUTES.testFlow.replace(':name', encodeURIComponent(name)), request, signal);
};

/** Keeps the run of a test for the next comparison. */
export const keepRun = (name: string, run: string): Promise<KeepDone> => {
    const request: KeepRequest = { run };
    return post(ROUTES.keepRun.replace(':name', encodeURIComponent(name)), '', request);
};

/** The text of a file; `replace` as in `ROUTES.download`. */
export const getRecording = (name: string, replace: string): Promise<string> =>
    getText(ROUTES.download.replace(':replace', replace).replace(':name', encodeURIComponent(name)));

/** The messages of a hub after that number. */
export const getMessages = (id: string, after: number): Promise<LiveView> =>
    get(ROUTES.messages.replace(':after', String(after)), id);

/** Sends one command through a hub. */
export const sendCommand = (id: string, command: CommandRequest): Promise<CommandDone> =>
    post(ROUTES.command, id, command);

/** Checks the connection with the values of a form. Calls `onStep` after each step; `signal` stops the check. */
export function checkHub(
    request: CheckRequest,
    onStep: (step: CheckStep) => void,
    signal?: AbortSignal,
): Promise<CheckEnd> {
    return withToken((headers) => check(request, headers, onStep, signal));
}

function check(
    request: CheckRequest,
    headers: Readonly<Record<string, string>>,
    onStep: (step: CheckStep) => void,
    signal?: AbortSignal,
): Promise<CheckEnd> {
    return new Promise((resolve, reject) => {
        // The dialog may have closed while the token was fetched.
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
                if ('step' in item) onStep(item);
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
                    // A proxy may respond instead of the runtime, with a page of its own.
                    if (xhr.status === 200) take(xhr.responseText);
                });
                return xhr;
            },
        });
        signal?.addEventListener('abort', () => sent.abort());
        sent.then(
            (whole) => {
                take(String(whole));
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

/** Calls `onMessage` for changes of all hubs until the returned function is called. */
export function followHubs(onMessage: (message: FeedMessage) => void): () => void {
    const { comms } = RED as unknown as { comms: Comms };
    const listener = (_topic: string, message: unknown): void => onMessage(message as FeedMessage);
    const renew = (): void => {
        // A runtime that is unreachable for a moment gets the next request.
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
