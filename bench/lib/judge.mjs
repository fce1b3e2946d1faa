// Whether the figures of a run meet the targets.

import { median, over, ratio } from './figures.mjs';
import { round } from './report.mjs';

/** So many sets may miss a target that the median meets. */
const MISSES = 1;

/**
 * One target: a figure of some cases, and what it must be. `figure` gives a span of sets, or a number, or nothing where
 * that was not measured.
 *
 * @typedef {object} Target
 * @property {string} work
 * @property {string} target
 * @property {(find: Find) => import('./figures.mjs').Span | number | undefined} figure
 * @property {number | ((find: Find) => number | undefined)} [most]
 * @property {number} [least]
 */

/** @typedef {(name: string) => (variant: string) => object | undefined} Find */

/** A ratio of two variants of one case. @returns {Target} */
export const compare = (work, name, [variant, other], key, bound, target) => ({
    work: work ? `${work}: ${name}` : name,
    target,
    figure: (find) => {
        const one = find(name)(variant);
        const base = find(name)(other);
        return one && base && ratio(one, base, key);
    },
    ...bound,
});

/** The same of the CPU time. @returns {Target} */
export const cpu = (work, name, pair, bound, target) => compare(work, name, pair, 'cpuUs', bound, target);

/** A figure of one variant of one case. @returns {Target} */
export const figureOf = (work, name, variant, key, bound, target) => ({
    work: work ? `${work}: ${name}` : name,
    target,
    figure: (find) => {
        const one = find(name)(variant);
        return one && over(one, key);
    },
    ...bound,
});

/** Set by set, what `take` makes of a figure of two variants, which may belong to two cases. */
export function combined(find, [[name, variant], [otherName, other]], key, take) {
    const one = find(name)(variant);
    const base = find(otherName)(other);
    const [mine, theirs] = [one && over(one, key), base && over(base, key)];
    if (!mine || !theirs) return undefined;
    const count = Math.min(mine.each.length, theirs.each.length);
    const each = mine.each.slice(0, count).map((value, set) => take(value, theirs.each[set]));
    return { middle: median(each), least: Math.min(...each), most: Math.max(...each), each };
}

/** @returns for each group, its targets with what was measured, and the verdict; what was not measured is omitted */
export function judge(groups, cases) {
    const find = (name) => {
        const variants = cases.find((one) => one.name === name)?.variants;
        return (variant) => variants?.find((one) => one.name === variant);
    };
    return groups
        .map(({ title, targets }) => ({ title, rows: targets.flatMap((target) => judgeOne(target, find)) }))
        .filter(({ rows }) => rows.length > 0);
}

function judgeOne({ work, target, figure, most, least }, find) {
    const found = figure(find);
    if (found === undefined) return [];
    const { middle, each } = typeof found === 'number' ? { middle: found, each: [found] } : found;
    const row = { work, measured: middle, each, target };
    // A figure that has no target.
    if (most === undefined && least === undefined) return [{ ...row, verdict: '' }];
    const bound = typeof most === 'function' ? most(find) : most;
    if (bound === undefined && least === undefined) return [];
    const holds = (value) => (bound === undefined ? value >= least : value <= bound);
    const limit = typeof most === 'function' ? ` (${round(bound)})` : '';
    return [{ ...row, target: target + limit, verdict: verdictOf({ middle, each }, holds) }];
}

/** The median decides, and at most one set may differ from it. */
function verdictOf({ middle, each }, holds) {
    const missed = each.filter((value) => !holds(value)).length;
    if (!holds(middle)) return 'missed';
    return missed <= MISSES ? 'met' : `missed by ${missed} of ${each.length}`;
}
