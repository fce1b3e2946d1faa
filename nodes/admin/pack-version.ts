// Name and version of the pack that runs. Read when the pack is loaded: after an upgrade without a restart of Node-RED,
// the package.json on disk is that of another version.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name and version, such as `@clown-hub/node-red-clown-hub 1.0.0`; empty if they cannot be found. */
export const PACK = readPack(__dirname);

/** From the nearest package.json above, wherever this was built to. */
function readPack(start: string): string {
    for (let folder = start, level = 0; level < 5; folder = join(folder, '..'), level++) {
        const file = join(folder, 'package.json');
        if (!existsSync(file)) continue;
        const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
        if (name && version) return `${name} ${version}`;
    }
    return '';
}
