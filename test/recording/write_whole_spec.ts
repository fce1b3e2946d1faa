// A file is written as a whole, or not at all.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../src/recording/write-whole';
import { makeFolder, removeFolder } from '../support/folders.js';

describe('writing a file as a whole', () => {
    let folder: string;

    beforeEach(async () => {
        folder = await makeFolder('write-whole');
    });
    afterEach(() => removeFolder(folder));

    it('replaces an earlier one, with the given permissions', async () => {
        const file = join(folder, 'a');
        await writeFile(file, 'before');
        await writeWhole(file, 'now', 0o600);
        assert.equal(await readFile(file, 'utf8'), 'now');
        if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
        assert.deepEqual(await readdir(folder), ['a']);
    });

    it('leaves nothing of one that cannot be written, and rejects with the reason', async () => {
        await mkdir(join(folder, 'a'));
        await assert.rejects(writeWhole(join(folder, 'a'), 'now'), /EISDIR|EPERM|EEXIST|ENOTEMPTY/);
        assert.deepEqual(await readdir(folder), ['a']);
    });
});
