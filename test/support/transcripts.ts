// Two recorded conversations of clients with a real bridge: what was sent and received, and when.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TranscriptEntry {
    /** Milliseconds since the connect. */
    readonly at: number;
    readonly dir: 'open' | 'in' | 'out' | 'close';
    readonly text: string;
}

interface Transcript {
    readonly name: string;
    readonly log: readonly TranscriptEntry[];
}

/** One client of a bridge, then two clients of a bridge behind a broker. */
export const transcripts: readonly Transcript[] = readFileSync(join(__dirname, '../data/transcripts.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Transcript);
