// Compares a node_modules folder with the lock file beside it, and installs the packages if they differ.
// Serves the project itself and each Node-RED under matrix/.

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { npm, readJson, root } from './run.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, extraneous?: boolean }>} LockedPackages */

/**
 * Returns why the packages of a folder have to be installed; an empty text if they need not.
 *
 * @param {string} dir
 */
function reasonToInstall(dir) {
    const record = join(dir, 'node_modules/.package-lock.json');
    if (!existsSync(record)) return 'nothing is installed yet';
    /** @type {LockedPackages} */
    const wanted = readJson(join(dir, 'package-lock.json')).packages;
    /** @type {LockedPackages} */
    const present = readJson(record).packages;
    for (const [path, entry] of Object.entries(wanted)) {
        // npm sometimes writes packages into the lock that nothing requires, and then does not install them.
        if (path === '' || entry.extraneous) continue;
        const found = existsSync(join(dir, path)) ? present[path]?.version : undefined;
        // Optional packages are those of other platforms, too.
        const absenceIsFine = found === undefined && (entry.optional || entry.devOptional);
        if (found !== entry.version && !absenceIsFine)
            return `${path} should be ${entry.version}, not ${found ?? 'missing'}`;
    }
    const extra = Object.keys(present).find((path) => !(path in wanted));
    return extra ? `${extra} is not in package-lock.json` : '';
}

/**
 * Installs the packages of a folder's lock file, unless they are installed already.
 *
 * @param {string} dir
 * @param {string[]} [options] further options for npm
 */
export function installIfNeeded(dir, options = []) {
    const reason = reasonToInstall(dir);
    if (!reason) return;
    const name = dir === root ? 'the dependencies' : basename(dir);
    console.log(`Installing ${name} with npm ci: ${reason}.`);
    // --include=dev: NODE_ENV=production must not leave the tools out.
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    npm(`Installing ${name}`, ['ci', '--include=dev', ...quiet, ...options], dir);
}
