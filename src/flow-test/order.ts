// The order in which commands reach one device. Within a node it is compared line by line; here it is that of several nodes.

import { commandOf, targetOf } from './line-content';
import { hubOfLine } from './line-hubs';
import type { Difference, FlowTestRun, TestLine } from './report';

/** Two lines that are the same in both runs. */
export type SameLines = readonly [before: TestLine, now: TestLine];

/**
 * The places in the order of a device at which another command is now. Who sends equal commands makes no difference to the
 * device. `before` and `now` are all lines in the order of the runs.
 */
export function reorderedLines(
    same: readonly SameLines[],
    before: readonly TestLine[],
    now: readonly TestLine[],
    hubOf: FlowTestRun['hubOf'],
): Difference[] {
    const [earlier, later] = [places(before), places(now)];
    return [...byDevice(same, hubOf)].flatMap((pairs) => {
        const inOrder = pairs.map(([one]) => one).sort((one, other) => earlier(one) - earlier(other));
        const inOrderNow = pairs.map(([, one]) => one).sort((one, other) => later(one) - later(other));
        return inOrder.flatMap((one, place): Difference[] => {
            const other = inOrderNow[place] as TestLine;
            return commandOf(one) === commandOf(other) ? [] : [{ kind: 'reordered', before: one, now: other }];
        });
    });
}

function byDevice(same: readonly SameLines[], hubOf: FlowTestRun['hubOf']): Iterable<readonly SameLines[]> {
    const devices = new Map<string, SameLines[]>();
    for (const pair of same) {
        // The present flow says which hub a node uses, also if the node had another id before.
        const [, line] = pair;
        const target = targetOf(line);
        if (target === undefined) continue;
        const key = JSON.stringify([hubOfLine(line, hubOf) ?? null, target]);
        const pairs = devices.get(key);
        if (pairs) pairs.push(pair);
        else devices.set(key, [pair]);
    }
    return devices.values();
}

function places(lines: readonly TestLine[]): (line: TestLine) => number {
    const all = new Map(lines.map((line, place) => [line, place]));
    return (line) => all.get(line) ?? 0;
}
