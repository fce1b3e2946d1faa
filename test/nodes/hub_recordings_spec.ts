// What one hub node does for its recordings, in a real folder: what it logs of them, and how they end with it.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { hubRecordings } from '../../nodes/runtime/hub/hub-recordings';
import { recordingsOf } from '../../nodes/runtime/hub/recordings';
import type { DeviceList } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import { readRecording } from '../../src/recording/reader';
import { makeFolder, removeFolder } from '../support/folders';
import { good, outcome } from '../support/results';
import { reason, translate } from './support/catalogue';

const log = (key: string, params: object): string => translate(`clown-hub.log.${key}`, { hub: 'The attic', ...params });

describe('the recordings of a hub node', () => {
    let userDir: string;
    let RED: NodeAPI;
    let logged: string[];
    let errors: unknown[];
    let taps: number;

    beforeEach(async () => {
        userDir = await makeFolder('hub-recordings');
        RED = { _: translate, events: new EventEmitter(), settings: { userDir } } as unknown as NodeAPI;
        [logged, errors, taps] = [[], [], 0];
    });
    afterEach(() => removeFolder(userDir));

    function start(id = 'hub'): ReturnType<typeof hubRecordings> {
        const hub = {
            lastFrames: { matching: () => [] },
            state: { name: 'disconnected' },
            tap() {
                taps++;
                return () => taps--;
            },
        };
        const node = { id, log: (line: string) => logged.push(line) };
        return hubRecordings(RED, node as unknown as Node, {
            ...{ name: 'Attic', label: 'The attic', place: 'here', versions: { pack: '1', nodeRed: '4' } },
            hub: hub as unknown as Hub,
            devices: { entries: () => [{ device: 'relay/-', listed: true }] } as unknown as DeviceList,
            error: (error) => errors.push([String(error), (error as { code?: unknown }).code]),
        });
    }

    const folder = (): string => recordingsOf(RED).folder;

    it('are logged when they start and when they end, with their file, their limit and why', async () => {
        const recordings = start();
        const { file } = good(await recordings.start(2));
        assert.equal(recordings.running?.file, file);
        assert.deepEqual(logged, [log('recording', { file, minutes: 2 })]);
        assert.equal(good(await recordings.stop()).file, file);
        const why = translate('clown-hub.recording.end.stopped');
        assert.deepEqual(logged.slice(1), [log('recorded', { file, why })]);
        assert.deepEqual([recordings.running, errors], [undefined, []]);
        const read = readRecording(await readFile(join(folder(), file), 'utf8'));
        assert.ok(read.ok);
        assert.deepEqual([read.value.header.hub, read.value.header.devices], ['Attic', ['relay/-']]);
    });

    it('are not logged if they cannot start', async () => {
        assert.equal(outcome(await start().start(99)), 'recording-minutes');
        assert.deepEqual([logged, errors], [[], []]);
    });

    it('report a failed disk as an error, with its code', async () => {
        const recordings = start();
        const { file } = good(await recordings.start(1));
        await recordings.close();
        await rm(join(folder(), file));
        const again = start();
        assert.equal(outcome(await again.stop()), 'recording-disk');
        assert.deepEqual(errors, [[reason('recording-disk', { found: 'ENOENT' }), 'recording-disk']]);
        assert.equal(logged.length, 1);
    });

    it('are those of their hub node only', async () => {
        const [one, other] = [start('one'), start('other')];
        good(await one.start(1));
        assert.equal(outcome(await other.stop()), 'recording-none');
        assert.equal(other.running, undefined);
        good(await one.stop());
    });

    it('pause with their hub node, and go on with the next one of its id and place', async () => {
        const recordings = start();
        const { file } = good(await recordings.start(1));
        assert.equal(taps, 1);
        await recordings.close();
        assert.equal(taps, 0);
        const again = start();
        assert.deepEqual([taps, again.running?.file], [1, file]);
        good(await again.stop());
    });

    it('do not start any more once it has closed, nor leave a file', async () => {
        const recordings = start();
        const started = recordings.start(1);
        await recordings.close();
        assert.equal(outcome(await started), 'stopped');
        assert.deepEqual([await readdir(folder()).catch(() => []), logged, taps], [[], [], 0]);
    });
});
