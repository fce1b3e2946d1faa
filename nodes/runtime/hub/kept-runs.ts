// The runs of flow tests that are kept: one beside each recording, in a file of lines.

import { rm, stat } from 'node:fs/promises';
import { expectedFileOf } from '../../../src/flow-test/expected';
import { writeWhole } from '../../../src/recording/write-whole';

/** Bytes of the run that is kept beside a recording; undefined if there is none. */
export async function keptBytes(recording: string): Promise<number | undefined> {
    return stat(expectedFileOf(recording)).then(
        ({ size }) => size,
        () => undefined,
    );
}

/** Keeps a run instead of an earlier one. Rejects with the error of the disk. */
export async function keepRun(recording: string, text: Uint8Array): Promise<void> {
    // Like its recording, it shows when people are at home.
    await writeWhole(expectedFileOf(recording), text, 0o600);
}

/** Removes it, if there is one. */
export async function removeKept(recording: string): Promise<void> {
    await rm(expectedFileOf(recording), { force: true });
}
