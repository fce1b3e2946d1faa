// Loading the pack in a Node-RED, also in one that uses no hub: what it takes, and what is reported when a library is missing.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { root } from '../support/folders.js';

const script = join(root, 'dist/nodes/clown-hub.js');
/** Registers the nodes of a script with a stub in place of Node-RED, and prints the files that were loaded. */
const LOAD = `
    const get = (_, name) => (name === 'version' ? () => '4.1.0' : typeof name === 'symbol' ? undefined : stub);
    const stub = new Proxy(function () {}, { get, apply: () => stub });
    require(process.argv[1]).default(stub);
    console.log(JSON.stringify(Object.keys(require.cache)));
`;

describe('loading the pack', () => {
    before(() => buildIfNeeded());

    it('loads no library before a hub needs it', () => {
        const files = JSON.parse(
            execFileSync(process.execPath, ['-e', LOAD, script], { encoding: 'utf8' }),
        ) as string[];
        assert.deepEqual(files, [script]);
    });

    it('fails if a library is missing that is loaded later, and names it', () => {
        const dir = mkdtempSync(join(tmpdir(), 'clown-loading-'));
        try {
            const copy = join(dir, 'clown-hub.js');
            copyFileSync(script, copy);
            const { status, stderr } = spawnSync(process.execPath, ['-e', LOAD, copy], { cwd: dir, encoding: 'utf8' });
            assert.notEqual(status, 0);
            assert.match(stderr, /Cannot find module 'ws'/);
        } finally {
            rmSync(dir, { recursive: true });
        }
    });

    it('tries every library that the package depends on', () => {
        const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
            dependencies: object;
        };
        const [, list = ''] = /LOADED_LATER = \[(.*)\]/.exec(readFileSync(join(root, 'nodes/pack.ts'), 'utf8')) ?? [];
        assert.deepEqual(list.match(/[\w-]+/g)?.sort(), Object.keys(dependencies).sort());
    });

    it('gives the tests its clock', () => {
        const { systemClock } = createRequire(script)(script) as { systemClock: object };
        assert.deepEqual(Object.keys(systemClock), ['now', 'monotonic', 'after']);
    });

    it('keeps one byte of memory for each character of the script', () => {
        assert.equal(readFileSync(script, 'utf8').length, readFileSync(script).length);
    });
});
