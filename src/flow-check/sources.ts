// The sensors that nodes receive, compared by the hubs and topics of the nodes.

import { SENSOR_TYPES } from '../protocol/model';
import type { Marks } from './arrivals';
import type { FlowNode } from './flow';
import { filterOf, hasVariable } from './hub-of';

/** Whether a node receives the readings of a sensor, which reports at intervals. */
export function isSensor(node: FlowNode): boolean {
    return node.type === 'clown-in' && SENSOR_TYPES.includes(filterOf(node)?.split('/')[0] ?? '');
}

/** Whether a node receives all that another one receives. */
export function covers(one: FlowNode, other: FlowNode): boolean {
    const [all, some] = [filterOf(one), filterOf(other)];
    if (all === undefined || some === undefined || one.hub !== other.hub) return false;
    return compared(all, some, (level, within) => level === '+' && within !== '#');
}

/** Whether two nodes may receive readings of the same sensor. */
function mayShare(one: FlowNode, other: FlowNode): boolean {
    if (one.hub !== other.hub && !hasVariable(one.hub) && !hasVariable(other.hub)) return false;
    const [left, right] = [filterOf(one), filterOf(other)];
    // A topic with a variable may be any.
    if (left === undefined || right === undefined) return hasVariable(left === undefined ? one.topic : other.topic);
    const isEither = (level: string, other: string): boolean => level === '+' || other === '+';
    return compared(left, right, isEither) || compared(right, left, isEither);
}

/** The same text for nodes that receive the same. */
export function sourceOf(node: FlowNode): string {
    return JSON.stringify([node.hub, filterOf(node)]);
}

/** Whether a node receives one topic of one hub, so that it shares readings only with equal nodes and with wide ones. */
function isNarrow(node: FlowNode): boolean {
    return !hasVariable(node.hub) && !hasVariable(node.topic) && !/[+#]/.test(filterOf(node) ?? '');
}

/** One mark for each hub and topic of the sensors that nodes receive. */
export class SensorMarks {
    readonly #marks = new Map<string, Marks>();
    /** One node of each source, and those that may share readings with others. */
    readonly #all: FlowNode[] = [];
    readonly #wide: FlowNode[] = [];
    readonly #shared = new Map<string, Marks>();

    constructor(nodes: readonly FlowNode[]) {
        for (const node of nodes) {
            const source = sourceOf(node);
            if (!isSensor(node) || this.#marks.has(source)) continue;
            this.#marks.set(source, 1n << BigInt(this.#all.length));
            this.#all.push(node);
            if (!isNarrow(node)) this.#wide.push(node);
        }
    }

    /** The mark of a sensor; none for any other node. */
    of(node: FlowNode): Marks {
        return isSensor(node) ? (this.#marks.get(sourceOf(node)) ?? 0n) : 0n;
    }

    /** The marks of all sensors that a node may share readings with; none unless it receives any. */
    sharedWith(node: FlowNode): Marks {
        if (node.type !== 'clown-in') return 0n;
        const source = JSON.stringify([sourceOf(node), hasVariable(node.topic)]);
        let shared = this.#shared.get(source);
        if (shared === undefined) {
            shared = this.of(node);
            const others = isNarrow(node) ? this.#wide : this.#all;
            for (const one of others) if (mayShare(one, node)) shared |= this.of(one);
            this.#shared.set(source, shared);
        }
        return shared;
    }
}

/** Compares two filters level by level; a `#` of the first one is its last level, and fits all that is left. */
function compared(one: string, other: string, fits: (level: string, other: string) => boolean): boolean {
    const [levels, others] = [one.split('/'), other.split('/')];
    for (const [at, level] of levels.entries()) {
        if (level === '#') return true;
        const against = others[at];
        if (against === undefined || !(level === against || fits(level, against))) return false;
    }
    return levels.length === others.length;
}
