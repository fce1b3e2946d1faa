// Brings a fresh clone to the point where it can be started or tested: the right Node.js, the dependencies, the build.
// Steps that are not needed are skipped silently.

import { mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { Problem, readJson, root } from './run.mjs';
import { isInstalled, packUnderTest } from './under-test.mjs';

/** Installs the dependencies and builds the pack where needed; throws a Problem with what is wrong. */
export async function prepare() {
    const wanted = Number(/\d+/.exec(readJson(join(root, 'package.json')).engines.node)?.[0]);
    if (Number.parseInt(process.versions.node, 10) < wanted) {
        throw new Problem(`This needs Node.js ${wanted} or newer; the one that runs it is ${process.version}.`);
    }
    assertWritable(root);
    installIfNeeded(root);
    await buildIfNeeded();
    if (isInstalled) console.log(`The nodes are those of the package in ${packUnderTest}.`);
}

/**
 * Throws a Problem if a folder is not writable, before something fails half-way. Writes a test folder, because permissions
 * do not show a read-only file system.
 *
 * @param {string} folder
 */
export function assertWritable(folder) {
    try {
        rmdirSync(mkdtempSync(join(folder, '.build-')));
    } catch (error) {
        const { code } = /** @type {NodeJS.ErrnoException} */ (error);
        throw new Problem(
            `The folder ${folder} cannot be written (${code}), and this needs to install and build there. ` +
                'Copy the project to a folder of your own, or give the user who runs this the right to write there.',
        );
    }
}
