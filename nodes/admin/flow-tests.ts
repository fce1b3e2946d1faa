// The routes that test the deployed flows with a recording, and keep a run for the next comparison. One test at a time; it
// ends when the editor that requested it disconnects.

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { NodeAPI, NodeDef } from 'node-red';
import type { Clock, Dispose } from '../../src/base/clock';
import { refuse, thrownKind } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { pathOf } from '../../src/recording/folder';
import type { SidebarJob, SidebarResult } from '../flow-test/sidebar-job';
import { keepRun } from '../runtime/hub/kept-runs';
import { recordingsOf } from '../runtime/hub/recordings';
import type { FlowTestDone, KeepDone, SidebarFault } from '../shared/flow-test-view';
import { ROUTES } from '../shared/views';
import { fieldsOf, respond, type Serve } from './http';
import { runSidebarTest } from './sidebar-test';

/** Proxies end a response that sends nothing for a minute. */
const ALIVE_MS = 10_000;
/** After a deploy, flows start again sooner. */
const STOPPED_MS = 10_000;

type RunTest = (job: SidebarJob, signal: AbortSignal) => Promise<SidebarResult>;

/** The last run that can be kept. */
interface LastRun {
    readonly run: string;
    readonly name: string;
    readonly text: Uint8Array;
}

/** Adds the routes; tests have another `runTest` and clock. */
export function serveFlowTests(
    RED: NodeAPI,
    serve: Serve,
    runTest: RunTest = runSidebarTest,
    clock: Clock = systemClock,
): void {
    const recordings = recordingsOf(RED);
    let running: { readonly signal: AbortSignal; readonly ended: Promise<unknown> } | undefined;
    let last: LastRun | undefined;

    /** Starts a test, unless another one runs. One that was stopped ends soon. */
    async function test(name: string, hub: string | undefined, signal: AbortSignal): Promise<FlowTestDone> {
        while (running?.signal.aborted) await running.ended;
        if (running) return fault({ code: 'busy', values: {} });
        const done = tested(name, hub, signal).finally(() => {
            running = undefined;
        });
        running = { signal, ended: done.catch(() => {}) };
        return done;
    }

    async function tested(name: string, hub: string | undefined, signal: AbortSignal): Promise<FlowTestDone> {
        // Only the run that was shown last can be kept.
        last = undefined;
        if (recordings.isRunning(name)) return unreadable(refuse('recording-running', { file: name }));
        const path = await pathOf(recordings.folder, name);
        if (!path.ok) return unreadable(path);
        const run = randomUUID();
        const job = { run, flows: deployedFlows(RED), recording: path.value, hub, nodeRed: nodeRedOf(RED) };
        const result = await runTest(job, signal);
        if ('fault' in result) return fault(result.fault);
        if (result.text) last = { run, name, text: result.text };
        return result.view;
    }

    async function kept(name: string, run: unknown): Promise<KeepDone> {
        if (!last || last.run !== run || last.name !== name) return fault({ code: 'gone', values: {} });
        const { text } = last;
        const path = await pathOf(recordings.folder, name);
        if (!path.ok) return unreadable(path);
        try {
            await keepRun(path.value, text);
            return { ok: true };
        } catch (error) {
            const code = (error as NodeJS.ErrnoException | undefined)?.code ?? thrownKind(error);
            return fault({ code: 'unwritten', values: { folder: recordings.folder, code } });
        }
    }

    serve('post', ROUTES.testFlow, 'write', (req, res) => {
        const fields = fieldsOf(req);
        if (!fields.ok) return respond(res, 413, fields);
        const { hub } = fields.value;
        const stop = new AbortController();
        res.once('close', () => stop.abort());
        const forget = whenFlowsStop(RED, clock, () => stop.abort());
        const named = typeof hub === 'string' && hub !== '' ? hub : undefined;
        sendLater(res, clock, test(req.params.name ?? '', named, stop.signal).finally(forget));
    });
    serve('post', ROUTES.keepRun, 'write', (req, res) => {
        const fields = fieldsOf(req);
        if (!fields.ok) return respond(res, 413, fields);
        sendLater(res, clock, kept(req.params.name ?? '', fields.value.run));
    });
}

function fault(reason: SidebarFault): { ok: false; fault: SidebarFault } {
    return { ok: false, fault: reason };
}

function unreadable({ reason }: ReturnType<typeof refuse>): { ok: false; fault: SidebarFault } {
    return fault({ code: 'recording', reason });
}

/** The flows as they run now, which have no credentials. */
function deployedFlows(RED: NodeAPI): readonly object[] {
    const nodes: object[] = [];
    RED.nodes.eachNode((config: NodeDef & { readonly credentials?: unknown }) => {
        const { credentials: _secret, ...node } = config;
        nodes.push(node);
    });
    return nodes;
}

/** A folder from which the running Node-RED is found. */
function nodeRedOf({ settings }: NodeAPI): string | undefined {
    const { coreNodesDir } = settings as { readonly coreNodesDir?: unknown };
    return typeof coreNodesDir === 'string' ? coreNodesDir : undefined;
}

/** Calls `stopped` if the flows stop and do not start again, as after a deploy. The returned function ends it. */
function whenFlowsStop({ events }: NodeAPI, clock: Clock, stopped: () => void): () => void {
    let endTimer: Dispose = () => {};
    const onStop = (): void => {
        endTimer();
        endTimer = clock.after(STOPPED_MS, stopped);
    };
    const onStart = (): void => endTimer();
    events.on('flows:stopped', onStop);
    events.on('flows:started', onStart);
    return () => {
        endTimer();
        events.off('flows:stopped', onStop);
        events.off('flows:started', onStart);
    };
}

/** Sends JSON as soon as it is known, and blanks before it, so that no proxy ends the response. */
function sendLater(res: ServerResponse, clock: Clock, view: Promise<object>): void {
    res.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
    });
    res.flushHeaders();
    let endTimer: Dispose = () => {};
    const sendBlank = (): void => {
        endTimer = clock.after(ALIVE_MS, () => {
            res.write(' ');
            sendBlank();
        });
    };
    sendBlank();
    view.finally(() => endTimer()).then(
        (data) => res.end(JSON.stringify(data)),
        () => res.destroy(),
    );
}
