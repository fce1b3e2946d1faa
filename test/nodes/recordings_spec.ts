// Recordings: the actions that start and end them, what is in the file, and what a deploy does to them.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MAX_FILES, MAX_TOTAL_BYTES } from '../../nodes/runtime/hub/recordings';
import { type RecordingDone, type RecordingsView, type RecordingView, ROUTES } from '../../nodes/shared/views';
import { recordingsFolder } from '../../src/recording/folder';
import type { RecordedEvent } from '../../src/recording/format';
import { type Recording, readRecording } from '../../src/recording/reader';
import type { Simulator } from '../../src/simulator';
import { makeFolder, removeFolder } from '../support/folders.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { PATIENCE_MS, until } from '../support/wait.js';
import { at, callHere, jsonOf } from './support/admin';
import { reason, sentenceOf } from './support/catalogue';
import { hubAt, type Item, inNode, listeners, passingNode, requestNode, tab } from './support/flows';
import { listed } from './support/links';
import { deploy, errorOf, give, INFO, load, logged, messagesAt, received, unload, useFolder } from './support/runtime';

const PASSWORD = 'S3cr3t';

describe('recordings of a hub', () => {
    let hub: Simulator;
    let userDir: string;
    let folder: string;

    leavesNothing(unload);

    beforeEach(async () => {
        userDir = await makeFolder('recordings');
        folder = recordingsFolder(userDir);
        useFolder(userDir);
    });
    afterEach(async () => {
        useFolder(undefined);
        await removeFolder(userDir);
    });

    function flow(more: Readonly<Record<string, unknown>> = {}): Item[] {
        const nodes = [
            ...passingNode('out', { confirm: true }),
            ...requestNode('request', {}),
            ...inNode('in', { listen: 'dynamic' }),
        ];
        return [tab(), hubAt(hub, more), ...nodes, ...listeners(['out', 'request', 'in'])];
    }

    async function start(): Promise<void> {
        hub = await startSilentHub({ user: 'clown', password: PASSWORD });
        await load(flow(), { hub: { user: 'clown', password: PASSWORD } });
        await listed(hub);
    }

    async function file(): Promise<string> {
        const names = await readdir(folder);
        assert.equal(names.length, 1);
        return readFile(join(folder, names[0] ?? ''), 'utf8');
    }

    async function read(): Promise<Recording> {
        const recording = readRecording(await file());
        assert.ok(recording.ok);
        assert.equal(recording.value.badLines, 0);
        return recording.value;
    }

    async function act(id: string, msg: object): Promise<Record<string, unknown>> {
        const before = received(`${id}-sink`).length;
        give(id, msg);
        return (await messagesAt(`${id}-sink`, before + 1)).at(-1)?.payload as Record<string, unknown>;
    }

    async function refusal(id: string, msg: object): Promise<ReturnType<typeof errorOf>> {
        const before = received('f1-catch-sink').length;
        give(id, msg);
        return errorOf((await messagesAt('f1-catch-sink', before + 1)).at(-1));
    }

    /** Waits until the last event is this one, whatever its time. */
    async function ends(end: RecordedEvent): Promise<void> {
        let last: RecordedEvent | undefined;
        const limit = Date.now() + PATIENCE_MS;
        do {
            last = (await read()).events.at(-1);
        } while (!isDeepStrictEqual({ ...last, at: 0 }, end) && Date.now() < limit);
        assert.deepEqual({ ...last, at: 0 }, end);
    }

    it('hold both directions, the states and no login, header or address', async () => {
        await start();
        const started = await act('out', { action: 'record', minutes: 2 });
        assert.deepEqual([started.hub, started.state, started.minutes], ['Attic', 'recording', 2]);
        assert.match(String(started.file), /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-Attic\.jsonl$/);
        await act('out', { topic: 'relay/i2c0-3b/set', payload: true });
        hub.dropAll();
        await listed(hub, 2);
        const stopped = await act('request', { action: 'stop recording' });
        assert.deepEqual([stopped.state, stopped.file], ['stopped', started.file]);
        const { header, events } = await read();
        assert.equal((await file()).length, stopped.bytes);
        assert.deepEqual([header.hub, header.devices.includes('relay/i2c0-3b')], ['Attic', true]);
        assert.ok(header.pack && header.nodejs && Date.parse(header.started) <= Date.now());
        const shown = events.map((event) =>
            'data' in event ? `${event.kind} ${event.data.trim()}` : event.kind === 'state' ? event.state : event.kind,
        );
        for (const expected of [
            'out ["relay/i2c0-3b/set", {"state":true}]',
            'in ["relay/i2c0-3b", {"state": true}]',
            'out ["clown.talk/-/config/set", {}]',
        ]) {
            assert.ok(shown.includes(expected), `${expected} in ${shown.join('\n')}`);
        }
        const states = shown.filter((one) => !one.includes('['));
        assert.deepEqual(states, ['connected', 'waiting', 'connecting', 'connected', 'end']);
        assert.doesNotMatch(await file(), new RegExp(`${PASSWORD}|127\\.0\\.0\\.1|localhost|${hub.port}`));
        assert.ok(logged('hub', INFO).some((line) => line.includes(String(started.file))));
    });

    it('are refused with what is allowed', async () => {
        await start();
        const none = await refusal('in', { action: 'stop recording' });
        assert.equal(none.message, reason('recording-none'));
        for (const minutes of [0, 61, 'long', {}, null]) {
            assert.match((await refusal('in', { action: 'record', minutes })).message, sentenceOf('recording-minutes'));
        }
        const { file: first } = await act('in', { action: 'record' });
        assert.deepEqual(
            [(await refusal('out', { action: 'record' })).message],
            [reason('recording-running', { file: String(first) })],
        );
        await act('in', { action: 'stop recording' });
    });

    it('start only while there is room: nothing is removed', async () => {
        await start();
        await mkdir(folder, { recursive: true });
        for (let count = 0; count < MAX_FILES; count++) await writeFile(join(folder, `${count}.jsonl`), '');
        assert.match((await refusal('out', { action: 'record' })).message, sentenceOf('recording-full'));
        assert.equal((await readdir(folder)).length, MAX_FILES);
        await rm(join(folder, '0.jsonl'));
        const run = join(folder, '1.expected.jsonl');
        await writeFile(run, '');
        await truncate(run, MAX_TOTAL_BYTES);
        assert.match((await refusal('out', { action: 'record' })).message, sentenceOf('recording-full'));
        await truncate(run, 0);
        await act('out', { action: 'record' });
        await act('out', { action: 'stop recording' });
    });

    it('are refused without a folder to write to', async () => {
        await start();
        await writeFile(join(userDir, 'clown-hub'), 'a file');
        assert.match((await refusal('out', { action: 'record' })).message, sentenceOf('recording-disk'));
    });

    it('continue over a full deploy, and end when the hub is removed', async () => {
        await start();
        await act('out', { action: 'record' });
        await deploy(flow({ quiet: true }), 'full', { hub: { user: 'clown', password: PASSWORD } });
        await listed(hub, 2);
        await until(() => hub.clients === 1, 'the connection');
        await deploy([tab()], 'full');
        await ends({ at: 0, kind: 'end', reason: 'removed' });
        const { events } = await read();
        const states = events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
        assert.deepEqual(states, [
            ...['connected', 'disconnected', 'flows-stopped', 'disconnected', 'connecting', 'connected'],
            ...['disconnected', 'flows-stopped'],
        ]);
    });

    it('are started, listed, downloaded and removed by the editor', async () => {
        await start();
        const post = async (route: string, body: object = {}): Promise<RecordingDone> =>
            jsonOf<RecordingDone>(await callHere(at(route), { method: 'POST', body }));
        const list = async (): Promise<readonly RecordingView[]> =>
            jsonOf<RecordingsView>(await callHere(ROUTES.recordings)).files;
        const codeOf = (done: RecordingDone): string => (done.ok ? '' : done.reason.code);
        assert.equal(codeOf(await post(ROUTES.record, { minutes: '0' })), 'recording-minutes');
        assert.deepEqual(await post(ROUTES.record, { minutes: '3' }), { ok: true });
        const [running, ...others] = await list();
        assert.deepEqual([running?.hub, running?.isRunning, others.length], ['Attic', true, 0]);
        const name = running?.name ?? '';
        const remove = (file: string): string => ROUTES.removeRecording.replace(':name', encodeURIComponent(file));
        const download = (file: string, replace: string): string =>
            ROUTES.download.replace(':replace', replace).replace(':name', encodeURIComponent(file));
        assert.equal(codeOf(await post(remove(name))), 'recording-running');
        assert.deepEqual(await post(ROUTES.stopRecording), { ok: true });
        assert.deepEqual(
            (await list()).map(({ end, isRunning, hasRun }) => [end, isRunning, hasRun]),
            [['stopped', false, false]],
        );
        assert.equal((await callHere(download(name, '-'))).text, await file());
        const shown = (await callHere(download(name, 'nt'))).text;
        assert.ok(!shown.includes('Attic') && shown.includes('relay/') && !shown.includes('relay/i2c0-3b'));
        for (const other of ['../../flows.json', `../recordings/${name}`, 'none.jsonl']) {
            assert.equal((await callHere(download(other, '-'))).status, 404);
            assert.equal(codeOf(await post(remove(other))), 'recording-unreadable');
        }
        const run = join(folder, name.replace('.jsonl', '.expected.jsonl'));
        await writeFile(run, '');
        assert.deepEqual(
            (await list()).map(({ hasRun }) => hasRun),
            [true],
        );
        assert.deepEqual(await post(remove(name)), { ok: true });
        assert.deepEqual([await list(), await readdir(folder)], [[], []]);
    });

    it('show that the flows have stopped, and leave nothing open', async () => {
        await start();
        await act('out', { action: 'record' });
        await unload();
        await ends({ at: 0, kind: 'state', state: 'flows-stopped', code: undefined });
        // Another hub node of this id would continue it.
        await load([tab()]);
        await ends({ at: 0, kind: 'end', reason: 'removed' });
    });
});
