// The installed Node-RED versions for the browser tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/folders.js';

type Home = readonly [name: string, home: string];

/** The oldest, the one that the pack is developed on, and the newest; the home is what startNodeRed takes. */
export const allHomes: readonly Home[] = [join(root, 'matrix/node-red-3'), root, join(root, 'matrix/node-red-5')].map(
    (home) => {
        const manifest = readFileSync(join(home, 'node_modules/node-red/package.json'), 'utf8');
        return [`Node-RED ${JSON.parse(manifest).version}`, home] as const;
    },
);

/** Those whose editors differ for a user. */
export const homes: readonly Home[] = allHomes.slice(1);

/** Whether each test runs only in the editors where it can come out otherwise: the form for CI. */
export const isShort = process.env.CLOWN_E2E_SHORT === '1';

/** The newest; its editor differs most from the one that the pack is developed on. */
export const newest: readonly Home[] = allHomes.slice(-1);
