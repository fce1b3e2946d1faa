// The rules of the flow check as rules of nrlint, named `clown-hub/CODE`. nrlint knows no hub: rules that need one find
// nothing.

import { checkFlow, type Finding, FlowCheckTexts, type FlowNode, RULE_CODES, RULES, type RuleCode } from './index';

/** A flow as nrlint passes it to its rules. */
interface FlowSet {
    export(): readonly FlowNode[];
}

interface Context {
    readonly flows: FlowSet;
    report(problem: { readonly location: readonly string[]; readonly message: string }): void;
}

/** nrlint calls these for each node, unless the rule is off for it. */
type Visitor = (node: { readonly id: string }) => void;

interface LintRule {
    readonly meta: {
        readonly type: string;
        readonly severity: string;
        readonly docs: { readonly description: string };
    };
    create(context: Context): { readonly node: Visitor; readonly configNode: Visitor };
}

/** The findings of the latest flows, because nrlint asks for those of each rule. */
const checked = new WeakMap<FlowSet, readonly Finding[]>();
const texts = new FlowCheckTexts();

function findingsIn(flows: FlowSet): readonly Finding[] {
    const known = checked.get(flows);
    if (known) return known;
    const findings = checkFlow(flows.export()).filter(({ isDismissed }) => !isDismissed);
    checked.set(flows, findings);
    return findings;
}

/** What nrlint loads. */
export const rules: Readonly<Record<string, LintRule>> = Object.fromEntries(
    RULE_CODES.map((code) => [`clown-hub/${code}`, ruleOf(code)]),
);

function ruleOf(code: RuleCode): LintRule {
    return {
        meta: { type: 'problem', severity: RULES[code].severity, docs: { description: texts.outline(code) } },
        create(context) {
            const report: Visitor = ({ id }) => {
                for (const finding of findingsIn(context.flows)) {
                    if (finding.rule !== code || finding.node !== id) continue;
                    const location = [...new Set([finding.node, finding.at])];
                    context.report({ location, message: texts.sentence(finding) });
                }
            };
            return { node: report, configNode: report };
        },
    };
}
