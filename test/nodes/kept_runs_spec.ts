// The run of a flow test that is kept beside its recording, in a real folder.

import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepRun, keptBytes, removeKept } from '../../nodes/runtime/hub/kept-runs';
import { makeFolder, removeFolder } from '../support/folders';

describe('the run that is kept beside a recording', () => {
    let folder: string;
    let recording: string;

    beforeEach(async () => {
        folder = await makeFolder('kept-runs');
        recording = join(folder, 'a.jsonl');
    });
    afterEach(() => removeFolder(folder));

    it('replaces an earlier one, has a size, and can be removed', async () => {
        assert.equal(await keptBytes(recording), undefined);
        for (const text of ['a longer one', 'short']) await keepRun(recording, Buffer.from(text));
        assert.deepEqual(await readdir(folder), ['a.expected.jsonl']);
        assert.equal(await readFile(join(folder, 'a.expected.jsonl'), 'utf8'), 'short');
        assert.equal(await keptBytes(recording), 5);
        await removeKept(recording);
        assert.deepEqual([await readdir(folder), await keptBytes(recording)], [[], undefined]);
        await removeKept(recording);
    });

    it('is not for other users of the computer', async () => {
        await keepRun(recording, Buffer.from('x'));
        const { mode } = await stat(join(folder, 'a.expected.jsonl'));
        assert.equal(mode & 0o077, process.platform === 'win32' ? mode & 0o077 : 0);
    });

    it('fails with the error of the disk', async () => {
        await assert.rejects(keepRun(join(folder, 'gone', 'a.jsonl'), Buffer.from('x')), { code: 'ENOENT' });
    });
});
