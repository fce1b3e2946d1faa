// A test of a flow from beginning to end: the run that was kept, the comparison, the file that is written, and the time zone.

import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join, relative } from 'node:path';
import { testFlow } from '../../nodes/flow-test/runner';
import { expectedText } from '../../src/flow-test/expected';
import type { FlowTestOptions, FlowTestReport, FlowTestRun, TestLine } from '../../src/flow-test/report';
import { ownTimeZone } from '../../src/flow-test/time-zones';
import { removeFolder } from '../support/folders.js';
import { type FakeNodeRed, fakeNodeRed } from './fake-node-red';
import { type FakeProcess, fakeProcesses } from './fake-process';
import { command } from './lines';
import { HOUSE, TAB } from './recordings';
import { keepsProcess } from './replaced';

const FLOWS = [TAB, HOUSE, { id: 'out', type: 'clown-out' }];
const RUN: FlowTestRun = {
    ...{ nodeRed: '4.1.7', hub: { node: 'house', type: 'clown-hub', name: 'House' }, silentHubs: [], hubOf: {} },
    ...{ recordingMs: 9_000, testedMs: 69_000, badLines: 0, firstFault: undefined, cuts: {}, unmatched: [] },
    ...{ standIns: [], leftOut: [], errors: [], moreErrors: 0, lines: [command(1_000, true)] },
};
const OTHER_ZONE = ownTimeZone() === 'Asia/Tokyo' ? 'UTC' : 'Asia/Tokyo';

describe('flow test: runner', () => {
    keepsProcess();

    const { stat } = fs;
    let fake: FakeNodeRed;
    let recording: string;
    let expected: string;
    let started: FakeProcess[] = [];
    let lines: readonly TestLine[] = [];

    beforeEach(async () => {
        started = [];
        lines = RUN.lines;
        fake = await fakeNodeRed();
        recording = join(fake.folder, 'night.jsonl');
        expected = join(fake.folder, 'night.expected.jsonl');
        fakeProcesses((process) => {
            started.push(process);
            process.ends({ ok: true, run: { ...RUN, lines }, nodes: ['f', 'house', 'out'] });
        });
    });
    afterEach(async () => {
        Object.assign(fs, { stat });
        await removeFolder(fake.folder);
    });

    const test = (more: Partial<FlowTestOptions> = {}) =>
        testFlow({ flows: FLOWS, recording, nodeRed: fake.folder, ...more });
    const reported = async (more: Partial<FlowTestOptions> = {}): Promise<FlowTestReport> => {
        const result = await test(more);
        assert.ok(result.ok, JSON.stringify(result));
        return result.report;
    };
    const fault = async (more: Partial<FlowTestOptions> = {}): Promise<unknown> => {
        const result = await test(more);
        assert.ok(!result.ok);
        return result.fault;
    };
    const keep = (timeZone: string | undefined, kept: readonly TestLine[] = RUN.lines): void =>
        writeFileSync(expected, expectedText({ lines: kept, cuts: {}, timeZone }));

    it('has nothing to compare with at first, and writes nothing', async () => {
        const own = ownTimeZone();
        assert.deepEqual(await reported(), {
            ...RUN,
            ...{ result: 'new', differences: [], moreDifferences: 0, expected, isUpdated: false },
            ...{ timeZone: own, keptTimeZone: undefined, ownTimeZone: own },
        });
        assert.throws(() => readFileSync(expected), /ENOENT/);
    });

    it('gives the process its job', async () => {
        await reported({ hub: 'House', recording: relative(process.cwd(), recording) });
        const [one] = started;
        assert.deepEqual(one?.job, { flows: FLOWS, recording, hub: 'House', nodeRed: fake.folder });
        assert.equal(one.options.env.TZ, ownTimeZone());
    });

    it('keeps a run, and compares the next ones with it', async () => {
        const first = await reported({ update: true });
        assert.deepEqual([first.result, first.isUpdated], ['new', true]);
        assert.equal(readFileSync(expected, 'utf8'), expectedText(first));
        const second = await reported({ update: false });
        assert.deepEqual([second.result, second.isUpdated, second.differences], ['same', false, []]);
        lines = [command(1_000, false)];
        const third = await reported();
        assert.deepEqual([third.result, third.moreDifferences], ['different', 0]);
        assert.deepEqual(third.differences, [{ kind: 'changed', before: RUN.lines[0], now: lines[0] }]);
        assert.equal(readFileSync(expected, 'utf8'), expectedText(first));
        // One that is kept is compared with nothing.
        const fourth = await reported({ update: true });
        assert.deepEqual([fourth.result, fourth.differences], ['new', []]);
        assert.equal(readFileSync(expected, 'utf8'), expectedText(fourth));
    });

    it('counts the differences that are too many to be shown', async () => {
        keep(undefined, []);
        lines = Array.from({ length: 53 }, (_none, index) => command(index, true));
        const { result, differences, moreDifferences } = await reported();
        assert.deepEqual([result, differences.length, moreDifferences], ['different', 50, 3]);
        lines = lines.slice(0, 50);
        assert.equal((await reported()).moreDifferences, 0);
    });

    it('takes another file if one is named', async () => {
        const other = join(fake.folder, 'other.jsonl');
        assert.equal((await reported({ expected: other, update: true })).expected, other);
        assert.equal((await reported({ expected: other })).result, 'same');
        assert.equal((await reported()).result, 'new');
    });

    describe('has the time zone', () => {
        const zones = async (more: Partial<FlowTestOptions> = {}): Promise<unknown[]> => {
            const { timeZone, keptTimeZone, ownTimeZone: own } = await reported(more);
            assert.equal(own, ownTimeZone());
            assert.equal(started.at(-1)?.options.env.TZ, timeZone);
            return [timeZone, keptTimeZone];
        };

        it('of the run that was kept, or else of the computer', async () => {
            assert.deepEqual(await zones(), [ownTimeZone(), undefined]);
            keep(undefined);
            assert.deepEqual(await zones(), [ownTimeZone(), undefined]);
            keep(OTHER_ZONE.toLowerCase());
            assert.deepEqual(await zones(), [OTHER_ZONE, OTHER_ZONE]);
            // Also if that is replaced.
            assert.deepEqual(await zones({ update: true }), [OTHER_ZONE, undefined]);
            assert.deepEqual(await zones(), [OTHER_ZONE, OTHER_ZONE]);
        });

        it('that was given', async () => {
            keep('Europe/Prague');
            assert.deepEqual(await zones({ timeZone: 'asia/tokyo' }), ['Asia/Tokyo', 'Europe/Prague']);
        });

        it('that was kept, also if this computer does not know it', async () => {
            keep('Moon/Base');
            assert.deepEqual(await fault(), { code: 'time-zone-unknown', values: { zone: 'Moon/Base' } });
            assert.deepEqual(await zones({ timeZone: 'UTC' }), ['UTC', 'Moon/Base']);
            assert.deepEqual(await zones({ update: true }), [ownTimeZone(), undefined]);
        });

        it('if it exists', async () => {
            assert.deepEqual(await fault({ timeZone: 'Prague' }), {
                code: 'time-zone-unknown',
                values: { zone: 'Prague' },
            });
            assert.deepEqual(started, []);
        });
    });

    describe('refuses, before anything is started,', () => {
        afterEach(() => assert.deepEqual(started, []));

        it('a Node-RED that is not there', async () => {
            const nodeRed = join(fake.folder, 'none');
            assert.deepEqual(await fault({ nodeRed }), { code: 'node-red-missing', values: { folders: nodeRed } });
        });

        for (const [name, text, code, values] of [
            ['other text', 'hello\n', 'expected-unreadable', { code: '' }],
            ['a later format', '{"clownHubExpected":2}\n', 'expected-newer', { code: '', version: 2, known: 1 }],
            ['a line that is none', '{"clownHubExpected":1}\nx\n', 'expected-line', { code: '', line: 2 }],
        ] as const) {
            it(`a run that was kept with ${name}`, async () => {
                writeFileSync(expected, text);
                assert.deepEqual(await fault(), { code, values: { file: expected, ...values } });
            });
        }

        it('one that is too large', async () => {
            const limit = 64 * 1024 * 1024;
            writeFileSync(expected, '');
            truncateSync(expected, limit + 1);
            assert.deepEqual(await fault(), { code: 'expected-large', values: { file: expected, limit } });
        });

        for (const [code, shown] of [
            ['EACCES', 'EACCES'],
            [undefined, 'unknown'],
        ] as const) {
            it(`one that cannot be read: ${shown}`, async () => {
                Object.assign(fs, { stat: () => Promise.reject(Object.assign(new Error('no'), code && { code })) });
                const values = { file: expected, code: shown };
                assert.deepEqual(await fault(), { code: 'expected-unreadable', values });
            });
        }
    });

    it('takes a run that was kept of exactly the largest size', async () => {
        keep(undefined);
        Object.assign(fs, { stat: () => Promise.resolve({ size: 64 * 1024 * 1024 }) });
        assert.equal((await reported()).result, 'same');
    });

    it('replaces whatever is in the place of a run', async () => {
        for (const text of ['hello\n', '{"clownHubExpected":2}\n', '{"clownHubExpected":1}\nx\n']) {
            writeFileSync(expected, text);
            assert.equal((await reported({ update: true })).isUpdated, true);
            assert.equal((await reported()).result, 'same');
        }
        truncateSync(expected, 64 * 1024 * 1024 + 1);
        assert.equal((await reported({ update: true })).isUpdated, true);
        assert.equal((await reported()).result, 'same');
    });

    it('says that a run cannot be written', async () => {
        const file = join(fake.folder, 'none/night.expected.jsonl');
        assert.deepEqual(await fault({ expected: file, update: true }), {
            code: 'expected-unwritten',
            values: { file, code: 'ENOENT' },
        });
    });

    it('passes on why the process has no result, and keeps nothing then', async () => {
        const failed = { code: 'no-rest', values: { at: 1, node: 'loop' } } as const;
        fakeProcesses((process) => process.ends({ ok: false, fault: failed }));
        assert.deepEqual(await fault({ update: true }), failed);
        assert.throws(() => readFileSync(expected), /ENOENT/);
        const stop = new AbortController();
        fakeProcesses(() => stop.abort());
        assert.equal(((await fault({ signal: stop.signal })) as { code: string }).code, 'stopped');
    });

    it('hides no mistake of its own', async () => {
        fakeProcesses((process) => process.ends({ ok: true, run: undefined as never, nodes: [] }));
        await assert.rejects(test({ update: true }), TypeError);
    });
});
