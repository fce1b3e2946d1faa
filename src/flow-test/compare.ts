// Compares the lines of a run with those of the previous one, for each node in the order of its lines.

import type { Difference, TestLine } from './report';

/** A line that is not further from its earlier moment has not moved. */
export const TOLERANCE_MS = 100;
/** Most lines that are searched for the one that fits: a flow may send thousands at one moment. */
const MAX_SEARCHED = 200;

/** All differences, in the order of time. `nodes` are the ids of the flow as it is now. */
export function compareLines(
    before: readonly TestLine[],
    now: readonly TestLine[],
    nodes: ReadonlySet<string>,
): Difference[] {
    const renamed = renamedNodes(before, now, nodes);
    const earlier = grouped(before, (line) => renamed.get(line.node) ?? line.node);
    const later = grouped(now, ({ node }) => node);
    const ids = new Set([...earlier.keys(), ...later.keys()]);
    const differences = [...ids].flatMap((id) => ofNode(earlier.get(id) ?? [], later.get(id) ?? []));
    return differences.sort((one, other) => timeOf(one) - timeOf(other));
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
 * and within the tolerance divide these.
 */
function ofNode(before: readonly TestLine[], now: readonly TestLine[]): Difference[] {
    return stretches(before, now, (one, other) => one.at === other.at && isEqual(one, other)).flatMap((stretch) =>
        stretches(...stretch, isEqual).flatMap((part) => ofStretch(...part)),
    );
}

type Stretch = readonly [before: readonly TestLine[], now: readonly TestLine[]];

/** What is between the pairs that fit. */
function stretches(before: readonly TestLine[], now: readonly TestLine[], fits: Fits): Stretch[] {
    let [fromBefore, fromNow] = [0, 0];
    const found = pairs(before, now, fits).map(([atBefore, atNow]): Stretch => {
        const stretch: Stretch = [before.slice(fromBefore, atBefore), now.slice(fromNow, atNow)];
        [fromBefore, fromNow] = [atBefore + 1, atNow + 1];
        return stretch;
    });
    return [...found, [before.slice(fromBefore), now.slice(fromNow)]];
}

/** Between two lines that are as before: first what has changed in its time, then what has moved. */
function ofStretch(before: readonly TestLine[], now: readonly TestLine[]): Difference[] {
    const changed = pairs(before, now, (one, other) => one.topic === other.topic);
    const [restBefore, restNow] = without(before, now, changed);
    const moved = moves(restBefore, restNow);
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
type Fits = (before: TestLine, now: TestLine) => boolean;

/** Pairs of lines within the tolerance that fit, in order. Both lists are in the order of time. */
function pairs(before: readonly TestLine[], now: readonly TestLine[], fits: Fits): Pair[] {
    const found: Pair[] = [];
    let from = 0;
    for (const [index, line] of before.entries()) {
        while (from < now.length && (now[from] as TestLine).at < line.at - TOLERANCE_MS) from++;
        for (let next = from; next < Math.min(now.length, from + MAX_SEARCHED); next++) {
            const other = now[next] as TestLine;
            if (other.at > line.at + TOLERANCE_MS) break;
            if (!fits(line, other)) continue;
            found.push([index, next]);
            from = next + 1;
            break;
        }
    }
    return found;
}

/** Pairs of equal lines of any time, in order. */
function moves(before: readonly TestLine[], now: readonly TestLine[]): Pair[] {
    const places = new Map<string, number[]>();
    for (const [index, line] of now.entries()) {
        const key = contentOf(line);
        const list = places.get(key);
        if (list) list.push(index);
        else places.set(key, [index]);
    }
    const found: Pair[] = [];
    let from = 0;
    for (const [index, line] of before.entries()) {
        const list = places.get(contentOf(line)) ?? [];
        while (list[0] !== undefined && list[0] < from) list.shift();
        const place = list.shift();
        if (place === undefined) continue;
        found.push([index, place]);
        from = place + 1;
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

function isEqual(one: TestLine, other: TestLine): boolean {
    return contentOf(one) === contentOf(other);
}

const contents = new WeakMap<TestLine, string>();

function contentOf(line: TestLine): string {
    const known = contents.get(line);
    if (known !== undefined) return known;
    const { kind, topic, payload, outcome } = line;
    const content = JSON.stringify([kind, topic ?? null, sorted(payload), outcome ?? null]);
    contents.set(line, content);
    return content;
}

/** The same value with the keys of its objects in one order, which has no meaning. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    // A list, because an object would lose a key such as `__proto__`.
    return { entries: entries.map(([key, inner]) => [key, sorted(inner)]) };
}

function timeOf(difference: Difference): number {
    return 'now' in difference ? difference.now.at : difference.before.at;
}
