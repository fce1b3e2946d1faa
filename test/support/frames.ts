// The rows of frames.jsonl: real and hostile frames, each with a note.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, readMessage } from '../../src/protocol/frame';

export interface Row {
    readonly direction: 'hub->client' | 'client->hub';
    readonly frame: string;
    readonly valid: boolean;
    readonly note: string;
}

const file = join(__dirname, '../data/frames.jsonl');

/** All rows of one direction that are valid, or that are not, in the order of the file. */
export function rows(direction: Row['direction'], valid: boolean): Row[] {
    const all = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Row);
    return all.filter((row) => row.direction === direction && row.valid === valid);
}

/** The text as the bytes of one WebSocket message. */
export function bytes(text: string): Uint8Array {
    return new TextEncoder().encode(text);
}

/** All lines of a message. */
export function linesOf(data: Uint8Array): Line[] {
    return [...readMessage(data)];
}
