// npm run test:faults: what goes wrong between a hub and its nodes, each fault on real sockets, and a table of what was
// expected and what was seen. `--long` repeats each of them twenty times, `--markdown` prints the table for the README.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main } from './lib/run.mjs';

const REPEATS = 20;
const LONG = process.argv.includes('--long');
const MARKDOWN = process.argv.includes('--markdown');

/** @typedef {{ fault: string, expected: string, errors: string, seen: string, ledger: string }} Seen */

await main(async () => {
    await prepare();
    const dir = mkdtempSync(join(tmpdir(), 'clown-faults-'));
    const file = join(dir, 'table');
    writeFileSync(file, '');
    const args = ['--parallel', '--jobs', '3', '--forbid-only', 'test/faults/*_spec.ts'];
    const env = { CLOWN_FAULT_TABLE: file, ...(LONG ? { CLOWN_FAULT_REPEATS: String(REPEATS) } : {}) };
    const { failed } = runMocha(args, { env });
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    rmSync(dir, { recursive: true });
    print(lines.map((line) => JSON.parse(line)));
    if (failed > 0) process.exitCode = 1;
});

/** @param {Seen[]} rows */
function print(rows) {
    /** @type {Map<string, Seen[]>} */
    const byFault = new Map();
    for (const row of rows) byFault.set(row.fault, [...(byFault.get(row.fault) ?? []), row]);
    const head = ['fault', 'expected', 'errors', 'seen', 'ledger'];
    if (MARKDOWN) console.log(`\n| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
    for (const [fault, all] of byFault) {
        const [{ expected, errors, seen, ledger }] = /** @type {[Seen]} */ (all);
        const times = all.length > 1 ? ` (${all.length} times)` : '';
        if (MARKDOWN) console.log(`| ${[fault + times, expected, errors, seen, ledger].join(' | ')} |`);
        else {
            console.log(`\n${fault}${times}`);
            console.log(`    expected  ${expected}; errors for Catch: ${errors}`);
            console.log(`    seen      ${seen}\n    ledger    ${ledger}`);
        }
    }
    console.log(`\n${byFault.size} faults, ${rows.length} runs that held.`);
}
