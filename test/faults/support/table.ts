// Writes down what a row of the fault catalogue has seen, for the table that `npm run test:faults` prints.

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

/** One line of JSON for each row, with the memory of this process, to the file that the environment names. */
export function tell(seen: Seen): void {
    const file = process.env.CLOWN_FAULT_TABLE;
    if (!file) return;
    const memory = { pid: process.pid, minute: performance.now() / 60_000, rss: process.memoryUsage.rss() };
    appendFileSync(file, `${JSON.stringify({ ...seen, ...memory })}\n`);
}
