// The combinations of Node-RED and Node.js that owners have, and where each Node.js is found. Those that are not on this machine
// come from the registry, into a folder that is removed afterwards, because each has 180 MB.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeFor } from './node-red.mjs';
import { Problem, root } from './run.mjs';
import { installPackages } from './tarball.mjs';

/** The folder of a Node-RED, and the Node.js that it runs on. Node-RED 3.1 and 4.1 run on 20, and Node-RED 5 needs 22.9. */
export const PLATFORMS = /** @type {const} */ ([
    ['matrix/node-red-3', '20.20.2'],
    ['.', '20.20.2'],
    ['.', '22.23.3'],
    ['.', '24.21.0'],
    ['matrix/node-red-5', '22.23.3'],
    ['matrix/node-red-5', '24.21.0'],
]);

/** As Node.js is named in the registry: by system and processor. */
const SYSTEMS = new Map([
    ['win32', 'win'],
    ['linux', 'linux'],
    ['darwin', 'darwin'],
]);

/**
 * The path of each of these versions of Node.js; those that are missing are installed into the folder.
 *
 * @param {readonly string[]} versions
 * @param {string} folder
 * @returns {Promise<Map<string, string>>}
 */
export async function nodesOf(versions, folder) {
    const present = [process.execPath, nodeFor(join(root, 'matrix/node-red-5'))];
    const found = new Map(present.map((node) => [versionOf(node), node]));
    for (const version of new Set(versions)) {
        if (!found.has(version)) found.set(version, await installNode(version, folder));
    }
    return found;
}

/**
 * @param {string} version
 * @param {string} folder
 */
async function installNode(version, folder) {
    const name = `node-${SYSTEMS.get(process.platform) ?? process.platform}-${process.arch}`;
    console.log(`Installing Node.js ${version}.`);
    // Each in a folder of its own, because one version replaces the other.
    const home = join(folder, version);
    await installPackages(home, [`${name}@${version}`]);
    const node = join(home, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
    const actual = versionOf(node);
    if (actual !== version) throw new Problem(`${name}@${version} is Node.js ${actual || 'that does not start here'}.`);
    return node;
}

/** @param {string} node */
function versionOf(node) {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    return /^v(.+)$/.exec(String(stdout).trim())?.[1] ?? '';
}
