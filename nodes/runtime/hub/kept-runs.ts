// The runs of flow tests that are kept: one beside each recording, in a file of lines.

import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { expectedFileOf } from '../../../src/flow-test/expected';

/** Bytes of the run that is kept beside a recording; undefined if there is none. */
export async function keptBytes(recording: string): Promise<number | undefined> {
    return stat(expectedFileOf(recording)).then(
        ({ size }) => size,
        () => undefined,
    );
}

/** Keeps a run instead of an earlier one. There is never half a file. Rejects with the error of the disk. */
export async function keepRun(recording: string, text: Uint8Array): Promise<void> {
    const file = expectedFileOf(recording);
    const part = `${file}.part`;
    try {
        // Like its recording, it shows when people are at home.
        await writeFile(part, text, { mode: 0o600 });
        await rename(part, file);
    } catch (error) {
        await rm(part, { force: true }).catch(() => {});
        throw error;
    }
}

/** Removes it, if there is one. */
export async function removeKept(recording: string): Promise<void> {
    await rm(expectedFileOf(recording), { force: true });
}
