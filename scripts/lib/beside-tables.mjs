// The tables of `npm run test:beside`: for each fault a row, for each way a column, and in each cell what several runs have
// seen, as a range where they differ.

/**
 * @typedef {import('../../test/beside/scene.js').Seen} Seen
 * @typedef {import('../../test/beside/ledger.js').Commands} Commands
 * @typedef {{ name: string, note: string, limitMs: number }} Fault
 * @typedef {{ versions: Record<string, string>, ways: { name: string, title: string }[], faults: Fault[], seen: Seen[] }} Result
 * @typedef {{ title: string, head: string[], rows: string[][] }} Table
 */

/**
 * One number, or from the least to the most.
 *
 * @param {readonly number[]} values
 * @param {(value: number) => string} [format]
 */
function range(values, format = (value) => value.toLocaleString('en')) {
    const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
    return least === most ? most : `${least}–${most}`;
}

/** @param {number} ms */
function seconds(ms) {
    const value = ms / 1000;
    return value < 1 ? '< 1' : value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** @param {readonly number[]} times */
const span = (times) => `${range(times, seconds).replace('< 1–', '0–')} s`;

/**
 * What became of the commands, the bad ends in bold.
 *
 * @param {readonly Commands[]} all
 */
function commandsCell(all) {
    /** @param {keyof Commands} key */
    const of = (key) => all.map((one) => one[key]);
    /** @param {keyof Commands} key */
    const some = (key) => Math.max(...of(key)) > 0;
    const parts = [`${range(of('arrived'))} of ${range(of('sent'))}`];
    const tail = some('unsure') ? `, ${range(of('unsure'))} of them had arrived` : '';
    if (some('failed')) parts.push(`${range(of('failed'))} failed${tail}`);
    if (some('late')) parts.push(`**${range(of('late'))} late**, by up to ${seconds(Math.max(...of('latest')))} s`);
    if (some('lost')) parts.push(`**${range(of('lost'))} lost**`);
    if (some('twice')) parts.push(`**${range(of('twice'))} twice**`);
    return parts.join('; ');
}

/** @param {readonly Seen[]} all */
function readingsCell(all) {
    const readings = all.map((one) => one.readings);
    /** @param {'lostWhileGreen' | 'late' | 'twice'} key */
    const of = (key) => readings.map((one) => one[key]);
    const parts = [`${range(of('lostWhileGreen'))} lost`];
    if (Math.max(...of('late')) > 0) parts.push(`${range(of('late'))} late`);
    if (Math.max(...of('twice')) > 0) parts.push(`${range(of('twice'))} twice`);
    return parts.join('; ');
}

/** @param {readonly Seen[]} all */
function statusCell(all) {
    const times = all.flatMap(({ noticedMs }) => noticedMs ?? []);
    const isBlank = all.some((one) => one.finally === '');
    const never = isBlank ? '**shows nothing**' : 'stays green';
    if (times.length === 0) return never;
    return [span(times), ...(times.length < all.length ? [never] : [])].join(', or ');
}

/**
 * @param {readonly Seen[]} all
 * @param {Fault} fault
 */
function backCell(all, { limitMs }) {
    const times = all.flatMap(({ backMs }) => backMs ?? []);
    const never = `**not within ${seconds(limitMs)} s**`;
    if (times.length === 0) return never;
    return [span(times), ...(times.length < all.length ? [never] : [])].join(', or ');
}

/**
 * The texts of bad statuses, without the time of the next retry, and the number of connection errors for the Catch node.
 *
 * @param {readonly Seen[]} all
 */
function wordsCell(all) {
    const texts = all
        .flatMap(({ statuses }) => statuses)
        .map((text) =>
            text
                .replace(/^(node-red:)?common\.status\./, '')
                .replace(/, retry \d+ within \d+ (s|min|h)$/, '')
                .trim(),
        )
        .filter((text) => text !== '' && text !== 'connected' && text !== 'connecting');
    const errors = all.map(({ caught }) => caught.length);
    const words = [...new Set(texts)].join(', ') || '–';
    return Math.max(...errors) > 0 ? `${words}; ${range(errors)} for Catch` : words;
}

/**
 * @param {Result} result
 * @returns {Table[]}
 */
export function tablesOf({ ways, faults, seen }) {
    /**
     * @param {Fault} fault
     * @param {string} way
     */
    const runs = (fault, way) => seen.filter((one) => one.fault === fault.name && one.way === way);
    /**
     * @param {string} title
     * @param {(all: readonly Seen[], fault: Fault) => string} cell
     * @param {(fault: Fault) => string[]} [more]
     * @returns {Table}
     */
    const table = (title, cell, more = () => []) => ({
        title,
        head: ['', ...ways.map((way) => way.title)],
        rows: faults.map((fault) => [
            fault.name,
            ...ways.map((way) => cell(runs(fault, way.name), fault)),
            ...more(fault),
        ]),
    });
    const requests = (/** @type {Fault} */ fault) =>
        seen.flatMap((one) => (one.fault === fault.name ? (one.requests ?? []) : []));
    const commands = table(
        'What happened to the commands',
        (all) => commandsCell(all.map((one) => one.commands)),
        (fault) => [commandsCell(requests(fault))],
    );
    commands.head.push('clown request');
    return [
        commands,
        table('Readings sent while the node showed that it was connected', readingsCell),
        table('How long until the status showed a problem', statusCell),
        table('Recovery: from the end of the fault to the next reading', backCell),
        table('What the status shows, and errors about the connection for Catch nodes', wordsCell),
    ];
}

/** @param {Table} table */
export function markdownOf({ head, rows }) {
    const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {Table} table */
export function textOf({ title, head, rows }) {
    const blocks = rows.map(([name, ...cells]) =>
        [
            `\n${name}`,
            ...cells.map((cell, index) => `    ${head[index + 1]?.padEnd(32)}${cell.replaceAll('**', '')}`),
        ].join('\n'),
    );
    return `\n== ${title}\n${blocks.join('\n')}`;
}
