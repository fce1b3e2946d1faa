// Compares the lines of a run with those of the run that was kept: for each node in the order of its lines, and then the order
// in which the commands of several nodes reach one device.

import { contentOf } from './line-content';
import { reorderedLines, type SameLines } from './order';
import type { Difference, FlowTestRun, TestLine } from './report';

/** A line that is not further from its earlier moment has not moved. */
export const TOLERANCE_MS = 100;

/** What is compared of a run. */
export type ComparedRun = Pick<FlowTestRun, 'lines' | 'cuts'>;

/**
 * All differences, in the order of time. `nodes` are the ids of the flow as it is now. What a stand-in has received is
 * compared as far as both runs have it.
 */
export function compareRuns(
    before: ComparedRun,
    now: ComparedRun & Pick<FlowTestRun, 'hubOf'>,
    nodes: ReadonlySet<string>,
): Difference[] {
    const renamed = renamedNodes(before.lines, now.lines, nodes);
    const present = (node: string): string => renamed.get(node) ?? node;
    const ends = new Map<string, number>();
    for (const [node, at] of [...Object.entries(before.cuts), ...Object.entries(now.cuts)]) {
        // A line near to its end may equal one behind it.
        const end = Math.min(at - TOLERANCE_MS, ends.get(present(node)) ?? Number.POSITIVE_INFINITY);
        ends.set(present(node), end);
    }
    const isCompared = ({ node, at }: TestLine): boolean => at < (ends.get(present(node)) ?? Number.POSITIVE_INFINITY);
    const [earlierLines, laterLines] = [before.lines.filter(isCompared), now.lines.filter(isCompared)];
    const earlier = grouped(earlierLines, ({ node }) => present(node));
    const later = grouped(laterLines, ({ node }) => node);
    const same: SameLines[] = [];
    const ids = new Set([...earlier.keys(), ...later.keys()]);
    const differences = [...ids].flatMap((id) => ofNode(earlier.get(id) ?? [], later.get(id) ?? [], same));
    const reordered = reorderedLines(same, earlierLines, laterLines, now.hubOf);
    return [...differences, ...reordered].sort((one, other) => timeOf(one) - timeOf(other));
}

/**
 * The present id of each node that has another id than before, as after an import: by its name and type, if only one node has
 * these.
 */
function renamedNodes(
    before: readonly TestLine[],
    now: readonly TestLine[],
    nodes: ReadonlySet<string>,
): ReadonlyMap<string, string> {
    const current = new Set(now.map(({ node }) => node));
    const known = new Set(before.map(({ node }) => node));
    const exists = (node: string): boolean => node.split('/').every((id) => nodes.has(id));
    const gone = namesOf(before.filter(({ node }) => !current.has(node) && !exists(node)));
    const added = namesOf(now.filter(({ node }) => !known.has(node)));
    return new Map(
        [...gone].flatMap(([name, [id, ...others]]): [string, string][] => {
            const [newId, ...more] = added.get(name) ?? [];
            const isUnique = others.length === 0 && more.length === 0;
            return isUnique && id !== undefined && newId !== undefined ? [[id, newId]] : [];
        }),
    );
}

/** The ids of nodes by type and name; nodes without a name have nothing in common. */
function namesOf(lines: readonly TestLine[]): ReadonlyMap<string, readonly string[]> {
    const ids = new Map<string, Set<string>>();
    for (const { node, type, name } of lines) {
        if (name === '') continue;
        const key = JSON.stringify([type, name]);
        ids.set(key, (ids.get(key) ?? new Set()).add(node));
    }
    return new Map([...ids].map(([key, set]) => [key, [...set]]));
}

function grouped(lines: readonly TestLine[], idOf: (line: TestLine) => string): ReadonlyMap<string, TestLine[]> {
    const groups = new Map<string, TestLine[]>();
    for (const line of lines) {
        const id = idOf(line);
        const group = groups.get(id);
        if (group) group.push(line);
        else groups.set(id, [line]);
    }
    return groups;
}

/**
 * The differences of one node. Lines that are equal and at one moment divide its lines into stretches, and lines that are equal
 * and within the tolerance divide these. These lines are added to `same`.
 */
function ofNode(before: readonly TestLine[], now: readonly TestLine[], same: SameLines[]): Difference[] {
    return stretches(before, now, 0, same).flatMap((stretch) =>
        stretches(...stretch, TOLERANCE_MS, same).flatMap((part) => ofStretch(...part)),
    );
}

type Stretch = readonly [before: readonly TestLine[], now: readonly TestLine[]];

/** What is between the pairs of equal lines, which are added to `same`. */
function stretches(
    before: readonly TestLine[],
    now: readonly TestLine[],
    toleranceMs: number,
    same: SameLines[],
): Stretch[] {
    let [fromBefore, fromNow] = [0, 0];
    const found = pairs(before, now, contentOf, toleranceMs).map(([atBefore, atNow]): Stretch => {
        const stretch: Stretch = [before.slice(fromBefore, atBefore), now.slice(fromNow, atNow)];
        same.push([before[atBefore] as TestLine, now[atNow] as TestLine]);
        [fromBefore, fromNow] = [atBefore + 1, atNow + 1];
        return stretch;
    });
    return [...found, [before.slice(fromBefore), now.slice(fromNow)]];
}

/** Between two lines that are as before: first what has changed in its time, then what has moved. */
function ofStretch(before: readonly TestLine[], now: readonly TestLine[]): Difference[] {
    const changed = pairs(before, now, ({ topic }) => topic ?? '', TOLERANCE_MS);
    const [restBefore, restNow] = without(before, now, changed);
    const moved = pairs(restBefore, restNow, contentOf, Number.POSITIVE_INFINITY);
    const [missing, additional] = without(restBefore, restNow, moved);
    return [
        ...changed.map(([one, other]) => both('changed', before[one], now[other])),
        ...moved.map(([one, other]) => both('moved', restBefore[one], restNow[other])),
        ...missing.map((line): Difference => ({ kind: 'missing', before: line })),
        ...additional.map((line): Difference => ({ kind: 'additional', now: line })),
    ];
}

function both(kind: 'changed' | 'moved', before: TestLine | undefined, now: TestLine | undefined): Difference {
    return { kind, before: before as TestLine, now: now as TestLine };
}

type Pair = readonly [before: number, now: number];

/** Pairs of lines with the same key that are not further apart than this, in order. Both lists are in the order of time. */
function pairs(
    before: readonly TestLine[],
    now: readonly TestLine[],
    keyOf: (line: TestLine) => string,
    toleranceMs: number,
): Pair[] {
    const places = new Map<string, { readonly list: TestLine[]; readonly at: number[]; next: number }>();
    for (const [index, line] of now.entries()) {
        const key = keyOf(line);
        const place = places.get(key) ?? { list: [], at: [], next: 0 };
        place.list.push(line);
        place.at.push(index);
        places.set(key, place);
    }
    const found: Pair[] = [];
    let from = 0;
    for (const [index, line] of before.entries()) {
        const place = places.get(keyOf(line));
        if (!place) continue;
        const { list, at } = place;
        const isPast = (next: number): boolean =>
            (at[next] as number) < from || (list[next] as TestLine).at < line.at - toleranceMs;
        while (place.next < at.length && isPast(place.next)) place.next++;
        const candidate = list[place.next];
        if (!candidate || candidate.at > line.at + toleranceMs) continue;
        from = (at[place.next] as number) + 1;
        found.push([index, from - 1]);
    }
    return found;
}

function without(
    before: readonly TestLine[],
    now: readonly TestLine[],
    found: readonly Pair[],
): readonly [TestLine[], TestLine[]] {
    const ones = new Set(found.map(([one]) => one));
    const others = new Set(found.map(([, other]) => other));
    return [before.filter((_line, index) => !ones.has(index)), now.filter((_line, index) => !others.has(index))];
}

function timeOf(difference: Difference): number {
    return 'now' in difference ? difference.now.at : difference.before.at;
}
