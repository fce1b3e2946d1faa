// Equal lines of a run as one line: a flow without a filter for changes commands the same upon each reading.

import { contentOf } from './line-content';
import type { TestLine } from './report';

/** Lines of one node in a row that differ only in their moments. */
export interface FoldedLine {
    /** The first of them. */
    readonly line: TestLine;
    readonly times: number;
    /** The moment of the last one, in milliseconds since the start of the recording. */
    readonly lastAt: number;
}

/** Where another line of the same node is between two equal ones, they are not folded; lines of other nodes may be between. */
export function folded(lines: readonly TestLine[]): readonly FoldedLine[] {
    const all: FoldedLine[] = [];
    /** Where the last line of a node is in `all`. */
    const lastOf = new Map<string, number>();
    for (const line of lines) {
        const place = lastOf.get(line.node);
        const last = place === undefined ? undefined : all[place];
        if (place !== undefined && last && contentOf(last.line) === contentOf(line)) {
            all[place] = { line: last.line, times: last.times + 1, lastAt: line.at };
        } else {
            lastOf.set(line.node, all.length);
            all.push({ line, times: 1, lastAt: line.at });
        }
    }
    return all;
}
