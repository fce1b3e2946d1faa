// The package as its users get it: packed by npm, and installed from the tarball into a folder. Serves the tests, the release
// check, and every command that measures or tests what is released instead of the sources.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildIfNeeded } from './build.mjs';
import { npmCommand, Problem, readJson, root } from './run.mjs';

const NPM_WITHIN_MS = 120_000;

/** The name of the package, and its folder below a node_modules. */
export const packageName = '@clown-hub/node-red-clown-hub';

/**
 * A packed tarball; the caller removes it.
 *
 * @typedef {object} Tarball
 * @property {string} path
 * @property {number} bytes
 * @property {() => Promise<void>} remove
 */

/**
 * The tarball of this project, installed; the caller removes it.
 *
 * @typedef {object} InstalledRelease
 * @property {string} home the folder that it is installed into, with its package.json and node_modules: a user folder
 * @property {string} dir the package within, such as HOME/node_modules/@clown-hub/node-red-clown-hub
 * @property {string} name how a report names it, such as 0.2.0 (385 kB)
 * @property {string} version
 * @property {number} bytes of the tarball
 * @property {() => Promise<void>} remove
 */

/**
 * Runs npm quietly to its end and returns its output; a Problem has what it printed if it fails or takes too long.
 *
 * @param {string} folder
 * @param {readonly string[]} args
 */
export async function npmOutput(folder, args) {
    const { command, args: first, shell } = npmCommand();
    const options = { cwd: folder, shell, timeout: NPM_WITHIN_MS, maxBuffer: 16 * 2 ** 20 };
    try {
        return (await promisify(execFile)(command, [...first, ...args], options)).stdout;
    } catch (error) {
        const { killed, stderr, message } = /** @type {Error & { killed?: boolean, stderr?: string }} */ (error);
        const end = killed ? `took more than ${NPM_WITHIN_MS / 1000} s` : 'failed';
        throw new Problem(`npm ${args.join(' ')} ${end}: ${stderr || message}`);
    }
}

/**
 * Builds what is out of date and packs the project.
 *
 * @returns {Promise<Tarball>}
 */
export async function packProject() {
    await buildIfNeeded();
    const folder = await mkdtemp(join(tmpdir(), 'clown-pack-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
        // Without scripts: prepack would build once more.
        await npmOutput(root, ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
        const [file, ...more] = await readdir(folder);
        if (!file || more.length > 0)
            throw new Problem(`npm pack made ${more.length + (file ? 1 : 0)} files instead of one.`);
        const path = join(folder, file);
        return { path, bytes: (await stat(path)).size, remove };
    } catch (error) {
        await remove();
        throw error;
    }
}

/**
 * Installs a tarball, and other packages beside it, into a folder as a user would; returns the folder of our package.
 *
 * @param {string} tarball
 * @param {string} folder
 * @param {readonly string[]} [packages]
 */
export async function installTarball(tarball, folder, packages = []) {
    // Other packages may have scripts to run; ours has none.
    await install(folder, [tarball, ...packages], packages.length > 0 ? ['--ignore-scripts'] : []);
    return join(folder, 'node_modules', packageName);
}

/**
 * Installs packages from the registry, as name@version, without running their scripts.
 *
 * @param {string} folder
 * @param {readonly string[]} packages
 */
export function installPackages(folder, packages) {
    return install(folder, packages, ['--ignore-scripts']);
}

/**
 * Packs the project as it is now and installs the tarball into a new folder.
 *
 * @returns {Promise<InstalledRelease>}
 */
export async function installRelease() {
    const tarball = await packProject();
    const home = await mkdtemp(join(tmpdir(), 'clown-release-'));
    const remove = () => rm(home, { recursive: true, force: true });
    try {
        const dir = await installTarball(tarball.path, home);
        const { version } = readJson(join(dir, 'package.json'));
        const { bytes } = tarball;
        return { home, dir, name: `${version} (${Math.ceil(bytes / 1000)} kB)`, version, bytes, remove };
    } catch (error) {
        await remove();
        throw error;
    } finally {
        await tarball.remove();
    }
}

/**
 * @param {string} folder
 * @param {readonly string[]} what
 * @param {readonly string[]} more
 */
async function install(folder, what, more) {
    const manifest = join(folder, 'package.json');
    await mkdir(folder, { recursive: true });
    // With one, an owner upgrades what is installed.
    if (!existsSync(manifest)) {
        await writeFile(manifest, JSON.stringify({ name: 'user-dir', version: '0.0.0', private: true }));
    }
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...more];
    await npmOutput(folder, ['install', ...options, ...what]);
}
