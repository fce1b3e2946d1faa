// Reads the file of a flow for the commands of the pack.

import { readFileSync, statSync } from 'node:fs';
import { shorten } from '../../src/base/errors';

/** The largest file: flows of 100,000 nodes are smaller. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Longest sentence of another program, in characters. */
const MAX_MESSAGE = 200;

/** What a file holds as JSON, or the end of a sentence that begins with its name. */
export function readFlowFile(file: string): { readonly value: unknown } | { readonly fault: string } {
    let text: string;
    try {
        if (statSync(file).size > MAX_BYTES) return { fault: `is larger than ${MAX_BYTES / 1024 / 1024} MiB.` };
        text = readFileSync(file, 'utf8');
    } catch (error) {
        const { code = '' } = error as { readonly code?: string };
        const reasons = new Map([
            ['ENOENT', 'does not exist.'],
            ['EISDIR', 'is a folder. Name the flow file in it.'],
            ['EACCES', 'cannot be read: permission denied.'],
        ]);
        return { fault: reasons.get(code) ?? `cannot be read: ${code}.` };
    }
    try {
        return { value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
    } catch (error) {
        return { fault: `is not JSON: ${shorten((error as Error).message, MAX_MESSAGE)}.` };
    }
}
