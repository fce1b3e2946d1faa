// npm run test:e2e: what a user does in the editor, in a real browser, on each Node-RED whose editor differs. `--short` runs
// a test only in the editors where it can come out otherwise.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installMatrix } from './lib/matrix.mjs';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem } from './lib/run.mjs';

await main(async () => {
    const { short } = parseArgs({ options: { short: { type: 'boolean', default: false } } }).values;
    const browser = process.env.CHROMIUM || '/usr/bin/chromium';
    if (!existsSync(browser)) {
        throw new Problem(
            `The browser tests need Chromium, which is not at ${browser}; CHROMIUM may name another place.`,
        );
    }
    await prepare();
    installMatrix();
    const args = ['--config', 'test/e2e/.mocharc.json', '--parallel', '--jobs', '3', '--forbid-only'];
    const { failed } = runMocha(args, { env: { CHROMIUM: browser, CLOWN_E2E_SHORT: short ? '1' : '' } });
    if (failed > 0) process.exitCode = 1;
});
