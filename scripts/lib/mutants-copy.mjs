// A copy of the project in which one change after the other is made and tested. The project itself stays as it is. Everything
// that the tests start or write is below one temporary folder and in one group of processes, so that nothing of it is left.

import { spawn } from 'node:child_process';
import {
    closeSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    openSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './run.mjs';

const NOT_COPIED = [
    'node_modules',
    '.git',
    '.last',
    'dist',
    'resources',
    'screenshots',
    'bench-results',
    'coverage',
    '.demo',
];
const LINKED = ['node_modules', 'matrix/node-red-3/node_modules', 'matrix/node-red-5/node_modules'];

/** Tests in Node.js that notice changes of the editor: its own, and those that compare it with its texts and with the runtime. */
const SPECS = [
    'test/editor/**/*_spec.ts',
    'test/project/catalogue_spec.ts',
    ...['texts', 'live_messages', 'setting_label', 'every_setting'].map((name) => `test/nodes/${name}_spec.ts`),
];

/** The longest that a program may take; what takes longer is ended and counts as timed out. */
const LIMITS_MS = { build: 2 * 60_000, specs: 60_000, browser: 8 * 60_000 };
/** The title in the report of the first test that failed. */
const FIRST_FAILED = /^\s+1\) (.+)$/m;

/** @typedef {{ status: 'passed' | 'failed' | 'timeout', by: string }} Outcome `by` names the test that failed */

export class ProjectCopy {
    #folder = mkdtempSync(join(tmpdir(), 'clown-sample-'));
    #project = join(this.#folder, 'project');
    #temporary = join(this.#folder, 'temporary');
    /** @type {number | undefined} */
    #group;

    constructor() {
        cpSync(root, this.#project, {
            recursive: true,
            filter: (path) => path === root || !NOT_COPIED.includes(basename(path)),
        });
        for (const folder of LINKED) symlinkSync(join(root, folder), join(this.#project, folder), 'junction');
        mkdirSync(this.#temporary);
    }

    /**
     * Does some work while a file is changed.
     *
     * @template T
     * @param {string} file
     * @param {string} source
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async changed(file, source, work) {
        const path = join(this.#project, file);
        const before = readFileSync(path, 'utf8');
        writeFileSync(path, source);
        try {
            return await work();
        } finally {
            writeFileSync(path, before);
        }
    }

    /** The tests in Node.js. */
    specs() {
        return this.#mocha(['--bail', ...SPECS], {}, LIMITS_MS.specs);
    }

    /**
     * Tests in the browser, with the pack as it was built last.
     *
     * @param {readonly string[]} names
     * @param {string} browser
     */
    inBrowser(names, browser) {
        const words = ['--no-config', '--import=tsx', '--require', 'test/e2e/support/shared.ts', '--bail'];
        words.push('--reporter', 'test/reporter.cjs', '--timeout', '90000');
        const files = names.map((name) => `test/e2e/${name}_e2e.ts`);
        return this.#mocha([...words, ...files], { CHROMIUM: browser, CLOWN_E2E_SHORT: '1' }, LIMITS_MS.browser);
    }

    build() {
        return this.#run(['scripts/build.mjs'], {}, LIMITS_MS.build);
    }

    /** Ends what still runs, and removes the copy. */
    remove() {
        this.#endGroup();
        rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }

    /**
     * @param {readonly string[]} words
     * @param {NodeJS.ProcessEnv} env
     * @param {number} limitMs
     */
    #mocha(words, env, limitMs) {
        return this.#run(['node_modules/mocha/bin/mocha.js', ...words], env, limitMs);
    }

    /**
     * @param {readonly string[]} words
     * @param {NodeJS.ProcessEnv} env
     * @param {number} limitMs
     * @returns {Promise<Outcome>}
     */
    async #run(words, env, limitMs) {
        const report = join(this.#folder, 'report.txt');
        const output = openSync(report, 'w');
        const places = { TMPDIR: this.#temporary, TEMP: this.#temporary, TMP: this.#temporary };
        const state = { isLate: false };
        const child = spawn(process.execPath, words, {
            cwd: this.#project,
            detached: true,
            stdio: ['ignore', output, output],
            env: { ...process.env, ...places, ...env },
        });
        closeSync(output);
        this.#group = child.pid;
        const limit = setTimeout(() => {
            state.isLate = true;
            this.#endGroup();
        }, limitMs);
        const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
        clearTimeout(limit);
        this.#endGroup();
        const by = FIRST_FAILED.exec(readFileSync(report, 'utf8'))?.[1] ?? '';
        return { status: state.isLate ? 'timeout' : code === 0 ? 'passed' : 'failed', by };
    }

    /** Also ends what a failed test has left. Chromium, which has a group of its own, ends with its pipe. */
    #endGroup() {
        if (this.#group === undefined) return;
        try {
            process.kill(process.platform === 'win32' ? this.#group : -this.#group, 'SIGKILL');
        } catch {
            // All of it has ended.
        }
        this.#group = undefined;
    }
}
