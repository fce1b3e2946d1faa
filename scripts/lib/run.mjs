// How the scripts start other programs, and how they stop: with one plain sentence instead of a stack trace.
// Uses nothing but Node.js itself, because it runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the project, independent of the current one. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A failure with a complete message: printed without its stack. */
export class Problem extends Error {}

/**
 * Runs a program to its end, its output going to the terminal.
 *
 * @param {string} what names the work in the sentence that a failure ends with, as in "The lint"
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 */
export function run(what, command, args, options = {}) {
    const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
    if (error) throw new Problem(`${what} could not start ${command}: ${error.message}`);
    if (signal) throw new Problem(`${what} was ended by ${signal}.`);
    if (status !== 0) throw new Problem(`${what} failed (exit code ${status}); see above.`);
}

/**
 * The command and the first arguments that start npm. Started by npm itself, it is the same npm again; otherwise the
 * one on the path, which on Windows is a batch file and needs a shell.
 *
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npmCommand() {
    const script = process.env.npm_execpath;
    if (script?.endsWith('npm-cli.js')) return { command: process.execPath, args: [script], shell: false };
    return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

/**
 * Runs npm to its end.
 *
 * @param {string} what
 * @param {string[]} args
 * @param {string} [cwd]
 */
export function npm(what, args, cwd = root) {
    const { command, args: first, shell } = npmCommand();
    run(what, command, [...first, ...args], { cwd, shell });
}

/**
 * @param {string} file
 * @returns {any}
 */
export function readJson(file) {
    return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Does the work of a script; a failure sets the exit code and is printed as a sentence where it is a foreseen one.
 *
 * @param {() => unknown} work
 */
export async function main(work) {
    try {
        await work();
    } catch (error) {
        console.error(error instanceof Problem ? `\n${error.message}` : error);
        process.exitCode = 1;
    }
}

/**
 * Prints a heading, does one step, and prints how long it took.
 *
 * @template T
 * @param {string} name
 * @param {() => T} work
 * @returns {T}
 */
export function step(name, work) {
    const started = performance.now();
    console.log(`\n== ${name}`);
    const result = work();
    console.log(`-- ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
}
