// The routes of recordings without Node-RED: the list, start and stop, download and removal, and the last messages of a hub.

import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { CsrfToken } from '../../nodes/admin/csrf';
import { MAX_BODY, server } from '../../nodes/admin/http';
import { serveRecordings } from '../../nodes/admin/recordings';
import { MAX_FILES, recordingsOf } from '../../nodes/runtime/hub/recordings';
import { LEASE_MS, type LiveView, type RecordingDone, type RecordingsView, ROUTES } from '../../nodes/shared/views';
import { ok, type Result, refuse } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { recordingsFolder } from '../../src/recording/folder';
import { Shareable } from '../../src/recording/shareable';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/wait.js';
import { RouteRig, registryWith } from './support/route-rig';

const FILE = '2026-01-02T03-04-05Z-Attic.jsonl';
const HEADER = { clownHubRecording: 1, hub: 'Attic', started: '2026-01-02T03:04:05.000Z', devices: [] };
const LINES = [
    JSON.stringify(HEADER),
    '{"at":500,"in":"[\\"thermometer/i2c0-48\\", {\\"temperature\\": 1}]"}',
    '{"at":1000,"end":"stopped"}',
];
const CONTENT = `${LINES.join('\n')}\n`;

describe('the routes of recordings', () => {
    let userDir: string;
    let folder: string;
    let rig: RouteRig;
    let started: (minutes: unknown) => Promise<Result<unknown>>;
    const taps = new Set<{ received(data: Uint8Array): void }>();

    leavesNothing();
    beforeEach(async () => {
        userDir = await makeFolder('recordings');
        folder = recordingsFolder(userDir);
        await mkdir(folder, { recursive: true });
        const token = new CsrfToken();
        rig = new RouteRig({ userDir }).use(token);
        const hub = {
            tap: (tap: { received(data: Uint8Array): void }) => {
                taps.add(tap);
                return () => taps.delete(tap);
            },
        };
        const running = ok({ hub, recordings: { start: (minutes: unknown) => started(minutes) } });
        const records = {
            hub: { id: 'hub', parts: { running } },
            bad: { id: 'bad', parts: { running: refuse('address-missing') } },
        };
        serveRecordings(rig.RED, server(rig.RED, token), registryWith(records));
    });
    afterEach(() => removeFolder(userDir));

    const codeOf = (done: RecordingDone): unknown => (done.ok ? done : done.reason.code);
    const post = async (route: string, body: unknown = {}, id = 'hub'): Promise<unknown> => {
        const { status, data } = await rig.post<RecordingDone>(route, body, id);
        return status === 200 ? codeOf(data) : [status, 'reason' in data ? codeOf(data) : data];
    };
    const remove = async (name: string): Promise<RecordingDone> => {
        const { text } = await rig.ask(ROUTES.removeRecording, { method: 'post', params: { name } });
        return JSON.parse(text) as RecordingDone;
    };
    const download = (name: string, replace = '-') => rig.ask(ROUTES.download, { params: { name, replace } });
    const files = async () => (await rig.get<RecordingsView>(ROUTES.recordings)).files;

    it('list the files with what is known of each', async () => {
        assert.deepEqual(await rig.get(ROUTES.recordings), { limit: MAX_FILES, files: [] });
        await writeFile(join(folder, FILE), CONTENT);
        await writeFile(join(folder, FILE.replace('.jsonl', '.expected.jsonl')), 'a run');
        await writeFile(join(folder, 'broken.jsonl'), 'no header');
        await writeFile(join(folder, 'other.txt'), '');
        const unfinished = '2026-01-01T03-04-05Z-Attic.jsonl';
        await writeFile(join(folder, unfinished), `${LINES[0]}\n`);
        const broken = { name: 'broken.jsonl', bytes: 9, isRunning: false, hasRun: false };
        const { hub, started } = HEADER;
        const mine = { name: FILE, bytes: CONTENT.length, hub, started, end: 'stopped', ms: 1000, isRunning: false };
        const rest = { name: unfinished, bytes: `${LINES[0]}\n`.length, hub, started, isRunning: false, hasRun: false };
        assert.deepEqual(await files(), [broken, { ...mine, hasRun: true }, rest]);
        recordingsOf(rig.RED).isRunning = (name) => name === FILE;
        assert.deepEqual(
            (await files()).map(({ isRunning }) => isRunning),
            [false, true, false],
        );
    });

    it('start one, with the minutes of the editor; the response holds no more than that it runs', async () => {
        const asked: unknown[] = [];
        started = (minutes) => {
            asked.push(minutes);
            return Promise.resolve(minutes === '3' ? ok({ file: FILE, leftMs: 5 }) : refuse('recording-minutes'));
        };
        assert.deepEqual(await post(ROUTES.record, { minutes: '3' }), { ok: true });
        assert.equal(await post(ROUTES.record, { minutes: 0 }), 'recording-minutes');
        assert.equal(await post(ROUTES.record), 'recording-minutes');
        assert.deepEqual(asked, ['3', 0, undefined]);
    });

    it('start none of a hub that does not run, for a body that is too large, or after a fault', async () => {
        started = () => Promise.reject(new Error('S3cr3t'));
        assert.deepEqual(await post(ROUTES.record, {}, 'unknown'), [404, 'hub-missing']);
        assert.deepEqual(await post(ROUTES.stopRecording, {}, 'unknown'), [404, 'hub-missing']);
        assert.equal(await post(ROUTES.record, {}, 'bad'), 'hub-missing');
        assert.equal(await post(ROUTES.record, { minutes: 'x'.repeat(MAX_BODY) }), 'payload-large');
        assert.deepEqual(await post(ROUTES.record), [500, { ok: false }]);
    });

    it('stop the one of a hub', async () => {
        assert.equal(await post(ROUTES.stopRecording), 'recording-none');
        const stopped: string[] = [];
        recordingsOf(rig.RED).stop = (id) => {
            stopped.push(id);
            return Promise.resolve(ok({ file: FILE, minutes: 1, leftMs: 0, bytes: 5 }));
        };
        assert.deepEqual(await post(ROUTES.stopRecording), { ok: true });
        assert.deepEqual(stopped, ['hub']);
    });

    it('remove one with its kept run, but none that still runs, and nothing that is no recording', async () => {
        const run = FILE.replace('.jsonl', '.expected.jsonl');
        for (const name of [FILE, run, 'other.txt']) await writeFile(join(folder, name), '');
        for (const name of ['', 'none.jsonl', 'other.txt', run, '../../flows.json']) {
            assert.equal(codeOf(await remove(name)), 'recording-unreadable', name);
        }
        const recordings = recordingsOf(rig.RED);
        recordings.isRunning = (name) => name === FILE;
        assert.deepEqual(await remove(FILE), refuse('recording-running', { file: FILE }));
        assert.equal((await readdir(folder)).length, 3);
        recordings.isRunning = () => false;
        assert.deepEqual(await remove(FILE), { ok: true });
        assert.deepEqual(await readdir(folder), ['other.txt']);
    });

    it('send a file as it is, or with other names and times', async () => {
        await writeFile(join(folder, FILE), CONTENT);
        const { status, text, headers } = await download(FILE);
        assert.deepEqual([status, text], [200, CONTENT]);
        assert.deepEqual(headers, {
            'content-type': 'application/x-ndjson; charset=utf-8',
            'cache-control': 'no-store',
        });
        for (const [replace, hasName, hasTime] of [
            ['n', false, true],
            ['t', true, false],
            ['nt', false, false],
        ] as const) {
            const shown = (await download(FILE, replace)).text;
            assert.deepEqual(
                [shown.includes('Attic'), shown.includes('i2c0-48'), shown.includes('2026-01-02')],
                [hasName, hasName, hasTime],
                replace,
            );
            assert.equal(shown.split('\n').length, LINES.length + 1);
        }
    });

    it('read a file twice only if its names are replaced, because they have to be known before the first line', async () => {
        await writeFile(join(folder, FILE), CONTENT);
        const { learn } = Shareable.prototype;
        try {
            for (const [replace, count] of [
                ['t', 0],
                ['nt', LINES.length],
            ] as const) {
                let learned = 0;
                Shareable.prototype.learn = function (text) {
                    learned++;
                    learn.call(this, text);
                };
                await download(FILE, replace);
                assert.equal(learned, count, replace);
            }
        } finally {
            Shareable.prototype.learn = learn;
        }
    });

    it('send nothing of a file that has a fault while its names are learned, and end the response', async () => {
        await writeFile(join(folder, FILE), CONTENT);
        const { learn } = Shareable.prototype;
        Shareable.prototype.learn = () => {
            throw new Error('S3cr3t');
        };
        try {
            const responses: Writable[] = [];
            const params = { name: FILE, replace: 'n' };
            const answer = rig.ask(ROUTES.download, { params }, (response) => responses.push(response));
            await until(() => responses[0]?.destroyed === true, 'the end of the response');
            const { status, text } = await answer;
            assert.deepEqual([status, text], [0, '']);
        } finally {
            Shareable.prototype.learn = learn;
        }
    });

    it('send no other file, and end a download whose file cannot be read', async () => {
        for (const name of ['', 'none.jsonl', '../../flows.json']) {
            const { status, text } = await download(name);
            assert.deepEqual([status, codeOf(JSON.parse(text) as RecordingDone)], [404, 'recording-unreadable']);
        }
        await writeFile(join(folder, FILE), CONTENT);
        const answer = await rig.ask(ROUTES.download, { params: { name: FILE, replace: '-' } }, (response) => {
            // The browser goes away as soon as it has the beginning.
            response.once('pipe', () => response.destroy());
            const write = response.write.bind(response);
            response.write = ((chunk: string) => {
                response.destroy();
                return write(chunk);
            }) as typeof response.write;
        });
        assert.equal(answer.text, '');
    });

    it('show the last messages of a hub while an editor asks for them', async () => {
        const { now, after, monotonic } = systemClock;
        const clock = new ManualClock();
        Object.assign(systemClock, {
            now: () => 5,
            monotonic: () => clock.monotonic(),
            after: (ms: number, run: () => void) => clock.after(ms, run),
        });
        try {
            const live = (number: string, id = 'hub') => rig.get<LiveView>(ROUTES.messages, { id, after: number });
            const { last } = await live('0');
            for (const tap of taps) tap.received(new TextEncoder().encode('a'));
            assert.deepEqual(await live(`${last}`), {
                messages: [{ time: 5, kind: 'in', text: 'a' }],
                last: last + 1,
            });
            assert.deepEqual((await live(`${last + 1}`)).messages, []);
            assert.deepEqual(await live('0', 'bad'), { messages: [], last: 0 });
            assert.equal((await rig.ask(ROUTES.messages, { params: { id: 'unknown', after: '0' } })).status, 404);
            clock.advance(LEASE_MS);
            assert.equal(taps.size, 0);
        } finally {
            Object.assign(systemClock, { now, after, monotonic });
        }
    });
});
