// Runs mocha and learns from its reporter how many tests passed and failed.

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * All tests but those in the browser, several files at a time, for most of a test is waiting. Not in .mocharc.json, which
 * would add them to a single requested file.
 */
export const SPECS = ['--parallel', '--jobs', '3', 'test/**/*_spec.ts'];

/** What another Node-RED can change, on the same Node.js. */
export const SPECS_OF_NODE_RED = [...SPECS.slice(0, -1), 'test/leaks_spec.ts', 'test/nodes/**/*_spec.ts'];

/** What another Node.js can change: all but the texts of the project. */
export const SPECS_OF_NODE_JS = [...SPECS, '--ignore', 'test/project/!(install)*_spec.ts'];

/**
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Runs mocha to its end. A mocha that breaks down without counting its tests counts as one failed test.
 *
 * @param {string[]} args
 * @param {{ node?: string, env?: NodeJS.ProcessEnv }} [options] the Node.js to run it on, and more environment for it
 * @returns {Counts}
 */
export function runMocha(args, { node = process.execPath, env = {} } = {}) {
    const dir = mkdtempSync(join(tmpdir(), 'clown-tests-'));
    const file = join(dir, 'summary');
    const { status } = spawnSync(node, [join(root, 'node_modules/mocha/bin/mocha.js'), ...args], {
        cwd: root,
        stdio: 'inherit',
        env: { ...process.env, ...env, CLOWN_TEST_SUMMARY: file },
    });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    rmSync(dir, { recursive: true });
    const [passed = 0, counted = 0] = text.split(' ').map(Number);
    const brokeDown = status !== 0 && counted === 0;
    if (brokeDown) console.error('mocha ended without a result; see above.');
    const counts = { passed, failed: brokeDown ? 1 : counted };
    // Passes the result on to the process that set the variable.
    const outer = process.env.CLOWN_TEST_SUMMARY;
    if (outer) appendFileSync(outer, `${counts.passed} ${counts.failed}\n`);
    return counts;
}
