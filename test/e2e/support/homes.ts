// The Node-REDs whose editors the browser tests open: the one the pack is developed on, and the newest.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/folders.js';

/** Name and home of each; the home is what startNodeRed takes. */
export const homes: readonly (readonly [name: string, home: string])[] = [root, join(root, 'matrix/node-red-5')].map(
    (home) => {
        const manifest = readFileSync(join(home, 'node_modules/node-red/package.json'), 'utf8');
        return [`Node-RED ${JSON.parse(manifest).version}`, home] as const;
    },
);
