// The build of the pack that tests and measurements run: the project's own, or a package that is installed elsewhere.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem, readJson, root } from './run.mjs';

/** The script that Node-RED loads, from the folder of the package. */
export const NODES = 'dist/nodes/clown-hub.js';

/**
 * @param {string | undefined} setting the value of CLOWN_PACKAGE: the folder of an installed package
 * @returns {{ folder: string, isInstalled: boolean }}
 */
export function findPack(setting) {
    if (!setting) return { folder: root, isInstalled: false };
    const folder = resolve(setting);
    if (existsSync(join(folder, NODES))) return { folder, isInstalled: true };
    throw new Problem(
        `CLOWN_PACKAGE is ${setting}, where no built package is. It has to be the folder into which npm has installed ` +
            'the package, such as /tmp/try/node_modules/@clown-hub/node-red-clown-hub, or not set at all.',
    );
}

export const { folder: packUnderTest, isInstalled } = findPack(process.env.CLOWN_PACKAGE);

/** Name and version of the build, for pages with results. */
export function packName() {
    const { version } = readJson(join(packUnderTest, 'package.json'));
    return `pack ${version}${isInstalled ? ' (from its tarball)' : ''}`;
}
