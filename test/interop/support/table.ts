// Writes down what a scenario has shown, for the table that `npm run test:interop` prints.

import { appendFileSync } from 'node:fs';

export interface Row {
    readonly server: string;
    readonly version: string;
    readonly scenario: string;
    readonly result: string;
}

/** One line of JSON, to the file that the environment names. */
export function record(row: Row): void {
    const file = process.env.CLOWN_INTEROP_TABLE;
    if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
