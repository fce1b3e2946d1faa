// The sensors that nodes receive, compared by the hubs and topics of the nodes.

import { SENSOR_TYPES } from '../protocol/model';
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
export function mayShare(one: FlowNode, other: FlowNode): boolean {
    if (one.hub !== other.hub && !hasVariable(one.hub) && !hasVariable(other.hub)) return false;
    const [left, right] = [filterOf(one), filterOf(other)];
    // A topic with a variable may be any.
    if (left === undefined || right === undefined) return hasVariable(left === undefined ? one.topic : other.topic);
    const isEither = (level: string, other: string): boolean => level === '+' || other === '+';
    return compared(left, right, isEither) || compared(right, left, isEither);
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
