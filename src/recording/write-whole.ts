// Writes a file as a whole.

import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file in place of an earlier one: there is never half a file, and nothing is left of one that cannot be written, as on a
 * full disk. Rejects with the error of the disk.
 */
export async function writeWhole(file: string, data: string | Uint8Array, mode?: number): Promise<void> {
    const part = `${file}.part`;
    try {
        await writeFile(part, data, mode === undefined ? {} : { mode });
        await rename(part, file);
    } catch (error) {
        await rm(part, { force: true }).catch(() => {});
        throw error;
    }
}
