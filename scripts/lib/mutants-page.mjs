// What `npm run test:mutants` prints, and docs/development/mutants.md: the score of each room, and why some changes need no test.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME, ROOMS } from './mutants.mjs';
import { readJson, root } from './run.mjs';

/**
 * @typedef {import('./mutants.mjs').Score} Score
 * @typedef {import('./mutants.mjs').Equal} Equal
 *
 * @typedef {Score & { date: string, commit: string }} Recorded
 */

const SCORES = join(HOME, 'scores.json');
const PAGE = join(root, 'docs/development/mutants.md');
/** Everything after this line of the page is written by `writePage`. */
const MARK = '<!-- The rest is written by npm run test:mutants -- --record. -->';

/**
 * The share of changes that a test notices, in percent with one decimal: of all, or without equal programs.
 *
 * @param {Score} score
 */
export function percents({ killed, timeout, survived, equal }) {
    const noticed = killed + timeout;
    const share = (/** @type {number} */ all) =>
        all === 0 ? '–' : `${(Math.floor((1000 * noticed) / all) / 10).toFixed(1)} %`;
    return { raw: share(noticed + survived), withoutEqual: share(noticed + survived - equal) };
}

/**
 * The result of a room for a terminal.
 *
 * @param {string} name
 * @param {import('./mutants.mjs').RoomResult} result
 */
export function described(name, result) {
    const { raw, withoutEqual } = percents(result);
    const { killed, timeout, survived, equal, left, open, unused } = result;
    return [
        ...open.map(({ file, line, original, replacement, status }) => {
            const why = status === 'NoCoverage' ? 'no test runs it' : 'survived';
            return `${file}:${line} ${why}\n    - ${original}\n    + ${replacement}`;
        }),
        ...unused.map(({ file, code }) => `mutants/equal.json: no survivor is that of ${file}: ${code}`),
        `${name}: ${killed} killed, ${timeout} timed out, ${survived} survived, ${equal} of these are equal programs. ${left} were left out.`,
        `${name}: ${raw} of all, ${withoutEqual} without equal programs.`,
    ].join('\n');
}

/**
 * @param {string} name
 * @param {Score} score
 */
export function recordScore(name, { killed, timeout, survived, equal, left }) {
    const git = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' });
    const commit = git.stdout.trim();
    const date = new Date().toISOString().slice(0, 10);
    /** @type {Record<string, Recorded>} */
    const scores = { ...readJson(SCORES), [name]: { date, commit, killed, timeout, survived, equal, left } };
    writeFileSync(SCORES, `${JSON.stringify(scores, null, 4)}\n`);
}

/** Writes the tables of the page from the recorded scores and the list of equal programs. */
export function writePage() {
    const [head = ''] = readFileSync(PAGE, 'utf8').split(MARK);
    writeFileSync(PAGE, `${head}${MARK}\n\n${tables(readJson(SCORES), readJson(join(HOME, 'equal.json')))}`);
}

/**
 * @param {Record<string, Recorded>} scores
 * @param {readonly Equal[]} equals
 */
export function tables(scores, equals) {
    const rows = Object.entries(scores).map(([name, score]) => {
        const { raw, withoutEqual } = percents(score);
        const { killed, timeout, survived, equal, left, date, commit } = score;
        const cells = [
            name,
            killed + timeout + survived,
            killed,
            timeout,
            survived,
            equal,
            left,
            raw,
            withoutEqual,
            date,
            commit,
        ];
        return `| ${cells.join(' | ')} |`;
    });
    const missing = ROOMS.map(({ name }) => name).filter((name) => !(name in scores));
    const heads = [
        'room',
        'changes',
        'killed',
        'timed out',
        'survived',
        'equal programs',
        'left out',
        'of all',
        'without equal programs',
    ];
    const reasons = equals.map(
        ({ file, code, original, replacement, reason }) =>
            `| ${file} | ${inCode(code)} | ${inCode(original)} | ${inCode(replacement)} | ${reason} |`,
    );
    return [
        '## Scores\n',
        `| ${[...heads, 'date', 'commit'].join(' | ')} |`,
        `|${' --- |'.repeat(heads.length + 2)}`,
        ...rows.sort(),
        '',
        missing.length === 0 ? 'All rooms were run.' : `Not run yet: ${missing.join(', ')}.`,
        '\n## Equal programs\n',
        '| file | line | part | replaced with | why no test can notice it |',
        '| --- | --- | --- | --- | --- |',
        ...reasons,
        '',
    ].join('\n');
}

/** @param {string} text */
function inCode(text) {
    const line = text.replaceAll('|', '\\|');
    if (line === '') return '(nothing)';
    return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}
