// What the process for the sidebar makes of a test: the result, and the run that can be kept.

import assert from 'node:assert/strict';
import os from 'node:os';
import type { SidebarResult } from '../../nodes/flow-test/sidebar-job';
import { serveSidebar, sidebarResult } from '../../nodes/flow-test/sidebar-process';
import { expectedText, readExpected } from '../../src/flow-test/expected';
import type { FlowTestOptions, FlowTestReport, FlowTestResult, TestLine } from '../../src/flow-test/report';
import { ownTimeZone } from '../../src/flow-test/time-zones';
import { removeFolder } from '../support/folders.js';
import { until } from '../support/wait.js';
import { type FakeNodeRed, fakeNodeRed } from './fake-node-red';
import { type FakeProcess, fakeProcesses } from './fake-process';
import { addedListeners, keepsProcess } from './replaced';

const LINE: TestLine = {
    ...{ node: 'heat', type: 'clown-out', name: 'Heating', at: 5, kind: 'command' },
    ...{ topic: 'relay/-/set', payload: { state: true }, outcome: 'confirmed' },
};
const JOB = { run: 'r1', flows: [], recording: '/home/pi/a.jsonl', hub: undefined, nodeRed: '/opt/node-red' };
const signal = new AbortController().signal;

function reported(lines: readonly TestLine[]): FlowTestResult {
    const report: FlowTestReport = {
        ...{ nodeRed: '4.1.0', hub: { node: 'hub', type: 'clown-hub', name: '' }, recordingMs: 9, testedMs: 99 },
        ...{
            badLines: 0,
            firstFault: undefined,
            lines,
            cuts: {},
            silentHubs: [],
            hubOf: {},
            unmatched: [],
            standIns: [],
            leftOut: [],
            errors: [],
            moreErrors: 0,
        },
        ...{ result: 'new', differences: [], moreDifferences: 0, expected: '', isUpdated: false },
        ...{ timeZone: 'UTC', keptTimeZone: undefined, ownTimeZone: 'UTC' },
    };
    return { ok: true, report };
}

describe('the process of tests for the sidebar', () => {
    it('returns the report and the text of its run', async () => {
        const given: FlowTestOptions[] = [];
        const result = await sidebarResult(JOB, signal, (options) => {
            given.push(options);
            return Promise.resolve(reported([LINE]));
        });
        assert.ok('view' in result && result.text);
        assert.equal(result.view.run, 'r1');
        assert.deepEqual(readExpected(Buffer.from(result.text).toString()), {
            ok: true,
            run: { lines: [LINE], cuts: {}, timeZone: 'UTC' },
        });
        const { run: _run, ...job } = JOB;
        // What is deployed runs in the time zone of this computer, whatever that of the run that was kept.
        assert.deepEqual(given, [{ ...job, signal, timeZone: ownTimeZone() }]);
    });

    it('does not offer to keep a run that is too large', async () => {
        const payload = 'x'.repeat(4_000);
        const lines = Array.from({ length: 6_000 }, () => ({ ...LINE, payload }));
        const result = await sidebarResult(JOB, signal, () => Promise.resolve(reported(lines)));
        assert.ok('view' in result);
        assert.deepEqual([result.view.run, result.text, result.view.count], [undefined, undefined, 6_000]);
    });

    for (const code of ['expected-unreadable', 'expected-newer', 'expected-line', 'expected-large'] as const) {
        it(`runs without a comparison if the run that is kept cannot be read: ${code}`, async () => {
            const fault = { code, values: { file: 'a.expected.jsonl' } };
            const files: unknown[] = [];
            const result = await sidebarResult(JOB, signal, ({ expected, recording }) => {
                files.push([expected, recording]);
                return Promise.resolve(expected === undefined ? { ok: false, fault } : reported([LINE]));
            });
            assert.ok('view' in result);
            assert.deepEqual([result.view.unread, result.view.result, result.view.run], [fault, 'new', 'r1']);
            assert.deepEqual(files, [
                [undefined, JOB.recording],
                [`${JOB.recording}.none`, JOB.recording],
            ]);
        });
    }

    it('returns why there is no report, also for an error that was not foreseen', async () => {
        const fault = { code: 'no-rest', values: { at: 1, node: 'loop' } } as const;
        assert.deepEqual(await sidebarResult(JOB, signal, () => Promise.resolve({ ok: false, fault })), { fault });
        const error = Object.assign(new Error('EROFS: read-only file system, mkdtemp'), { code: 'EROFS' });
        assert.deepEqual(await sidebarResult(JOB, signal, () => Promise.reject(error)), {
            fault: { code: 'failed', values: { what: 'EROFS: read-only file system, mkdtemp' } },
        });
    });

    describe('started by Node-RED', () => {
        keepsProcess();

        let fake: FakeNodeRed;
        let before: Record<string, readonly unknown[]> = {};
        let sent: SidebarResult[] = [];
        let disconnects = 0;
        const priorities: unknown[] = [];

        beforeEach(async () => {
            [sent, disconnects, priorities.length] = [[], 0, 0];
            fake = await fakeNodeRed();
            os.getPriority = () => 0;
            os.setPriority = (value: number) => void priorities.push(value);
            Object.assign(process, {
                send: (result: SidebarResult, done: () => void) => {
                    sent.push(result);
                    done();
                },
                disconnect: () => disconnects++,
            });
            connected(true);
            const names = ['message', 'disconnect', 'SIGINT', 'SIGTERM'];
            before = Object.fromEntries(names.map((name) => [name, process.listeners(name as NodeJS.Signals)]));
            serveSidebar();
        });
        afterEach(() => removeFolder(fake.folder));

        const connected = (value: boolean): void => {
            Object.defineProperty(process, 'connected', { configurable: true, value });
        };
        const happens = (name: string, value?: unknown): void => {
            const [listener, ...others] = addedListeners(name, before[name] ?? []);
            assert.ok(listener, name);
            assert.deepEqual(others, []);
            listener(value);
        };
        const receives = (): void =>
            happens('message', { ...JOB, recording: `${fake.folder}/a.jsonl`, nodeRed: fake.folder });

        it('has a lower priority, and so has the process of the test', () => assert.deepEqual(priorities, [10]));

        it('runs its job, sends the result, and lets Node-RED go', async () => {
            fakeProcesses((process) => {
                const result = reported([LINE]);
                assert.ok(result.ok);
                process.ends({ ok: true, run: result.report, nodes: ['heat'] });
            });
            receives();
            await until(() => sent.length > 0, 'the result');
            const [result] = sent;
            assert.ok(result && 'view' in result, JSON.stringify(result));
            assert.deepEqual([result.view.run, result.view.count, disconnects], ['r1', 1, 1]);
        });

        for (const name of ['disconnect', 'SIGINT', 'SIGTERM']) {
            it(`ends the test at ${name}`, async () => {
                let process: FakeProcess | undefined;
                fakeProcesses((started) => {
                    process = started;
                    happens(name);
                });
                receives();
                await until(() => sent.length > 0, 'the result');
                const [result] = sent;
                assert.deepEqual(process?.signals, ['SIGKILL']);
                assert.equal(result && 'fault' in result && result.fault.code, 'stopped');
            });
        }

        it('sends nothing to a Node-RED that has gone', async () => {
            let isEnded = false;
            fakeProcesses((process) => {
                connected(false);
                process.ends({ ok: false, fault: { code: 'no-rest', values: {} } });
                isEnded = true;
            });
            receives();
            await until(() => isEnded, 'the end of the process');
            for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
            assert.deepEqual([sent, disconnects], [[], 0]);
        });
    });

    it('keeps a run of exactly the largest size', async () => {
        const limit = 20 * 1024 * 1024;
        const empty = reported([{ ...LINE, payload: '' }]);
        assert.ok(empty.ok);
        const payload = 'x'.repeat(limit - Buffer.byteLength(expectedText(empty.report)));
        const result = await sidebarResult(JOB, signal, () => Promise.resolve(reported([{ ...LINE, payload }])));
        assert.ok('view' in result);
        assert.deepEqual([result.view.run, result.text?.length], ['r1', limit]);
    });
});
