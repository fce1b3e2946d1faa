// The package as its users get it: packed by npm, and installed from the tarball into a userDir.

import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { makeFolder, npm, removeFolder, root } from './folders.js';

export const packageName = '@clown-hub/node-red-clown-hub';

/** A packed tarball; the caller removes it. */
export interface Tarball {
    path: string;
    remove(): Promise<void>;
}

/** Builds what is out of date and packs the project. */
export async function packProject(): Promise<Tarball> {
    await buildIfNeeded();
    const folder = await makeFolder('pack');
    // Without scripts: prepack would build once more.
    await npm(root, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
    const [file, ...more] = await readdir(folder);
    if (!file || more.length > 0)
        throw new Error(`npm pack made ${more.length + (file ? 1 : 0)} files instead of one.`);
    return { path: join(folder, file), remove: () => removeFolder(folder) };
}

/** Installs a tarball, and other packages beside it, into a folder as a user would; returns its path. */
export async function installTarball(
    tarball: string,
    folder: string,
    packages: readonly string[] = [],
): Promise<string> {
    // Other packages may have scripts to run; ours has none.
    await install(folder, [tarball, ...packages], packages.length > 0 ? ['--ignore-scripts'] : []);
    return join(folder, 'node_modules', packageName);
}

/** Installs packages from the registry, as name@version, without running their scripts. */
export function installPackages(folder: string, packages: readonly string[]): Promise<void> {
    return install(folder, packages, ['--ignore-scripts']);
}

async function install(folder: string, what: readonly string[], more: readonly string[]): Promise<void> {
    const manifest = join(folder, 'package.json');
    // With one, an owner upgrades what is installed.
    if (!existsSync(manifest)) await writeFile(manifest, JSON.stringify({ name: 'user-dir', private: true }));
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...more];
    await npm(folder, 'install', ...options, ...what);
}

/** Builds what is out of date, and makes the project itself a package of a folder. */
export async function linkProject(folder: string): Promise<void> {
    await buildIfNeeded();
    const link = join(folder, 'node_modules', packageName);
    await mkdir(dirname(link), { recursive: true });
    await symlink(root, link, 'junction');
}
