// Topics and filters: what is a valid one, and which filters match a topic, with the meaning that MQTT gives to
// `+` (exactly one level) and `#` (the rest, and the parent level itself).
// One difference: a leading `$` is an ordinary level here, for the first bridges answered on `$config/...`
// (clown-talk, section 11) and a filter `#` is meant to show everything.

import { ok, type Result, refuse, sample, shorten } from './errors';

/** A topic that a frame may carry: text, no wildcards, no empty level, no NUL. */
export function checkTopic(topic: unknown): Result<string> {
    if (typeof topic !== 'string') return refuse('topic-missing', { found: sample(topic) });
    const fault = checkLevels(topic);
    if (fault) return fault;
    if (topic.includes('+') || topic.includes('#')) return refuse('topic-wildcard', { topic: shorten(topic) });
    return ok(topic);
}

/** A filter: as a topic, with `+` for a whole level anywhere and `#` for the whole last level. */
export function checkFilter(filter: unknown): Result<string> {
    if (typeof filter !== 'string' || filter === '') return refuse('filter-missing', { found: sample(filter) });
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
    if (text.includes('\0')) return refuse('topic-character', { topic: shorten(text) });
    if (text.startsWith('/') || text.endsWith('/') || text.includes('//')) {
        return refuse('topic-empty-level', { topic: shorten(text) });
    }
    return undefined;
}

/** Most branches have only some of these, and a hub with many nodes has many branches. */
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

    /** Stores `value` under `filter`; the same pair twice is stored once. */
    add(filter: string, value: T): void {
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

    /** Every value whose filter matches `topic`, each once. */
    match(topic: string): T[] {
        const found = new Set<T>();
        collect(this.#root, topic, 0, found);
        return [...found];
    }
}

/** The levels of a filter before its `#`, and where in their branch its values stand. */
function parts(filter: string): { levels: string[]; place: 'here' | 'below' } {
    const levels = filter.split('/');
    return levels.at(-1) === '#' ? { levels: levels.slice(0, -1), place: 'below' } : { levels, place: 'here' };
}

/** Walks level by level without splitting the whole topic: its depth is a stranger's choice, the tree's is not. */
function collect<T>({ children, here, below }: Branch<T>, topic: string, from: number, found: Set<T>): void {
    if (below) for (const value of below) found.add(value);
    if (from > topic.length) {
        if (here) for (const value of here) found.add(value);
        return;
    }
    if (!children) return;
    const slash = topic.indexOf('/', from);
    const end = slash < 0 ? topic.length : slash;
    const exact = children.get(topic.slice(from, end));
    if (exact) collect(exact, topic, end + 1, found);
    const any = children.get('+');
    if (any) collect(any, topic, end + 1, found);
}
