// How the process of a flow test is started, and what becomes of it: its result, its end, and what it leaves.

import assert from 'node:assert/strict';
import child from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { packFolder } from '../../nodes/flow-test/find-node-red';
import type { JobResult } from '../../nodes/flow-test/job';
import { runTestProcess, type TestProcess } from '../../nodes/flow-test/test-process';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { type FakeProcess, fakeProcesses } from './fake-process';
import { HOUSE, TAB } from './recordings';
import { keepsProcess } from './replaced';

const JOB = { flows: [TAB, HOUSE], recording: '/home/pi/a.jsonl', hub: 'House', nodeRed: '/opt/node-red' };
const DONE = { ok: true, run: {}, nodes: ['a'] } as unknown as JobResult;
const ended = (what: string): JobResult => ({ ok: false, fault: { code: 'child-ended', values: { what } } });

describe('the process of a flow test from outside', () => {
    keepsProcess();

    let folder: string;
    let last: FakeProcess | undefined;
    /** Timers with their times, and those that were cancelled. */
    const timers: { readonly ms: number; readonly run: () => void }[] = [];
    const cancelled: unknown[] = [];

    beforeEach(async () => {
        last = undefined;
        timers.length = 0;
        cancelled.length = 0;
        folder = await makeFolder('test-process');
        os.tmpdir = () => folder;
    });
    afterEach(async () => {
        // Neither a folder nor a timer is left.
        assert.deepEqual(readdirSync(folder), []);
        assert.deepEqual(cancelled, timers);
        await removeFolder(folder);
    });

    /** Runs a test whose process does this. */
    const run = (started: (process: FakeProcess) => void, more: Partial<TestProcess> = {}): Promise<JobResult> => {
        fakeProcesses((process) => {
            last = process;
            started(process);
        });
        globalThis.setTimeout = ((callback: () => void, ms: number) => {
            const timer = { ms, run: callback };
            timers.push(timer);
            return timer;
        }) as unknown as typeof setTimeout;
        globalThis.clearTimeout = (timer) => void cancelled.push(timer);
        return runTestProcess({ ...JOB, timeZone: 'Asia/Tokyo', signal: undefined, ...more });
    };

    it('gets its job, and returns its result', async () => {
        let isThere = false;
        const result = await run((process) => {
            isThere = existsSync(join(process.options.cwd, 'node_modules/@clown-hub/node-red-clown-hub'));
            process.ends(DONE);
        });
        assert.deepEqual(result, DONE);
        assert.ok(last && isThere);
        assert.deepEqual(last.job, JOB);
        assert.deepEqual([last.command, last.words], [process.execPath, [join(root, 'dist/flow-test.js')]]);
        const { cwd, env: _env, ...options } = last.options;
        assert.deepEqual(options, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], windowsHide: true });
        assert.ok(cwd.startsWith(join(folder, 'clown-hub-flow-test-')));
        assert.deepEqual([timers.map(({ ms }) => ms), last.signals], [[125_000], []]);
    });

    it('has the variables of a program, those that the flow mentions, and its time zone', async () => {
        const usual =
            'APPDATA HOME HOMEDRIVE HOMEPATH LANG LC_ALL LOCALAPPDATA PATH Path SystemRoot TEMP TMP TMPDIR USERPROFILE windir';
        const given = Object.fromEntries(usual.split(' ').map((name) => [name, `of ${name}`]));
        Object.defineProperty(process, 'env', {
            configurable: true,
            value: { ...given, LIMIT: '25', SECRET: 'S3cr3t', TZ: 'UTC', NODE_OPTIONS: '--inspect' },
        });
        await run((one) => one.ends(DONE), { flows: [TAB, HOUSE, { id: 'c', type: 'template', template: 'LIMIT' }] });
        assert.deepEqual(last?.options.env, { ...given, LIMIT: '25', TZ: 'Asia/Tokyo' });
    });

    it('ends without a result: the reason has how, and the end of what it has printed', async () => {
        const result = await run((process) => {
            process.stderr.emit('data', `${'x'.repeat(500)}\n`);
            process.stderr.emit('data', 'Error: no memory\n');
            process.emit('close', 134, null);
        });
        assert.deepEqual(result, ended(`exit code 134 ${'x'.repeat(282)}\nError: no memory`));
        assert.deepEqual(await run((process) => process.emit('close', 0, null)), ended('exit code 0'));
        const indented = await run((process) => {
            process.stderr.emit('data', '\n    at node.js\n');
            process.emit('close', 1, null);
        });
        assert.deepEqual(indented, ended('exit code 1 at node.js'));
        assert.deepEqual(await run((process) => process.emit('close', null, 'SIGSEGV')), ended('SIGSEGV'));
    });

    it('is read as text, also where a letter is cut', async () => {
        const result = await run((process) => {
            process.stderr.emit('data', process.encodings.join());
            process.emit('close', 1, null);
        });
        assert.deepEqual(result, ended('exit code 1 utf8'));
    });

    it('cannot be started', async () => {
        const result = await run((process) => process.emit('error', new Error('spawn ENOMEM')));
        assert.deepEqual(result, ended('spawn ENOMEM'));
    });

    it('is ended if it does not respond in time', async () => {
        const result = await run(() => timers[0]?.run());
        assert.deepEqual(result, { ok: false, fault: { code: 'child-hangs', values: { seconds: 125 } } });
        assert.deepEqual(last?.signals, ['SIGKILL']);
    });

    it('is ended when the test is stopped', async () => {
        const stop = new AbortController();
        const result = await run(() => stop.abort(), { signal: stop.signal });
        assert.equal(!result.ok && result.fault.code, 'stopped');
        assert.deepEqual(last?.signals, ['SIGKILL']);
        // Before it has begun, nothing is started.
        last = undefined;
        const other = await run(() => {}, { signal: stop.signal });
        assert.deepEqual(other, { ok: false, fault: { code: 'stopped', values: {} } });
        assert.equal(last, undefined);
    });

    it('keeps its first result, and is not ended afterwards', async () => {
        const stop = new AbortController();
        const result = await run(
            (process) => {
                process.emit('message', DONE);
                process.emit('message', ended('later'));
                stop.abort();
            },
            { signal: stop.signal },
        );
        assert.deepEqual(result, DONE);
        const other = new AbortController();
        await run((process) => process.ends(DONE), { signal: other.signal });
        other.abort();
        assert.deepEqual(last?.signals, []);
    });

    it('leaves no folder, also if it cannot be started at all', async () => {
        Object.assign(child, {
            spawn: () => {
                throw new Error('no process');
            },
        });
        await assert.rejects(runTestProcess({ ...JOB, timeZone: 'UTC', signal: undefined }), /no process/);
    });

    it('is that of the package in which this file is', () => assert.equal(packFolder(), root));
});
