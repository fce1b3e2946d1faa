// Which hub is recorded to which file, in a real folder: several hubs of one name, hubs that close or change, and the disk.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import {
    LIMIT_BYTES,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    type RecordedHub,
    Recordings,
    recordingsOf,
} from '../../nodes/runtime/hub/recordings';
import { actOnRecording } from '../../nodes/runtime/node/recording-actions';
import type { HubRecordings, RecordingDetails } from '../../nodes/runtime/types';
import { type Result, refuse, sample } from '../../src/base/errors';
import type { ConnectionTap } from '../../src/connection/tap';
import type { Hub } from '../../src/hub';
import { MAX_LISTED } from '../../src/recording/format';
import { readRecording } from '../../src/recording/reader';
import { makeFolder, removeFolder } from '../support/folders';

const isOpen = (): boolean => true;

describe('the recorded hubs', () => {
    let userDir: string;
    let folder: string;
    let recordings: Recordings;
    let ended: unknown[][];
    let taps: ConnectionTap[];

    beforeEach(async () => {
        userDir = await makeFolder('recorded');
        recordings = new Recordings();
        recordings.userDir = userDir;
        folder = recordings.folder;
        ended = [];
        taps = [];
    });
    afterEach(() => removeFolder(userDir));

    function hub(id: string, place = 'ws://one'): RecordedHub {
        const connection = {
            lastFrames: { matching: () => [] },
            state: { name: 'disconnected' },
            tap(tap: ConnectionTap) {
                taps.push(tap);
                return () => taps.splice(taps.indexOf(tap), 1);
            },
        };
        return {
            ...{ id, place, name: 'Attic', versions: { pack: '1', nodeRed: '4' } },
            hub: connection as unknown as Hub,
            devices: () => [],
            ended: (file: string, reason: string, fault?: { code: string }) =>
                ended.push([id, file, reason, ...(fault ? [fault.code] : [])]),
        };
    }

    const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.reason.code);
    const lastOf = async (file: string): Promise<unknown> => {
        const read = readRecording(await readFile(join(folder, file), 'utf8'));
        assert.ok(read.ok && read.value.badLines === 0);
        return { ...read.value.events.at(-1), at: 0 };
    };

    it('may have one name, and be recorded again within a second', async () => {
        const one = hub('1');
        const started = [
            await recordings.start(one, 1, isOpen),
            await recordings.start(hub('2'), 1, isOpen),
            await recordings.stop('1'),
            await recordings.start(one, 1, isOpen),
            await recordings.stop('1'),
            await recordings.stop('2'),
        ];
        assert.deepEqual(started.map(codeOf), ['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
        assert.equal((await readdir(folder)).length, 3);
        assert.equal(taps.length, 0);
    });

    const MINUTES: readonly (readonly [given: unknown, minutes: number | string])[] = [
        [undefined, 10],
        ['', 10],
        [1, 1],
        [60, 60],
        ['2.5', 2.5],
        [0.9, 'recording-minutes'],
        [60.1, 'recording-minutes'],
        ['soon', 'recording-minutes'],
        [null, 'recording-minutes'],
        [true, 'recording-minutes'],
        [[5], 'recording-minutes'],
    ];
    for (const [given, minutes] of MINUTES) {
        it(`are ${typeof minutes === 'number' ? `recorded for ${minutes} min` : 'not recorded'} with the minutes ${JSON.stringify(given)}`, async () => {
            const started = await recordings.start(hub('1'), given, isOpen);
            assert.equal(started.ok ? started.value.minutes : started.reason.code, minutes);
            if (!started.ok) assert.deepEqual(started.reason.params, { found: sample(given), least: 1, most: 60 });
            assert.equal(started.ok, (await readdir(userDir)).length > 0);
            await recordings.stop('1');
        });
    }

    it('are recorded once at a time, and can be asked what is written', async () => {
        assert.equal(codeOf(await recordings.stop('1')), 'recording-none');
        const one = hub('1');
        const started = await recordings.start(one, 1, isOpen);
        assert.ok(started.ok);
        const second = await recordings.start(one, 1, isOpen);
        assert.deepEqual(second, refuse('recording-running', { file: started.value.file }));
        const { file, minutes, leftMs } = recordings.running('1') ?? assert.fail();
        assert.deepEqual([file, minutes, leftMs > 0 && leftMs <= 60_000], [started.value.file, 1, true]);
        assert.deepEqual([recordings.isRunning(file), recordings.isRunning('other.jsonl')], [true, false]);
        const stopped = await recordings.stop('1');
        assert.deepEqual(stopped.ok && [stopped.value.file, stopped.value.minutes], [file, 1]);
        assert.equal(stopped.ok && stopped.value.bytes, (await readFile(join(folder, file))).length);
        assert.deepEqual(ended, [['1', file, 'stopped']]);
    });

    /** A file of this size that takes no room. */
    async function file(name: string, bytes = 0): Promise<void> {
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, name), '');
        if (bytes > 0) await truncate(join(folder, name), bytes);
    }

    const ROOM = MAX_TOTAL_BYTES - LIMIT_BYTES;
    const KEPT: readonly (readonly [string, files: readonly (readonly [string, number])[], outcome: string])[] = [
        [
            'as many files as there may be but one',
            Array.from({ length: MAX_FILES - 1 }, (_, at) => [`${at}.jsonl`, 0]),
            'ok',
        ],
        [
            'as many files as there may be',
            Array.from({ length: MAX_FILES }, (_, at) => [`${at}.jsonl`, 0]),
            'recording-full',
        ],
        [
            'just room for another one',
            [
                ['a.jsonl', ROOM - 1],
                ['b.jsonl', 1],
            ],
            'ok',
        ],
        [
            'no room for another one',
            [
                ['a.jsonl', ROOM],
                ['b.jsonl', 1],
            ],
            'recording-full',
        ],
        [
            'no room because of a run that is kept',
            [
                ['a.jsonl', ROOM],
                ['a.expected.jsonl', 1],
            ],
            'recording-full',
        ],
        [
            'room beside files that are no recordings',
            [
                ['a.jsonl', ROOM],
                ['a.txt', 1],
            ],
            'ok',
        ],
    ];
    for (const [name, files, result] of KEPT) {
        it(`are ${result === 'ok' ? '' : 'not '}recorded with ${name}`, async () => {
            await Promise.all(files.map(([one, bytes]) => file(one, bytes)));
            const started = await recordings.start(hub('1'), 1, isOpen);
            assert.equal(codeOf(started), result);
            if (!started.ok) assert.deepEqual(started.reason.params, { limit: 20, mb: 200 });
            await recordings.stop('1');
            assert.equal((await readdir(folder)).length, files.length + (result === 'ok' ? 1 : 0));
        });
    }

    it('keep room for those that run', async () => {
        await file('a.jsonl', ROOM - LIMIT_BYTES + 10_000);
        const results = [await recordings.start(hub('1'), 1, isOpen), await recordings.start(hub('2'), 1, isOpen)];
        assert.deepEqual(results.map(codeOf), ['ok', 'recording-full']);
        await recordings.stop('1');
    });

    it('start one after the other, so that together they keep the limits', async () => {
        for (let at = 1; at < MAX_FILES; at++) await file(`${at}.jsonl`);
        const started = await Promise.all(['1', '2', '1'].map((id) => recordings.start(hub(id), 1, isOpen)));
        assert.deepEqual(started.map(codeOf), ['ok', 'recording-full', 'recording-running']);
        await recordings.stop('1');
    });

    it('list no more devices than a reader takes', async () => {
        const one = hub('1');
        const devices = Array.from({ length: MAX_LISTED + 1 }, (_, at) => ({ device: `lamp/${at}`, listed: true }));
        Object.assign(one, { devices: () => devices });
        assert.equal(codeOf(await recordings.start(one, 1, isOpen)), 'ok');
        const stopped = await recordings.stop('1');
        assert.ok(stopped.ok);
        const [first = ''] = (await readFile(join(folder, stopped.value.file), 'utf8')).split('\n');
        const { devices: listed, nodejs } = JSON.parse(first) as { devices: unknown[]; nodejs: unknown };
        assert.deepEqual([listed.length, nodejs], [MAX_LISTED, process.version]);
    });

    it('last as long as was asked for', async () => {
        assert.equal(codeOf(await recordings.start(hub('1'), 60, isOpen)), 'ok');
        const { leftMs } = recordings.running('1') ?? assert.fail();
        assert.ok(leftMs > 30 * 60_000 && leftMs <= 60 * 60_000, `${leftMs}`);
        await recordings.stop('1');
    });

    it('do not start if their hub cannot be read, and others start after that', async () => {
        const one = hub('1');
        Object.assign(one, { devices: () => assert.fail('no devices') });
        const failed = await recordings.start(one, 1, isOpen);
        assert.deepEqual(failed, refuse('recording-disk', { found: 'ERR_ASSERTION' }));
        Object.assign(one, {
            devices() {
                throw new TypeError('no devices');
            },
        });
        assert.deepEqual(await recordings.start(one, 1, isOpen), refuse('recording-disk', { found: 'TypeError' }));
        assert.deepEqual([recordings.running('1'), taps.length], [undefined, 0]);
        assert.equal(codeOf(await recordings.start(hub('1'), 1, isOpen)), 'ok');
        await recordings.stop('1');
    });

    it('begin their file with the devices that the hub has listed, and its last frames', async () => {
        const one = hub('1');
        const known = Array.from({ length: 202 }, (_, at) => `["a/${at}", {}]`);
        known[1] = `["a/b", "${'x'.repeat(2_000)}"]`;
        const long = known.push(`["a/b", "${'x'.repeat(1_990)}"]`) && known.at(-1)?.length;
        assert.ok(long && long > 2_000);
        const exact = `["a/b", "${'x'.repeat(1_989)}"]`;
        assert.equal(exact.length, 2_000);
        known.push(exact);
        const matching = (filter: string) => (filter === '#' ? known.map((text) => ({ text })) : []);
        Object.assign(one, {
            hub: { ...one.hub, lastFrames: { matching }, state: { name: 'connected', since: 1 } },
            devices: () => [
                { device: 'relay/-', listed: true },
                { device: 'lamp/0', listed: false },
            ],
        });
        assert.equal(codeOf(await recordings.start(one, 1, isOpen)), 'ok');
        taps[0]?.sent('["led/-/get", {}]');
        const stopped = await recordings.stop('1');
        assert.ok(stopped.ok);
        const read = readRecording(await readFile(join(folder, stopped.value.file), 'utf8'));
        assert.ok(read.ok);
        const { header, events } = read.value;
        assert.deepEqual([header.hub, header.devices, header.pack, header.nodeRed], ['Attic', ['relay/-'], '1', '4']);
        assert.ok(Math.abs(Date.parse(header.started) - Date.now()) < 86_400_000);
        const frames = events.flatMap((event) => (event.kind === 'known' ? [event.data] : []));
        // The latest two hundred, without the one that is too long.
        assert.deepEqual(
            frames,
            known.slice(-200).filter((text) => text.length <= 2_000),
        );
        assert.deepEqual(
            events.slice(frames.length).map(({ kind }) => kind),
            ['state', 'out', 'end'],
        );
    });

    it('say what is wrong with the disk where no file can be created', async () => {
        await writeFile(join(userDir, 'clown-hub'), 'no folder');
        const failed = await recordings.start(hub('1'), 1, isOpen);
        assert.deepEqual(failed, refuse('recording-disk', { found: 'ENOTDIR' }));
        assert.equal(recordings.running('1'), undefined);
    });

    it('are those of one Node-RED, which ends them, in the user folder that it has now', async () => {
        const events = new EventEmitter();
        const RED = (settings: object) => ({ events, settings }) as unknown as NodeAPI;
        const first = recordingsOf(RED({ userDir: 'x' }));
        assert.equal(recordingsOf(RED({ userDir })), first);
        assert.equal(first.folder, folder);
        assert.equal(events.listenerCount('flows:started'), 1);
        assert.notEqual(recordingsOf({ events: new EventEmitter(), settings: {} } as unknown as NodeAPI), first);
        const one = hub('1');
        const leave = first.join(one);
        await first.start(one, 1, isOpen);
        await leave();
        events.emit('flows:started');
        await first.stop('1');
        assert.deepEqual(
            ended.map(([, , reason]) => reason),
            ['removed'],
        );
        assert.equal(recordingsOf(RED({})).userDir, '.');
    });

    it('end when flows run without them, and go on when they are there', async () => {
        const [one, two] = [hub('1'), hub('2')];
        const [leave] = [recordings.join(one), recordings.join(two)];
        for (const started of [one, two]) await recordings.start(started, 1, isOpen);
        await leave();
        recordings.flowsStarted();
        assert.equal(recordings.running('2')?.minutes, 1);
        await recordings.stop('1');
        await recordings.stop('2');
        assert.deepEqual(
            ended.map(([id, , reason]) => [id, reason]),
            [
                ['1', 'removed'],
                ['2', 'stopped'],
            ],
        );
    });

    it('leave no file when they close before it exists, and say why', async () => {
        let calls = 0;
        const closes = (): boolean => calls++ === 0;
        const results = [await recordings.start(hub('1'), 1, () => false), await recordings.start(hub('1'), 1, closes)];
        for (const result of results) assert.deepEqual(result, refuse('stopped', { topic: 'record' }));
        assert.deepEqual([await readdir(folder), recordings.running('1')], [[], undefined]);
    });

    it('continue at their place only: another hub never writes to their file', async () => {
        const left = recordings.join(hub('1'));
        const one = hub('1');
        const leave = recordings.join(one);
        const started = await recordings.start(one, 1, isOpen);
        assert.ok(started.ok);
        const { file } = started.value;
        await left();
        assert.equal(taps.length, 1, 'it is recorded by the later node');
        await leave();
        const again = recordings.join(hub('1'));
        assert.deepEqual([taps.length, recordings.isRunning(file)], [1, true]);
        await again();
        const other = hub('1', 'simulated');
        const leaveOther = recordings.join(other);
        taps[0]?.sent('["led/-/get", {}]');
        await leaveOther();
        assert.deepEqual(ended, [['1', file, 'changed']]);
        assert.deepEqual([taps.length, recordings.isRunning(file)], [0, false]);
        assert.deepEqual(await lastOf(file), { at: 0, kind: 'end', reason: 'changed' });
        assert.equal(codeOf(await recordings.start(other, 1, isOpen)), 'ok');
        assert.equal(codeOf(await recordings.stop('1')), 'ok');
    });

    it('report a file that is gone, also while flows stop, and never create it without its first line', async () => {
        const one = hub('1');
        const leave = recordings.join(one);
        const started = await recordings.start(one, 1, isOpen);
        assert.ok(started.ok);
        await leave();
        await rm(join(folder, started.value.file));
        recordings.flowsStarted();
        assert.equal(codeOf(await recordings.stop('1')), 'recording-disk');
        assert.deepEqual(ended, [['1', started.value.file, 'disk', 'recording-disk']]);
        assert.deepEqual(await readdir(folder), []);
    });

    it('answer a message with what was started or stopped, or with why not', async () => {
        const one = hub('1');
        const own: HubRecordings = {
            start: (minutes) => recordings.start(one, minutes, isOpen),
            stop: () => recordings.stop('1'),
            running: undefined,
        };
        const attached = { label: 'Attic', recordings: own, fault: undefined };
        const answer = (action: 'record' | 'stop recording', msg: object) =>
            new Promise<Result<RecordingDetails>>((resolve) => {
                assert.equal(actOnRecording(action, msg, attached, resolve), undefined);
            });
        assert.equal(codeOf(await answer('record', { minutes: 99 })), 'recording-minutes');
        const started = await answer('record', { minutes: 2 });
        const { file } = recordings.running('1') ?? assert.fail();
        assert.deepEqual(started, { ok: true, value: { hub: 'Attic', file, state: 'recording', minutes: 2 } });
        const stopped = await answer('stop recording', {});
        const bytes = (await readFile(join(folder, file))).length;
        assert.deepEqual(stopped, { ok: true, value: { hub: 'Attic', file, state: 'stopped', bytes } });
        const unreadable = {
            get minutes() {
                throw new TypeError('a getter of the flow');
            },
        };
        const fault = actOnRecording('record', unreadable, attached, () => assert.fail('it was refused before'));
        assert.equal(fault?.code, 'payload-unreadable');
    });

    it('answer a message of a node that has closed with the reason, so that nothing of it reaches a flow', async () => {
        const fault = refuse('stopped', { topic: 'msg' }).reason;
        const one = hub('1');
        const own: HubRecordings = {
            start: (minutes) => recordings.start(one, minutes, isOpen),
            stop: () => recordings.stop('1'),
            running: undefined,
        };
        for (const action of ['record', 'stop recording'] as const) {
            const attached: Parameters<typeof actOnRecording>[2] & { fault: typeof fault | undefined } = {
                ...{ label: 'Attic', recordings: own, fault: undefined },
            };
            const settled = new Promise<Result<RecordingDetails>>((resolve) =>
                actOnRecording(action, {}, attached, resolve),
            );
            attached.fault = fault;
            assert.deepEqual(await settled, { ok: false, reason: fault });
        }
    });
});
