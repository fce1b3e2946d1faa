// Runs one rule of the flow check on flows with and without its finding.

import assert from 'node:assert/strict';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';
import { checkFlow, type Finding } from '../../src/flow-check/check';
import type { FlowNode } from '../../src/flow-check/flow';
import type { KnownHub } from '../../src/flow-check/knowledge';
import type { RuleCode } from '../../src/flow-check/rules';
import { hub, tab } from './flows';

/**
 * A flow with its title, what is known of its hub, and the sentence of the finding, if it is not the first one of the rule. The flow
 * gets a tab, and a hub if it has none.
 */
export type Case = readonly [title: string, nodes: readonly FlowNode[], hub?: KnownHub | undefined, detail?: string];

/** Flows with one finding of the rule, and flows that look alike and have none. */
export interface Cases {
    readonly found: readonly Case[];
    readonly none: readonly Case[];
}

export function checks(rule: RuleCode, { found, none }: Cases): void {
    describe(`flow check: ${rule}`, () => {
        for (const [title, nodes, about, detail] of found) {
            it(`finds ${title}`, () => {
                const findings = findingsOf(rule, nodes, about);
                assert.equal(findings.length, 1, JSON.stringify(findings));
                const [finding] = findings;
                if (detail !== undefined) assert.equal(finding?.sentence, `${rule}.${detail}`);
                assert.doesNotMatch(finding ? new FlowCheckTexts().sentence(finding) : '', /__|""|undefined/);
            });
        }
        for (const [title, nodes, about] of none) {
            it(`accepts ${title}`, () => assert.deepEqual(findingsOf(rule, nodes, about), []));
        }
    });
}

function findingsOf(rule: RuleCode, nodes: readonly FlowNode[], about?: KnownHub): readonly Finding[] {
    const all = [tab, ...(nodes.some(({ id }) => id === 'hub') ? [] : [hub()]), ...nodes];
    return checkFlow(all, about && new Map([['hub', about]])).filter((finding) => finding.rule === rule);
}
