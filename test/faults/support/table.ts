// Records the results of a row of the fault catalogue, for the table that `npm run test:faults` prints.

import { appendFileSync } from 'node:fs';

export interface Seen {
    /** What the faults beside it have in common. */
    readonly part: string;
    readonly fault: string;
    readonly expected: string;
    /** Codes of the errors that were expected. */
    readonly errors: string;
    readonly seen: string;
    readonly ledger: string;
}

/** Appends a row and the memory of this process as a line of JSON to the file named by CLOWN_FAULT_TABLE. */
export function recordRow(seen: Seen): void {
    const file = process.env.CLOWN_FAULT_TABLE;
    if (!file) return;
    const memory = { pid: process.pid, minute: performance.now() / 60_000, rss: process.memoryUsage.rss() };
    appendFileSync(file, `${JSON.stringify({ ...seen, ...memory })}\n`);
}
