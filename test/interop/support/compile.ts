// Compiles a hub of hubs/ for a test; rejects with the output of the compiler.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const WITHIN_MS = 60_000;

/** Runs a compiler; rejects if it fails or takes more than a minute. */
export async function compile(compiler: string, args: readonly string[]): Promise<void> {
    await promisify(execFile)(compiler, args, { timeout: WITHIN_MS });
}
