// Runs mocha and learns from its reporter how many tests passed and failed.

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from './package.mjs';
import { root } from './run.mjs';

/** Files that take longest. They begin first, so that none of them runs alone at the end. */
const LONGEST = [
    'faults/link',
    'nodes/upgrade',
    'leaks',
    'nodes/refused',
    'faults/deploys',
    'nodes/real-kept',
    'nodes/real-flow-test',
    'nodes/examples-run',
    'nodes/real-origin',
    'nodes/clown-in-silence',
    'nodes/flow-test',
    'project/package',
    'faults/reaching',
    'nodes/status-value',
    'nodes/real-stop',
    'project/schemas',
    'flow-test/page',
    'nodes/real-check',
    'nodes/real-headers',
    'nodes/clown-in-unmatched',
    'project/install',
    'project/install_palette',
    'nodes/hub-silence',
    'faults/frames',
    'faults/burst',
    'nodes/examples-recipes',
    'doctor/doctor',
    'nodes/real-czech',
    'nodes/real-deploys',
    'nodes/real-words',
    'nodes/pages',
    'nodes/starter',
    'nodes/clown-out-confirm',
    'nodes/real-check-nodes',
    'nodes/clown-out-status',
    'nodes/kept-values',
    'nodes/hub-intervals',
    'nodes/status',
    'nodes/clown-out-offline',
].map((name) => `test/${name}_spec.ts`);

const FILES = filesBelow(join(root, 'test'))
    .map((file) => `test/${file}`)
    .filter((file) => file.endsWith('_spec.ts') && !LONGEST.includes(file))
    .sort();

/** Several files at a time: most of a test is waiting. Four files need less than one of two cores. */
const AT_A_TIME = ['--parallel', '--jobs', '6'];

/**
 * All tests but those in the browser. Not in .mocharc.json, which would add them to a single requested file. By name, because
 * mocha runs a file twice that two patterns select.
 */
export const SPECS = [...AT_A_TIME, ...LONGEST, ...FILES];

/** What another Node-RED can change, on the same Node.js. */
export const SPECS_OF_NODE_RED = SPECS.filter((word) => !/^test\/(?!nodes\/|leaks_)/.test(word));

/** What another Node.js can change: all but the texts of the project. */
export const SPECS_OF_NODE_JS = SPECS.filter((word) => !/^test\/project\/(?!install)/.test(word));

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
