// What the process for the sidebar makes of a test: the result, and the run that can be kept.

import assert from 'node:assert/strict';
import { sidebarResult } from '../../nodes/flow-test/sidebar-process';
import { readExpected } from '../../src/flow-test/expected';
import type { FlowTestOptions, FlowTestReport, FlowTestResult, TestLine } from '../../src/flow-test/report';
import { ownTimeZone } from '../../src/flow-test/time-zones';

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
});
