// The package as its users get it, for the tests: packed, installed, or linked.

import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { packageName } from '../../scripts/lib/tarball.mjs';
import { root } from './folders.js';

export { installPackages, installTarball, packageName, packProject } from '../../scripts/lib/tarball.mjs';
export type Tarball = import('../../scripts/lib/tarball.mjs').Tarball;

/** Builds what is out of date, and makes the project itself a package of a folder. */
export async function linkProject(folder: string): Promise<void> {
    await buildIfNeeded();
    const link = join(folder, 'node_modules', packageName);
    await mkdir(dirname(link), { recursive: true });
    await symlink(root, link, 'junction');
}
