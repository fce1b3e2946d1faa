// A random sample of changes in nodes/editor: each is made in a copy of the project and tested in Node.js, and where no test fails
// there, in the browser. Not with StrykerJS itself, because a browser loads the built pack: it only lists the changes.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HOME, inOneLine, installedNode, LAST, resultOf, textBetween } from './mutants.mjs';
import { ProjectCopy } from './mutants-copy.mjs';
import { filesBelow } from './package.mjs';
import { Problem, readJson, root } from './run.mjs';

const EDITOR = 'nodes/editor';

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
    [/hub\/device-table/, 'dialogs names hub_dialog'],
    [/hub\/|clown-hub/, 'hub_dialog headers keep_values'],
    [/dialogs\/|fields\/|names|device-label/, 'known dialogs choices invalid_choices'],
    [/./, 'dialogs on_demand invalid_choices'],
]);

/**
 * @typedef {import('./mutants.mjs').Mutant} Mutant
 * @typedef {{ line: number, column: number }} Place both from 0
 * @typedef {Mutant & { range: { start: Place, end: Place, replacement: string }, twins: number }} Change `twins` is how many equal
 *     changes of equal lines are before it in its file
 * @typedef {{ status: string, by: string, where: string }} Result `by` names the test that failed
 *
 * @typedef {object} Choice
 * @property {number} seed
 * @property {number} minutes
 * @property {boolean} hasBrowser
 * @property {number} most changes
 * @property {boolean} isAgain whether the last run of this seed stands for what a test has noticed
 */

/**
 * Runs changes in the order of the seed until the time is over, or all that are wanted.
 *
 * @param {Choice} choice
 */
export async function runSample({ seed, minutes, most, hasBrowser, isAgain }) {
    const browser = hasBrowser ? browserOrProblem() : '';
    const last = join(LAST, `sample-${seed}.json`);
    if (isAgain && !existsSync(last)) throw new Problem(`The sample ${seed} was not run yet: leave out --again.`);
    const before = /** @type {Record<string, string>} */ (isAgain ? readJson(last) : {});
    const all = ordered(changesIn(), seed);
    const end = performance.now() + minutes * 60_000;
    const copy = new ProjectCopy();
    const interrupted = () => {
        copy.remove();
        process.exit(1);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    /** @type {Change[]} */
    const done = [];
    try {
        const tested = new Tested(copy, browser);
        await tested.begin();
        for (const change of all.slice(0, most)) {
            const known = before[identity(change)];
            const isLate = performance.now() >= end;
            if (isLate && !known) break;
            const isKept = known && (isLate || known !== 'Survived');
            const { status, by } = isKept ? { status: known, by: 'as before' } : await tested.with(change);
            done.push({ ...change, status });
            console.log(lineOf(done.length, { ...change, status }, by));
            mkdirSync(LAST, { recursive: true });
            writeFileSync(last, JSON.stringify(Object.fromEntries(done.map((one) => [identity(one), one.status]))));
        }
    } finally {
        process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
        copy.remove();
    }
    const what = `nodes/editor, sample ${seed}${hasBrowser ? '' : ' without the browser'}`;
    console.log(`${what}: the first ${done.length} of ${all.length} changes.`);
    // The list also has equal programs of changes that are not in the sample.
    return { what, ...resultOf(done, readJson(join(HOME, 'equal.json'))), unused: [] };
}

/** @returns {string} */
function browserOrProblem() {
    const browser = process.env.CHROMIUM || '/usr/bin/chromium';
    if (existsSync(browser)) return browser;
    throw new Problem(
        `The sample needs Chromium, which is not at ${browser}; CHROMIUM may name another place, --no-browser leaves it out.`,
    );
}

/** Runs the tests of a change, those in Node.js first. */
class Tested {
    #copy;
    #browser;
    /** @type {Set<string>} browser tests that have passed */
    #passed = new Set();

    /**
     * @param {ProjectCopy} copy
     * @param {string} browser empty: no test in the browser
     */
    constructor(copy, browser) {
        this.#copy = copy;
        this.#browser = browser;
    }

    /** Checks that a failure means something. */
    async begin() {
        const { status, by } = await this.#copy.specs();
        if (status !== 'passed') throw new Problem(`Without any change of the code, a test fails: ${by || status}`);
        if (this.#browser && (await this.#copy.build()).status !== 'passed')
            throw new Problem('The copy cannot be built.');
    }

    /**
     * @param {Change} change
     * @returns {Promise<Result>}
     */
    async with(change) {
        const names = browserTestsOf(change.file);
        const source = changed(readFileSync(join(root, change.file), 'utf8'), change);
        const result = await this.#copy.changed(change.file, source, () => this.#test(names));
        const counts = result.where !== 'browser' || result.status === 'Survived' || (await this.#pass(names));
        return counts ? result : { ...result, status: 'RuntimeError' };
    }

    /**
     * @param {readonly string[]} names
     * @returns {Promise<Result>}
     */
    async #test(names) {
        const specs = await this.#copy.specs();
        const here = { status: STATUS[specs.status], by: specs.by, where: 'Node.js' };
        if (here.status !== 'Survived' || !this.#browser) return here;
        if ((await this.#copy.build()).status !== 'passed') return { status: 'CompileError', by: '', where: 'build' };
        const { status, by } = await this.#inBrowser(names);
        return { status: STATUS[status], by, where: 'browser' };
    }

    /**
     * Whether these browser tests pass without a change of the code: only then does a failure count.
     *
     * @param {readonly string[]} names
     */
    async #pass(names) {
        const missing = names.filter((name) => !this.#passed.has(name));
        if (missing.length === 0) return true;
        await this.#copy.build();
        return (await this.#inBrowser(missing)).status === 'passed';
    }

    /** @param {readonly string[]} names */
    async #inBrowser(names) {
        const outcome = await this.#copy.inBrowser(names, this.#browser);
        if (outcome.status === 'passed') for (const name of names) this.#passed.add(name);
        return outcome;
    }
}

const STATUS = { passed: 'Survived', failed: 'Killed', timeout: 'Timeout' };

/**
 * @param {number} number
 * @param {Change} change
 * @param {string} by
 */
function lineOf(number, { file, line, original, replacement, status }, by) {
    const time = new Date().toISOString().slice(11, 19);
    const first = `${number}. ${time} ${status} ${file}:${line}${by ? ` (${by})` : ''}`;
    return `${first}\n    - ${original}\n    + ${replacement}`;
}

/**
 * All changes that StrykerJS knows for the editor.
 *
 * @returns {Change[]}
 */
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
    const words = ['--input-type=module', '-e', script, ...files.map((file) => join(root, EDITOR, file))];
    const { stdout, stderr } = spawnSync(installedNode(), words, { cwd: HOME, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!stdout) throw new Problem(`The changes cannot be listed: ${stderr}`);
    /** @type {{ file: string, start: Place, end: Place, replacement: string }[]} */
    const listed = JSON.parse(stdout);
    /** @type {Map<string, number>} */
    const counts = new Map();
    return listed.map(({ file, start, end, replacement }) => {
        const lines = readFileSync(file, 'utf8').split('\n');
        const change = {
            file: relative(root, file).replaceAll('\\', '/'),
            line: start.line + 1,
            code: (lines[start.line] ?? '').trim(),
            original: inOneLine(textBetween(lines, start, end)),
            replacement: inOneLine(replacement),
            status: 'Survived',
            range: { start, end, replacement },
            twins: 0,
        };
        const twins = counts.get(identity(change)) ?? 0;
        counts.set(identity(change), twins + 1);
        return { ...change, twins };
    });
}

/** @param {string} file */
export function browserTestsOf(file) {
    const found = BROWSER_TESTS.find(([pattern]) => pattern.test(file.slice(EDITOR.length)));
    return found ? found[1].split(' ') : [];
}

/**
 * @param {string} source
 * @param {Pick<Change, 'range'>} change
 */
export function changed(source, { range: { start, end, replacement } }) {
    const lines = source.split('\n');
    const at = (/** @type {Place} */ { line, column }) =>
        lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, column);
    return source.slice(0, at(start)) + replacement + source.slice(at(end));
}

/**
 * The same order for the same seed. A change keeps its place beside the others when other code is changed.
 *
 * @template {Pick<Change, 'file' | 'code' | 'original' | 'range' | 'twins'>} T
 * @param {readonly T[]} changes
 * @param {number} seed
 * @returns {T[]}
 */
export function ordered(changes, seed) {
    const places = new Map(changes.map((change) => [change, hash(`${seed} ${identity(change)}`)]));
    const place = (/** @type {T} */ change) => places.get(change) ?? '';
    return [...changes].sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

/**
 * What a change is known by, also after the lines above it were changed.
 *
 * @param {Pick<Change, 'file' | 'code' | 'original' | 'range' | 'twins'>} change
 */
function identity({ file, code, original, range: { start, replacement }, twins }) {
    return [file, code, original, replacement, start.column, twins].join(' ');
}

/** @param {string} text */
function hash(text) {
    return createHash('sha256').update(text).digest('hex');
}
