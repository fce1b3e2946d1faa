// npm run test:beside: the same faults on these nodes, on Node-RED's own WebSocket nodes and on its own MQTT nodes, and what
// became of every command and reading, side by side. `--markdown` also writes docs/beside-core.md; a text after `--only`
// takes the faults whose name holds it, and a number after `--times` is the number of repetitions.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageOf } from './lib/beside-page.mjs';
import { tablesOf, textOf } from './lib/beside-tables.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, root } from './lib/run.mjs';
import { packName } from './lib/under-test.mjs';

/** @typedef {import('./lib/beside-tables.mjs').Result} Result */

const TIMES = '3';

/**
 * What follows an option of the command line.
 *
 * @param {string} name
 * @param {string} usual
 */
function option(name, usual) {
    const at = process.argv.indexOf(name);
    return at === -1 ? usual : (process.argv[at + 1] ?? usual);
}

await main(async () => {
    await prepare();
    const dir = mkdtempSync(join(tmpdir(), 'clown-beside-'));
    const file = join(dir, 'seen.json');
    const times = option('--times', TIMES);
    try {
        const args = ['--import', 'tsx', join(root, 'test/beside/run.ts'), file, times, option('--only', '')];
        const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
        if (status !== 0) throw new Problem('Not every run came to its end; see above.');
        /** @type {Result} */
        const result = JSON.parse(readFileSync(file, 'utf8'));
        for (const table of tablesOf(result)) console.log(textOf(table));
        if (process.argv.includes('--markdown')) {
            writeFileSync(join(root, 'docs/beside-core.md'), pageOf(result, times, packName()));
        }
    } finally {
        rmSync(dir, { recursive: true });
    }
});
