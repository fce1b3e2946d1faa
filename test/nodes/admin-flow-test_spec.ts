// The routes of flow tests, with a process that the test controls: one test at a time, its end, and the run that is kept.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { serveFlowTests } from '../../nodes/admin/flow-tests';
import { type AdminRequest, MAX_BODY, type Serve } from '../../nodes/admin/http';
import type { SidebarJob, SidebarResult } from '../../nodes/flow-test/sidebar-job';
import { recordingsOf } from '../../nodes/runtime/hub/recordings';
import type { FlowTestDone, FlowTestView, KeepDone } from '../../nodes/shared/flow-test-view';
import { ROUTES } from '../../nodes/shared/views';
import { recordingsFolder } from '../../src/recording/folder';
import { makeFolder, removeFolder } from '../support/folders.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/wait.js';

const FILE = 'mine.jsonl';
const NODES = [
    { id: 'hub', type: 'clown-hub', name: 'House', credentials: { password: 'S3cr3t' } },
    { id: 'heat', type: 'clown-out', z: 'home', hub: 'hub' },
];
const VIEW = { ok: true, result: 'new', count: 1 } as FlowTestView;

interface Started {
    readonly job: SidebarJob;
    readonly signal: AbortSignal;
    end(result?: SidebarResult): void;
}

describe('the routes of flow tests', () => {
    let userDir: string;
    let folder: string;
    let clock: ManualClock;
    let events: EventEmitter;
    let settings: { userDir: string; coreNodesDir: unknown };
    const routes = new Map<string, Parameters<Serve>[3]>();
    const permissions: unknown[] = [];
    const started: Started[] = [];
    let failure: Error | undefined;

    beforeEach(async () => {
        userDir = await makeFolder('flow-tests');
        folder = recordingsFolder(userDir);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, FILE), '{"clownHubRecording":1,"hub":"House"}\n');
        for (const list of [permissions, started]) list.length = 0;
        clock = new ManualClock();
        events = new EventEmitter();
        settings = { userDir, coreNodesDir: '/opt/node-red/nodes' };
        const RED = {
            events,
            settings,
            nodes: { eachNode: (visit: (node: object) => void) => NODES.forEach(visit) },
        };
        const serve: Serve = (method, route, permission, handle) => {
            permissions.push([method, route, permission]);
            routes.set(route, handle);
        };
        failure = undefined;
        const runTest = (job: SidebarJob, signal: AbortSignal): Promise<SidebarResult> =>
            new Promise((resolve, reject) => {
                if (failure) return reject(failure);
                const text = Buffer.from(`run ${started.length + 1}\n`);
                const end = (result: SidebarResult = { view: { ...VIEW, run: job.run }, text }): void =>
                    resolve(result);
                started.push({ job, signal, end });
                signal.addEventListener('abort', () => end({ fault: { code: 'stopped', values: {} } }));
            });
        serveFlowTests(RED as unknown as NodeAPI, serve, runTest, clock);
    });
    afterEach(() => removeFolder(userDir));

    /** A request, its response so far, and the JSON when it is complete. */
    function request<T>(route: string, body: object = {}, name = FILE) {
        let text = '';
        const res = Object.assign(new EventEmitter(), {
            status: 0,
            headers: {} as object,
            headersSent: false,
            destroyed: false,
            isFlushed: false,
            writeHead(status: number, headers: object) {
                res.status = status;
                res.headers = headers;
                return res;
            },
            flushHeaders() {
                res.isFlushed = text === '';
            },
            write(part: string) {
                text += part;
            },
            destroy() {
                res.destroyed = true;
                res.emit('close');
            },
            end(part: string) {
                text += part;
                res.emit('done');
                res.emit('close');
            },
        });
        const done = new Promise<T>((resolve) => {
            res.once('done', () => resolve(JSON.parse(text) as T));
        });
        routes.get(route)?.({ params: { name }, body } as unknown as AdminRequest, res as unknown as ServerResponse);
        return { done, disconnect: () => res.emit('close'), text: () => text, status: () => res.status, res };
    }
    const test = (body: object = {}, name = FILE) => request<FlowTestDone>(ROUTES.testFlow, body, name);
    const keep = (run: unknown, name = FILE) => request<KeepDone>(ROUTES.keepRun, { run }, name).done;
    const running = async (count = 1): Promise<Started> => {
        await until(() => started.length === count, `test ${count}`);
        return started[count - 1] as Started;
    };
    const codeOf = (done: FlowTestDone | KeepDone): string => (done.ok ? '' : done.fault.code);

    it('need the permission to write', () => {
        assert.deepEqual(permissions, [
            ['post', ROUTES.testFlow, 'write'],
            ['post', ROUTES.keepRun, 'write'],
        ]);
    });

    it('test what is deployed, without credentials, in the Node-RED that runs, with a file of the list', async () => {
        const { done, status } = test({ hub: 'hub' });
        const { job, end } = await running();
        const { run, ...rest } = job;
        assert.match(run, /^[0-9a-f-]{36}$/);
        assert.deepEqual(rest, {
            flows: [{ id: 'hub', type: 'clown-hub', name: 'House' }, NODES[1]],
            recording: join(folder, FILE),
            hub: 'hub',
            nodeRed: '/opt/node-red/nodes',
        });
        end();
        assert.deepEqual(await done, { ...VIEW, run });
        assert.equal(status(), 200);
        for (const name of ['none.jsonl', '../../flows.json', '']) {
            assert.equal(codeOf(await test({}, name).done), 'recording');
        }
        for (const hub of [5, {}, '']) {
            const other = test({ hub });
            const { job: second, end: endSecond } = await running(started.length + 1);
            assert.equal(second.hub, undefined);
            endSecond();
            await other.done;
        }
    });

    it('look for Node-RED elsewhere if its folder is not known', async () => {
        for (const unknown of [undefined, 5]) {
            settings.coreNodesDir = unknown;
            const { done } = test();
            const { job, end } = await running(started.length + 1);
            assert.equal(job.nodeRed, undefined);
            end();
            await done;
        }
    });

    it('run one test at a time; one that was cancelled ends before the next one starts', async () => {
        const first = test();
        const { signal } = await running();
        assert.equal(codeOf(await test().done), 'busy');
        first.disconnect();
        assert.ok(signal.aborted);
        const second = test();
        const { end, signal: other } = await running(2);
        assert.equal(codeOf(await first.done), 'stopped');
        assert.ok(!other.aborted);
        end();
        assert.ok((await second.done).ok);
    });

    it('end a test when the flows stop, but not for a deploy', async () => {
        const listeners = (): number => events.listenerCount('flows:stopped') + events.listenerCount('flows:started');
        const before = listeners();
        const { done } = test();
        const { signal } = await running();
        events.emit('flows:stopped');
        events.emit('flows:started');
        clock.advance(60_000);
        assert.ok(!signal.aborted);
        events.emit('flows:stopped');
        clock.advance(10_000);
        assert.ok(signal.aborted);
        assert.equal(codeOf(await done), 'stopped');
        assert.deepEqual([listeners(), clock.pending], [before, 0]);
    });

    it('send blanks while a test runs, for proxies that end a silent response', async () => {
        const { done, text } = test();
        const { end } = await running();
        clock.advance(35_000);
        assert.equal(text(), '   ');
        end();
        assert.ok((await done).ok);
        assert.equal(clock.pending, 0);
    });

    it('keep the run that was shown last, beside its recording, for its owner only', async () => {
        const { done } = test();
        const { job, end } = await running();
        end();
        await done;
        assert.equal(codeOf(await keep('other')), 'gone');
        assert.equal(codeOf(await keep(undefined)), 'gone');
        assert.equal(codeOf(await keep(job.run, 'other.jsonl')), 'gone');
        assert.deepEqual(await readdir(folder), [FILE]);
        assert.deepEqual(await keep(job.run), { ok: true });
        const file = join(folder, 'mine.expected.jsonl');
        assert.equal(await readFile(file, 'utf8'), 'run 1\n');
        if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
        // Again, with the same result.
        assert.deepEqual(await keep(job.run), { ok: true });
        assert.deepEqual((await readdir(folder)).sort(), ['mine.expected.jsonl', FILE]);
        const next = test();
        assert.equal(codeOf(await keep(job.run)), 'gone');
        (await running(2)).end({ fault: { code: 'no-rest', values: {} } });
        assert.equal(codeOf(await next.done), 'no-rest');
        assert.equal(await readFile(file, 'utf8'), 'run 1\n');
    });

    it('name the folder and the error if a run cannot be written, and leave no part of it', async () => {
        const { done } = test();
        const { job, end } = await running();
        end();
        await done;
        await mkdir(join(folder, 'mine.expected.jsonl'));
        const kept = await keep(job.run);
        assert.ok(!kept.ok && 'values' in kept.fault);
        assert.equal(kept.fault.code, 'unwritten');
        assert.equal(kept.fault.values.folder, folder);
        assert.match(String(kept.fault.values.code), /^E[A-Z]+$/);
        assert.deepEqual((await readdir(folder)).sort(), ['mine.expected.jsonl', FILE]);
    });

    it('test no recording that is still written, and keep no run of one that was removed', async () => {
        const recordings = recordingsOf({ events, settings: { userDir } } as unknown as NodeAPI);
        const { isRunning } = recordings;
        recordings.isRunning = (name) => name === FILE;
        const refused = await test().done;
        assert.deepEqual(refused, {
            ok: false,
            fault: { code: 'recording', reason: { code: 'recording-running', params: { file: FILE } } },
        });
        recordings.isRunning = isRunning;
        const { done } = test();
        const { job, end } = await running();
        end();
        await done;
        await rm(join(folder, FILE));
        assert.equal(codeOf(await keep(job.run)), 'recording');
        assert.deepEqual(await readdir(folder), []);
    });

    it('keep no run of which there is no text', async () => {
        const { done } = test();
        const { job, end } = await running();
        end({ view: { ...VIEW, run: job.run }, text: undefined });
        await done;
        assert.equal(codeOf(await keep(job.run)), 'gone');
    });

    it('refuse a body that is too large', () => {
        for (const route of [ROUTES.testFlow, ROUTES.keepRun]) {
            const { status, text } = request(route, { hub: 'x'.repeat(MAX_BODY) });
            assert.deepEqual([status(), JSON.parse(text()).reason.code], [413, 'payload-large']);
        }
        assert.equal(started.length, 0);
    });

    it('send the headers at once, and none that lets a proxy or a cache keep the response', async () => {
        const { done, res } = test();
        const { end } = await running();
        assert.ok(res.isFlushed);
        assert.deepEqual(res.headers, {
            'content-type': 'application/json; charset=utf-8',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
        });
        end();
        await done;
    });

    it('end the response without a result if a test fails in an unforeseen way', async () => {
        failure = new Error('unforeseen');
        const { res } = test();
        await until(() => res.destroyed, 'the end of the response');
        failure = undefined;
        const next = test();
        (await running()).end();
        assert.ok((await next.done).ok);
    });

    it('count the time since the flows have stopped last, and no longer than a test runs', async () => {
        const { done } = test();
        const { signal, end } = await running();
        events.emit('flows:stopped');
        clock.advance(6_000);
        events.emit('flows:stopped');
        clock.advance(6_000);
        assert.ok(!signal.aborted);
        end();
        await done;
        assert.equal(clock.pending, 0);
    });
});
