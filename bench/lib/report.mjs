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

/** The figures of one variant: medians over the rounds, ranges, and the median of the ratios round by round. */
export function figures(variant, floor) {
    const cpu = variant.samples.map(({ cpuUs }) => cpuUs);
    const ratios = floor ? variant.samples.map(({ cpuUs }, at) => cpuUs / floor.samples[at].cpuUs) : [];
    const speeds = floor ? variant.samples.map(({ perSecond }, at) => perSecond / floor.samples[at].perSecond) : [];
    return {
        name: variant.name,
        cpuUs: median(cpu),
        least: Math.min(...cpu),
        most: Math.max(...cpu),
        perSecond: median(variant.samples.map(({ perSecond }) => perSecond)),
        ratio: ratios.length > 0 ? median(ratios) : undefined,
        ratioLeast: Math.min(...ratios),
        ratioMost: Math.max(...ratios),
        speed: speeds.length > 0 ? median(speeds) : undefined,
    };
}

export function caseTable({ name, unit, variants }) {
    if (variants[0]?.samples[0]?.p50 !== undefined) return latencyTable(name, variants);
    const floor = variants.find((variant) => variant.name === 'floor');
    const rows = variants.map((variant) => {
        const { cpuUs, least, most, perSecond, ratio, ratioLeast, ratioMost, speed } = figures(variant, floor);
        return [
            variant.name,
            round(cpuUs),
            `${round(least)} to ${round(most)}`,
            Math.round(perSecond).toLocaleString('en'),
            ratio === undefined ? '' : `${round(ratio)} (${round(ratioLeast)} to ${round(ratioMost)})`,
            speed === undefined ? '' : round(speed),
        ];
    });
    const head = [
        name,
        `CPU µs per ${unit}`,
        'range',
        `${unit.replace(/y$/, 'ie')}s per second`,
        'CPU / floor',
        'speed / floor',
    ];
    return table(head, rows);
}

/** From the write of the far end to the sink, in microseconds. */
function latencyTable(name, variants) {
    const us = (variant, part) => variant.samples.map((one) => one[part] * 1000);
    const floor = variants.find((variant) => variant.name === 'floor');
    const rows = variants.map((variant) => {
        const ratio = (part) => (floor ? round(median(us(variant, part)) / median(us(floor, part))) : '');
        const cell = (part) => String(Math.round(median(us(variant, part))));
        return [variant.name, cell('p50'), cell('p99'), ratio('p50'), ratio('p99')];
    });
    return table([name, 'p50 µs', 'p99 µs', 'p50 / floor', 'p99 / floor'], rows);
}

export function summary({ machine }) {
    return `${machine.cpu}, ${machine.system}, Node.js ${machine.node}, Node-RED ${machine.nodeRed}, ${machine.date}`;
}

function table(head, rows) {
    const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
    const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
    return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}

/** Three figures that count. */
export function round(value) {
    if (value >= 100) return String(Math.round(value));
    return String(Number(value.toPrecision(3)));
}
