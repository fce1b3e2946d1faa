// Brings a fresh clone to the point where it can be started or tested: the right Node.js, the dependencies, the build.
// What is in order already is passed over without a word.

import { join } from 'node:path';
import { buildIfNeeded } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { Problem, readJson, root } from './run.mjs';

export async function prepare() {
    const wanted = Number(/\d+/.exec(readJson(join(root, 'package.json')).engines.node)?.[0]);
    if (Number.parseInt(process.versions.node, 10) < wanted) {
        throw new Problem(`This needs Node.js ${wanted} or newer; the one that runs it is ${process.version}.`);
    }
    installIfNeeded(root);
    await buildIfNeeded();
}
