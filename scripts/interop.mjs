// npm run test:interop: the nodes connected to real WebSocket servers and proxies, each started by the tests, and a table
// of what was seen. `--light` runs the small ones, all of which must be installed; `--only nginx` runs those whose name
// begins so; `--markdown` also writes docs/interop.md.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pageOf, printed } from './lib/interop-page.mjs';
import { installMatrix } from './lib/matrix.mjs';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, root } from './lib/run.mjs';
import { serverTests } from './lib/server-tests.mjs';
import { packName } from './lib/under-test.mjs';

/** @typedef {import('./lib/interop-page.mjs').Row} Row */

await main(async () => {
    const { light, only, markdown } = parseArgs({
        options: { light: { type: 'boolean' }, only: { type: 'string' }, markdown: { type: 'boolean' } },
    }).values;
    if (markdown && (light || only)) throw new Problem('--markdown needs all servers: leave out --light and --only.');
    const files = serverTests('test/interop', only);
    await prepare();
    if (!light) installMatrix();
    const choice = light ? ['--fgrep', '[light]'] : [];
    const { failed, rows } = runAll(
        ['--parallel', '--jobs', '3', '--forbid-only', ...choice, ...files],
        light === true,
    );
    console.log(printed(rows));
    if (failed > 0) process.exitCode = 1;
    if (!markdown) return;
    const missing = rows.filter(({ scenario }) => scenario === '');
    if (failed > 0 || missing.length > 0) {
        const names = missing.map(({ server, result }) => `\n${server}: ${result}`).join('');
        throw new Problem(`docs/interop.md stays as it was: it takes a run of all servers without a failure.${names}`);
    }
    writeFileSync(join(root, 'docs/interop.md'), pageOf(rows, packName()));
});

/**
 * Runs mocha, and reads the table that the tests have written.
 *
 * @param {string[]} args
 * @param {boolean} isRequired whether a server that is not installed is a failure
 * @returns {{ failed: number, rows: Row[] }}
 */
function runAll(args, isRequired) {
    const dir = mkdtempSync(join(tmpdir(), 'clown-interop-'));
    try {
        const file = join(dir, 'table');
        writeFileSync(file, '');
        const env = { CLOWN_INTEROP_TABLE: file, ...(isRequired ? { CLOWN_INTEROP_REQUIRED: '1' } : {}) };
        const { failed } = runMocha(args, { env });
        const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
        return { failed, rows: lines.map((line) => JSON.parse(line)) };
    } finally {
        rmSync(dir, { recursive: true });
    }
}
