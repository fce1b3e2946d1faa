// A report as text for a terminal. What comes from files is shortened, except for paths, and has no control characters.

import { escaped, shorten } from '../../src/base/errors';
import { type FoldedLine, folded } from '../../src/flow-test/folded';
import { hubOfLine } from '../../src/flow-test/line-hubs';
import { type Difference, ENDS, type FlowTestReport, type TestedNode, type TestLine } from '../../src/flow-test/report';
import { timeZoneNote } from '../../src/flow-test/time-zones';
import { englishOf } from '../../src/recording/english';
import { type FlowTestTexts, momentOf } from './texts';

const MAX_NAME = 80;
const MAX_PAYLOAD = 200;
const MAX_MESSAGE = 300;
/** Most lines of a first run that are printed; all of them are in the file. */
const MAX_SHOWN = 50;

export function reportText(report: FlowTestReport, recording: string, texts: FlowTestTexts): string {
    return [...head(report, recording, texts), ...outcome(report, texts), ''].join('\n');
}

function head(report: FlowTestReport, recording: string, texts: FlowTestTexts): string[] {
    const {
        nodeRed,
        hub,
        recordingMs,
        badLines,
        firstFault,
        standIns,
        leftOut,
        errors,
        moreErrors,
        unmatched,
        silentHubs,
        timeZone,
        keptTimeZone,
    } = report;
    const zoneNote = timeZoneNote(report);
    return [
        `${escaped(recording)} (${momentOf(recordingMs)}) was played by ${place(hub)} in Node-RED ${nodeRed}.`,
        ...(zoneNote ? [texts.text(zoneNote, { zone: timeZone, kept: keptTimeZone ?? '' })] : []),
        ...(firstFault ? [`${badLines} bad lines are left out. The first one: ${englishOf(firstFault)}`] : []),
        ...section(texts.text('silent'), silentHubs, (one) => place(one)),
        ...section(texts.text('unmatched'), unmatched, (one) => `${shorten(one.topic, MAX_NAME)} (${place(one)})`),
        ...section('Not run, but recorded as stand-ins:', standIns, (one) => {
            const cut = one.cutAt === undefined ? '' : `, ${texts.text('cut', { at: momentOf(one.cutAt) })}`;
            return `${place(one)}: ${count(one.messages, 'message')}${cut}`;
        }),
        ...section('Left out:', leftOut, (one) => place(one)),
        ...section('Errors of nodes, which are not compared:', errors, (one) => {
            return `${momentOf(one.at)} ${place(one)}: ${shorten(one.message, MAX_MESSAGE)}`;
        }),
        ...(moreErrors > 0 ? [`  ${count(moreErrors, 'more error')}`] : []),
        '',
    ];
}

function outcome(report: FlowTestReport, texts: FlowTestTexts): string[] {
    const { result, lines, differences, moreDifferences, expected, isUpdated, hubOf } = report;
    const file = escaped(expected);
    const textOf: LineText = (line) => lineText(line, texts, hubOfLine(line, hubOf));
    const empty = lines.length === 0 ? [texts.text('empty')] : [];
    const kept = isUpdated ? [`${texts.text('updated')} (${file})`] : [];
    if (result === 'same') return [texts.text('same'), ...empty, ...kept];
    if (result === 'new') {
        const all = folded(lines);
        const rest = all.slice(MAX_SHOWN).reduce((sum, { times }) => sum + times, 0);
        return [
            ...all.slice(0, MAX_SHOWN).map(({ line, ...more }) => `${textOf(line)}${repeatText(more, texts)}`),
            ...(rest > 0 ? [count(rest, 'more line')] : []),
            `${lines.length === 1 ? '1 command or message' : `${lines.length} commands and messages`} of this run.`,
            ...empty,
            ...(isUpdated ? kept : [`${texts.text('new')} --update keeps this run (${file}).`]),
        ];
    }
    const total = differences.length + moreDifferences;
    return [
        ...differences.map((one) => differenceText(one, texts, textOf)),
        ...(moreDifferences > 0 ? [texts.text('more', { count: moreDifferences })] : []),
        `${total === 1 ? texts.text('different-1') : texts.text('different', { count: total })} If they are as you want them, --update keeps this run (${file}).`,
    ];
}

function section<T>(title: string, items: readonly T[], textOf: (item: T) => string): string[] {
    return items.length === 0 ? [] : [title, ...items.map((item) => `  ${textOf(item)}`)];
}

function differenceText(difference: Difference, texts: FlowTestTexts, textOf: LineText): string {
    const kind = texts.text(difference.kind).padEnd(10);
    switch (difference.kind) {
        case 'missing':
            return `${kind} ${textOf(difference.before)}`;
        case 'additional':
            return `${kind} ${textOf(difference.now)}`;
        case 'changed':
        case 'reordered':
            return `${kind} ${textOf(difference.before)}\n${' '.repeat(7)}now ${textOf(difference.now)}`;
        case 'moved':
            return `${kind} ${textOf(difference.before)}\n${' '.repeat(7)}now ${momentOf(difference.now.at)}`;
    }
}

type LineText = (line: TestLine) => string;

/** `hub` is named if the flow has several. */
function lineText(line: TestLine, texts: FlowTestTexts, hub: string | undefined): string {
    const { at, topic, payload, outcome: how } = line;
    const what = [topic, payload === undefined ? undefined : JSON.stringify(payload)];
    const content = what.filter((part) => part !== undefined).map((part) => shorten(part, MAX_PAYLOAD));
    return `${momentOf(at)} ${place(line, hub === undefined ? '' : `, ${texts.text('of-hub', { hub })}`)}: ${content.join(' ') || 'empty'} (${outcomeText(how, texts)})`;
}

/** How often a line has occurred, if more than once. */
function repeatText({ times, lastAt }: Omit<FoldedLine, 'line'>, texts: FlowTestTexts): string {
    return times === 1 ? '' : `, ${texts.text('repeated', { count: times, at: momentOf(lastAt) })}`;
}

/** How a command has ended, in words. */
function outcomeText(how: string | undefined, texts: FlowTestTexts): string {
    if (how === undefined) return texts.text('outcome-input');
    const end = ENDS.find((one) => one === how);
    return end ? texts.text(`outcome-${end}`) : texts.text('outcome-failed', { code: how });
}

/** `more` follows the id. */
function place({ node, type, name }: TestedNode, more = ''): string {
    const [shownName, shownType, id] = [name, type, node].map((part) => shorten(part, MAX_NAME));
    return shownName === '' ? `${shownType} (${id}${more})` : `"${shownName}" (${shownType} ${id}${more})`;
}

function count(number: number, what: string): string {
    return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
