// The messages of scripts before they install and build.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertWritable } from '../../scripts/lib/prepare.mjs';
import { Problem } from '../../scripts/lib/run.mjs';

/** A user without special rights. */
const UNPRIVILEGED = 65_534;

describe('a folder that scripts write to', () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'clown-hub-prepare-'));
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    it('can be written, and nothing is left of the attempt', () => {
        assertWritable(folder);
        assert.deepEqual(readdirSync(folder), []);
    });

    it('without the right to write there is named in a sentence', function () {
        if (process.platform === 'win32') this.skip();
        chmodSync(folder, 0o555);
        const isRoot = process.geteuid?.() === 0;
        // root may write everywhere.
        if (isRoot) process.seteuid?.(UNPRIVILEGED);
        try {
            assert.throws(
                () => assertWritable(folder),
                (error) => error instanceof Problem && error.message.includes(`${folder} cannot be written (EACCES)`),
            );
        } finally {
            if (isRoot) process.seteuid?.(0);
            chmodSync(folder, 0o755);
        }
    });

    it('that is a file is named in a sentence', () => {
        const file = join(folder, 'file');
        writeFileSync(file, '');
        assert.throws(() => assertWritable(file), Problem);
    });
});
