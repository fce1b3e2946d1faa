// Figures as tables: medians with what each set of processes had, and what each variant costs compared with the trivial one.

import { difference, over, ratio } from './figures.mjs';

/** What is compared with the previous build, and its name in the table. */
const COMPARED = [
    ['cpuUs', 'CPU'],
    ['percent', 'CPU'],
    ['p50', 'p50'],
    ['p99', 'p99'],
    ['firstMs', 'first deploy'],
    ['fullMs', 'full again'],
    ['oneMs', 'one node changed'],
    ['hubMs', 'connection changed'],
    ['heapPerNode', 'heap per node'],
    ['leftKb', 'left after removal'],
    ['cpuMs', 'CPU'],
    ['heapKb', 'heap'],
    ['editorKb', 'nodes in the editor'],
    ['readyMs', 'until the editor is open'],
    ['inMs', 'dialog of the receiving node'],
    ['outMs', 'dialog of the sending node'],
    ['configMs', 'dialog of the hub'],
];

/** The same build against itself must give 1 within this. */
const SAME_WITHIN = 0.05;

/** The table of a case, in Markdown. */
export function caseTable(result) {
    if (result.columns) return figuresTable(result);
    return result.show === 'latency' ? latencyTable(result) : streamTable(result);
}

function streamTable({ name, unit, base, things, variants }) {
    const basis = variants.find((variant) => variant.name === base);
    const columns = [
        [`CPU µs per ${unit}`, (variant) => middleOf(over(variant, 'cpuUs'))],
        ['range', (variant) => rangeOf(over(variant, 'cpuUs'))],
        [`${unit.replace(/y$/, 'ie')}s per second`, (variant) => wholeOf(over(variant, 'perSecond'))],
    ];
    if (basis) {
        columns.push(
            [`CPU / ${base}`, (variant) => spanText(ratio(variant, basis, 'cpuUs'))],
            [`speed / ${base}`, (variant) => middleOf(ratio(variant, basis, 'perSecond'))],
        );
    }
    if (variants.some((variant) => over(variant, 'p50'))) {
        columns.push(
            ['p50 µs', (variant) => wholeOf(over(variant, 'p50'), 1000)],
            ['p99 µs', (variant) => wholeOf(over(variant, 'p99'), 1000)],
        );
    }
    if (!variants.some((variant) => over(variant, 'heapKb'))) return columnsTable(name, columns, variants);
    columns.push(
        ['heap MB', (variant) => middleOf(over(variant, 'heapKb'), 1 / 1024)],
        ['RSS MB', (variant) => middleOf(over(variant, 'rssKb'), 1 / 1024)],
        [`kB for each ${things}`, (variant) => eachText(variant, variants)],
    );
    return columnsTable(name, columns, variants);
}

/** What one more of them holds, compared with the variant of the same type that has the next fewer. */
function eachText(variant, variants) {
    const fewer = variants.filter(({ type, count }) => type === variant.type && count < variant.count);
    const next = fewer.sort((a, b) => b.count - a.count)[0];
    const apart = next && difference(variant, next, 'heapKb');
    return apart ? round(apart.middle / (variant.count - next.count)) : '';
}

/** From the write of the far end to the sink, or from the source to the far end, in microseconds. */
function latencyTable({ name, base, variants }) {
    const basis = variants.find((variant) => variant.name === base);
    const columns = [
        ['p50 µs', (variant) => wholeOf(over(variant, 'p50'), 1000)],
        ['p99 µs', (variant) => wholeOf(over(variant, 'p99'), 1000)],
    ];
    if (basis) {
        columns.push(
            [`p50 / ${base}`, (variant) => spanText(ratio(variant, basis, 'p50'))],
            [`p99 / ${base}`, (variant) => spanText(ratio(variant, basis, 'p99'))],
        );
    }
    return columnsTable(name, columns, variants);
}

/** Figures of other kinds: the median, and each set where there was more than one. */
function figuresTable({ name, columns, variants }) {
    return columnsTable(
        name,
        columns.map(({ key, title }) => [title, (variant) => spanText(over(variant, key))]),
        variants,
    );
}

/** A table for each group of targets, as docs/development/speed.md has them: the median, each set, and whether it is reached. */
export function targetTables(groups) {
    return groups
        .map(({ title, rows }) => {
            const cells = rows.map(({ work, measured, each, target, verdict }) => [
                work,
                round(measured),
                each.length > 1 ? each.map(round).join(', ') : '',
                target,
                verdict,
            ]);
            return `## ${title}\n\n${plainTable(['work', 'median', 'sets', 'target', ''], cells)}`;
        })
        .join('\n\n');
}

/** How far this run can be trusted: the same build, measured as two variants. */
export function sameLine({ variants: [one, again] }) {
    const span = ratio(again, one, 'cpuUs');
    const isTrue = Math.abs(span.middle - 1) <= SAME_WITHIN;
    const verdict = isTrue ? 'within 5 %' : 'NOT within 5 %: measure again when the machine has less other work';
    return `The same build against itself: ${spanText(span)}, ${verdict}`;
}

/** What the build under test costs compared with the previous one, case by case; empty where there is none. */
export function previousTable(cases) {
    const rows = cases.flatMap(({ name, show, variants }) =>
        variants
            .filter((variant) => variant.name.startsWith('previous'))
            .flatMap((previous) => {
                const names = [previous.name.replace('previous', 'clown'), 'with the pack', 'the pack', '1,000 hubs'];
                const current = variants.find((variant) => names.includes(variant.name));
                const keys = COMPARED.filter(([key]) => current && over(current, key) && over(previous, key));
                return keys
                    .filter(([key]) => show !== 'latency' || key !== 'cpuUs')
                    .map(([key, title]) => [name, current.name, title, spanText(ratio(current, previous, key))]);
            }),
    );
    return rows.length > 0 ? table(['against the previous build', 'variant', 'of what', 'ratio'], rows) : '';
}

/** The build, the machine, its software and its load, in one line. */
export function summary({ machine }) {
    const { pack, cpu, system, loadBefore } = machine;
    return `${pack}, ${cpu}, ${system}, ${aboutRun(machine)}; load ${round(loadBefore)} before the start`;
}

export function aboutRun({ node, nodeRed, date }) {
    return `Node.js ${node}, Node-RED ${nodeRed}, ${date}`;
}

/** How long the cases of each group took, and all of the run. */
export function durations(cases, allSeconds) {
    const groups = new Map();
    for (const { group, seconds } of cases) groups.set(group, (groups.get(group) ?? 0) + seconds);
    const each = [...groups].map(([group, seconds]) => `${group} ${Math.round(seconds)} s`);
    return `Duration: ${each.join(', ')}; ${Math.round(allSeconds)} s in all`;
}

function columnsTable(name, columns, variants) {
    const rows = variants.map((variant) => [variant.name, ...columns.map(([, cell]) => cell(variant))]);
    return table([name, ...columns.map(([title]) => title)], rows);
}

function table(head, rows) {
    const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
    const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
    return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

/** The same without padding, so that two runs differ only where their figures do. */
function plainTable(head, rows) {
    const line = (cells) => `|${cells.map((cell) => (cell ? ` ${cell} ` : ' ')).join('|')}|`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const middleOf = (span, times = 1) => (span ? round(span.middle * times) : '');
const wholeOf = (span, times = 1) => (span ? Math.round(span.middle * times).toLocaleString('en') : '');
const rangeOf = (span) => (span ? `${round(span.least)} to ${round(span.most)}` : '');

/** The median and what each set had, in one cell. */
export function spanText(span) {
    if (!span) return '';
    const { middle, each } = span;
    return each.length > 1 ? `${round(middle)} (${each.map(round).join(', ')})` : round(middle);
}

/** Three figures that count. */
export function round(value) {
    if (Math.abs(value) >= 100) return String(Math.round(value));
    return String(Number(value.toPrecision(3)));
}
