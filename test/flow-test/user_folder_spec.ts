// The user folder of the Node-RED of a flow test.

import assert from 'node:assert/strict';
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { makeUserFolder, removeUserFolder, STAND_IN_FILE, standInsOf } from '../../nodes/flow-test/user-folder';
import { makeFolder, removeFolder } from '../support/folders.js';
import { keepsProcess } from './replaced';

describe('flow test: user folder', () => {
    keepsProcess();

    const { symlinkSync, rmSync } = fs;
    let folder: string;
    let pack: string;

    beforeEach(async () => {
        folder = await makeFolder('user-folder');
        pack = join(folder, 'pack');
        mkdirSync(pack);
        writeFileSync(join(pack, 'package.json'), '{}');
        os.tmpdir = () => folder;
    });
    afterEach(async () => {
        Object.assign(fs, { symlinkSync, rmSync });
        await removeFolder(folder);
    });

    it('has the pack as its only package, and the file of the stand-ins', () => {
        const links: unknown[] = [];
        Object.assign(fs, {
            symlinkSync: (...args: Parameters<typeof symlinkSync>) => {
                links.push(args[2]);
                symlinkSync(...args);
            },
        });
        const made = makeUserFolder(pack);
        assert.ok(made.startsWith(join(folder, 'clown-hub-flow-test-')));
        assert.notEqual(makeUserFolder(pack), made);
        assert.deepEqual(readdirSync(made).sort(), ['node_modules', 'nodes', 'package.json']);
        assert.deepEqual(readdirSync(join(made, 'node_modules')), ['@clown-hub']);
        assert.deepEqual(readdirSync(join(made, 'node_modules/@clown-hub')), ['node-red-clown-hub']);
        assert.equal(readlinkSync(join(made, 'node_modules/@clown-hub/node-red-clown-hub')), pack);
        // On Windows, another kind of link needs rights.
        assert.deepEqual(links, ['junction', 'junction']);
        assert.deepEqual(JSON.parse(readFileSync(join(made, 'package.json'), 'utf8')), {
            name: 'flow-test',
            private: true,
        });
        assert.deepEqual(readdirSync(join(made, 'nodes')).sort(), ['clown-hub-stand-in.html', STAND_IN_FILE]);
        assert.equal(readFileSync(join(made, 'nodes/clown-hub-stand-in.html'), 'utf8'), '');
    });

    it('has a file that registers the stand-ins of its process', () => {
        const registered: unknown[] = [];
        const standIns = standInsOf(globalThis);
        // Before there are any, it registers none.
        assert.equal(standIns.register('RED' as never), undefined);
        standIns.register = (RED) => void registered.push(RED);
        assert.equal(standInsOf(globalThis), standIns);
        const file = join(makeUserFolder(pack), 'nodes', STAND_IN_FILE);
        const module = { exports: (_RED: unknown): void => {} };
        new Function('module', readFileSync(file, 'utf8'))(module);
        module.exports('RED');
        assert.deepEqual(registered, ['RED']);
    });

    it('is removed without what is behind its link', () => {
        const made = makeUserFolder(pack);
        const order: unknown[] = [];
        Object.assign(fs, {
            rmSync: (...args: Parameters<typeof rmSync>) => {
                // Some versions of Node.js follow a junction.
                order.push(existsSync(join(made, 'node_modules/@clown-hub/node-red-clown-hub')), args[1]);
                rmSync(...args);
            },
        });
        removeUserFolder(made);
        assert.deepEqual(order, [false, { recursive: true, force: true, maxRetries: 5 }]);
        assert.equal(existsSync(made), false);
        assert.deepEqual(readdirSync(pack), ['package.json']);
        // It may be gone, or have no link.
        removeUserFolder(made);
        mkdirSync(made);
        removeUserFolder(made);
        assert.equal(existsSync(made), false);
    });

    it('is removed if it cannot be made completely', () => {
        const error = new Error('EPERM');
        Object.assign(fs, {
            symlinkSync: () => {
                throw error;
            },
        });
        assert.throws(() => makeUserFolder(pack), error);
        assert.deepEqual(readdirSync(folder), ['pack']);
    });
});
