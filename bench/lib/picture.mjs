// Curves as one picture: plain SVG text with a background of its own, in a light and in a dark version.

/** @typedef {import('./curves.mjs').Panel} Panel */

const WIDTH = 420;
const HEIGHT = 300;
const PLOT = { left: 56, right: 396, top: 66, bottom: 232 };
const LEGEND = 130;

/** How the lines look, in the order of the legend: also without colours they differ. */
const LOOKS = [
    { light: '#6b7280', dark: '#a8b0bd', dash: '7 4' },
    { light: '#c2410c', dark: '#fb923c', dash: 'none' },
    { light: '#1d4ed8', dark: '#7cb0ff', dash: '2 4' },
    { light: '#15803d', dark: '#4ade80', dash: '9 3 2 3' },
];

/**
 * @param {Panel[]} panels
 * @param {string[]} names of the lines, in the order of the legend
 * @param {string} about the run
 * @returns {string} the picture
 */
export function pictureOf(panels, names, about) {
    const rows = Math.ceil(panels.length / 2);
    const width = WIDTH * 2;
    const height = rows * HEIGHT + 64;
    const used = names.map((name, at) => [name, at]).filter(([name]) => isDrawn(panels, name));
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">
<title id="title">What a frame costs with more ${panels.map(({ title }) => title.toLowerCase()).join(', ')}</title>
<style>
.paper { fill: #fff; } text { fill: #333; } .axis { stroke: #777; } .grid { stroke: #ddd; }
path { fill: none; stroke-width: 2; stroke-linejoin: round; }
${LOOKS.map(({ light, dash }, at) => `.line${at} { stroke: ${light}; stroke-dasharray: ${dash}; } .dot${at} { fill: ${light}; }`).join('\n')}
@media (prefers-color-scheme: dark) {
.paper { fill: #1c1c1e; } text { fill: #ddd; } .axis { stroke: #999; } .grid { stroke: #444; }
${LOOKS.map(({ dark }, at) => `.line${at} { stroke: ${dark}; } .dot${at} { fill: ${dark}; }`).join('\n')}
}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${panels.map((panel, at) => panelOf(panel, names, (at % 2) * WIDTH, Math.floor(at / 2) * HEIGHT)).join('\n')}
${used.map(([name, look], at) => legendOf(name, look, PLOT.left + at * LEGEND, rows * HEIGHT + 20)).join('\n')}
<text x="${PLOT.left}" y="${rows * HEIGHT + 48}">${escaped(about)}; both axes are logarithmic</text>
</svg>
`;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const isDrawn = (panels, name) => panels.some(({ lines }) => lines.some((line) => line.name === name));

/** @param {Panel} panel */
function panelOf({ title, x: labelX, y: labelY, lines }, names, left, top) {
    const points = lines.flatMap(({ parts }) => parts.flat());
    const counts = [...new Set(points.map(([count]) => count))];
    const marks = marksOf(points.map(([, value]) => value));
    const x = scaleOf(counts, PLOT.left + 12, PLOT.right - 12);
    const y = scaleOf(marks, PLOT.bottom, PLOT.top);
    const middle = (PLOT.left + PLOT.right) / 2;
    const gridX = counts.map(
        (count) =>
            `<line class="axis" x1="${x(count)}" x2="${x(count)}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 4}"/>` +
            `<text x="${x(count)}" y="${PLOT.bottom + 18}" text-anchor="middle">${count.toLocaleString('en')}</text>`,
    );
    const gridY = marks.map(
        (value) =>
            `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(value)}" y2="${y(value)}"/>` +
            `<text x="${PLOT.left - 6}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en', { maximumSignificantDigits: 3 })}</text>`,
    );
    const curves = lines.map(({ name, parts }) => {
        const look = names.indexOf(name);
        const paths = parts.map((part) => {
            const path = part.map(([count, value], at) => `${at === 0 ? 'M' : 'L'}${x(count)} ${y(value)}`).join(' ');
            return part.length > 1 ? `<path class="line${look}" d="${path}"/>` : '';
        });
        const dots = parts
            .flat()
            .map(([count, value]) => `<circle class="dot${look}" cx="${x(count)}" cy="${y(value)}" r="3.5"/>`);
        return [...paths, ...dots].join('');
    });
    return `<g transform="translate(${left} ${top})">
<text x="${PLOT.left}" y="28" font-size="15" font-weight="600">${title}</text>
<text x="${PLOT.left}" y="50">${labelY}</text>
${[...gridY, ...gridX].join('\n')}
<line class="axis" x1="${PLOT.left}" x2="${PLOT.right}" y1="${PLOT.bottom}" y2="${PLOT.bottom}"/>
<line class="axis" x1="${PLOT.left}" x2="${PLOT.left}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>
${curves.join('\n')}
<text x="${middle}" y="${PLOT.bottom + 40}" text-anchor="middle">${labelX}</text>
</g>`;
}

/** From the first value to the last, logarithmic, in tenths of a pixel. */
function scaleOf(values, from, to) {
    const least = Math.log(Math.min(...values));
    const wide = Math.log(Math.max(...values)) - least;
    return (value) => Math.round((from + ((Math.log(value) - least) / wide) * (to - from)) * 10) / 10;
}

/** 1, 2 and 5 of each power of ten, from the one below the least value to the one above the greatest. */
function marksOf(values) {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const marks = [];
    for (let power = Math.floor(Math.log10(least)); (marks.at(-1) ?? 0) <= most; power++) {
        marks.push(...[1, 2, 5].map((step) => Number(`${step}e${power}`)));
    }
    const from = marks.findLastIndex((mark) => mark <= least);
    return marks.slice(from, marks.findIndex((mark) => mark > most) + 1);
}

function legendOf(name, look, x, y) {
    return `<path class="line${look}" d="M${x} ${y}h26"/><circle class="dot${look}" cx="${x + 13}" cy="${y}" r="3.5"/><text x="${x + 34}" y="${y + 4}">${name}</text>`;
}
