// The curves of a run as one picture: what a frame costs with more filters, devices, nodes and hubs. Plain SVG that reads on
// a light and on a dark page.

import { over } from './figures.mjs';
import { round } from './report.mjs';

const WIDTH = 400;
const HEIGHT = 270;
const PLOT = { left: 48, right: 380, top: 44, bottom: 214 };

/** Each line is a variant, with the same colour in all panels. */
const LINES = [
    { name: 'trivial', colour: '#8a8f98', is: /^trivial/ },
    { name: 'clown', colour: '#e8833a', is: /^clown/ },
    { name: 'previous', colour: '#4f8fd0', is: /^previous/ },
    { name: 'core MQTT', colour: '#3fa37c', is: /^mqtt/ },
];

const counted = (name, ...counts) => counts.map((count) => [count, name(count.toLocaleString('en'))]);
/** The variants of the receiving cases that a curve has. */
const RECEIVING = ['trivial', 'clown payload', 'previous payload', 'mqtt'];
const PANELS = [
    {
        title: 'CPU µs per frame, by filters',
        points: counted((count) => `${count} exact filter${count === '1' ? '' : 's'}`, 1, 10, 100, 1000, 10_000),
    },
    {
        title: 'CPU µs per frame, by devices, 1 % of them wanted',
        points: [
            [100, '1 of 100 devices wanted'],
            [10_000, '100 of 10,000 devices wanted'],
            [100_000, '1,000 of 100,000 devices wanted'],
        ],
    },
    {
        title: 'CPU µs per delivery, by nodes that receive a frame',
        points: [[1, '1 exact filter'], ...counted((count) => `each frame to ${count} nodes`, 10, 100, 1000)],
    },
    { title: 'CPU µs per frame, by hubs', name: 'many hubs' },
];

/** @returns {string} the picture; panels without figures are left out */
export function drawCurves({ cases, machine }) {
    const panels = PANELS.map((panel) => ({ ...panel, lines: linesOf(panel, cases) })).filter(
        ({ lines }) => lines.length > 0,
    );
    const rows = Math.ceil(panels.length / 2);
    const about = `Node-RED ${machine.nodeRed}, Node.js ${machine.node}, ${machine.date}; medians; both axes are logarithmic`;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${rows * HEIGHT + 56}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">
<title id="title">What a frame costs with more filters, devices, nodes and hubs</title>
<style>
text { fill: #333; } .axis { stroke: #999; } .grid { stroke: #ccc; stroke-opacity: 0.5; } path { fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) { text { fill: #ddd; } .axis { stroke: #888; } .grid { stroke: #555; } }
</style>
${panels.map((panel, at) => panelOf(panel, (at % 2) * WIDTH, Math.floor(at / 2) * HEIGHT)).join('\n')}
${LINES.map(({ name, colour }, at) => legendOf(name, colour, PLOT.left + at * 120, rows * HEIGHT + 16)).join('\n')}
<text x="${PLOT.left}" y="${rows * HEIGHT + 42}">${about}</text>
</svg>
`;
}

function linesOf({ name, points }, cases) {
    const find = (caseName) => cases.find((one) => one.name === caseName)?.variants ?? [];
    const all = name
        ? find(name).map((variant) => [variant.count, variant])
        : points.flatMap(([count, caseName]) =>
              find(caseName)
                  .filter((variant) => RECEIVING.includes(variant.name))
                  .map((variant) => [count, variant]),
          );
    return LINES.map(({ colour, is }) => ({
        colour,
        points: all
            .filter(([, variant]) => is.test(variant.name))
            .map(([count, variant]) => [count, over(variant, 'cpuUs')?.middle])
            .filter(([, value]) => value > 0),
    })).filter((line) => line.points.length > 1);
}

function panelOf({ title, lines }, left, top) {
    const points = lines.flatMap((line) => line.points);
    const x = scaleOf(
        points.map(([count]) => count),
        PLOT.left,
        PLOT.right,
    );
    const marks = marksOf(points.map(([, value]) => value));
    const y = scaleOf(marks, PLOT.bottom, PLOT.top);
    const marksX = [...new Set(points.map(([count]) => count))].map(
        (count) =>
            `<text x="${x(count)}" y="${PLOT.bottom + 18}" text-anchor="middle">${count.toLocaleString('en')}</text>`,
    );
    const marksY = marks.map(
        (value) =>
            `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(value)}" y2="${y(value)}"/>` +
            `<text x="${PLOT.left - 6}" y="${y(value) + 4}" text-anchor="end">${round(value)}</text>`,
    );
    const curves = lines.map(({ colour, points: own }) => {
        const path = own.map(([count, value], at) => `${at === 0 ? 'M' : 'L'}${x(count)} ${y(value)}`).join(' ');
        const dots = own.map(([count, value]) => `<circle cx="${x(count)}" cy="${y(value)}" r="3" fill="${colour}"/>`);
        return `<path d="${path}" stroke="${colour}"/>${dots.join('')}`;
    });
    return `<g transform="translate(${left} ${top})">
<text x="${PLOT.left}" y="24" font-weight="600">${title}</text>
<line class="axis" x1="${PLOT.left}" x2="${PLOT.right}" y1="${PLOT.bottom}" y2="${PLOT.bottom}"/>
${[...marksX, ...marksY, ...curves].join('\n')}
</g>`;
}

/** From the first value to the last, logarithmic, in tenths of a pixel. */
function scaleOf(values, from, to) {
    const least = Math.log(Math.min(...values));
    const wide = Math.log(Math.max(...values)) - least || 1;
    return (value) => Math.round((from + ((Math.log(value) - least) / wide) * (to - from)) * 10) / 10;
}

/** 1, 2 and 5 of each power of ten, from the one below the least value to the one above the greatest. */
function marksOf(values) {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const marks = [];
    for (let power = Math.floor(Math.log10(least)); (marks.at(-1) ?? 0) < most; power++) {
        marks.push(...[1, 2, 5].map((step) => Number(`${step}e${power}`)));
    }
    const from = marks.findLastIndex((mark) => mark <= least);
    return marks.slice(from, marks.findIndex((mark) => mark >= most) + 1);
}

function legendOf(name, colour, x, y) {
    return `<rect x="${x}" y="${y - 9}" width="18" height="4" fill="${colour}"/><text x="${x + 24}" y="${y - 3}">${name}</text>`;
}
