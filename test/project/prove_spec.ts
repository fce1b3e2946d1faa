// Which build the tests run, and what `npm run release:prove` makes of a package and of results.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { differences, PROOFS, tableOf } from '../../scripts/lib/proofs.mjs';
import { findPack, NODES } from '../../scripts/lib/under-test.mjs';
import { root } from '../support/folders.js';

describe('the package under test', () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'clown-prove-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Makes a package with these files, each with its text. */
    function make(name: string, files: Readonly<Record<string, string>>): string {
        const dir = join(folder, name);
        for (const [file, text] of Object.entries({ 'resources/a': '', 'examples/a': '', ...files })) {
            mkdirSync(dirname(join(dir, file)), { recursive: true });
            writeFileSync(join(dir, file), text);
        }
        return dir;
    }

    it('is the project itself unless CLOWN_PACKAGE is set', () => {
        for (const setting of [undefined, '']) {
            const { folder: found, isInstalled } = findPack(setting);
            assert.deepEqual([resolve(found), isInstalled], [root, false]);
        }
    });

    it('is the one in the folder of CLOWN_PACKAGE', () => {
        const dir = make('installed', { [NODES]: '' });
        assert.deepEqual(findPack(dir), { folder: dir, isInstalled: true });
    });

    it('is refused without built nodes, with the folder that is wanted', () => {
        assert.throws(() => findPack(folder), /where no built package is.*into which npm has installed/);
    });

    it('differs from a build by files that are changed, missing or added; libraries below it do not count', () => {
        const same = { 'dist/a.js': '1', 'package.json': '{}' };
        const built = make('built', { ...same, 'dist/b.js': '1', 'dist/c/d.js': '1', 'src/e.ts': '' });
        const installed = make('installed', {
            ...same,
            'dist/b.js': '2',
            'dist/f.js': '1',
            'node_modules/ws/g.js': '',
        });
        assert.deepEqual(differences(installed, built), [
            'dist/c/d.js: not in the package',
            'dist/b.js: not the same',
            'dist/f.js: only in the package',
        ]);
        assert.deepEqual(differences(built, built), []);
    });
});

describe('release:prove', () => {
    it('runs commands that there are, each with its row in the document', () => {
        const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
        const page = readFileSync(join(root, 'docs/development/testing.md'), 'utf8');
        for (const { name, script, args } of PROOFS) {
            assert.ok(script in scripts, script);
            const command = ['npm run', script, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
            assert.ok(page.includes(`| ${name} | \`${command}\` |`), name);
        }
    });

    it('prints a row for each command: result, number of tests, time, and what ran from the sources', () => {
        const row = (name: string, more: object) => ({ name, script: '', args: [], minutes: 1, ...more });
        const lines = tableOf([
            { proof: row('fuzz', { fromSources: 'a part' }), ok: true, passed: 3, failed: 0, seconds: 30 },
            { proof: row('interop', {}), ok: false, passed: 8, failed: 2, seconds: 90 },
            { proof: row('soak', {}), ok: true, passed: 0, failed: 0, seconds: 1860 },
        ]);
        assert.deepEqual(lines, [
            'fuzz     passed  3 of 3 tests   0.5 min   from the sources: a part',
            'interop  FAILED  8 of 10 tests  1.5 min',
            'soak     passed                 31.0 min',
        ]);
    });
});
