// Where a flow test finds Node-RED, and which versions it accepts.

import assert from 'node:assert/strict';
import fs, { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findNodeRed, packFolder, placesOfNodeRed } from '../../nodes/flow-test/find-node-red';
import { TestFault } from '../../nodes/flow-test/test-fault';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { keepsProcess } from './replaced';

const HERE = process.versions.node;
const [MAJOR = 0, MINOR = 0] = HERE.split('.').map(Number);

describe('flow test: Node-RED is found', () => {
    keepsProcess();

    const { existsSync } = fs;
    let folder: string;

    beforeEach(async () => {
        folder = realpathSync(await makeFolder('find-node-red'));
    });
    afterEach(async () => {
        Object.assign(fs, { existsSync });
        await removeFolder(folder);
    });

    const install = (place: string, manifest: object | string): string => {
        const path = join(folder, place);
        mkdirSync(path, { recursive: true });
        writeFileSync(join(path, 'package.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
        return path;
    };
    const nodeRed = { name: 'node-red', version: '4.1.0' };
    const fault = (named: string | undefined): unknown => {
        try {
            return findNodeRed(named);
        } catch (error) {
            assert.ok(error instanceof TestFault);
            return error.fault;
        }
    };

    it('in the folder that is named: it is that, holds it, or is beside it', () => {
        const own = install('user/node_modules/node-red', nodeRed);
        const pack = install('user/node_modules/@clown-hub/pack', { name: 'pack' });
        for (const named of [own, join(folder, 'user'), join(folder, 'user/node_modules'), pack]) {
            assert.equal(findNodeRed(named), own, named);
        }
        assert.equal(findNodeRed(relative(process.cwd(), own)), own);
    });

    it('nowhere else if a folder is named', () => {
        const values = { folders: join(folder, 'none') };
        assert.deepEqual(fault(join(folder, 'none')), { code: 'node-red-missing', values });
        assert.equal((fault(install('broken', '{')) as { code: string }).code, 'node-red-missing');
        assert.equal((fault(install('other', { name: 'other' })) as { code: string }).code, 'node-red-missing');
    });

    it('beside the package, in the current folder, or installed globally, in this order', () => {
        const globally = install('prefix/lib/node_modules/node-red', nodeRed);
        const current = install('current/node_modules/node-red', nodeRed);
        process.execPath = join(folder, 'prefix/bin/node');
        process.cwd = () => join(folder, 'current');
        assert.equal(packFolder(), root);
        assert.deepEqual(placesOfNodeRed(), [
            root,
            join(folder, 'current'),
            join(folder, 'prefix/lib'),
            '/usr/local/lib',
            '/usr/lib',
        ]);
        const places = placesOfNodeRed().slice(0, 3);
        const found = places.map((place) => findNodeRed(place));
        assert.deepEqual(found.slice(1), [current, globally]);
        assert.equal(findNodeRed(undefined), found[0]);
    });

    it('as npm installs globally on Windows', () => {
        process.execPath = join(folder, 'nodejs/node.exe');
        Object.defineProperty(process, 'platform', { configurable: true, value: 'win32' });
        for (const [APPDATA, more] of [
            [join(folder, 'Roaming'), [join(folder, 'Roaming/npm')]],
            [undefined, []],
        ] as const) {
            Object.defineProperty(process, 'env', { configurable: true, value: APPDATA ? { APPDATA } : {} });
            assert.deepEqual(placesOfNodeRed(), [root, ...more, join(folder, 'nodejs')]);
        }
    });

    const found = { found: process.version };
    const least = '3.1';
    for (const [version, isAccepted] of [
        ['3.1.0', true],
        ['3.1', true],
        ['3.10.2', true],
        ['4.0.0-beta.4', true],
        ['4', true],
        ['10.0.0', true],
        ['3.0.9', false],
        ['2.9.0', false],
        ['3', false],
        ['none', false],
        [undefined, false],
    ] as const) {
        it(`from the version 3.1 on: ${version}`, () => {
            const own = install('red', { name: 'node-red', version });
            const refused = { code: 'node-red-old', values: { version: String(version), least } };
            assert.deepEqual(fault(own), isAccepted ? own : refused);
        });
    }

    for (const [name, engines, needed] of [
        ['what this one is', { node: `>=${MAJOR}.${MINOR}` }, undefined],
        ['an earlier minor version', { node: `>=${MAJOR - 1}.99.0` }, undefined],
        ['nothing', undefined, undefined],
        ['nothing of Node.js', {}, undefined],
        ['null', null, undefined],
        ['a list, as very old packages have', ['node >= 99'], undefined],
        ['a text', 'node >= 99', undefined],
        ['a later version', { node: `>=${MAJOR + 1}` }, `>=${MAJOR + 1}`],
        ['a later minor version', { node: `>=${MAJOR}.${MINOR + 1}` }, `>=${MAJOR}.${MINOR + 1}`],
        ['a much later version', { node: '^100.0.0' }, '^100.0.0'],
    ] as const) {
        it(`which needs ${needed === undefined ? '' : 'not '}this Node.js: ${name}`, () => {
            const own = install('red', { ...nodeRed, engines });
            const values = { version: '4.1.0', ...found, needed: String(needed) };
            assert.deepEqual(fault(own), needed === undefined ? own : { code: 'nodejs-old', values });
        });
    }

    describe('not beside the package', () => {
        beforeEach(() => {
            fs.existsSync = () => false;
            process.execPath = join(folder, 'nodejs/node.exe');
            process.cwd = () => join(folder, 'current');
            Object.defineProperty(process, 'platform', { configurable: true, value: 'win32' });
            Object.defineProperty(process, 'env', { configurable: true, value: {} });
        });

        it('but in a later place', () => {
            const own = install('nodejs/node_modules/node-red', nodeRed);
            assert.equal(findNodeRed(undefined), own);
        });

        it('and in no other place, which are all named', () => {
            const folders = `/, ${join(folder, 'current')}, ${join(folder, 'nodejs')}`;
            assert.deepEqual(fault(undefined), { code: 'node-red-missing', values: { folders } });
        });
    });
});
