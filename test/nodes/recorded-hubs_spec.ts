// Which hub is recorded to which file, in a real folder: several hubs of one name, hubs that close or change, and the disk.

import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RecordedHub, Recordings } from '../../nodes/runtime/hub/recordings';
import { actOnRecording } from '../../nodes/runtime/node/recording-actions';
import type { HubRecordings, RecordingDetails } from '../../nodes/runtime/types';
import { type Result, refuse } from '../../src/base/errors';
import type { ConnectionTap } from '../../src/connection/tap';
import type { Hub } from '../../src/hub';
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

    it('leave no file when they close before it exists, and say why', async () => {
        let calls = 0;
        const closes = (): boolean => calls++ === 0;
        const results = [await recordings.start(hub('1'), 1, () => false), await recordings.start(hub('1'), 1, closes)];
        assert.deepEqual(results.map(codeOf), ['stopped', 'stopped']);
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
