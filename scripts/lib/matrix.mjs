// The other Node-REDs that the pack is tested on: one folder under matrix/ each, installed from a lock file of its own.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { nodeFor } from './node-red.mjs';
import { readJson, root } from './run.mjs';

/** Installs missing ones, and returns the folder, version and Node.js of each Node-RED. */
export function installMatrix() {
    return readdirSync(join(root, 'matrix')).map((name) => {
        const home = join(root, 'matrix', name);
        // Without install scripts: the one of an old Node-RED would compile a library that has a substitute.
        installIfNeeded(home, ['--ignore-scripts']);
        const node = nodeFor(home);
        const version = readJson(join(home, 'node_modules/node-red/package.json')).version;
        const nodeVersion = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
        return {
            home,
            node,
            isOurs: nodeVersion === process.version,
            name: `Node-RED ${version} on Node.js ${nodeVersion}`,
        };
    });
}
