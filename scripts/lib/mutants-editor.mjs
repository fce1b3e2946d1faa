// A random sample of changes in nodes/editor: each is made in a copy of the project and tested in Node.js, and where no test fails
// there, in the browser. Not with StrykerJS itself, because a browser loads the built pack: it only lists the changes.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { HOME, inOneLine, installedNode } from './mutants.mjs';
import { filesBelow } from './package.mjs';
import { Problem, root } from './run.mjs';

const EDITOR = 'nodes/editor';
/** The tests of one change end after this time; a change that makes them wait counts as noticed. */
const LIMIT_MS = 5 * 60_000;
const NOT_COPIED = ['node_modules', '.git', 'dist', 'resources', 'screenshots', 'bench-results', 'coverage', '.demo'];
const LINKED = ['node_modules', 'matrix/node-red-3/node_modules', 'matrix/node-red-5/node_modules'];

/** The browser tests of a part of the editor: the first pattern that fits. */
const BROWSER_TESTS = /** @type {readonly (readonly [RegExp, string])[]} */ ([
    [/sidebar\/starter\//, 'starter first_flow'],
    [/sidebar\/flow-test\//, 'flow_test'],
    [/sidebar\/recording/, 'recordings'],
    [/sidebar\/(?:use-hub|flow-hub)/, 'use_hub'],
    [/sidebar\//, 'sidebar names on_demand'],
    [/flow-check\//, 'flow_check'],
    [/hub\/rename/, 'names'],
    [/hub\/header/, 'headers'],
    [/hub\/|clown-hub/, 'hub_dialog headers keep_values'],
    [/fields\/|names|device-label/, 'known dialogs choices invalid_choices'],
    [/./, 'dialogs on_demand invalid_choices'],
]);

/**
 * @typedef {{ line: number, column: number }} Place both from 0
 * @typedef {{ file: string, start: Place, end: Place, replacement: string }} Change
 */

/**
 * Runs changes in the order of the seed until the time is over.
 *
 * @param {{ seed: number, minutes: number, hasBrowser: boolean }} options
 */
export async function runSample({ seed, minutes, hasBrowser }) {
    const browser = process.env.CHROMIUM || '/usr/bin/chromium';
    if (hasBrowser && !existsSync(browser)) {
        throw new Problem(
            `The sample needs Chromium, which is not at ${browser}; CHROMIUM may name another place, --no-browser leaves it out.`,
        );
    }
    const end = performance.now() + minutes * 60_000;
    const changes = shuffled(changesIn(), seed);
    const copy = copyOfProject();
    const counts = { killed: 0, timeout: 0, survived: 0, equal: 0, left: 0 };
    let tested = 0;
    try {
        if (testedWith(copy, '', '') !== 'survived') {
            throw new Problem('The tests fail without any change of the code.');
        }
        while (performance.now() < end && tested < changes.length) {
            const change = /** @type {Change} */ (changes[tested]);
            const file = join(copy, change.file);
            const source = readFileSync(file, 'utf8');
            writeFileSync(file, changed(source, change));
            const result = testedWith(copy, hasBrowser ? browser : '', browserTestsOf(change.file));
            writeFileSync(file, source);
            tested++;
            console.log(
                `${tested}. ${result} ${change.file}:${change.start.line + 1} ${inOneLine(change.replacement)}`,
            );
            counts[result === 'invalid' ? 'left' : result]++;
        }
    } finally {
        rmSync(copy, { recursive: true, force: true });
    }
    const what = `seed ${seed}, the first ${tested} of ${changes.length} changes, ${hasBrowser ? 'with' : 'without'} the browser`;
    console.log(`${what}: ${JSON.stringify(counts)}`);
    return { what, ...counts };
}

/** All changes that StrykerJS knows for the editor, in the order of files and lines. */
function changesIn() {
    const script = `
import { createInjector } from 'typed-inject';
import { createInstrumenter } from '@stryker-mutator/instrumenter';
import { readFileSync } from 'node:fs';
const quiet = new Proxy({}, { get: () => () => false });
const injector = createInjector().provideValue('logger', quiet).provideValue('getLogger', () => quiet).provideValue('options', {});
const files = process.argv.slice(1).map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
const options = { plugins: null, excludedMutations: [], ignorers: [] };
const { mutants } = await injector.injectFunction(createInstrumenter).instrument(files, options);
console.log(JSON.stringify(mutants.map(({ fileName, location, replacement }) => ({ file: fileName, ...location, replacement }))));`;
    const files = filesBelow(join(root, EDITOR)).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
    const words = ['--input-type=module', '-e', script, ...files.sort().map((file) => join(root, EDITOR, file))];
    const { stdout, stderr } = spawnSync(installedNode(), words, { cwd: HOME, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!stdout) throw new Problem(`The changes cannot be listed: ${stderr}`);
    /** @type {Change[]} */
    const changes = JSON.parse(stdout);
    return changes.map((change) => ({ ...change, file: relative(root, change.file) }));
}

/** A copy of the project, with the installed packages of this one. */
function copyOfProject() {
    const copy = mkdtempSync(join(tmpdir(), 'clown-sample-'));
    cpSync(root, copy, { recursive: true, filter: (path) => !NOT_COPIED.includes(basename(path)) || path === root });
    for (const folder of LINKED) symlinkSync(join(root, folder), join(copy, folder), 'junction');
    return copy;
}

/**
 * @param {string} copy
 * @param {string} browser empty: no test in the browser
 * @param {string} browserTests
 * @returns {'killed' | 'timeout' | 'survived' | 'invalid'}
 */
function testedWith(copy, browser, browserTests) {
    const specs = mocha(copy, ['--bail', 'test/editor/**/*_spec.ts'], {});
    if (specs !== 'survived' || !browser) return specs;
    const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, stdio: 'ignore' });
    if (status !== 0) return 'invalid';
    for (const name of browserTests.split(' ').filter(Boolean)) {
        const words = [
            '--no-config',
            '--import=tsx',
            '--reporter',
            'test/reporter.cjs',
            '--timeout',
            '90000',
            '--bail',
        ];
        const env = { CHROMIUM: browser, CLOWN_E2E_SHORT: '1' };
        const result = mocha(copy, [...words, `test/e2e/${name}_e2e.ts`], env);
        if (result !== 'survived') return result;
    }
    return 'survived';
}

/**
 * @param {string} copy
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} env
 */
function mocha(copy, words, env) {
    const script = join(copy, 'node_modules/mocha/bin/mocha.js');
    const { status } = spawnSync(process.execPath, [script, ...words], {
        cwd: copy,
        stdio: 'ignore',
        env: { ...process.env, ...env },
        timeout: LIMIT_MS,
    });
    if (status === null) return 'timeout';
    return status === 0 ? 'survived' : 'killed';
}

/** @param {string} file */
export function browserTestsOf(file) {
    return BROWSER_TESTS.find(([pattern]) => pattern.test(file.slice(EDITOR.length)))?.[1] ?? '';
}

/**
 * @param {string} source
 * @param {Pick<Change, 'start' | 'end' | 'replacement'>} change
 */
export function changed(source, { start, end, replacement }) {
    const lines = source.split('\n');
    const at = (/** @type {Place} */ { line, column }) =>
        lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, column);
    return source.slice(0, at(start)) + replacement + source.slice(at(end));
}

/**
 * The same order for the same seed (mulberry32, Fisher and Yates).
 *
 * @template T
 * @param {readonly T[]} list
 * @param {number} seed
 * @returns {T[]}
 */
export function shuffled(list, seed) {
    const result = [...list];
    let state = seed >>> 0;
    for (let left = result.length; left > 1; left--) {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        const chosen = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * left);
        [result[left - 1], result[chosen]] = [/** @type {T} */ (result[chosen]), /** @type {T} */ (result[left - 1])];
    }
    return result;
}
