// The package as its users get it, for the tests: packed, installed, or linked.

import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { packageName } from '../../scripts/lib/tarball.mjs';
import { isInstalled, packUnderTest } from '../../scripts/lib/under-test.mjs';

export { installPackages, installTarball, packageName, packProject } from '../../scripts/lib/tarball.mjs';
export type Tarball = import('../../scripts/lib/tarball.mjs').Tarball;

/** Makes the pack under test a package of a folder: the project itself, once it is built, or the one of CLOWN_PACKAGE. */
export async function linkPack(folder: string): Promise<void> {
    if (!isInstalled) await buildIfNeeded();
    const link = join(folder, 'node_modules', packageName);
    await mkdir(dirname(link), { recursive: true });
    await symlink(packUnderTest, link, 'junction');
}
