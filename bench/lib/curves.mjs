// Which figures of a run make the curves over filters, devices, nodes and hubs. Only measured figures have points, and a
// line connects only neighbours: it does not cross a count that was not measured.

import { over } from './figures.mjs';

/**
 * A line of a panel: the parts of it whose points are neighbours, each point with its count and its value.
 *
 * @typedef {{ name: string, parts: [count: number, value: number][][] }} Line
 * @typedef {{ title: string, x: string, y: string, lines: Line[] }} Panel
 */

const LINES = [
    { name: 'trivial', is: /^trivial/ },
    { name: 'clown', is: /^clown/ },
    { name: 'previous', is: /^previous/ },
    { name: 'core MQTT', is: /^mqtt/ },
];
/** The names of the lines, in the order of the legend. */
export const LINE_NAMES = LINES.map(({ name }) => name);
/** The variants of the receiving cases that have a curve. */
const RECEIVING = ['trivial', 'clown payload', 'previous payload', 'mqtt'];

const perFrame = 'CPU µs per frame';
const counted = (name, ...counts) => counts.map((count) => [count, name(count.toLocaleString('en'))]);
/** For each panel the counts, and the case of each. */
const PANELS = [
    {
        title: 'Filters',
        x: 'nodes, each with a filter of its own',
        y: perFrame,
        counts: counted((count) => `${count} exact filter${count === '1' ? '' : 's'}`, 1, 10, 100, 1000, 10_000),
    },
    {
        title: 'Devices',
        x: 'devices that report, 1 % of them wanted',
        y: perFrame,
        counts: [
            [100, '1 of 100 devices wanted'],
            [10_000, '100 of 10,000 devices wanted'],
            [100_000, '1,000 of 100,000 devices wanted'],
        ],
    },
    {
        title: 'Nodes',
        x: 'nodes that receive each frame',
        y: 'CPU µs per delivery',
        counts: [[1, '1 exact filter'], ...counted((count) => `each frame to ${count} nodes`, 10, 100, 1000)],
    },
    {
        title: 'Hubs',
        x: 'connected hubs',
        y: perFrame,
        counts: [1, 10, 100].map((count) => [count, 'many hubs']),
    },
];

/** Whether a curve has the figures of this variant of this case. */
export function isInCurves(caseName, variant) {
    if (!PANELS.some(({ counts }) => counts.some(([, name]) => name === caseName))) return false;
    return caseName === 'many hubs' || RECEIVING.includes(variant);
}

/** The panels for which this run has figures, and the titles of the others. @returns {{ panels: Panel[], missing: string[] }} */
export function curvesOf(cases) {
    const all = PANELS.map(({ counts, ...panel }) => ({ ...panel, lines: linesOf(counts, cases) }));
    return {
        panels: all.filter(({ lines }) => lines.length > 0),
        missing: all.filter(({ lines }) => lines.length === 0).map(({ title }) => title),
    };
}

/** The lines with at least two neighbours: a single point is no curve. @returns {Line[]} */
function linesOf(counts, cases) {
    return LINES.map(({ name, is }) => {
        const points = counts.map(([count, caseName]) => [count, figureOf(cases, caseName, count, is)]);
        const parts = [[]];
        for (const point of points) {
            if (point[1] > 0) parts.at(-1).push(point);
            else parts.push([]);
        }
        return { name, parts: parts.filter((part) => part.length > 0) };
    }).filter(({ parts }) => parts.some((part) => part.length > 1));
}

/** The median of a case; undefined if it was not measured. */
function figureOf(cases, caseName, count, is) {
    const variants = cases.find(({ name }) => name === caseName)?.variants ?? [];
    const variant = variants.find((one) => is.test(one.name) && (one.count === count || RECEIVING.includes(one.name)));
    return variant && over(variant, 'cpuUs')?.middle;
}
