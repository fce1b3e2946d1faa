// The promises of SECURITY.md have tests: each test that it names exists.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../../scripts/lib/run.mjs';
import { root } from '../support/folders.js';

describe('SECURITY.md', () => {
    const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');

    it('names only tests that exist, and one for every promise', () => {
        const named = [...text.matchAll(/`(test\/[\w/-]+\.ts)`/g)].map(([, path]) => path ?? '');
        assert.ok(named.length > 20);
        for (const path of named) assert.ok(existsSync(join(root, path)), path);
        for (const row of text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line))) {
            assert.match(row, /`test\//, row);
        }
    });

    it('names only commands that exist', () => {
        const { scripts } = readJson(join(root, 'package.json'));
        for (const [, name = ''] of text.matchAll(/`npm run ([\w:]+)`/g)) assert.ok(name in scripts, name);
    });

    it('names exactly what is installed', () => {
        const { dependencies, scripts } = readJson(join(root, 'package.json'));
        for (const name of Object.keys(dependencies)) assert.ok(text.includes(`\`${name}\``), name);
        for (const name of ['preinstall', 'install', 'postinstall']) assert.ok(!(name in scripts), name);
    });
});
