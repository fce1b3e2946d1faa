// Checks topics and filters, and matches them as in MQTT: `+` is exactly one level, `#` is the rest and the parent level.
// Unlike in MQTT, `#` also matches topics that begin with `$`, because the first bridges respond on `$config/...`
// (clown-talk, section 11).

import { ok, type Result, refuse, sample, shorten } from '../base/errors';

/** Levels of a topic or filter; a topic of a device has at most five (clown-talk, section 6). */
export const MAX_LEVELS = 100;
/** Longest topic or filter in UTF-8; no known hub sends a topic longer than 100 bytes. */
export const MAX_TOPIC_BYTES = 1_000;
/** Most UTF-8 bytes for one UTF-16 unit. */
const BYTES_PER_CHARACTER = 3;

/** Checks a topic of a frame: text within the limits, no wildcard, no empty level, no NUL. */
export function checkTopic(topic: unknown): Result<string> {
    if (typeof topic !== 'string') return refuse('topic-missing', { found: sample(topic) });
    const fault = checkLevels(topic);
    if (fault) return fault;
    if (topic.includes('+') || topic.includes('#')) return refuse('topic-wildcard', { topic: shorten(topic) });
    return ok(topic);
}

/**
 * Checks a filter: as a topic, with `+` as any whole level and `#` as the whole last level. Blanks around it, which nobody sees,
 * are no part of it.
 */
export function checkFilter(given: unknown): Result<string> {
    const filter = typeof given === 'string' ? given.trim() : '';
    if (filter === '') return refuse('filter-missing', { found: sample(given) });
    const fault = checkLevels(filter);
    if (fault) return fault;
    const levels = filter.split('/');
    for (const [index, level] of levels.entries()) {
        if (level.includes('+') && level !== '+') return refuse('filter-plus', { filter: shorten(filter) });
        if (level.includes('#') && (level !== '#' || index < levels.length - 1)) {
            return refuse('filter-hash', { filter: shorten(filter) });
        }
    }
    return ok(filter);
}

function checkLevels(text: string): ReturnType<typeof refuse> | undefined {
    if (text === '') return refuse('topic-missing', { found: '""' });
    // First, so that all other checks read a short text.
    if (text.length * BYTES_PER_CHARACTER > MAX_TOPIC_BYTES) {
        const bytes = new TextEncoder().encode(text).length;
        if (bytes > MAX_TOPIC_BYTES) {
            return refuse('topic-long', { topic: shorten(text), count: bytes, limit: MAX_TOPIC_BYTES });
        }
    }
    const levels = countLevels(text);
    if (levels > MAX_LEVELS) return refuse('topic-levels', { topic: shorten(text), count: levels, limit: MAX_LEVELS });
    if (text.includes('\0')) return refuse('topic-character', { topic: shorten(text) });
    if (text.startsWith('/') || text.endsWith('/') || text.includes('//')) {
        return refuse('topic-empty-level', { topic: shorten(text) });
    }
    return undefined;
}

/** The number of levels of a text; creates no list of them. */
export function countLevels(text: string): number {
    let count = 1;
    for (let slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) count++;
    return count;
}

/** All parts are optional to save memory: a hub with many nodes has many branches. */
interface Branch<T> {
    children?: Map<string, Branch<T>> | undefined;
    /** Values whose filter ends here. */
    here?: T[] | undefined;
    /** Values whose filter ends here with a `#`. */
    below?: T[] | undefined;
}

/**
 * Values stored under valid filters. The cost of `match` depends on the topic's levels and on the filters that match,
 * not on how many others are stored.
 */
export class FilterTree<T> {
    readonly #root: Branch<T> = {};
    /** Values under filters without a wildcard, which most are: a branch for each would take twice the memory. */
    #exact: Map<string, T[]> | undefined;

    /** Stores `value` under `filter`; the same pair twice is stored once. */
    add(filter: string, value: T): void {
        if (isExact(filter)) {
            this.#exact ??= new Map();
            const values = this.#exact.get(filter);
            if (!values) this.#exact.set(filter, [value]);
            else if (!values.includes(value)) values.push(value);
            return;
        }
        const { levels, place } = parts(filter);
        let at = this.#root;
        for (const level of levels) {
            at.children ??= new Map();
            const next = at.children.get(level) ?? {};
            at.children.set(level, next);
            at = next;
        }
        const values = at[place];
        if (!values) at[place] = [value];
        else if (!values.includes(value)) values.push(value);
    }

    /** Removes what `add` stored, and the branches that held only this. */
    remove(filter: string, value: T): void {
        if (isExact(filter)) {
            const left = this.#exact?.get(filter)?.filter((other) => other !== value) ?? [];
            if (left.length > 0) this.#exact?.set(filter, left);
            else this.#exact?.delete(filter);
            if (this.#exact?.size === 0) this.#exact = undefined;
            return;
        }
        const { levels, place } = parts(filter);
        const path = [this.#root];
        for (const level of levels) {
            const next = path.at(-1)?.children?.get(level);
            if (!next) return;
            path.push(next);
        }
        const last = path.at(-1) ?? this.#root;
        const left = last[place]?.filter((other) => other !== value);
        last[place] = left && left.length > 0 ? left : undefined;
        for (let depth = levels.length; depth > 0; depth--) {
            const { children, here, below } = path[depth] as Branch<T>;
            if (children || here || below) return;
            const above = path[depth - 1] as Branch<T>;
            above.children?.delete(levels[depth - 1] as string);
            if (above.children?.size === 0) above.children = undefined;
        }
    }

    /** Every value whose filter matches a valid topic, each once. */
    match(topic: string): T[] {
        const found = new Set<T>();
        this.#visit(topic, (values) => {
            for (const value of values) found.add(value);
            return false;
        });
        return [...found];
    }

    /** Whether any filter matches a valid topic. */
    matches(topic: string): boolean {
        return this.#visit(topic, () => true);
    }

    /**
     * Calls `found` with the values of each filter that matches, until it returns true; returns whether it did. Keeps a list
     * of branches instead of recursion, so that deep filters do not exhaust the stack. No branch is visited twice.
     */
    #visit(topic: string, found: (values: readonly T[]) => boolean): boolean {
        const exactValues = this.#exact?.get(topic);
        // Visited after the branches of exact levels, and before the first one of a `+`.
        let isExactNext = exactValues !== undefined;
        let isOnExactLevels = true;
        const branches: Branch<T>[] = [this.#root];
        // For each branch, the index in the topic where the level below it begins.
        const starts: number[] = [0];
        for (let at = branches.pop(); at; at = branches.pop()) {
            const from = starts.pop() as number;
            if (isExactNext && !isOnExactLevels) {
                isExactNext = false;
                if (found(exactValues as T[])) return true;
            }
            isOnExactLevels = false;
            const { children, here, below } = at;
            if (below && found(below)) return true;
            if (from > topic.length) {
                if (here && found(here)) return true;
                continue;
            }
            if (!children) continue;
            const slash = topic.indexOf('/', from);
            const end = slash < 0 ? topic.length : slash;
            const level = topic.slice(from, end);
            const any = children.get('+');
            // Added first and visited last: values of exact levels come before those of `+`.
            if (any) {
                branches.push(any);
                starts.push(end + 1);
            }
            const exact = children.get(level);
            if (exact && exact !== any) {
                branches.push(exact);
                starts.push(end + 1);
                isOnExactLevels = true;
            }
        }
        return isExactNext && found(exactValues as T[]);
    }
}

/** Whether a valid filter has no wildcard. */
function isExact(filter: string): boolean {
    return !filter.includes('+') && !filter.endsWith('#');
}

/** The levels of a filter before its `#`, and the list in their branch that holds its values. */
function parts(filter: string): { levels: string[]; place: 'here' | 'below' } {
    const levels = filter.split('/');
    return levels.at(-1) === '#' ? { levels: levels.slice(0, -1), place: 'below' } : { levels, place: 'here' };
}
