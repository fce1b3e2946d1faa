// Figures as tables: medians with their ranges, and what each variant costs compared with the floor.

/** @param {number[]} values */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function quantile(values, part) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Median and range of a figure over the rounds; undefined where no round has it. */
export function over(variant, key) {
    return spanOf(variant.samples.map((one) => one[key]));
}

/** The same of the ratio to another variant, round by round. */
export function ratio(variant, other, key) {
    return spanOf(variant.samples.map((one, at) => one[key] / other.samples[at]?.[key]));
}

function spanOf(values) {
    const known = values.filter((value) => Number.isFinite(value));
    if (known.length === 0) return undefined;
    return { middle: median(known), least: Math.min(...known), most: Math.max(...known) };
}

export function caseTable(result) {
    if (result.columns) return figuresTable(result);
    return result.show === 'latency' ? latencyTable(result) : streamTable(result);
}

function streamTable({ name, unit, base, things, variants }) {
    const floor = variants.find((variant) => variant.name === base);
    const columns = [
        [`CPU µs per ${unit}`, (variant) => middleOf(over(variant, 'cpuUs'))],
        ['range', (variant) => rangeOf(over(variant, 'cpuUs'))],
        [`${unit.replace(/y$/, 'ie')}s per second`, (variant) => wholeOf(over(variant, 'perSecond'))],
    ];
    if (floor) {
        columns.push(
            [`CPU / ${base}`, (variant) => spanText(ratio(variant, floor, 'cpuUs'))],
            [`speed / ${base}`, (variant) => middleOf(ratio(variant, floor, 'perSecond'))],
        );
    }
    if (variants[0]?.samples[0]?.p50 !== undefined) {
        columns.push(
            ['p50 µs', (variant) => wholeOf(over(variant, 'p50'), 1000)],
            ['p99 µs', (variant) => wholeOf(over(variant, 'p99'), 1000)],
        );
    }
    if (variants[0]?.heapKb === undefined) return columnsTable(name, columns, variants);
    columns.push(
        ['heap MB', ({ heapKb }) => round(heapKb / 1024)],
        ['RSS MB', ({ rssKb }) => round(rssKb / 1024)],
        [`kB for each ${things}`, (variant) => eachText(variant, variants)],
    );
    return columnsTable(name, columns, variants);
}

/** What one more of them holds, compared with the variant of the same type that has the next fewer. */
function eachText(variant, variants) {
    const fewer = variants.filter(({ type, count }) => type === variant.type && count < variant.count);
    const next = fewer.sort((a, b) => b.count - a.count)[0];
    return next ? round((variant.heapKb - next.heapKb) / (variant.count - next.count)) : '';
}

/** From the write of the far end to the sink, or from the source to the far end, in microseconds. */
function latencyTable({ name, base, variants }) {
    const floor = variants.find((variant) => variant.name === base);
    const columns = [
        ['p50 µs', (variant) => wholeOf(over(variant, 'p50'), 1000)],
        ['p99 µs', (variant) => wholeOf(over(variant, 'p99'), 1000)],
    ];
    if (floor) {
        columns.push(
            [`p50 / ${base}`, (variant) => spanText(ratio(variant, floor, 'p50'))],
            [`p99 / ${base}`, (variant) => spanText(ratio(variant, floor, 'p99'))],
        );
    }
    return columnsTable(name, columns, variants);
}

/** Figures of other kinds: median, and the range where there was more than one round. */
function figuresTable({ name, columns, variants }) {
    return columnsTable(
        name,
        columns.map(({ key, title }) => [title, (variant) => spanText(over(variant, key))]),
        variants,
    );
}

/** What was wanted, what was measured, and whether that is enough. */
export function targetTable(targets) {
    const rows = targets.map(({ work, target, measured, verdict }) => [work, target, measured, verdict]);
    return table(['work', 'target', 'measured', ''], rows);
}

export function summary({ machine }) {
    const { cpu, system, node, nodeRed, date, loadBefore } = machine;
    return `${cpu}, ${system}, Node.js ${node}, Node-RED ${nodeRed}, ${date}; load ${round(loadBefore)} before the start`;
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

const middleOf = (span) => (span ? round(span.middle) : '');
const wholeOf = (span, times = 1) => (span ? Math.round(span.middle * times).toLocaleString('en') : '');
const rangeOf = (span) => (span ? `${round(span.least)} to ${round(span.most)}` : '');

/** Median and range in one cell. */
export function spanText(span) {
    if (!span) return '';
    return span.least === span.most ? round(span.middle) : `${round(span.middle)} (${rangeOf(span)})`;
}

/** Three figures that count. */
export function round(value) {
    if (Math.abs(value) >= 100) return String(Math.round(value));
    return String(Number(value.toPrecision(3)));
}
