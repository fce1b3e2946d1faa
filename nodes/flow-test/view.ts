// A report for the sidebar: what it shows, and no more of a long one.

import { folded } from '../../src/flow-test/folded';
import { hubOfLine } from '../../src/flow-test/line-hubs';
import type { Difference, FlowTestFault, FlowTestReport, TestLine } from '../../src/flow-test/report';
import { timeZoneNote } from '../../src/flow-test/time-zones';
import type { Cut, FlowTestView, RepeatedLine, ShownDifference, ShownLine } from '../shared/flow-test-view';

/** Most items of a list that are shown. */
const MAX_SHOWN = 50;
/** Longest payload that is shown as a whole, in characters of JSON, and how much of it before a difference. */
const MAX_PAYLOAD = 500;
const CONTEXT = 60;
const MAX_NAME = 200;
const MAX_MESSAGE = 300;

/** `run` identifies the run, if it can be kept; `unread` is why it was not compared. */
export function viewOf(
    report: FlowTestReport,
    run: string | undefined,
    unread: FlowTestFault | undefined,
): FlowTestView {
    const { result, nodeRed, hub, lines, differences, moreDifferences, standIns, leftOut } = report;
    const { errors, moreErrors, badLines, firstFault, unmatched, silentHubs, hubOf, timeZone, keptTimeZone } = report;
    const note = timeZoneNote(report);
    return {
        ok: true,
        ...(run === undefined ? {} : { run }),
        result,
        nodeRed,
        hub: named(hub),
        silentHubs: cut(silentHubs, named),
        count: lines.length,
        lines: repeatedLines(result === 'new' ? lines : [], hubOf),
        differences: cut(differences, (one) => shownDifference(one, hubOf), moreDifferences),
        unmatched: cut(unmatched, (one) => ({ ...named(one), topic: one.topic.slice(0, MAX_NAME) })),
        standIns: cut(standIns, named),
        leftOut: cut(leftOut, named),
        errors: cut(errors, (one) => ({ ...named(one), message: one.message.slice(0, MAX_MESSAGE) }), moreErrors),
        badLines,
        ...(firstFault ? { firstFault } : {}),
        ...(unread ? { unread } : {}),
        ...(note ? { timeZone: { note, zone: timeZone, kept: keptTimeZone?.slice(0, MAX_NAME) ?? '' } } : {}),
    };
}

function cut<T, Shown>(all: readonly T[], shown: (item: T) => Shown, before = 0): Cut<Shown> {
    return { items: all.slice(0, MAX_SHOWN).map(shown), more: Math.max(0, all.length - MAX_SHOWN) + before };
}

/** Equal lines as one; how many are missing is counted without that. */
function repeatedLines(lines: readonly TestLine[], hubOf: FlowTestReport['hubOf']): Cut<RepeatedLine> {
    const all = folded(lines);
    const { items } = cut(all, ({ line, times, lastAt }) => ({ ...shownLine(line, 0, hubOf), times, lastAt }));
    return { items, more: lines.length - items.reduce((sum, { times }) => sum + times, 0) };
}

function named<T extends { readonly name: string }>(node: T): T {
    return { ...node, name: node.name.slice(0, MAX_NAME) };
}

function shownDifference(difference: Difference, hubOf: FlowTestReport['hubOf']): ShownDifference {
    const { kind } = difference;
    switch (kind) {
        case 'missing':
            return { kind, before: shownLine(difference.before, 0, hubOf) };
        case 'additional':
            return { kind, now: shownLine(difference.now, 0, hubOf) };
        case 'changed':
        case 'moved':
        case 'reordered': {
            const { before, now } = difference;
            const from = firstDifference(jsonOf(before), jsonOf(now));
            return { kind, before: shownLine(before, from, hubOf), now: shownLine(now, from, hubOf) };
        }
    }
}

/** `from`: the place in its payload that has to be seen. */
function shownLine(line: TestLine, from: number, hubOf: FlowTestReport['hubOf']): ShownLine {
    const hub = hubOfLine(line, hubOf)?.slice(0, MAX_NAME);
    const payload = line.payload === undefined ? undefined : partOf(jsonOf(line), from);
    return { ...named(line), payload, ...(hub === undefined ? {} : { hub }) };
}

function partOf(text: string, from: number): string {
    if (text.length <= MAX_PAYLOAD) return text;
    const start = Math.max(0, Math.min(from - CONTEXT, text.length - MAX_PAYLOAD));
    const end = start + MAX_PAYLOAD;
    return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

function jsonOf({ payload }: TestLine): string {
    return payload === undefined ? '' : JSON.stringify(payload);
}

function firstDifference(one: string, other: string): number {
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    return at;
}
