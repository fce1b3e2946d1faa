// Brings a fresh clone to the point where it can be started or tested: the right Node.js, the dependencies, the build.
// What is in order already is passed over without a word.

import { mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { Problem, readJson, root } from './run.mjs';

export async function prepare() {
    const wanted = Number(/\d+/.exec(readJson(join(root, 'package.json')).engines.node)?.[0]);
    if (Number.parseInt(process.versions.node, 10) < wanted) {
        throw new Problem(`This needs Node.js ${wanted} or newer; the one that runs it is ${process.version}.`);
    }
    assertWritable(root);
    installIfNeeded(root);
    await buildIfNeeded();
}

/**
 * Says in a sentence that a folder cannot be written, before something fails half-way. Tries it out: rights alone do not
 * tell of a file system that is mounted read-only.
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
