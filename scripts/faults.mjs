// npm run test:faults: what goes wrong between a hub and its nodes, each fault on real sockets, and a table of what was
// expected and what was seen. `--long` repeats each of them twenty times, `--markdown` also writes docs/faults.md,
// and the rows of it on docs/tested.md.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, root } from './lib/run.mjs';
import { growth } from './lib/slope.mjs';
import { packName } from './lib/under-test.mjs';

const REPEATS = 20;
const LONG = process.argv.includes('--long');
const MARKDOWN = process.argv.includes('--markdown');

/**
 * A row, and the memory of the process that saw it.
 *
 * @typedef {{ part: string, fault: string, expected: string, errors: string, seen: string, ledger: string }} Row
 * @typedef {Row & { pid: number, minute: number, rss: number }} Seen
 */

await main(async () => {
    await prepare();
    const dir = mkdtempSync(join(tmpdir(), 'clown-faults-'));
    const file = join(dir, 'table');
    writeFileSync(file, '');
    // A burst is measured while nothing else runs.
    const burst = 'test/faults/burst_spec.ts';
    const others = ['--parallel', '--jobs', '3', '--ignore', burst, 'test/faults/*_spec.ts'];
    const env = { CLOWN_FAULT_TABLE: file, ...(LONG ? { CLOWN_FAULT_REPEATS: String(REPEATS) } : {}) };
    const runs = [others, [burst]].map((args) => runMocha(['--forbid-only', ...args], { env }));
    const failed = runs.reduce((sum, run) => sum + run.failed, 0);
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    rmSync(dir, { recursive: true });
    if (failed > 0) process.exitCode = 1;
    print(
        lines.map((line) => JSON.parse(line)),
        failed === 0,
    );
});

/**
 * @param {Seen[]} rows
 * @param {boolean} isWhole whether none of them failed
 */
function print(rows, isWhole) {
    /** @type {Map<string, Seen[]>} */
    const byFault = new Map();
    for (const row of rows) byFault.set(row.fault, [...(byFault.get(row.fault) ?? []), row]);
    const sum = `${byFault.size} faults, ${rows.length} runs that held.`;
    for (const [fault, all] of byFault) {
        const [{ expected, errors, seen, ledger }] = /** @type {[Seen]} */ (all);
        console.log(`\n${fault}${all.length > 1 ? ` (${all.length} times)` : ''}`);
        console.log(`    expected  ${expected}; errors for Catch: ${errors}`);
        console.log(`    seen      ${seen}\n    ledger    ${ledger}`);
    }
    console.log(`\n${sum}\n${ledger(rows)}`);
    for (const process of LONG ? new Set(rows.map(({ pid }) => pid)) : []) {
        const looks = rows.filter(({ pid }) => pid === process);
        console.log(`${growth(looks)}, in a process with ${looks.length} runs`);
    }
    if (!MARKDOWN) return;
    if (!isWhole) throw new Problem('docs/faults.md stays as it was: it takes a run without a failure.');
    writeFileSync(join(root, 'docs/faults.md'), markdown(byFault, sum));
    const tested = join(root, 'docs/tested.md');
    writeFileSync(tested, extract(readFileSync(tested, 'utf8'), byFault));
}

/**
 * The page with the figures of this run in each of its rows.
 *
 * @param {string} page
 * @param {Map<string, Seen[]>} byFault
 */
function extract(page, byFault) {
    return page.replace(/^\| ([^|]+) \|.*$/gm, (row, fault) => {
        const all = byFault.get(fault);
        if (!all) return row;
        const [{ expected, seen, ledger }] = /** @type {[Seen]} */ (all);
        return `| ${[fault, expected, seen, ledger].join(' | ')} |`;
    });
}

/**
 * The ledger of all rows together.
 *
 * @param {Seen[]} rows
 */
function ledger(rows) {
    const count = (/** @type {RegExp} */ what) =>
        rows.flatMap(({ ledger }) => [...ledger.matchAll(what)]).reduce((sum, [, number]) => sum + Number(number), 0);
    const [sent, arrived, swallowed, failed] = [
        /(\d+) sent/g,
        /(\d+) arrived/g,
        /(\d+) swallowed/g,
        /[a-z-]+ (\d+)(?=[,;])/g,
    ].map(count);
    const rest = Number(sent) - Number(arrived) - Number(swallowed) - Number(failed);
    const words = `${sent} messages sent = ${arrived} arrived + ${swallowed} swallowed by the network + ${failed} failed`;
    return `Ledger: ${words}; ${rest === 0 ? 'it balances' : `${rest} are missing`}.`;
}

/**
 * @param {Map<string, Seen[]>} byFault
 * @param {string} sum
 */
function markdown(byFault, sum) {
    const parts = [...new Set([...byFault.values()].flat().map(({ part }) => part))].sort().reverse();
    const head = ['fault', 'expected', 'errors for Catch', 'seen', 'ledger'];
    const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
    const rows = (/** @type {string} */ part) =>
        [...byFault.values()]
            .filter((all) => all.some((one) => one.part === part))
            .map((all) => {
                const [{ fault, expected, errors, seen, ledger }] = /** @type {[Seen]} */ (all);
                return line([fault, expected, errors, seen, ledger]);
            });
    return `# The fault catalogue

Written by \`npm run test:faults -- --markdown\` with ${packName()} on Node.js ${process.version}: ${sum}

The pack's own clock runs ten times as fast there. The longest pause between two attempts is set to five seconds, and times are those of that
clock. *Seen* has the states of the connection in order, the number of errors for Catch nodes and the number of log lines. In the *ledger*,
every message of the flow has arrived once or failed once with a code, whatever the fault. *Swallowed* are commands that the operating
system had taken before the network lost them, sent without *Wait until the hub confirms*. Frames that the hub sends while it is
disconnected are not received.

${parts.map((part) => [`## ${part}\n`, line(head), line(head.map(() => '---')), ...rows(part), ''].join('\n')).join('\n')}`;
}
