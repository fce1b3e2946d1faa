// Checks a whole flow by all rules. Pure: the editor, the command line and nrlint use it, each with what it knows.

import type { FlowNode } from './flow';
import { Graph } from './graph';
import type { Knowledge } from './knowledge';
import { NamedFlow } from './names';
import type { Severity } from './rule';
import { type Found, Subject } from './rule';
import { RULE_CODES, RULES, type RuleCode } from './rules';

/** A finding about a node. */
export interface Finding {
    readonly rule: RuleCode;
    readonly severity: Severity;
    /** The id of the node of the pack that it is about; its settings keep that it was dismissed. */
    readonly node: string;
    /** The id of the node to look at. */
    readonly at: string;
    /** The key of the sentence. */
    readonly sentence: string;
    readonly values: NonNullable<Found['values']>;
    /** Whether the owner has dismissed the findings of this rule about this node. */
    readonly isDismissed: boolean;
}

/** The setting of a node with the codes of the rules that its owner has dismissed for it, separated by spaces. */
export const DISMISSED = 'dismissed';

/** Checks a flow. Disabled nodes and tabs, and subflows without an instance, are not checked: they do not run. */
export function checkFlow(nodes: readonly FlowNode[], knowledge?: Knowledge): readonly Finding[] {
    const steps = checkSteps(nodes, knowledge);
    for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
    }
}

/** The same in steps, each of which takes a few milliseconds at most for a large flow. */
export function* checkSteps(
    flow: readonly FlowNode[],
    knowledge: Knowledge = new Map(),
): Generator<void, readonly Finding[]> {
    const named = new NamedFlow(flow);
    const graph = new Graph(named.nodes);
    yield;
    const subject = new Subject(named, graph, knowledge);
    const findings = new Map<string, Finding>();
    for (const rule of RULE_CODES) {
        yield;
        for (const found of RULES[rule].find(subject)) {
            if (!found) {
                yield;
                continue;
            }
            const finding = findingOf(rule, found);
            const { sentence, node, at } = finding;
            // A node of a subflow has one place for each instance.
            const key = JSON.stringify([sentence, node, at]);
            if (!findings.has(key)) findings.set(key, finding);
        }
    }
    return [...findings.values()];
}

function findingOf(rule: RuleCode, { node, at = node, detail, values = {} }: Found): Finding {
    return {
        rule,
        severity: RULES[rule].severity,
        node: node.id,
        at: at.id,
        sentence: detail === undefined ? rule : `${rule}.${detail}`,
        values,
        isDismissed: dismissedIn(node).includes(rule),
    };
}

/** The rules that the owner of a node has dismissed for it. */
export function dismissedIn(node: Readonly<Record<string, unknown>>): readonly string[] {
    const stored = node[DISMISSED];
    return typeof stored === 'string' ? stored.split(' ').filter((code) => code !== '') : [];
}
