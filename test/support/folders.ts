// Temporary folders.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of the project. */
export const root = resolve(__dirname, '../..');

/** Creates a new temporary folder; the caller removes it. */
export function makeFolder(purpose: string): Promise<string> {
    return mkdtemp(join(tmpdir(), `clown-${purpose}-`));
}

/** Removes a folder and its content; a missing one is no error. */
export function removeFolder(folder: string): Promise<void> {
    return rm(folder, { recursive: true, force: true });
}
