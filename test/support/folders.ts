// Temporary folders, and programs that a test runs to their end.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand } from '../../scripts/lib/run.mjs';

/** The folder of the project. */
export const root = resolve(__dirname, '../..');

const NPM_WITHIN_MS = 120_000;

/** Creates a new temporary folder; the caller removes it. */
export function makeFolder(purpose: string): Promise<string> {
    return mkdtemp(join(tmpdir(), `clown-${purpose}-`));
}

/** Removes a folder and its content; a missing one is no error. */
export function removeFolder(folder: string): Promise<void> {
    return rm(folder, { recursive: true, force: true });
}

/** Runs npm in a folder; rejects with what it printed when it fails or takes too long. */
export async function npm(folder: string, ...args: string[]): Promise<string> {
    const { command, args: first, shell } = npmCommand();
    const run = promisify(execFile)(command, [...first, ...args], { cwd: folder, shell, timeout: NPM_WITHIN_MS });
    const { stdout } = await run.catch((error: Error & { stderr?: string; killed?: boolean }) => {
        const end = error.killed ? `took more than ${NPM_WITHIN_MS / 1000} s` : 'failed';
        throw new Error(`npm ${args.join(' ')} ${end}: ${error.stderr}`);
    });
    return stdout;
}
